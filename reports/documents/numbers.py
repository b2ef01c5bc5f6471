"""Numbers as paper writes them."""

from django.utils.translation import get_language

from core.numbers import written_number


def number(value: float | None) -> str:
    """Write a number in the language in force, a fraction to a tenth; a dash for one that is hidden or not there."""
    return "–" if value is None else written_number(value, get_language() or "kk")

"""Numbers as paper writes them."""

from django.utils.translation import get_language


def number(value: float | None) -> str:
    """Write a number in the language in force, a fraction to a tenth; a dash for one that is hidden or not there."""
    if value is None:
        return "–"
    text = f"{value:,.1f}" if isinstance(value, float) else f"{value:,}"
    whole, _point, part = text.replace(",", "\u00a0").partition(".")
    if not part:
        return whole
    return f"{whole}.{part}" if get_language() == "en" else f"{whole},{part}"

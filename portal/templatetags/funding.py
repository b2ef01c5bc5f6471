"""Words of calls: sums, areas of the law, criteria, totals."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from django import template

from core.text import LANGUAGES, localised
from ngos.directions import DIRECTIONS
from portal.templatetags.dates import language
from portal.templatetags.numbers import NO_BREAK, number

register = template.Library()


@register.filter
def tenge(amount: int) -> str:
    """Write a sum: 2,000,000 ₸ in English, 2 000 000 ₸ in Kazakh and Russian."""
    return f"{number(int(amount))}{NO_BREAK}₸"


@register.filter
def area(code: str) -> str:
    """Name an area of the law in the reader's language."""
    found = DIRECTIONS.get(code)
    return localised(found, "name", language()).text if found else code


@register.filter
def criterion(row: Mapping[str, object]) -> str:
    """Name a criterion in the reader's language, else in the first it was written in."""
    return next((str(row[code]) for code in (language(), *LANGUAGES) if row.get(code)), str(row.get("code", "")))


@register.filter
def rounded(fraction: str) -> str:
    """Show an exact fraction with at most two decimals, rounded down as in the published table."""
    hundredths = int(Fraction(fraction) * 100)
    whole, rest = divmod(hundredths, 100)
    text = f"{whole}.{rest:02}".rstrip("0").rstrip(".")
    return text if language() == "en" else text.replace(".", ",")


@register.filter
def entry(table: Mapping[object, object], key: object) -> object:
    """Return what a table holds under a key, nothing for a key it does not hold."""
    return table.get(key, "")


@register.filter
def line(budget: Sequence[Mapping[str, object]], position: int) -> Mapping[str, object]:
    """Return one line of a budget by its place."""
    return budget[position]


@register.filter
def tenths(points: int) -> str:
    """Write points of a rating that are kept in tenths: 60, or 51.2."""
    return number(points / 10)

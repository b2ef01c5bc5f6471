"""Two readings of a report beside each other: what stands in one and not in the other, named in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isclose
from typing import Any

from reports.documents.reading import COUNTED, DEFINITIONS, HEADING, HIDDEN, NAME, SHEET, Claim, Spot
from reports.documents.table import ABOUT
from reports.indicators import Difference

LONGEST = 120  # letters of a text that are quoted
NEAR = 1e-9  # hours are fractions, and programs write the last digit differently


@dataclass(frozen=True, slots=True)
class Variance:
    """One place in which a file says something else than it should; None is nothing."""

    spot: Spot
    said: Any
    wanted: Any

    @property
    def is_count(self) -> bool:
        """Whether it is a number of a table, or stands in the place of one."""
        return self.spot[2] in COUNTED and self.spot[0] not in (ABOUT, HEADING, SHEET, DEFINITIONS)

    @property
    def difference(self) -> Difference:
        """The two values of a cell; a hidden one is None."""
        said, wanted = (None if value == HIDDEN else value for value in (self.said, self.wanted))
        return Difference(*self.spot, said, wanted)

    def sentence(self, other: str) -> str:
        """Say it in words; ``other`` is what the file was held against."""
        return f"{_place(self.spot)}: the file says {shown(self.said)}, {other} {shown(self.wanted)}"


def variances(found: Claim, wanted: Claim) -> list[Variance]:
    """Return every place in which two readings of one kind differ, in the order of the right one. O(places)."""
    places = [*wanted.spots, *(spot for spot in found.spots if spot not in wanted.spots)]
    pairs = ((spot, found.spots.get(spot), wanted.spots.get(spot)) for spot in places)
    return [Variance(*one) for one in pairs if not _same(one[1], one[2])]


def are_in_order(found: Claim, wanted: Claim) -> bool:
    """Whether what stands in both stands in the same order."""
    return [spot for spot in found.spots if spot in wanted.spots] == [
        spot for spot in wanted.spots if spot in found.spots
    ]


def shown(value: Any) -> str:
    """Write a value of a cell or line; text stands in quotation marks."""
    if value in (None, HIDDEN):
        return "nothing"
    if value in ([], {}):
        return "an empty list"
    if not isinstance(value, str):
        return str(value)
    return f"“{value}”" if len(value) <= LONGEST else f"“{value[:LONGEST]}…”"


def _same(one: Any, other: Any) -> bool:
    numbers = [value for value in (one, other) if isinstance(value, int | float) and not isinstance(value, bool)]
    if len(numbers) == 2:
        return isclose(numbers[0], numbers[1], rel_tol=NEAR, abs_tol=NEAR)
    return type(one) is type(other) and bool(one == other)


def _place(spot: Spot) -> str:
    table, row, column = spot
    if table == ABOUT:
        return _joined("the name of line" if column == NAME else "line", [row])
    if table == HEADING:
        return _joined("heading of", [row, column])
    if table == SHEET:
        return _joined("title of sheet", [row])
    return _joined("the name of row" if column == NAME else "cell", [table, row, "" if column == NAME else column])


def _joined(kind: str, parts: Sequence[str]) -> str:
    return " ".join([kind, *(part for part in parts if part)])

"""Two sets of figures beside each other, cell by cell."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell that differs: table, row and measure, with both values; None is a row that is not there."""

    table: str
    row: str
    measure: str
    before: Any
    after: Any

    @property
    def cell(self) -> str:
        """The name of the cell, such as ``district 354400000 people``."""
        return " ".join(part for part in (self.table, self.row, self.measure) if part)


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Return the cells of totals and tables that differ, in order of table, row and measure."""
    left, right = dict(cells(before)), dict(cells(after))
    places = sorted(left.keys() | right.keys())
    return [Difference(*at, left.get(at), right.get(at)) for at in places if left.get(at) != right.get(at)]


def cells(figures: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str, str], Any]]:
    """Return every number of a set of figures with its table, row and measure."""
    for part in ("totals", "not_mapped"):
        for measure, value in figures.get(part, {}).items():
            yield (part, "", measure), value
    for table, rows in figures.get("tables", {}).items():
        for row in rows:
            for measure, value in row["counts"].items():
                yield (table, row["key"], measure), value
    for row in figures.get("outside", ()):
        for measure, value in row["counts"].items():
            yield ("outside", row["key"], measure), value

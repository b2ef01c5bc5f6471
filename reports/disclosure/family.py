"""The figures of a publication and what binds them: cells and relations."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

LEAST = 5
LEAST_SPECIAL = 10


class Printing(StrEnum):
    """Who decides whether a cell is seen."""

    OPEN = "open"  # this publication decides
    OUT = "out"  # printed earlier: everybody knows it
    NEVER = "never"  # not printed, now or earlier: a change between two versions, or a cell hidden earlier


class Rule(StrEnum):
    """How parts are bound to a total."""

    SUM = "sum"  # the parts add up to the total
    COVER = "cover"  # people counted once: each part is within the total, and the total within the sum of the parts
    WITHIN = "within"  # each part is within the total; there may be more that is not listed


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure.

    Parameters
    ----------
    value
        What would be printed: people, minutes, events; a change may be negative.
    people
        How many different people it tells of.
    least
        Fewest people a printed cell may tell of.
    group
        Figures about the same people, hidden together: their number, their hours. Empty: alone.
    is_special
        A special category, where "nobody" is not printed either.
    is_change
        The difference of two versions of one figure, which may be negative.
    floor
        What everybody knows it to be at least: a row that is listed has somebody in it.
    is_amount
        Not a count of people: hours, say, of which an approximate figure tells almost as much as the figure.
    printing
        Who decides whether it is seen.
    """

    value: int
    people: int
    least: int = LEAST
    group: str = ""
    is_special: bool = False
    floor: int = 0
    is_change: bool = False
    is_amount: bool = False
    printing: Printing = Printing.OPEN

    @property
    def is_sensitive(self) -> bool:
        """Whether it tells of too few to be printed."""
        fewest = 0 if self.is_special else 1
        return fewest <= self.people < self.least

    def is_covered_by(self, low: float, high: float) -> bool:
        """Say whether knowing only ``low <= value <= high`` keeps the few unknown: the protection interval.

        A count may as well be large enough to print, and the interval is at least as long as that number. Of an amount
        the interval is at least as long as the amount. A change may as well be a change by enough people.
        """
        if self.is_amount:
            return high - low >= max(abs(self.value), 1)
        wide = high - low >= self.least
        return wide and (high >= self.least or (self.is_change and low <= -self.least))

    def is_open_between(self, low: float, high: float) -> bool:
        """Say whether ``low <= value <= high`` leaves as many values as there are counts of few: 1 to 4 of them."""
        return high - low >= self.least - 2


@dataclass(frozen=True, slots=True)
class Relation:
    """Parts and a total by their keys, bound by a rule."""

    rule: Rule
    total: str
    parts: tuple[str, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """Every cell it binds."""
        return (self.total, *self.parts)

    def holds(self, cells: Mapping[str, Cell]) -> bool:
        """Say whether the true values obey it."""
        total, parts = cells[self.total].value, [cells[key].value for key in self.parts]
        if self.rule is Rule.SUM:
            return sum(parts) == total
        inside = max(parts, default=0) <= total
        return inside and (self.rule is Rule.WITHIN or total <= sum(parts))


class Family:
    """All cells that can be seen side by side, with their relations.

    Raises ValueError for a relation that names a cell it does not have, or that the true values do not obey: such a
    publication would not foot.
    """

    def __init__(self, cells: Mapping[str, Cell], relations: Iterable[Relation]) -> None:
        """Check and keep."""
        self.cells = dict(cells)
        self.relations = tuple(relations)
        self.groups: dict[str, list[str]] = {}
        self.binding: dict[str, list[Relation]] = {}
        self.totals = frozenset(relation.total for relation in self.relations)
        for key, cell in self.cells.items():
            self.groups.setdefault(cell.group or f"\0{key}", []).append(key)
        for relation in self.relations:
            if missing := [key for key in relation.keys if key not in self.cells]:
                raise ValueError(f"{relation.rule} of {relation.total} names unknown cells: {missing}")
            if not relation.holds(self.cells):
                raise ValueError(f"{relation.rule} of {relation.total} does not foot")
            for key in set(relation.keys):
                self.binding.setdefault(key, []).append(relation)

    def together_with(self, key: str) -> list[str]:
        """Return the cells hidden when this one is, itself among them."""
        return self.groups[self.cells[key].group or f"\0{key}"]

    def sensitive(self) -> Iterator[str]:
        """Yield the cells about too few people that are not out already."""
        return (key for key, cell in self.cells.items() if cell.is_sensitive and cell.printing is not Printing.OUT)

    def unseen(self) -> set[str]:
        """Return the cells that are not printed whatever is decided."""
        return {key for key, cell in self.cells.items() if cell.printing is Printing.NEVER}

"""Small numbers stay hidden: a table of groups with every row that could point at somebody taken out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

FEWEST_SHOWN = 5  # docs/sources.md, "Small numbers"


class Row(Protocol):
    """One group of a table."""

    @property
    def key(self) -> str:
        """Name the group."""

    @property
    def counts(self) -> tuple[int, ...]:
        """Give the numbers of people shown."""

    @property
    def differences(self) -> tuple[int, ...]:
        """Give the numbers of people that follow from those."""


AnyRow = TypeVar("AnyRow", bound=Row)


@dataclass(frozen=True, slots=True)
class Shown(Generic[AnyRow]):
    """Rows safe to show, and how many were taken out; ``hidden`` is never exactly one row of several."""

    rows: tuple[AnyRow, ...]
    hidden: int


def hide_small(rows: Sequence[AnyRow], *, is_sensitive: bool = False) -> Shown[AnyRow]:
    """Take out every row with a number from 1 to 4, and one more if it could be worked out from the total.

    In a sensitive table the differences of a row count as well: 60 of 62 say that two were not.
    """
    small = [row for row in rows if _is_small(row, is_sensitive=is_sensitive)]
    kept = [row for row in rows if row not in small]
    if kept and small and _can_be_worked_out(small):
        next_smallest = min(kept, key=lambda row: (row.counts[0], row.key))
        small.append(next_smallest)
        kept.remove(next_smallest)
    return Shown(tuple(kept), len(small))


def is_small(number: int) -> bool:
    """Say whether a number of people is too small to show; nobody is not."""
    return 0 < number < FEWEST_SHOWN


def _is_small(row: Row, *, is_sensitive: bool) -> bool:
    return any(map(is_small, row.counts + (row.differences if is_sensitive else ())))


def _can_be_worked_out(small: Sequence[Row]) -> bool:
    """Say whether the hidden rows together are one row, or still so few that the total less the shown names them."""
    return len(small) == 1 or any(is_small(sum(column)) for column in zip(*(row.counts for row in small), strict=True))

"""Small numbers stay hidden: a table of groups with every row that could point at somebody taken out."""

from collections.abc import Sequence
from dataclasses import dataclass

from matching.fairness import GroupRow

FEWEST_SHOWN = 5  # docs/sources.md, "Small numbers"


@dataclass(frozen=True, slots=True)
class Shown:
    """Rows safe to show, and how many were taken out; ``hidden`` is never exactly one row of several."""

    rows: tuple[GroupRow, ...]
    hidden: int


def hide_small(rows: Sequence[GroupRow], *, is_sensitive: bool = False) -> Shown:
    """Take out every row with a number from 1 to 4, and one more if it could be worked out from the total.

    In a sensitive table the differences of a row count as well: 60 of 62 say that two were not.
    """
    small = [row for row in rows if _is_small(row, is_sensitive=is_sensitive)]
    kept = [row for row in rows if row not in small]
    if kept and small and _can_be_worked_out(small):
        next_smallest = min(kept, key=lambda row: (row.asked, row.key))
        small.append(next_smallest)
        kept.remove(next_smallest)
    return Shown(tuple(kept), len(small))


def _is_small(row: GroupRow, *, is_sensitive: bool) -> bool:
    numbers = [row.asked, row.eligible, row.placed]
    if is_sensitive:
        numbers += [row.asked - row.eligible, row.eligible - row.placed]
    return any(0 < number < FEWEST_SHOWN for number in numbers)


def _can_be_worked_out(small: Sequence[GroupRow]) -> bool:
    """Say whether the hidden rows together are one row, or still so few that the total less the shown names them."""
    if len(small) == 1:
        return True
    sums = (sum(row.asked for row in small), sum(row.eligible for row in small), sum(row.placed for row in small))
    return any(0 < number < FEWEST_SHOWN for number in sums)

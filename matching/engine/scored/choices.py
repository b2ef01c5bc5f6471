"""The best set of places of one person in one week: a knapsack in minutes and places over non-overlapping times."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.scored.problem import NO_TIME

MOST_STATES = 4_000_000  # of one table; beyond, minutes are rounded down, which loosens a bound and never breaks it


class Wanted(NamedTuple):
    """Pairs of one group with a positive worth, by end: all arrays of the same length."""

    worth: NDArray[np.int64]
    minutes: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]


class Best(NamedTuple):
    """The most a set is worth and the places (positions in Wanted) of such a set."""

    worth: int
    chosen: list[int]


def _before(wanted: Wanted) -> NDArray[np.int64]:
    """Return for each pair how many of the pairs before it end when it starts or earlier."""
    if wanted.start[0] == NO_TIME:
        return np.arange(len(wanted.start))
    return np.searchsorted(wanted.end, wanted.start, side="right")


def _scaled(minutes: NDArray[np.int64], budget: int, others: int) -> tuple[NDArray[np.int64], int]:
    """Count minutes in the coarsest unit that is exact, or in a coarser one if the table would be too large."""
    if int(minutes.sum()) <= budget:
        return np.zeros_like(minutes), 0
    unit = int(np.gcd.reduce(minutes))
    while (budget // unit + 1) * others > MOST_STATES:
        unit *= 2
    return minutes // unit, budget // unit


def best_set(wanted: Wanted, most: int, budget: int) -> Best:
    """Find the most valuable set of at most ``most`` places and ``budget`` minutes without overlap.

    Returns
    -------
    Best
        Exact; if the table had to be coarsened, the worth is no smaller than the exact one and the set may be too
        long by the rounding.

    Notes
    -----
    Dynamic programming over the pairs by end, the places left and the minutes left: O(pairs x places x minutes), the
    minutes counted in their greatest common divisor.
    """
    count = len(wanted.worth)
    if not count:
        return Best(0, [])
    counted = int(most < count)
    depth = most + 1 if counted else 1
    minutes, budget = _scaled(wanted.minutes, budget, (count + 1) * depth)
    before = _before(wanted)
    table = np.zeros((count + 1, depth, budget + 1), dtype=np.int64)
    for at in range(count):
        length, source = int(minutes[at]), table[before[at]]
        table[at + 1] = table[at]
        if length <= budget:
            target = table[at + 1, counted:, length:]
            with_it = source[: depth - counted, : budget + 1 - length] + wanted.worth[at]
            np.maximum(target, with_it, out=target)
    return Best(int(table[-1, -1, -1]), _walk_back(table, before, minutes, counted))


def _walk_back(
    table: NDArray[np.int64], before: NDArray[np.int64], minutes: NDArray[np.int64], counted: int
) -> list[int]:
    """Read a best set off the finished table."""
    at, places, left, chosen = len(table) - 1, table.shape[1] - 1, table.shape[2] - 1, []
    while at > 0:
        if table[at, places, left] == table[at - 1, places, left]:
            at -= 1
            continue
        chosen.append(at - 1)
        places, left, at = places - counted, left - int(minutes[at - 1]), int(before[at - 1])
    return chosen[::-1]

"""Which shifts with a condition can never open: some of their roles need more people than may take any of them.

This is Hall's condition for one shift: it can be filled by itself if and only if every set of its roles has enough
different people. Shifts with more than ``KINDS`` roles are looked at with the last ones taken together.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.bundle import seat_bonus
from matching.engine.gates import NEVER, Gates, open_seats
from matching.engine.index import Index
from matching.engine.result import PRICE_SCALE, Surcharges

KINDS = 6
Chunk = tuple[NDArray[Any], NDArray[Any]]  # volunteer and role of pairs, those of one shift side by side


class Reach(NamedTuple):
    """Shifts that cannot open (m), and of their roles the ones that together lack people (k)."""

    closed: NDArray[np.bool_]
    lacking: NDArray[np.bool_]


class Askers(NamedTuple):
    """Every person on every shift with a condition: her shift and the set of its roles she may take, as bits."""

    volunteer: NDArray[np.int64]
    shift: NDArray[np.int64]
    kinds: NDArray[np.int64]


def _kind(index: Index) -> NDArray[np.int64]:
    """Number the roles within their shift."""
    shift = index.problem.roles.shift
    order = np.argsort(shift, kind="stable")
    first = np.searchsorted(shift[order], shift[order])
    kind = np.empty(len(shift), dtype=np.int64)
    kind[order] = np.arange(len(shift)) - first
    return np.minimum(kind, KINDS - 1)


def _askers(index: Index, gates: Gates, kind: NDArray[np.int64], chunk: Chunk) -> Askers:
    volunteer, role = chunk
    shift = index.problem.roles.shift[role].astype(np.int64)
    gated = gates.shift[shift]
    volunteer, shift, bit = volunteer[gated], shift[gated], 1 << kind[role[gated]]
    new = np.ones(len(shift), dtype=bool)
    new[1:] = (shift[1:] != shift[:-1]) | (volunteer[1:] != volunteer[:-1])
    first = np.flatnonzero(new)
    kinds = np.bitwise_or.reduceat(bit, first) if first.size else bit
    return Askers(volunteer[first], shift[first], kinds)


def _needed(index: Index, gates: Gates, kind: NDArray[np.int64], subset: int) -> NDArray[np.int64]:
    """Return how many people the roles of a subset need at least, per shift, when it opens."""
    shift, inside = index.problem.roles.shift, (subset >> kind) & 1 == 1
    least, careful, outside = (np.zeros(len(gates.shift), dtype=np.int64) for _ in range(3))
    np.add.at(least, shift, np.where(inside & ~gates.contact, gates.least, 0))
    np.add.at(careful, shift, np.where(inside & gates.contact, gates.least, 0))
    np.add.at(outside, shift, gates.contact & ~inside)
    return least + np.maximum(careful, np.where(outside == 0, gates.adults, 0))


def find_unreachable(index: Index, gates: Gates, chunks: Iterable[Chunk]) -> Reach:
    """Count the people, and the seats, for every set of roles of every shift. O(pairs + shifts x 2^KINDS)."""
    kind, shifts = _kind(index), len(gates.shift)
    width = 1 << (int(kind.max(initial=0)) + 1)
    counted = np.zeros(shifts * width, dtype=np.int64)
    for chunk in chunks:
        asking = _askers(index, gates, kind, chunk)
        counted += np.bincount(asking.shift * width + asking.kinds, minlength=shifts * width)
    by_kinds = counted.reshape(shifts, width)
    lacking, deficit = np.zeros(shifts, dtype=np.int64), np.zeros(shifts, dtype=np.int64)
    for subset in range(1, width):
        people = by_kinds[:, [kinds for kinds in range(width) if kinds & subset]].sum(axis=1)
        short = _needed(index, gates, kind, subset) - people
        worse = gates.shift & (short > deficit)
        lacking, deficit = np.where(worse, subset, lacking), np.where(worse, short, deficit)
    shift, free = index.problem.roles.shift, np.zeros(index.role_count, dtype=np.int64)
    seatless = gates.shift & (open_seats(index, gates, free).value <= NEVER // 2)
    return Reach((deficit > 0) | seatless, (lacking[shift] >> kind) & 1 == 1)


def price_unreachable(
    index: Index, gates: Gates, reach: Reach, prices: NDArray[np.int64], chunks: Iterable[Chunk], most: int
) -> tuple[NDArray[np.int64], Surcharges]:
    """Price what cannot open so that nobody wants it and it is worth nothing.

    The roles that lack people would pay any price for one more than there are, and whoever may take one of them pays
    as much to stay away; nobody can afford the other roles of the shift.

    Parameters
    ----------
    most
        Points that no pair is worth more than, the first place included.
    """
    shift, kind = index.problem.roles.shift, _kind(index)
    closed = reach.closed[shift]
    ceiling = np.zeros(len(gates.shift), dtype=np.int64)
    np.add.at(ceiling, shift, index.seats_left * (most + 1 + seat_bonus(index)))
    lacking = np.zeros(len(gates.shift), dtype=np.int64)
    np.bitwise_or.at(lacking, shift, np.where(reach.lacking, 1 << kind, 0))
    people, shifts = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for chunk in chunks:
        asking = _askers(index, gates, kind, chunk)
        kept = reach.closed[asking.shift] & ((asking.kinds & lacking[asking.shift]) > 0)
        people.append(asking.volunteer[kept])
        shifts.append(asking.shift[kept])
    volunteer, where = np.concatenate(people), np.concatenate(shifts)
    begging = ceiling + np.bincount(where, minlength=len(gates.shift)) * (most + 1)
    asked = np.where(reach.lacking, -begging[shift], most + 1) * PRICE_SCALE
    order = np.lexsort((where, volunteer))
    surcharges = Surcharges(volunteer[order], where[order], (begging[where] + most + 1)[order])
    return np.where(closed, asked, prices), surcharges

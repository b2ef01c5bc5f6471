"""Prices and surcharges that prove a shift with a condition is not worth opening, at given prices of everything else.

A person who would gain by a closed shift pays for it: first the price of the role, then what is left as a surcharge.
The shift earns both, and at the best prices it earns exactly what opening it would add, the people it must have taken
where they lose least. If that is not above zero, nothing is lost by leaving the shift closed, and the bound says so.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.engine.gates import Gates, OpenSeats, open_seats
from matching.engine.index import Index
from matching.engine.result import PRICE_SCALE, Surcharges

PASSES = 120
FIRST_STEP, LONGEST_STEP = 16.0 * PRICE_SCALE, 400.0 * PRICE_SCALE


@dataclass(frozen=True, slots=True, eq=False)
class Wants:
    """What people would gain by a role of a closed shift if it cost nothing, 1/64 points, by person and shift.

    One row per pair, in order of (volunteer, shift of the role); the gain may be negative.
    """

    volunteer: NDArray[np.int64]
    role: NDArray[np.int64]
    gain: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Closing:
    """Prices (k) with those of closed shifts set, the surcharges, and what opening each shift is worth (m)."""

    prices: NDArray[np.int64]
    surcharges: Surcharges
    worth: NDArray[np.int64]


class _Groups:
    """The pairs of one person on one shift, together."""

    def __init__(self, index: Index, wants: Wants) -> None:
        shift = index.problem.roles.shift[wants.role].astype(np.int64)
        new = np.ones(len(shift), dtype=bool)
        new[1:] = (shift[1:] != shift[:-1]) | (wants.volunteer[1:] != wants.volunteer[:-1])
        self.first = np.flatnonzero(new)
        self.of = np.cumsum(new) - 1
        self.shift, self.volunteer = shift[self.first], wants.volunteer[self.first]

    def best(self, gain: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the most each person gains on each shift, at least 0."""
        return np.maximum(np.maximum.reduceat(gain, self.first), 0) if len(self.first) else gain


def _bids(index: Index, wants: Wants, groups: _Groups, prices: NDArray[np.int64]) -> tuple[NDArray[np.int64], ...]:
    """Return what each person on each shift still gains at the prices, and how many choose each role."""
    gain = wants.gain - prices[wants.role]
    top = groups.best(gain)
    chosen = np.flatnonzero((gain == top[groups.of]) & (gain > 0))
    chosen = chosen[np.unique(groups.of[chosen], return_index=True)[1]]
    return top, np.bincount(wants.role[chosen], minlength=index.role_count)


def _worth(index: Index, groups: _Groups, seats: OpenSeats, top: NDArray[np.int64]) -> NDArray[np.int64]:
    earned = np.zeros(len(seats.value), dtype=np.int64)
    np.add.at(earned, groups.shift, top)
    return seats.value + earned


def close(index: Index, gates: Gates, closed: NDArray[np.bool_], wants: Wants, prices: NDArray[np.int64]) -> Closing:
    """Price the roles of closed shifts so that opening each looks as little worth as it is.

    Parameters
    ----------
    closed : shape (m,)
        Shifts with a condition.
    prices : shape (k,), 1/64 points
        Those of closed shifts are only a start.

    Notes
    -----
    Resilient steps (Rprop) on each role, all shifts at once; the best prices seen are kept shift by shift, and a
    shift that is proven worthless rests. O(pairs) a pass.
    """
    shift, groups = index.problem.roles.shift, _Groups(index, wants)
    is_closed = closed[shift]
    exact, step = np.where(is_closed, prices, 0).astype(np.float64), np.full(index.role_count, FIRST_STEP)
    before, best = np.zeros(index.role_count, dtype=np.int64), np.full(len(closed), 1 << 62)
    best_prices = prices.copy()
    for _ in range(PASSES if len(wants.gain) else 1):
        now = np.where(is_closed, np.rint(exact).astype(np.int64), prices)
        top, load = _bids(index, wants, groups, now)
        seats = open_seats(index, gates, now)
        worth = _worth(index, groups, seats, top)
        better = worth < best
        best, best_prices = np.where(better, worth, best), np.where(better[shift] & is_closed, now, best_prices)
        sign = np.sign(load - seats.filled) * (is_closed & (best[shift] > 0))
        step = np.where(sign * before > 0, step * 1.2, np.where(sign * before < 0, step * 0.5, step))
        step, before = np.clip(step, 1.0, LONGEST_STEP), np.where(sign != 0, sign, before)
        exact = exact + sign * step
    return _written(index, gates, closed, wants, best_prices)


def _written(
    index: Index, gates: Gates, closed: NDArray[np.bool_], wants: Wants, prices: NDArray[np.int64]
) -> Closing:
    """Round the surcharges up to whole points and say what the shifts are worth with them."""
    groups = _Groups(index, wants)
    top, _load = _bids(index, wants, groups, prices)
    points = -(-top // PRICE_SCALE)
    paying = np.flatnonzero(points > 0)
    surcharges = Surcharges(groups.volunteer[paying], groups.shift[paying], points[paying])
    worth = open_seats(index, gates, prices).value + earned_by(index, surcharges)
    return Closing(prices, surcharges, np.where(closed, worth, 0))


def earned_by(index: Index, surcharges: Surcharges) -> NDArray[np.int64]:
    """Return per shift what it earns by surcharges, 1/64 points."""
    earned = np.zeros(len(index.problem.shifts), dtype=np.int64)
    np.add.at(earned, surcharges.shift, surcharges.points * PRICE_SCALE)
    return earned

"""The dual value of place prices: what everybody's best sets are worth at them, plus what the seats are worth."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.result import PRICE_SCALE
from matching.engine.scored.choices import Wanted, best_set
from matching.engine.scored.market import Market
from matching.engine.scored.problem import NO_TIME


class Dual(NamedTuple):
    """The dual value (1/64 points) and the pairs of everybody's best sets."""

    value: int
    chosen: NDArray[np.bool_]


def place_value(market: Market, prices: NDArray[np.int64]) -> int:
    """Return what the seats are worth at these prices, 1/64 points."""
    under = market.low * np.maximum(prices + market.bonus * PRICE_SCALE, 0)
    return int((under + (market.free - market.low) * np.maximum(prices, 0)).sum())


def contested(market: Market, wanted: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the groups whose wanted pairs (rows, ascending) do not all fit together."""
    groups = len(market.most)
    group, minutes = market.group[wanted], market.minutes[wanted]
    count = np.bincount(group, minlength=groups)
    length = np.zeros(groups, dtype=np.int64)
    np.add.at(length, group, minutes)
    crowded = (count > market.most) | (length > market.budget)
    follows = (np.diff(group) == 0) & (market.start[wanted[1:]] != NO_TIME)
    overlaps = follows & (market.start[wanted[1:]] < market.end[wanted[:-1]])
    crowded[group[1:][overlaps]] = True
    return np.flatnonzero(crowded)


def dual(market: Market, prices: NDArray[np.int64]) -> Dual:
    """Evaluate the dual.

    Parameters
    ----------
    prices : shape (places,), 1/64 points
        Any whole numbers; every vector gives a valid upper bound.

    Notes
    -----
    A table per group whose wanted pairs do not all fit; all others at once.
    """
    worth = market.score * PRICE_SCALE - prices[market.place]
    chosen = worth > 0
    wanted = np.flatnonzero(chosen)
    for group in contested(market, wanted).tolist():
        first, last = np.searchsorted(wanted, market.group_ptr[group : group + 2])
        rows = wanted[first:last]
        columns = Wanted(worth[rows], market.minutes[rows], market.start[rows], market.end[rows])
        best = best_set(columns, int(market.most[group]), int(market.budget[group]))
        chosen[rows] = False
        chosen[rows[best.chosen]] = True
    return Dual(int(worth[chosen].sum()) + place_value(market, prices), chosen)

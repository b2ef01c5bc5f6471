"""First answers without any search: the worthiest pair that still fits, again and again."""

import numpy as np
from numpy.typing import NDArray

from matching.engine.result import PRICE_SCALE
from matching.engine.scored.market import Market
from matching.engine.scored.problem import NO_TIME


def take_greedily(market: Market, prices: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Take pairs in order of their worth at these prices, seats up to a minimum first, as long as they fit.

    O(pairs log pairs), and the places a person has for every pair that is looked at.
    """
    worth = market.score * PRICE_SCALE - prices[market.place]
    order = np.lexsort((market.place, market.person, -worth))
    taken = np.zeros(len(market.row), dtype=bool)
    left = {"low": market.low.copy(), "free": market.free.copy(), "most": market.most.copy()}
    left["budget"] = market.budget.copy()
    held: dict[int, list[int]] = {}
    for seats in ("low", "free"):
        for pair in order.tolist():
            if left[seats][market.place[pair]] > 0 and not taken[pair] and _fits(market, left, held, pair):
                taken[pair] = True
                _book(market, left, held, pair)
    return taken


def _fits(market: Market, left: dict[str, NDArray[np.int64]], held: dict[int, list[int]], pair: int) -> bool:
    group = market.group[pair]
    if left["free"][market.place[pair]] < 1 or left["most"][group] < 1 or left["budget"][group] < market.minutes[pair]:
        return False
    if market.start[pair] == NO_TIME:
        return True
    return not any(
        market.start[pair] < market.end[other] and market.start[other] < market.end[pair]
        for other in held.get(int(market.person[pair]), [])
        if market.start[other] != NO_TIME
    )


def _book(market: Market, left: dict[str, NDArray[np.int64]], held: dict[int, list[int]], pair: int) -> None:
    group, place = market.group[pair], market.place[pair]
    left["most"][group] -= 1
    left["budget"][group] -= market.minutes[pair]
    left["free"][place] -= 1
    left["low"][place] -= left["low"][place] > 0
    held.setdefault(int(market.person[pair]), []).append(pair)

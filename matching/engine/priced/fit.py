"""Prices that agree with a plan: potentials on the graph of possible exchanges, found by Bellman and Ford's method.

Nobody should want to swap: for a person who has q and could have r instead, price r >= price q + score r - score q.
Who has room for r sets a lower limit to its price, who would rather give q up an upper one.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.compiled import Whole, compiled
from matching.engine.priced.market import WEEK, Edges, Market
from matching.engine.priced.plan import Plan, has_room, position
from matching.engine.result import PRICE_SCALE

SWEEPS = 40
UNLIMITED = 1 << 50


class Swaps(NamedTuple):
    """price[into] should be at least price[out] + more."""

    out: NDArray[np.int32]
    into: NDArray[np.int32]
    more: NDArray[np.int64]


@compiled
def _limits_by_dropping(market: Market, plan: Plan, person: Whole, high: NDArray[np.int64]) -> None:
    for slot in range(plan.slot[person], plan.slot[person] + plan.held[person]):
        first = market.first[person] if plan.held[person] == 1 else np.int64(0)
        worth = np.int64(plan.score[slot]) * PRICE_SCALE + first
        high[plan.role[slot]] = min(high[plan.role[slot]], worth)


@compiled
def _swaps_into(
    market: Market, plan: Plan, person: Whole, role: Whole, worth: Whole, swaps: Swaps, used: Whole
) -> Whole:
    """Note from which of her roles a person could change to this one; return how many swaps there are by now."""
    for slot in range(plan.slot[person], plan.slot[person] + plan.held[person]):
        other = plan.role[slot]
        if plan.held[person] > 1 and market.work.role[other, WEEK] != market.work.role[role, WEEK]:
            continue
        if has_room(market, plan, person, role, slot):
            if used < len(swaps.more):
                swaps.out[used], swaps.into[used] = other, role
                swaps.more[used] = worth - np.int64(plan.score[slot]) * PRICE_SCALE
            used += 1
    return used


@compiled
def list_swaps(
    market: Market, edges: Edges, plan: Plan, low: NDArray[np.int64], high: NDArray[np.int64], swaps: Swaps
) -> Whole:
    """Write all swaps as far as there is room for them and tighten the limits; return how many there are."""
    used = np.int64(0)
    for person in range(len(plan.held)):
        _limits_by_dropping(market, plan, person, high)
        for edge in range(edges.ptr[person], edges.ptr[person + 1]):
            role = np.int64(edges.role[edge])
            if position(plan, person, role) >= 0:
                continue
            worth = np.int64(edges.score[edge]) * PRICE_SCALE
            if has_room(market, plan, person, role, np.int64(-1)):
                first = market.first[person] if plan.held[person] == 0 else np.int64(0)
                low[role] = max(low[role], worth + first)
                if plan.held[person] != 1:
                    continue
            used = _swaps_into(market, plan, person, role, worth, swaps, used)
    return used


@compiled
def lift(found: NDArray[np.int64], swaps: Swaps, high: NDArray[np.int64]) -> None:
    """Lift prices in place, up to their limits, until no swap pays (or the sweeps are over)."""
    for _ in range(SWEEPS):
        changed = False
        for at in range(len(swaps.more)):
            role = swaps.into[at]
            wanted = min(found[swaps.out[at]] + swaps.more[at], high[role])
            if wanted > found[role]:
                found[role], changed = wanted, True
        if not changed:
            break


@compiled
def sink(found: NDArray[np.int64], swaps: Swaps, low: NDArray[np.int64]) -> None:
    """Lower prices in place, down to their limits, until no swap pays (or the sweeps are over)."""
    for _ in range(SWEEPS):
        changed = False
        for at in range(len(swaps.more)):
            role = swaps.out[at]
            wanted = max(found[swaps.into[at]] - swaps.more[at], low[role])
            if wanted < found[role]:
                found[role], changed = wanted, True
        if not changed:
            break


def raise_prices(prices: NDArray[np.int64], swaps: Swaps, high: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return lifted prices."""
    found = prices.copy()
    lift(found, swaps, high)
    return found


def lower_prices(prices: NDArray[np.int64], swaps: Swaps, low: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return lowered prices."""
    found = prices.copy()
    sink(found, swaps, low)
    return found


def _list(market: Market, edges: Edges, plan: Plan, low: NDArray[np.int64], high: NDArray[np.int64]) -> Swaps:
    size = 4 * len(edges.role) + 16
    swaps = Swaps(np.empty(size, np.int32), np.empty(size, np.int32), np.empty(size, np.int64))
    used = list_swaps(market, edges, plan, low, high, swaps)
    if used > size:
        swaps = Swaps(np.empty(used, np.int32), np.empty(used, np.int32), np.empty(used, np.int64))
        list_swaps(market, edges, plan, low, high, swaps)
    return Swaps(swaps.out[:used], swaps.into[:used], swaps.more[:used])


def fitted_prices(
    market: Market, edges: Edges, plan: Plan, prices: NDArray[np.int64]
) -> tuple[NDArray[np.int64], ...]:
    """Return price vectors near ``prices`` that agree with the plan as far as possible.

    In order: the highest, the lowest, the middle of both, and the given ones merely clipped to the limits.
    """
    load, low_seats = plan.load, market.low
    low = np.where(load > low_seats, 0, -market.bonus)
    low = np.where(low_seats > 0, low, 0)
    high = np.where(load < low_seats, -market.bonus, np.where(load < market.free, 0, UNLIMITED))
    swaps = _list(market, edges, plan, low, high)
    high = np.maximum(high, low)
    least, greatest = raise_prices(low, swaps, high), lower_prices(high, swaps, low)
    low, high = np.minimum(least, greatest), np.maximum(least, greatest)
    base = np.clip(prices, low, high)
    up, down = raise_prices(base, swaps, high), lower_prices(base, swaps, low)
    return up, down, (up + down) // 2, base

"""The dual value D(prices) over any set of pairs, and the resilient steps (Rprop) that lower it."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.compiled import Whole, compiled
from matching.engine.priced.bundles import BEST, ROLE, Desk, new_desk, put, week_bound
from matching.engine.priced.market import WEEK, Edges, Market, most_pairs
from matching.engine.priced.threads import Crew
from matching.engine.result import PRICE_SCALE

NEVER = -(1 << 60)
SHORTEST_STEP, LONGEST_STEP = 1 / 64, 60.0  # points
FASTER, SLOWER = 1.2, 0.5


class Dual(NamedTuple):
    """The dual value (1/64 points) and how many people choose each role at these prices."""

    value: int
    load: NDArray[np.int64]


@compiled
def _settle(market: Market, person: Whole, desk: Desk, count: Whole, load: NDArray[np.int64]) -> Whole:
    """Close one week: add the best set to the load, return its worth."""
    week = market.work.role[desk[ROLE, 0], WEEK]
    most, minutes = np.int64(market.shifts[person, week]), np.int64(market.minutes[person, week])
    best, size = week_bound(market.work, desk, count, most, minutes)
    for place in range(size):
        load[desk[ROLE, desk[BEST, place]]] += 1
    return best


@compiled
def person_value(
    market: Market, edges: Edges, prices: NDArray[np.int64], person: Whole, desk: Desk, load: NDArray[np.int64]
) -> Whole:
    """Return what the best bundle of a person is worth; clashes between weeks are let through."""
    total, count, week = np.int64(0), np.int64(0), np.int64(-1)
    other, other_role = np.int64(NEVER), np.int64(-1)
    for edge in range(edges.ptr[person], edges.ptr[person + 1]):
        role = np.int64(edges.role[edge])
        worth = np.int64(edges.score[edge]) * PRICE_SCALE - prices[role]
        if worth > 0:
            if count > 0 and market.work.role[role, WEEK] != week:
                total += _settle(market, person, desk, count, load)
                count = np.int64(0)
            week = np.int64(market.work.role[role, WEEK])
            count = put(desk, count, worth, role, np.int64(edges.score[edge]))
        elif worth > other:
            other, other_role = worth, role
    if count > 0:
        total += _settle(market, person, desk, count, load)
    if total > 0:
        return total + market.first[person]
    if other + market.first[person] > 0:
        load[other_role] += 1
        return other + market.first[person]
    return np.int64(0)


@compiled
def people_value(
    market: Market,
    edges: Edges,
    prices: NDArray[np.int64],
    first: Whole,
    last: Whole,
    desk: Desk,
    load: NDArray[np.int64],
) -> Whole:
    """Add up the best bundles of the people first..last - 1 and count their choices into ``load``."""
    total = np.int64(0)
    for person in range(first, last):
        total += person_value(market, edges, prices, person, desk, load)
    return total


def role_value(market: Market, prices: NDArray[np.int64]) -> int:
    """Return what the free seats are worth at these prices, 1/64 points."""
    under = market.low * np.maximum(prices + market.bonus, 0)
    return int((under + (market.free - market.low) * np.maximum(prices, 0)).sum())


def dual(market: Market, edges: Edges, prices: NDArray[np.int64], crew: Crew) -> Dual:
    """Evaluate D(prices). O(pairs) plus a small search per person and week; the same for any number of threads."""

    def part(first: int, last: int) -> tuple[int, NDArray[np.int64]]:
        load = np.zeros(len(prices), dtype=np.int64)
        desk = new_desk(most_pairs(edges.ptr[first : last + 1]))
        return int(people_value(market, edges, prices, first, last, desk, load)), load

    total, load = role_value(market, prices), np.zeros(len(prices), dtype=np.int64)
    for value, chosen in crew.each(crew.split(edges.ptr), part):
        total += value
        load += chosen
    return Dual(total, load)


def floor_of(market: Market) -> NDArray[np.int64]:
    """Return the lowest legal prices: minus the seat bonus while a role is short of its minimum, else 0."""
    return np.where(market.low > 0, -market.bonus, 0)


def excess(market: Market, prices: NDArray[np.int64], load: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return by how many people each role is asked for beyond (or below) the seats worth filling at its price."""
    fewest = np.where(prices > 0, market.free, np.where(prices > -market.bonus, market.low, 0))
    most = np.where(prices >= 0, market.free, np.where(prices >= -market.bonus, market.low, 0))
    return np.where(load > most, load - most, np.where(load < fewest, load - fewest, 0))


def lower_bound(
    market: Market,
    edges: Edges,
    prices: NDArray[np.int64],
    crew: Crew,
    *,
    passes: int,
    step: float,
    least: NDArray[np.int64] | None = None,
) -> tuple[NDArray[np.int64], int]:
    """Walk down the dual: each price has its own step, longer while its sign stays, halved when it turns.

    Parameters
    ----------
    passes : evaluations of the dual
    step : first step, points
    least : lower limits of the prices (so that pairs left out stay worthless), optional

    Returns
    -------
    (prices, value)
        The best seen. Element-wise arithmetic only: repeats bit by bit.
    """
    lowest = floor_of(market) if least is None else np.maximum(floor_of(market), least)
    steps, before = np.full(len(prices), step), np.zeros(len(prices), dtype=np.int64)
    exact, best, best_prices = prices.astype(np.float64), 1 << 62, prices
    for _ in range(passes):
        whole = np.rint(exact).astype(np.int64)
        value, load = dual(market, edges, whole, crew)
        if value < best:
            best, best_prices = value, whole
        over = excess(market, whole, load)
        sign = np.sign(over)
        turn = sign * before
        steps = np.where(turn < 0, np.maximum(steps * SLOWER, SHORTEST_STEP), steps)
        steps = np.where(turn > 0, np.minimum(steps * FASTER, LONGEST_STEP), steps)
        share = np.minimum(1.0, np.abs(over) / np.maximum(market.free, 1) + 0.25)
        moved = exact + sign * steps * PRICE_SCALE * share
        moved = np.where(exact * moved < 0, 0.0, moved)  # stop at the kink where a price changes sign
        exact, before = np.maximum(moved, lowest), np.where(sign != 0, sign, before)
    return best_prices, best

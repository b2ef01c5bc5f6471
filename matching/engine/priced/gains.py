"""What people would gain on shifts left closed, and what they are still worth when they pay to stay away."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.compiled import Whole, compiled
from matching.engine.priced.bundles import Desk, new_desk
from matching.engine.priced.dual import person_value
from matching.engine.priced.market import SHIFT, Edges, Market, most_pairs
from matching.engine.priced.threads import Crew
from matching.engine.result import PRICE_SCALE

DEAR = 1 << 40  # a price nobody pays, and how much is paid for what must be taken


class Gains(NamedTuple):
    """Person, role (numbers) and gain (1/64 points) of every pair on a closed shift, in order of person and time."""

    person: NDArray[np.int64]
    role: NDArray[np.int64]
    gain: NDArray[np.int64]


class Fees(NamedTuple):
    """Person v pays points[ptr[v]..ptr[v + 1]] more for each role of the shift of that number."""

    ptr: NDArray[np.int64]
    shift: NDArray[np.int64]
    points: NDArray[np.int64]


@compiled
def count_closed(edges: Edges, closed: NDArray[np.bool_], first: Whole, last: Whole) -> Whole:
    """Count the pairs of the people first..last - 1 on closed shifts."""
    count = 0
    for edge in range(edges.ptr[first], edges.ptr[last]):
        count += closed[edges.role[edge]]
    return count


@compiled
def list_gains(
    market: Market, edges: Edges, prices: NDArray[np.int64], closed: NDArray[np.bool_], first: Whole, last: Whole,
    desk: Desk, load: NDArray[np.int64], found: Gains,
) -> None:  # fmt: skip
    """Write what each closed role, had for nothing, would add to the best bundle of each person who may take it.

    ``prices``: a copy that may be changed; closed roles at ``DEAR``.
    """
    used = 0
    for person in range(first, last):
        base = np.int64(-1)
        for edge in range(edges.ptr[person], edges.ptr[person + 1]):
            role = edges.role[edge]
            if closed[role]:
                if base < 0:
                    base = person_value(market, edges, prices, person, desk, load)
                prices[role] = -DEAR
                value = person_value(market, edges, prices, person, desk, load)
                prices[role] = DEAR
                found.person[used], found.role[used], found.gain[used] = person, role, value - DEAR - base
                used += 1


@compiled
def _charge(market: Market, edges: Edges, prices: NDArray[np.int64], person: Whole, fees: Fees, sign: Whole) -> None:
    """Raise (or lower again) the prices a person pays."""
    for row in range(fees.ptr[person], fees.ptr[person + 1]):
        for edge in range(edges.ptr[person], edges.ptr[person + 1]):
            if market.work.role[edges.role[edge], SHIFT] == fees.shift[row]:
                prices[edges.role[edge]] += sign * fees.points[row] * PRICE_SCALE


@compiled
def extra_value(
    market: Market, edges: Edges, prices: NDArray[np.int64], dear: NDArray[np.int64], closed: NDArray[np.bool_],
    fees: Fees, first: Whole, last: Whole, desk: Desk, load: NDArray[np.int64],
) -> Whole:  # fmt: skip
    """Return how much more people are worth when closed roles cost their price and fee instead of being out of reach.

    ``prices``: a copy that may be changed.
    """
    total = np.int64(0)
    for person in range(first, last):
        touched = False
        for edge in range(edges.ptr[person], edges.ptr[person + 1]):
            touched = touched or closed[edges.role[edge]]
        if touched:
            total -= person_value(market, edges, dear, person, desk, load)
            _charge(market, edges, prices, person, fees, 1)
            total += person_value(market, edges, prices, person, desk, load)
            _charge(market, edges, prices, person, fees, -1)
    return total


def _room(edges: Edges, first: int, last: int, roles: int) -> tuple[Desk, NDArray[np.int64]]:
    """Make a desk for some people, and room to count what they choose."""
    return new_desk(most_pairs(edges.ptr[first : last + 1])), np.zeros(roles, dtype=np.int64)


def gains_on(market: Market, edges: Edges, dear: NDArray[np.int64], closed: NDArray[np.bool_], crew: Crew) -> Gains:
    """List the gains on closed roles. O(pairs) and, for every pair on a closed shift, a search like in the dual."""

    def part(first: int, last: int) -> Gains:
        size = int(count_closed(edges, closed, first, last))
        found = Gains(*(np.empty(size, np.int64) for _ in range(3)))
        if size:
            list_gains(market, edges, dear.copy(), closed, first, last, *_room(edges, first, last, len(dear)), found)
        return found

    parts = list(crew.each(crew.split(edges.ptr), part))
    return Gains(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def value_of_closed(
    market: Market, edges: Edges, prices: NDArray[np.int64], closed: NDArray[np.bool_], fees: Fees, crew: Crew
) -> int:
    """Add up what the prices and fees of closed roles leave people, beyond their bundles without them."""
    dear = np.where(closed, DEAR, prices)

    def part(first: int, last: int) -> int:
        room = _room(edges, first, last, len(dear))
        return int(extra_value(market, edges, prices.copy(), dear, closed, fees, first, last, *room))

    return sum(crew.each(crew.split(edges.ptr), part))

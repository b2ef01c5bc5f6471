"""The bundle auction: people bid for the best bundle at the current prices until nobody wants to change."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.compiled import Whole, compiled
from matching.engine.priced.bundles import Desk, new_desk
from matching.engine.priced.market import Edges, Market, most_pairs
from matching.engine.priced.plan import Choice, Plan, add, choose, drop, empty_plan, new_choice, position
from matching.engine.result import PRICE_SCALE

BIDS_PER_SEAT = 400  # a safety net; an auction ends long before
GOLDEN = np.uint64(0x9E3779B97F4A7C15)
DEAREST = 1 << 60


class Seats(NamedTuple):
    """Every seat of every role: what it was last sold for and to whom (-1: nobody)."""

    ptr: NDArray[np.int64]
    price: NDArray[np.int64]
    holder: NDArray[np.int32]


class Queue(NamedTuple):
    """People waiting to bid, a ring; ``ends`` holds its head and tail."""

    ring: NDArray[np.int32]
    waits: NDArray[np.bool_]
    ends: NDArray[np.int64]


def bidding_order(people: int, seed: int) -> NDArray[np.int32]:
    """Return a fixed shuffle of the people, another one for every seed."""
    with np.errstate(over="ignore"):
        keys = (np.arange(people, dtype=np.uint64) + np.uint64(seed) * np.uint64(people)) * GOLDEN
    return np.argsort(keys >> np.uint64(20), kind="stable").astype(np.int32)


@compiled
def _enter(queue: Queue, person: Whole) -> None:
    if not queue.waits[person]:
        queue.waits[person] = True
        queue.ring[queue.ends[1]] = person
        queue.ends[1] = (queue.ends[1] + 1) % len(queue.ring)


@compiled
def _leave(queue: Queue) -> Whole:
    person = queue.ring[queue.ends[0]]
    queue.ends[0] = (queue.ends[0] + 1) % len(queue.ring)
    queue.waits[person] = False
    return person


@compiled
def _lean(plan: Plan, prices: NDArray[np.int64], person: Whole, points: Whole) -> None:
    """Make the roles a person has cheaper for a moment, so that nobody walks away on a tie."""
    for slot in range(plan.slot[person], plan.slot[person] + plan.held[person]):
        prices[plan.role[slot]] -= points


@compiled
def _release(plan: Plan, seats: Seats, prices: NDArray[np.int64], person: Whole, choice: Choice, count: Whole) -> None:
    """Give back the roles that are not in the chosen bundle."""
    slot = plan.slot[person]
    while slot < plan.slot[person] + plan.held[person]:
        role, keep = np.int64(plan.role[slot]), False
        for place in range(count):
            keep = keep or choice[0, place] == role
        if keep:
            slot += 1
            continue
        for seat in range(seats.ptr[role], seats.ptr[role + 1]):
            if seats.holder[seat] == person:
                seats.holder[seat], seats.price[seat] = -1, prices[role]
                break
        plan.load[role] -= 1
        drop(plan, person, slot)


@compiled
def _cheapest(seats: Seats, role: Whole) -> tuple[Whole, Whole]:
    """Return the cheapest seat (an empty one on ties) and the price of the next cheapest."""
    seat, price, following = np.int64(-1), np.int64(DEAREST), np.int64(DEAREST)
    for here in range(seats.ptr[role], seats.ptr[role + 1]):
        cost = seats.price[here]
        if cost < price or (cost == price and seats.holder[here] < 0 <= seats.holder[seat]):
            seat, price, following = np.int64(here), cost, price
        elif cost < following:
            following = cost
    return seat, following


@compiled
def _buy(
    plan: Plan,
    seats: Seats,
    prices: NDArray[np.int64],
    queue: Queue,
    person: Whole,
    role: Whole,
    score: Whole,
    bid: Whole,
) -> None:
    """Take the cheapest seat of a role; whoever had it bids again."""
    seat, following = _cheapest(seats, role)
    before = np.int64(seats.holder[seat])
    seats.holder[seat], seats.price[seat] = person, bid
    prices[role] = min(following, bid)
    add(plan, person, role, score)
    if before < 0:
        plan.load[role] += 1
    else:
        drop(plan, before, position(plan, before, role))
        _enter(queue, before)


@compiled
def run_auction(
    market: Market,
    edges: Edges,
    prices: NDArray[np.int64],
    plan: Plan,
    seats: Seats,
    queue: Queue,
    desk: Desk,
    choice: Choice,
    spare: Choice,
    rise: Whole,
    most_bids: Whole,
) -> Whole:
    """Let people bid until the queue is empty; a bid is what the role is worth to the bidder plus ``rise``."""
    bids = np.int64(0)
    while queue.ends[0] != queue.ends[1] and bids < most_bids:
        person = np.int64(_leave(queue))
        _lean(plan, prices, person, 2 * rise)
        worth, count = choose(market, edges, prices, person, np.int64(-1), desk, choice)
        _lean(plan, prices, person, -2 * rise)
        _release(plan, seats, prices, person, choice, count)
        for place in range(count):
            role = choice[0, place]
            if position(plan, person, role) < 0:
                instead, _ = choose(market, edges, prices, person, role, desk, spare)
                bid = prices[role] + max(worth - instead, 0) + rise
                _buy(plan, seats, prices, queue, person, role, choice[1, place], bid)
                bids += 1
    return bids


def auction(
    market: Market,
    edges: Edges,
    prices: NDArray[np.int64],
    order: NDArray[np.int32],
    *,
    rise: int,
    margin: int,
    most_bids: int | None = None,
) -> tuple[Plan, NDArray[np.int64]]:
    """Sell all seats, starting ``margin`` points below the prices, each bid at least ``rise`` points higher.

    Returns
    -------
    (plan, prices)
        A feasible plan, and the price of the cheapest seat of each role.
    """
    ptr = np.concatenate(([0], np.cumsum(market.free)))
    role = np.repeat(np.arange(len(market.free)), market.free)
    counted = np.arange(ptr[-1]) - ptr[role] < market.low[role]
    start = np.maximum(np.where(counted, -market.bonus[role], 0), prices[role] - margin * PRICE_SCALE)
    seats = Seats(ptr, start, np.full(len(role), -1, np.int32))
    now = np.minimum.reduceat(start, ptr[:-1])
    people = len(order)
    queue = Queue(np.zeros(people + 1, np.int32), np.ones(people, dtype=bool), np.array([0, people]))
    queue.ring[:people] = order
    plan = empty_plan(market, edges)
    limit = most_bids or BIDS_PER_SEAT * (len(role) + people)
    most = most_pairs(edges.ptr)
    desk, choice, spare = new_desk(most), new_choice(most), new_choice(most)
    run_auction(market, edges, now, plan, seats, queue, desk, choice, spare, rise * PRICE_SCALE, limit)
    return plan, now

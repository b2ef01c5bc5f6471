"""Fill seats that stayed empty: the cheapest chain of moves from a role with a free seat, at given prices.

A role that lacks a person may be left short, may take a person who has room, or may take a person away from another
role, which then lacks one. At good prices every such move costs nearly nothing, so Dijkstra's search stays short.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.compiled import Whole, compiled
from matching.engine.priced.heap import Heap, clear, new_heap, put_in, take_first
from matching.engine.priced.market import WEEK, Edges, Market
from matching.engine.priced.plan import Plan, add, has_room, position, seat_gain, seat_loss
from matching.engine.result import PRICE_SCALE

NONE, SHORT, TAKEN = 0, 1, 2  # how a chain ends: nowhere, a role left short, a person taken on
LONGEST_CHAIN = 200
NOTHING_TO_GIVE = 1 << 60


class ByRole(NamedTuple):
    """The same pairs as Edges, role by role."""

    ptr: NDArray[np.int64]
    person: NDArray[np.int32]
    score: NDArray[np.int16]


class Trail(NamedTuple):
    """How each role was reached: its cost, the person who moves away, to which role and for what score.

    ``ease``: for each person, a value her cost of taking a role never falls below, less what the role is worth to her;
    empty where prices and plans change between searches, which then look at everybody.
    """

    heap: Heap
    cost: NDArray[np.int64]
    mark: NDArray[np.int64]  # roles of the present search carry its number
    person: NDArray[np.int32]
    to: NDArray[np.int32]
    score: NDArray[np.int16]
    ease: NDArray[np.int64]


class End(NamedTuple):
    """The cheapest end of a chain found so far."""

    cost: Whole
    kind: Whole
    role: Whole
    person: Whole
    score: Whole


def by_role(edges: Edges, roles: int) -> ByRole:
    """Sort the pairs by role, people in order."""
    people = np.repeat(np.arange(len(edges.ptr) - 1, dtype=np.int32), np.diff(edges.ptr))
    order = np.argsort(edges.role, kind="stable")
    ptr = np.concatenate(([0], np.cumsum(np.bincount(edges.role, minlength=roles))))
    return ByRole(ptr, people[order], edges.score[order])


def new_trail(roles: int, people: int = 0) -> Trail:
    """Make room for searches over so many roles; with people, those who cannot help are passed over at once."""
    return Trail(
        new_heap(roles),
        np.zeros(roles, np.int64),
        np.zeros(roles, np.int64),
        np.zeros(roles, np.int32),
        np.zeros(roles, np.int32),
        np.zeros(roles, np.int16),
        np.zeros(people, np.int64),
    )


@compiled
def note_ease(market: Market, plan: Plan, prices: NDArray[np.int64], trail: Trail, person: Whole) -> None:
    """Renew ``ease`` of a person: what she has is worth so much at least, and a place on top of it costs nothing."""
    if len(trail.ease) == 0:
        return
    first, last = plan.slot[person], plan.slot[person] + plan.held[person]
    least: Whole = np.int64(NOTHING_TO_GIVE)
    if last < plan.slot[person + 1]:
        least = -market.first[person] if first == last else np.int64(0)
    for slot in range(first, last):
        least = min(least, np.int64(plan.score[slot]) * PRICE_SCALE - prices[plan.role[slot]])
    trail.ease[person] = least


@compiled
def note_everybody(market: Market, plan: Plan, prices: NDArray[np.int64], trail: Trail) -> None:
    """Renew ``ease`` of all people."""
    for person in range(len(trail.ease)):
        note_ease(market, plan, prices, trail, person)


@compiled
def _try_adding(
    market: Market, plan: Plan, person: Whole, role: Whole, score: Whole, cost: Whole, loss: Whole, end: End
) -> End:
    """End the chain by giving the role to a person with room, if that is cheaper."""
    if plan.held[person] == 0:
        loss -= market.first[person]
    cost += max(loss, 0)
    if cost < end.cost and has_room(market, plan, person, role, np.int64(-1)):
        return End(cost, TAKEN, np.int64(role), np.int64(person), score)
    return end


@compiled
def _try_moving(
    market: Market,
    plan: Plan,
    prices: NDArray[np.int64],
    person: Whole,
    slot: Whole,
    role: Whole,
    gain: Whole,
    cost: Whole,
    trail: Trail,
    mark: Whole,
    most: Whole,
) -> Whole:
    """Return the cost of moving a person from a slot to the role, or -1 if that does not help."""
    other = plan.role[slot]
    if plan.held[person] > 1 and market.work.role[other, WEEK] != market.work.role[role, WEEK]:
        return -1
    cost += max(np.int64(plan.score[slot]) * PRICE_SCALE - prices[other] - gain, 0)
    if cost >= most or (trail.mark[other] == mark and trail.cost[other] <= cost):
        return -1
    return cost if has_room(market, plan, person, role, slot) else -1


@compiled
def _spread(
    market: Market,
    pairs: ByRole,
    prices: NDArray[np.int64],
    plan: Plan,
    trail: Trail,
    mark: Whole,
    role: Whole,
    origin: Whole,
    end: End,
) -> End:
    """Look at everybody who could take the role; reach the roles they would leave."""
    cost = trail.cost[role]
    for at in range(pairs.ptr[role], pairs.ptr[role + 1]):
        person, score = np.int64(pairs.person[at]), np.int64(pairs.score[at])
        gain = score * PRICE_SCALE - prices[role]
        if len(trail.ease) > 0 and cost + max(trail.ease[person] - gain, 0) >= end.cost:
            continue
        if position(plan, person, role) >= 0:
            continue
        end = _try_adding(market, plan, person, role, score, cost, -gain, end)
        for slot in range(plan.slot[person], plan.slot[person] + plan.held[person]):
            other = np.int64(plan.role[slot])
            if other == origin:
                continue
            reached = _try_moving(market, plan, prices, person, slot, role, gain, cost, trail, mark, end.cost)
            if reached >= 0:
                trail.mark[other], trail.cost[other] = mark, reached
                trail.person[other], trail.to[other], trail.score[other] = person, role, score
                put_in(trail.heap, other, reached)
    return end


@compiled
def find_chain(
    market: Market,
    pairs: ByRole,
    prices: NDArray[np.int64],
    plan: Plan,
    trail: Trail,
    mark: Whole,
    origin: Whole,
    most_steps: Whole,
) -> End:
    """Find the cheapest chain that fills a seat of a role; its cost is below what the seat is worth."""
    end = End(seat_gain(market, plan, origin) + prices[origin], NONE, -1, -1, 0)
    trail.mark[origin], trail.cost[origin] = mark, 0
    clear(trail.heap)
    put_in(trail.heap, origin, np.int64(0))
    steps = 0
    while trail.heap.item[0] > 0 and steps < most_steps:
        role = take_first(trail.heap)
        cost = trail.cost[role]
        if cost >= end.cost:
            break
        steps += 1
        left = cost + seat_loss(market, plan, role) + prices[role]
        if role != origin and left < end.cost:
            end = End(left, SHORT, np.int64(role), -1, 0)
        end = _spread(market, pairs, prices, plan, trail, mark, role, origin, end)
    return end


@compiled
def _gain_along(market: Market, plan: Plan, trail: Trail, origin: Whole, end: End) -> Whole:
    """Return what the chain truly adds to the objective; nothing if it is too long or moves one person twice."""
    total, role, length = seat_gain(market, plan, origin), end.role, 0
    while role != origin:
        person, earlier = trail.person[role], trail.to[role]
        if length >= LONGEST_CHAIN or person == end.person:
            return np.int64(0)
        while earlier != origin:
            if trail.person[earlier] == person:
                return np.int64(0)
            earlier = trail.to[earlier]
        moved = np.int64(trail.score[role]) - np.int64(plan.score[position(plan, person, role)])
        total, role, length = total + moved * PRICE_SCALE, trail.to[role], length + 1
    if end.kind == SHORT:
        return total - seat_loss(market, plan, end.role)
    total += np.int64(end.score) * PRICE_SCALE
    return total + market.first[end.person] if plan.held[end.person] == 0 else total


@compiled
def _follow(market: Market, plan: Plan, prices: NDArray[np.int64], trail: Trail, origin: Whole, end: End) -> None:
    """Carry the chain out."""
    role = end.role
    while role != origin:
        person = np.int64(trail.person[role])
        slot = position(plan, person, role)
        plan.role[slot], plan.score[slot] = trail.to[role], trail.score[role]
        note_ease(market, plan, prices, trail, person)
        role = np.int64(trail.to[role])
    plan.load[origin] += 1
    if end.kind == SHORT:
        plan.load[end.role] -= 1
    else:
        add(plan, end.person, end.role, end.score)
        note_ease(market, plan, prices, trail, end.person)


@compiled
def fill_seat(
    market: Market,
    pairs: ByRole,
    prices: NDArray[np.int64],
    plan: Plan,
    trail: Trail,
    mark: Whole,
    role: Whole,
    most_steps: Whole,
) -> tuple[Whole, End]:
    """Fill one free seat of a role along the cheapest chain, if that helps.

    Returns
    -------
    (gain of the objective, end of the chain)
        0 and an end of kind NONE if nothing helps; the way to the end is in the trail.
    """
    nothing = End(np.int64(0), NONE, -1, -1, 0)
    if plan.load[role] >= market.free[role] or seat_gain(market, plan, role) + prices[role] <= 0:
        return np.int64(0), nothing
    end = find_chain(market, pairs, prices, plan, trail, mark, role, most_steps)
    if end.kind == NONE:
        return np.int64(0), nothing
    gained = _gain_along(market, plan, trail, role, end)
    if gained <= 0:
        return np.int64(0), nothing
    _follow(market, plan, prices, trail, role, end)
    return gained, end


@compiled
def fill_seats(
    market: Market,
    pairs: ByRole,
    prices: NDArray[np.int64],
    plan: Plan,
    trail: Trail,
    rounds: Whole,
    most_steps: Whole,
) -> Whole:
    """Fill seats of all roles, again and again until a round gains nothing; return the gain, 1/64 points."""
    total, mark = np.int64(0), np.int64(0)
    note_everybody(market, plan, prices, trail)
    for role in range(len(trail.mark)):
        mark = max(mark, trail.mark[role])
    for _ in range(rounds):
        before = total
        for role in range(len(plan.load)):
            gained = np.int64(1)
            while gained > 0:
                mark += 1
                gained, _ = fill_seat(market, pairs, prices, plan, trail, mark, role, most_steps)
                total += gained
        if total == before:
            break
    return total

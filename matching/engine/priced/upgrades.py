"""Let people change to their best bundle: the one who must make room moves on along the cheapest chain.

The mirror image of :mod:`chains`: there a role lacks a person, here a role has one too many. A person holding it may
give it up, or move to another role, which has a free seat or again one too many. The seat the first person left
behind is the best place for a chain to end.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.compiled import Whole, compiled
from matching.engine.priced.bundles import Desk
from matching.engine.priced.chains import LONGEST_CHAIN, Trail
from matching.engine.priced.heap import clear, put_in, take_first
from matching.engine.priced.market import WEEK, Edges, Market
from matching.engine.priced.plan import (
    Choice,
    Plan,
    add,
    choose,
    drop,
    has_room,
    position,
    seat_gain,
    seat_loss,
    taken,
)
from matching.engine.result import PRICE_SCALE

NONE, DROPPED, SEATED, DIRECT = 0, 1, 2, 3  # how a chain ends
PER_PERSON = 4  # changes in a row


class Holders(NamedTuple):
    """The people on each role: person[ptr[r]] and the following, load[r] of them (one more while a chain runs)."""

    ptr: NDArray[np.int64]
    person: NDArray[np.int32]


class Wish(NamedTuple):
    """What a person would change: give up ``old`` (-1: nothing) for ``new``, worth ``surplus`` at the prices."""

    person: Whole
    old: Whole
    new: Whole
    score: Whole
    surplus: Whole


class Push(NamedTuple):
    """The best end of a chain found so far and what is left of the surplus."""

    rest: Whole
    kind: Whole
    role: Whole
    person: Whole


def list_holders(plan: Plan, seats: NDArray[np.int64]) -> Holders:
    """List everybody in a plan by role, with room for one more than there are seats."""
    people, slots = taken(plan)
    order = np.argsort(plan.role[slots], kind="stable")
    role = plan.role[slots][order]
    holders = Holders(np.concatenate(([0], np.cumsum(seats + 1))), np.full((seats + 1).sum(), -1, np.int32))
    nth = np.arange(len(role)) - np.searchsorted(role, role)
    holders.person[holders.ptr[role] + nth] = people[order]
    return holders


@compiled
def _leave(plan: Plan, holders: Holders, person: Whole, role: Whole) -> None:
    """Strike a person off a role's list and off its load."""
    last = holders.ptr[role] + plan.load[role] - 1
    for at in range(holders.ptr[role], last + 1):
        if holders.person[at] == person:
            holders.person[at] = holders.person[last]
            break
    plan.load[role] -= 1


@compiled
def _enter(plan: Plan, holders: Holders, person: Whole, role: Whole) -> None:
    holders.person[holders.ptr[role] + plan.load[role]] = person
    plan.load[role] += 1


@compiled
def _worth_now(market: Market, plan: Plan, prices: NDArray[np.int64], person: Whole) -> Whole:
    total = market.first[person] if plan.held[person] > 0 else np.int64(0)
    for slot in range(plan.slot[person], plan.slot[person] + plan.held[person]):
        total += np.int64(plan.score[slot]) * PRICE_SCALE - prices[plan.role[slot]]
    return total


@compiled
def _wish(
    market: Market, edges: Edges, prices: NDArray[np.int64], plan: Plan, person: Whole, desk: Desk, choice: Choice
) -> Wish:
    """Compare what a person has with her best bundle; only changes of one role are considered (else new is -1)."""
    worth, count = choose(market, edges, prices, person, np.int64(-1), desk, choice)
    surplus = worth - _worth_now(market, plan, prices, person)
    old, new, score, came, went = np.int64(-1), np.int64(-1), np.int64(0), 0, 0
    if surplus <= 0:
        return Wish(person, -1, -1, 0, np.int64(0))
    for place in range(count):
        if position(plan, person, choice[0, place]) < 0:
            new, score, came = np.int64(choice[0, place]), np.int64(choice[1, place]), came + 1
    for slot in range(plan.slot[person], plan.slot[person] + plan.held[person]):
        kept = False
        for place in range(count):
            kept = kept or choice[0, place] == plan.role[slot]
        if not kept:
            old, went = np.int64(plan.role[slot]), went + 1
    if came != 1 or went > 1:
        return Wish(person, -1, -1, 0, np.int64(0))
    return Wish(person, old, new, score, surplus)


@compiled
def _end_at(
    market: Market, plan: Plan, prices: NDArray[np.int64], wish: Wish, role: Whole, rest: Whole, push: Push
) -> Push:
    """End the chain on the seat the first person left, or on a free one."""
    if role == wish.old:
        rest += seat_loss(market, plan, role) + prices[role]
    elif plan.load[role] < market.free[role]:
        rest += seat_gain(market, plan, role) + prices[role]
    else:
        return push
    return Push(rest, SEATED, role, np.int64(-1)) if rest > push.rest else push


@compiled
def _move_on(
    market: Market,
    edges: Edges,
    prices: NDArray[np.int64],
    plan: Plan,
    trail: Trail,
    mark: Whole,
    wish: Wish,
    empty: Whole,
    person: Whole,
    role: Whole,
    push: Push,
) -> Push:
    """Let one holder of a role that has one too many give it up or move to each of her other roles."""
    slot, cost = position(plan, person, role), trail.cost[role]
    worth = np.int64(plan.score[slot]) * PRICE_SCALE - prices[role]
    alone = plan.held[person] == 1
    loss = max(worth + (market.first[person] if alone else np.int64(0)), 0)
    if wish.surplus - empty - cost - loss > push.rest:
        push = Push(wish.surplus - empty - cost - loss, DROPPED, role, person)
    for edge in range(edges.ptr[person], edges.ptr[person + 1]):
        other = np.int64(edges.role[edge])
        reached = cost + max(worth - np.int64(edges.score[edge]) * PRICE_SCALE + prices[other], 0)
        if wish.surplus - reached <= push.rest or (trail.mark[other] == mark and trail.cost[other] <= reached):
            continue
        if not alone and market.work.role[other, WEEK] != market.work.role[role, WEEK]:
            continue
        if position(plan, person, other) < 0 and has_room(market, plan, person, other, slot):
            trail.mark[other], trail.cost[other] = mark, reached
            trail.person[other], trail.to[other], trail.score[other] = person, role, edges.score[edge]
            push = _end_at(market, plan, prices, wish, other, wish.surplus - empty - reached, push)
            if other != wish.old:
                put_in(trail.heap, other, reached)
    return push


@compiled
def _find_push(
    market: Market,
    edges: Edges,
    prices: NDArray[np.int64],
    plan: Plan,
    holders: Holders,
    trail: Trail,
    mark: Whole,
    wish: Wish,
    most_steps: Whole,
) -> Push:
    """Search for the cheapest way to make room on the wished role."""
    empty = seat_loss(market, plan, wish.old) + prices[wish.old] if wish.old >= 0 else np.int64(0)
    push = Push(np.int64(0), NONE, -1, -1)
    if plan.load[wish.new] < market.free[wish.new]:
        rest = wish.surplus - empty + seat_gain(market, plan, wish.new) + prices[wish.new]
        return Push(rest, DIRECT, -1, -1) if rest > 0 else push
    clear(trail.heap)
    put_in(trail.heap, wish.new, np.int64(0))
    trail.mark[wish.new], trail.cost[wish.new] = mark, 0
    steps = 0
    while trail.heap.item[0] > 0 and steps < most_steps:
        role = take_first(trail.heap)
        if wish.surplus - trail.cost[role] <= push.rest:
            break
        steps += 1
        for at in range(holders.ptr[role], holders.ptr[role] + plan.load[role]):
            person = np.int64(holders.person[at])
            if person != wish.person:
                push = _move_on(market, edges, prices, plan, trail, mark, wish, empty, person, role, push)
    return push


@compiled
def _gain_along(market: Market, plan: Plan, trail: Trail, wish: Wish, push: Push) -> Whole:
    """Return what the moves after the wish add to the objective; a very bad number if one person moves twice."""
    total, role, length = np.int64(0), push.role, 0
    while role != wish.new:
        person, earlier = trail.person[role], trail.to[role]
        if length >= LONGEST_CHAIN or person in (wish.person, push.person):
            return np.int64(-(1 << 60))
        while earlier != wish.new:
            if trail.person[earlier] == person:
                return np.int64(-(1 << 60))
            earlier = trail.to[earlier]
        left = position(plan, person, trail.to[role])
        total += (np.int64(trail.score[role]) - np.int64(plan.score[left])) * PRICE_SCALE
        role, length = trail.to[role], length + 1
    if push.kind == SEATED and push.role != wish.old:
        total += seat_gain(market, plan, push.role)
    if push.kind == DROPPED:
        total -= np.int64(plan.score[position(plan, push.person, push.role)]) * PRICE_SCALE
        total -= np.int64(market.first[push.person]) if plan.held[push.person] == 1 else np.int64(0)
    return total


@compiled
def _gain(market: Market, plan: Plan, trail: Trail, wish: Wish, push: Push) -> Whole:
    """Return what wish and chain together truly add to the objective."""
    total = np.int64(wish.score) * PRICE_SCALE
    if wish.old >= 0:
        total -= np.int64(plan.score[position(plan, wish.person, wish.old)]) * PRICE_SCALE
        if push.kind != SEATED or push.role != wish.old:
            total -= seat_loss(market, plan, wish.old)
    if plan.held[wish.person] == 0:
        total += np.int64(market.first[wish.person])
    if push.kind == DIRECT:
        return total + seat_gain(market, plan, wish.new)
    return total + _gain_along(market, plan, trail, wish, push)


@compiled
def _carry_out(plan: Plan, holders: Holders, trail: Trail, wish: Wish, push: Push) -> None:
    """Make the moves, last one first, so that no role ever lists more people than it has room for."""
    if wish.old >= 0:
        _leave(plan, holders, wish.person, wish.old)
    if push.kind == DROPPED:
        drop(plan, push.person, position(plan, push.person, push.role))
        _leave(plan, holders, push.person, push.role)
    role = wish.new if push.kind == DIRECT else push.role
    while role != wish.new:
        person, left = trail.person[role], trail.to[role]
        slot = position(plan, person, left)
        plan.role[slot], plan.score[slot] = role, trail.score[role]
        _leave(plan, holders, person, left)
        _enter(plan, holders, person, role)
        role = left
    if wish.old >= 0:
        drop(plan, wish.person, position(plan, wish.person, wish.old))
    add(plan, wish.person, wish.new, wish.score)
    _enter(plan, holders, wish.person, wish.new)


@compiled
def grant(
    market: Market,
    edges: Edges,
    prices: NDArray[np.int64],
    plan: Plan,
    holders: Holders,
    trail: Trail,
    mark: Whole,
    wish: Wish,
    most_steps: Whole,
) -> Whole:
    """Carry a wish out if that truly adds to the objective; return what it adds, 1/64 points."""
    push = _find_push(market, edges, prices, plan, holders, trail, mark, wish, most_steps)
    if push.kind == NONE:
        return np.int64(0)
    gained = _gain(market, plan, trail, wish, push)
    if gained <= 0:
        return np.int64(0)
    _carry_out(plan, holders, trail, wish, push)
    return gained


@compiled
def upgrade(
    market: Market,
    edges: Edges,
    prices: NDArray[np.int64],
    plan: Plan,
    holders: Holders,
    trail: Trail,
    desk: Desk,
    choice: Choice,
    most_steps: Whole,
) -> Whole:
    """Offer everybody up to a few changes; return what the objective gained, 1/64 points."""
    total, mark = np.int64(0), np.int64(0)
    for role in range(len(trail.mark)):
        mark = max(mark, trail.mark[role])
    for person in range(len(plan.held)):
        for _ in range(PER_PERSON):
            mark += 1
            wish = _wish(market, edges, prices, plan, person, desk, choice)
            if wish.new < 0:
                break
            gained = grant(market, edges, prices, plan, holders, trail, mark, wish, most_steps)
            if gained <= 0:
                break
            total += gained
    return total

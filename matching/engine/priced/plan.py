"""Who has which roles: the primal side, with the moves that keep it feasible."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.compiled import Whole, compiled
from matching.engine.priced.bundles import BEST, ROLE, SCORE, Desk, clash, put, search_week
from matching.engine.priced.market import MINUTES, WEEK, Edges, Market, Work
from matching.engine.result import PRICE_SCALE

NOTHING = -(1 << 60)


class Plan(NamedTuple):
    """Person v has roles[slot[v]] and the following, held[v] of them; load counts people per role."""

    slot: NDArray[np.int64]  # n + 1
    held: NDArray[np.int64]
    role: NDArray[np.int32]
    score: NDArray[np.int16]
    load: NDArray[np.int64]


@compiled
def _most_roles(market: Market, edges: Edges, most: NDArray[np.int64]) -> None:
    """Count the roles each person could hold at most: per week no more than her limit and her pairs."""
    weeks = market.work.role[:, WEEK]
    for person in range(len(most)):
        edge, last = edges.ptr[person], edges.ptr[person + 1]
        while edge < last:
            week, first = weeks[edges.role[edge]], edge
            while edge < last and weeks[edges.role[edge]] == week:
                edge += 1
            most[person] += min(edge - first, market.shifts[person, week])


def empty_plan(market: Market, edges: Edges | None = None) -> Plan:
    """Return a plan in which nobody has anything, with room for what everybody could have of these pairs."""
    people = len(market.first)
    most = np.zeros(people, dtype=np.int64)
    if edges is not None:
        _most_roles(market, edges, most)
    slot = np.concatenate(([0], np.cumsum(most)))
    return Plan(
        slot,
        np.zeros(people, np.int64),
        np.full(slot[-1], -1, np.int32),
        np.zeros(slot[-1], np.int16),
        np.zeros(len(market.free), np.int64),
    )


@compiled
def position(plan: Plan, person: Whole, role: Whole) -> Whole:
    """Return the slot in which a person holds a role, -1 if she does not."""
    for slot in range(plan.slot[person], plan.slot[person] + plan.held[person]):
        if plan.role[slot] == role:
            return slot
    return -1


@compiled
def add(plan: Plan, person: Whole, role: Whole, score: Whole) -> None:
    """Give a person a role; the load is left to the caller."""
    slot = plan.slot[person] + plan.held[person]
    plan.role[slot], plan.score[slot] = role, score
    plan.held[person] += 1


@compiled
def drop(plan: Plan, person: Whole, slot: Whole) -> None:
    """Take the role in a slot away; the load is left to the caller."""
    last = plan.slot[person] + plan.held[person] - 1
    plan.role[slot], plan.score[slot] = plan.role[last], plan.score[last]
    plan.role[last] = -1
    plan.held[person] -= 1


@compiled
def has_room(market: Market, plan: Plan, person: Whole, role: Whole, without: Whole) -> bool:
    """Say whether a person can do a role beside what she has, the slot ``without`` left aside (-1: nothing)."""
    work = market.work
    week, count, minutes = work.role[role, WEEK], 1, work.role[role, MINUTES]
    for slot in range(plan.slot[person], plan.slot[person] + plan.held[person]):
        if slot == without:
            continue
        other = np.int64(plan.role[slot])
        if work.role[other, WEEK] == week:
            count += 1
            minutes += work.role[other, MINUTES]
        if clash(work, other, role):
            return False
    return bool(count <= market.shifts[person, week] and minutes <= market.minutes[person, week])


@compiled
def seat_gain(market: Market, plan: Plan, role: Whole) -> Whole:
    """Return the bonus one more person on the role would bring."""
    return market.bonus[role] if plan.load[role] < market.low[role] else np.int64(0)


@compiled
def seat_loss(market: Market, plan: Plan, role: Whole) -> Whole:
    """Return the bonus one person less on the role would cost."""
    return market.bonus[role] if plan.load[role] <= market.low[role] else np.int64(0)


@compiled
def value_of(market: Market, plan: Plan) -> Whole:
    """Return the objective of a plan, 1/64 points."""
    total = np.int64(0)
    for person in range(len(plan.held)):
        if plan.held[person] > 0:
            total += market.first[person]
        for slot in range(plan.slot[person], plan.slot[person] + plan.held[person]):
            total += np.int64(plan.score[slot]) * PRICE_SCALE
    for role in range(len(plan.load)):
        total += market.bonus[role] * min(plan.load[role], market.low[role])
    return total


def taken(plan: Plan) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the person and the slot of everything in a plan, person by person."""
    people = np.repeat(np.arange(len(plan.held)), plan.held)
    return people, np.arange(len(people)) + np.repeat(plan.slot[:-1] - np.cumsum(plan.held) + plan.held, plan.held)


def copy_of(plan: Plan) -> Plan:
    """Copy a plan so that the original stays as it is."""
    return Plan(plan.slot, plan.held.copy(), plan.role.copy(), plan.score.copy(), plan.load.copy())


def without(plan: Plan, closed: NDArray[np.bool_]) -> Plan:
    """Return the plan with nobody in the closed roles. O(people + places)."""
    person, slot = taken(plan)
    kept = ~closed[plan.role[slot]]
    person, slot = person[kept], slot[kept]
    held = np.bincount(person, minlength=len(plan.held)).astype(np.int64)
    target = plan.slot[person] + np.arange(len(person)) - (np.cumsum(held) - held)[person]
    empty = Plan(plan.slot, held, np.full_like(plan.role, -1), np.zeros_like(plan.score), plan.load * ~closed)
    empty.role[target], empty.score[target] = plan.role[slot], plan.score[slot]
    return empty


Choice = NDArray[np.int64]
"""Room for the best bundle of one person: roles in the first line, their scores in the second."""


def new_choice(size: int) -> Choice:
    """Make room for the longest bundle."""
    return np.empty((2, size + 1), np.int64)


@compiled
def _clear_of(work: Work, choice: Choice, count: Whole, role: Whole) -> bool:
    for place in range(count):
        if clash(work, choice[0, place], role):
            return False
    return True


@compiled
def _close_week(
    market: Market, person: Whole, desk: Desk, wanted: Whole, choice: Choice, count: Whole
) -> tuple[Whole, Whole]:
    """Add the best set on the desk to the choice; return its worth and the new number of roles."""
    week = market.work.role[desk[ROLE, 0], WEEK]
    most, minutes = np.int64(market.shifts[person, week]), np.int64(market.minutes[person, week])
    worth, size, _ = search_week(market.work, desk, wanted, most, minutes)
    for place in range(size):
        choice[0, count + place] = desk[ROLE, desk[BEST, place]]
        choice[1, count + place] = desk[SCORE, desk[BEST, place]]
    return worth, count + size


@compiled
def _least_bad(
    market: Market,
    edges: Edges,
    prices: NDArray[np.int64],
    person: Whole,
    without: Whole,
    choice: Choice,
) -> tuple[Whole, Whole]:
    """Choose the one role that, with the first bonus, is still worth something, if any."""
    best, best_edge = np.int64(NOTHING), np.int64(-1)
    for edge in range(edges.ptr[person], edges.ptr[person + 1]):
        worth = np.int64(edges.score[edge]) * PRICE_SCALE - prices[edges.role[edge]]
        if worth > best and edges.role[edge] != without:
            best, best_edge = worth, np.int64(edge)
    if best_edge < 0 or best + market.first[person] <= 0:
        return np.int64(0), np.int64(0)
    choice[0, 0], choice[1, 0] = edges.role[best_edge], edges.score[best_edge]
    return best + market.first[person], np.int64(1)


@compiled
def choose(
    market: Market, edges: Edges, prices: NDArray[np.int64], person: Whole, without: Whole, desk: Desk, choice: Choice
) -> tuple[Whole, Whole]:
    """Find a person's best bundle at given prices without one role (-1: all allowed).

    Weeks in order; what clashes with a role chosen in an earlier week is left out, so the bundle can be done.

    Returns
    -------
    (worth in 1/64 points with the first bonus, number of roles in ``choice``)
    """
    total, count, wanted, week = np.int64(0), np.int64(0), np.int64(0), np.int64(-1)
    for edge in range(edges.ptr[person], edges.ptr[person + 1]):
        role = np.int64(edges.role[edge])
        worth = np.int64(edges.score[edge]) * PRICE_SCALE - prices[role]
        if worth <= 0 or role == without:
            continue
        if wanted > 0 and market.work.role[role, WEEK] != week:
            gained, count = _close_week(market, person, desk, wanted, choice, count)
            total, wanted = total + gained, np.int64(0)
        week = np.int64(market.work.role[role, WEEK])
        if count == 0 or _clear_of(market.work, choice, count, role):
            wanted = put(desk, wanted, worth, role, np.int64(edges.score[edge]))
    if wanted > 0:
        gained, count = _close_week(market, person, desk, wanted, choice, count)
        total += gained
    if count > 0:
        return total + market.first[person], count
    return _least_bad(market, edges, prices, person, without, choice)

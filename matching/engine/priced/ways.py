"""How people and roles are found from each other, laid out so that single events can change it in place."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.priced.chains import ByRole
from matching.engine.priced.events import FORBIDDEN, Interest
from matching.engine.priced.market import Edges, Market
from matching.engine.priced.plan import Plan, empty_plan, taken
from matching.engine.priced.upgrades import Holders, list_holders
from matching.engine.result import Solution

PER_SEAT, BESIDE = 2, 8  # candidates of a role that chains look at: so many a seat, and some beside


class Ways(NamedTuple):
    """How people and roles are found from each other: pairs that matter by person and by role, holders of roles."""

    some: Edges
    pairs: ByRole
    holders: Holders


def find_ways(some: Edges, plan: Plan, whole: Market, free: NDArray[np.int64]) -> Ways:
    """Lay the ways out; roles without a seat now but in the whole market get room for candidates."""
    most = PER_SEAT * whole.free + BESIDE
    room = np.where((free == 0) & (whole.free > 0), most, 0)
    return Ways(some, room_for(best_by_role(some, most), room), list_holders(plan, whole.free))


def best_by_role(some: Edges, most: NDArray[np.int64]) -> ByRole:
    """Sort the pairs by role, those with the best scores first, at most so many of each role."""
    people = np.repeat(np.arange(len(some.ptr) - 1, dtype=np.int32), np.diff(some.ptr))
    order = np.lexsort((people, -some.score.astype(np.int64), some.role))
    role = some.role[order]
    rank = np.arange(len(order)) - np.searchsorted(role, np.arange(len(most)))[role]
    kept = order[rank < most[role]]
    ptr = np.concatenate(([0], np.cumsum(np.bincount(some.role[kept], minlength=len(most)))))
    return ByRole(ptr, people[kept], some.score[kept])


def room_for(pairs: ByRole, room: NDArray[np.int64]) -> ByRole:
    """Lay the pairs out with empty places behind those of each role."""
    counts = np.diff(pairs.ptr)
    ptr = np.concatenate(([0], np.cumsum(counts + room)))
    places = np.arange(len(pairs.person)) + np.repeat(ptr[:-1] - pairs.ptr[:-1], counts)
    person, score = np.zeros(ptr[-1], dtype=np.int32), np.full(ptr[-1], FORBIDDEN, dtype=np.int16)
    person[places], score[places] = pairs.person, pairs.score
    return ByRole(ptr, person, score)


def list_interest(edges: Edges, closed: NDArray[np.bool_]) -> dict[int, Interest]:
    """Find everybody who could take the roles that are not open yet, by falling score. O(pairs)."""
    edge = np.flatnonzero(closed[edges.role])
    person = (np.searchsorted(edges.ptr, edge, side="right") - 1).astype(np.int32)
    order = np.lexsort((person, -edges.score[edge].astype(np.int64), edges.role[edge]))
    edge, person = edge[order], person[order]
    roles = np.flatnonzero(closed)
    first, last = (np.searchsorted(edges.role[edge], roles, side=side) for side in ("left", "right"))
    spans = zip(roles.tolist(), first.tolist(), last.tolist(), strict=True)
    return {role: Interest(person[a:b].copy(), edge[a:b].copy()) for role, a, b in spans}


def enter(empty: Plan, solution: Solution, numbers: NDArray[np.int64]) -> Plan:
    """Enter a solution into an empty plan; ``numbers`` gives each role of the problem its number in order of time."""
    people, roles = solution.volunteer.astype(np.int64), numbers[solution.role]
    np.add.at(empty.held, people, 1)
    first = np.cumsum(empty.held) - empty.held
    slots = empty.slot[people] + np.arange(len(people)) - first[people]
    empty.role[slots], empty.score[slots] = roles, solution.score
    np.add.at(empty.load, roles, 1)
    return empty


def roomy(market: Market, edges: Edges, plan: Plan) -> Plan:
    """Copy a plan into one with room for whatever anybody could have."""
    people, slots = taken(plan)
    wide = empty_plan(market, edges)
    places = wide.slot[people] + slots - plan.slot[people]
    wide.role[places], wide.score[places] = plan.role[slots], plan.score[slots]
    return wide._replace(held=plan.held.copy(), load=plan.load.copy())

"""Who is here and what is open: a problem with some people and seats set aside, and the pairs that are left."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from matching.engine.priced.bundles import new_desk
from matching.engine.priced.events import FORBIDDEN, values_of
from matching.engine.priced.market import Edges, Market, most_pairs
from matching.engine.priced.plan import Plan
from matching.engine.priced.shard import Shard
from matching.engine.priced.threads import Crew
from matching.engine.problem import Problem


def set_aside(problem: Problem, *, away: NDArray[np.bool_], seats: NDArray[np.int64]) -> Problem:
    """Return the problem in which some people take no shift and roles have other numbers of seats.

    Parameters
    ----------
    away : one per volunteer
    seats : one per role, at least those held; a minimum above is lowered to them

    Returns
    -------
    Problem
        With the same rows in the same order.
    """
    people = replace(problem.volunteers, max_shifts=np.where(away, 0, problem.volunteers.max_shifts).astype(np.int16))
    capacity = seats.astype(np.int32)
    roles = replace(problem.roles, capacity=capacity, minimum=np.minimum(problem.roles.minimum, capacity))
    return Problem(people, problem.shifts, roles, problem.confirmed, problem.options)


class Here(Shard):
    """The pairs of those who are here with the roles that are open: what a round sees of a town."""

    def __init__(self, edges: Edges, market: Market, present: NDArray[np.bool_], crew: Crew) -> None:
        super().__init__(market, edges, crew)
        self._present = present

    def values(self, prices: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return what everybody's best bundle is worth, 1/64 points. O(pairs)."""
        found = np.zeros(len(self._present), dtype=np.int64)

        def part(first: int, last: int) -> None:
            desk, load = new_desk(most_pairs(self.edges.ptr)), np.zeros(len(prices), dtype=np.int64)
            values_of(self._market, self.edges, prices, self._present, first, last, desk, load, found)

        list(self._crew.each(self._crew.split(self.edges.ptr), part))
        return found

    def people_value(self, prices: NDArray[np.int64]) -> int:
        """Add the values up."""
        return int(self.values(prices).sum())

    def active(self, prices: NDArray[np.int64], *, margin: int, best: int, plan: Plan | None = None) -> Edges:
        """Return the pairs that matter, without people who are away and roles that are not open."""
        some = super().active(prices, margin=margin, best=best, plan=plan)
        people = np.repeat(np.arange(len(self._present)), np.diff(some.ptr))
        kept = self._present[people] & (self._market.free[some.role] > 0) & (some.score > FORBIDDEN)
        counts = np.bincount(people[kept], minlength=len(self._present))
        return Edges(np.concatenate(([0], np.cumsum(counts))), some.role[kept], some.score[kept])

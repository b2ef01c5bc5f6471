"""What a plain service does: go through the shifts as they start and give each its best available people."""

import numpy as np
from numpy.typing import NDArray

from benchmarks.answer import Answer, of_plan
from benchmarks.case import Case
from matching.engine.compiled import compiled
from matching.engine.priced.chains import ByRole, by_role
from matching.engine.priced.market import Market
from matching.engine.priced.plan import Plan, add, empty_plan, has_room


@compiled
def _fill(market: Market, pairs: ByRole, plan: Plan, ranked: NDArray[np.int64]) -> None:
    """Fill roles in order of time; ``ranked`` lists the pairs of each by falling score."""
    for role in range(len(market.free)):
        for place in range(pairs.ptr[role], pairs.ptr[role + 1]):
            if plan.load[role] >= market.free[role]:
                break
            person, score = np.int64(pairs.person[ranked[place]]), pairs.score[ranked[place]]
            if has_room(market, plan, person, role, -1):
                add(plan, person, role, score)
                plan.load[role] += 1


def solve(case: Case, seconds: float, gap_ppm: int) -> Answer:
    """Fill role after role in order of time."""
    plan, pairs = empty_plan(case.market, case.edges), by_role(case.edges, len(case.market.free))
    role = np.repeat(np.arange(len(case.market.free)), np.diff(pairs.ptr))
    _fill(case.market, pairs, plan, np.lexsort((-pairs.score.astype(np.int32), role)))
    return of_plan(case, plan)

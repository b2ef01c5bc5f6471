"""What a plain service does: go through the shifts as they start and give each its best available people."""

import numpy as np

from benchmarks.answer import Answer, of_plan
from benchmarks.case import Case
from matching.engine.compiled import compiled
from matching.engine.priced.chains import ByRole, by_role
from matching.engine.priced.market import Market
from matching.engine.priced.plan import Plan, add, empty_plan, has_room


@compiled
def _fill(market: Market, pairs: ByRole, plan: Plan) -> None:
    for role in range(len(market.free)):
        first, last = pairs.ptr[role], pairs.ptr[role + 1]
        for place in np.argsort(-pairs.score[first:last], kind="mergesort"):
            if plan.load[role] >= market.free[role]:
                break
            person = np.int64(pairs.person[first + place])
            if has_room(market, plan, person, role, -1):
                add(plan, person, role, pairs.score[first + place])
                plan.load[role] += 1


def solve(case: Case, seconds: float, gap_ppm: int) -> Answer:
    """Fill role after role in order of time."""
    plan = empty_plan(case.market, case.edges)
    _fill(case.market, by_role(case.edges, len(case.market.free)), plan)
    return of_plan(case, plan)

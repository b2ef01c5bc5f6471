"""Take the most valuable pair that still fits, again and again."""

import numpy as np
from numpy.typing import NDArray

from benchmarks.answer import Answer, of_plan
from benchmarks.case import Case
from matching.engine.compiled import compiled
from matching.engine.priced.market import Edges, Market
from matching.engine.priced.plan import Plan, add, empty_plan, has_room


@compiled
def take_in_order(
    market: Market, edges: Edges, owners: NDArray[np.int32], plan: Plan, order: NDArray[np.int64]
) -> None:
    """Go once through pairs and take what fits."""
    for edge in order:
        person, role = np.int64(owners[edge]), edges.role[edge]
        if plan.load[role] < market.free[role] and has_room(market, plan, person, role, -1):
            add(plan, person, role, edges.score[edge])
            plan.load[role] += 1


def solve(case: Case, seconds: float, gap_ppm: int) -> Answer:
    """Sort all pairs by score, the bonus of seats below the minimum included."""
    plan = empty_plan(case.market, case.edges)
    order = np.argsort(-case.worth(), kind="stable")
    take_in_order(case.market, case.edges, case.owners(), plan, order)
    return of_plan(case, plan)

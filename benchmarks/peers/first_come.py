"""People come in random order and take the places with the best score that are still free."""

import numpy as np
from numpy.typing import NDArray

from benchmarks.answer import Answer, of_plan
from benchmarks.case import Case
from matching.engine.compiled import compiled
from matching.engine.priced.market import Edges, Market
from matching.engine.priced.plan import Plan, add, empty_plan, has_room

SEED = 1


@compiled
def _come(market: Market, edges: Edges, plan: Plan, order: NDArray[np.int64], ranked: NDArray[np.int64]) -> None:
    """Let people choose in this order; ``ranked`` lists the pairs of each by falling score."""
    for person in order:
        for place in range(edges.ptr[person], edges.ptr[person + 1]):
            edge = ranked[place]
            role = edges.role[edge]
            if plan.load[role] < market.free[role] and has_room(market, plan, person, role, -1):
                add(plan, person, role, edges.score[edge])
                plan.load[role] += 1


def solve(case: Case, seconds: float, gap_ppm: int) -> Answer:
    """Let everybody come once; weekly limits and clashes are kept."""
    plan = empty_plan(case.market, case.edges)
    ranked = np.lexsort((-case.edges.score.astype(np.int32), case.owners()))
    _come(case.market, case.edges, plan, np.random.default_rng(SEED).permutation(len(plan.held)), ranked)
    return of_plan(case, plan)

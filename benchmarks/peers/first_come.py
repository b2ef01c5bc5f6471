"""People come in random order and take the places with the best score that are still free."""

import numpy as np
from numpy.typing import NDArray

from benchmarks.answer import Answer, of_plan
from benchmarks.case import Case
from matching.engine.compiled import compiled
from matching.engine.priced.market import Edges, Market
from matching.engine.priced.plan import Plan, add, empty_plan, has_room

SEED = 1
BLOCK = 20_000  # people


@compiled
def _come(market: Market, edges: Edges, plan: Plan, order: NDArray[np.int64], ranked: NDArray[np.int32]) -> None:
    """Let people choose in this order; ``ranked`` lists the pairs of each by falling score."""
    for person in order:
        for place in range(edges.ptr[person], edges.ptr[person + 1]):
            edge = ranked[place]
            role = edges.role[edge]
            if plan.load[role] < market.free[role] and has_room(market, plan, person, role, -1):
                add(plan, person, role, edges.score[edge])
                plan.load[role] += 1


def _ranked(edges: Edges) -> NDArray[np.int32]:
    """Return each person's pairs by falling score; block by block, because a million people have half a billion."""
    ranked = np.empty(len(edges.role), dtype=np.int32)
    for first in range(0, len(edges.ptr) - 1, BLOCK):
        ptr = edges.ptr[first : first + BLOCK + 1]
        owner, score = np.repeat(np.arange(len(ptr) - 1), np.diff(ptr)), edges.score[ptr[0] : ptr[-1]]
        ranked[ptr[0] : ptr[-1]] = ptr[0] + np.lexsort((-score.astype(np.int32), owner))
    return ranked


def solve(case: Case, seconds: float, gap_ppm: int) -> Answer:
    """Let everybody come once; weekly limits and clashes are kept."""
    plan = empty_plan(case.market, case.edges)
    _come(case.market, case.edges, plan, np.random.default_rng(SEED).permutation(len(plan.held)), _ranked(case.edges))
    return of_plan(case, plan)

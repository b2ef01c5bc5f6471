"""Fill everything at random, three hundred times, and keep the most valuable filling."""

import time

import numpy as np
from numpy.typing import NDArray

from benchmarks.answer import Answer, of_plan
from benchmarks.case import Case
from matching.engine.compiled import compiled
from matching.engine.priced.chains import ByRole, by_role
from matching.engine.priced.market import Market
from matching.engine.priced.plan import Plan, add, copy_of, empty_plan, has_room, value_of

RESTARTS = 300


@compiled
def _fill(market: Market, pairs: ByRole, plan: Plan, order: NDArray[np.int64], at: NDArray[np.int64]) -> None:
    """Give each role of the order random people who may take it, until it is full or nobody is left.

    ``at`` is room for the pairs of the largest role.
    """
    for role in order:
        first, count = pairs.ptr[role], pairs.ptr[role + 1] - pairs.ptr[role]
        for place in range(count):
            at[place] = first + place
        for place in range(count):
            if plan.load[role] >= market.free[role]:
                break
            other = np.random.randint(place, count)
            at[place], at[other] = at[other], at[place]
            person = np.int64(pairs.person[at[place]])
            if has_room(market, plan, person, role, -1):
                add(plan, person, role, pairs.score[at[place]])
                plan.load[role] += 1


@compiled
def _seed(number: int) -> None:
    np.random.seed(number)


def solve(case: Case, seconds: float, gap_ppm: int) -> Answer:
    """Restart until the number or the time is used up."""
    market, pairs = case.market, by_role(case.edges, len(case.market.free))
    at, rng = np.empty(int(np.diff(pairs.ptr).max(initial=1)), np.int64), np.random.default_rng(1)
    empty, best, most, done = empty_plan(market, case.edges), None, -1, 0
    _seed(1)
    began = time.perf_counter()
    while done < RESTARTS and (best is None or time.perf_counter() - began < seconds):
        plan = copy_of(empty)
        _fill(market, pairs, plan, rng.permutation(len(market.free)), at)
        value, done = int(value_of(market, plan)), done + 1
        if value > most:
            best, most = plan, value
    assert best is not None
    return of_plan(case, best, note="" if done == RESTARTS else f"only {done} fillings in {seconds:.0f} s")

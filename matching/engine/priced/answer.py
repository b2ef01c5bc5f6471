"""From rounds to an answer: stop at a gap, a number of rounds or a time, and write plan and prices as a Solution."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from matching.engine.bundle import seat_bonus, seats_to_minimum
from matching.engine.index import Index
from matching.engine.priced.dual import floor_of
from matching.engine.priced.plan import empty_plan, taken
from matching.engine.priced.rounds import Stage, State, bound_at, run_rounds, set_stage, stage_with
from matching.engine.priced.shard import Pairs
from matching.engine.priced.threads import Crew, crew_of
from matching.engine.result import PRICE_SCALE, Certificate, Limits, Progress, Solution, gap_ppm
from matching.engine.shards.sharded import Sharded, Workers


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """Where a solve stands after a round, and the solution it would hand back now."""

    progress: Progress
    stage: Stage[Pairs]
    state: State
    stopped_by: str
    seed: int

    def solution(self) -> Solution:
        """Write the present state down."""
        return to_solution(self.stage, self.state, stopped_by=self.stopped_by or "stalled", seed=self.seed)


def full_prices(stage: Stage[Pairs], prices: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return one price per role of the problem; roles that cannot be proposed cost what makes them worth nothing."""
    index = stage.index
    every = np.where(seats_to_minimum(index) > 0, -seat_bonus(index) * PRICE_SCALE, 0)
    every[stage.opening.role_row] = prices
    return every


def to_solution(stage: Stage[Pairs], state: State, *, stopped_by: str, seed: int) -> Solution:
    """Write a state down in rows of the problem."""
    plan = state.plan
    people, slots = taken(plan)
    role = stage.opening.role_row[plan.role[slots]]
    order = np.lexsort((role, people))
    lower, upper = state.lower // PRICE_SCALE, state.upper // PRICE_SCALE
    return Solution(
        volunteer=people[order].astype(np.int32),
        role=role[order].astype(np.int32),
        score=plan.score[slots][order].astype(np.int32),
        objective=lower,
        certificate=Certificate(stage.index.problem.sha256, full_prices(stage, state.prices), lower, upper),
        stopped_by="optimal" if lower == upper else stopped_by,
        seed=seed,
    )


def _reason(state: State, number: int, seconds: float, limits: Limits) -> str:
    """Return what stops a solve now, or nothing."""
    lower, upper = state.lower // PRICE_SCALE, state.upper // PRICE_SCALE
    if lower == upper:
        return "optimal"
    if gap_ppm(lower, upper) <= limits.gap_ppm:
        return "gap"
    if number >= limits.rounds:
        return "rounds"
    return "seconds" if seconds >= limits.seconds else ""


def warm_state(stage: Stage[Pairs], prices: NDArray[np.int64]) -> State:
    """Start from known prices and an empty plan: the first round fills it."""
    now = np.maximum(prices[stage.opening.role_row], floor_of(stage.market))
    return State(empty_plan(stage.market), now, 0, bound_at(stage, now))


def _stage(index: Index, crew: Crew, seed: int, workers: Workers | None) -> Stage[Pairs]:
    if workers is None:
        return set_stage(index, crew, seed)
    return stage_with(index, crew, seed, partial(Sharded, workers=workers))


def price_steps(
    index: Index,
    *,
    limits: Limits,
    seed: int,
    threads: int | None,
    warm: NDArray[np.int64] | None = None,
    workers: Workers | None = None,
) -> Iterator[Step]:
    """Solve a large problem, yielding a feasible solution and a proven bound after every round.

    Parameters
    ----------
    warm : int64, one per role of the problem, 1/64 points, optional
        Prices of a similar problem; saves the search for first prices.
    workers : optional
        Who finds and keeps the pairs; this process and its threads if not given.
    """
    began = time.monotonic()
    with crew_of(threads) as crew:
        stage = _stage(index, crew, seed, workers)
        start = None if warm is None else warm_state(stage, warm)
        for number, state in enumerate(run_rounds(stage, start)):
            seconds = time.monotonic() - began
            stopped_by = _reason(state, number, seconds, limits)
            lower, upper = state.lower // PRICE_SCALE, state.upper // PRICE_SCALE
            progress = Progress(number, lower, upper, gap_ppm(lower, upper), seconds)
            yield Step(progress, stage, state, stopped_by, seed)
            if stopped_by:
                return

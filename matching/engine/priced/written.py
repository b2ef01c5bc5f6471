"""A round written down as an answer: the plan and the prices as a Solution, and what stops a solve."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.engine.bundle import seat_bonus, seats_to_minimum
from matching.engine.priced.plan import taken
from matching.engine.priced.rounds import Stage, State
from matching.engine.priced.shard import Pairs
from matching.engine.result import PRICE_SCALE, Certificate, Limits, Progress, Solution, gap_ppm
from matching.engine.settled import without_hopes


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
    solution = Solution(
        volunteer=people[order].astype(np.int32),
        role=role[order].astype(np.int32),
        score=plan.score[slots][order].astype(np.int32),
        objective=lower,
        certificate=Certificate(stage.index.problem.sha256, full_prices(stage, state.prices), lower, upper),
        stopped_by="optimal" if lower == upper else stopped_by,
        seed=seed,
    )
    index = stage.index
    return without_hopes(index, solution) if len(index.problem.buddies) else solution


def reason_to_stop(lower: int, upper: int, number: int, seconds: float, limits: Limits) -> str:
    """Return what stops a solve after so many rounds at these bounds (points), or nothing."""
    if lower == upper:
        return "optimal"
    if gap_ppm(lower, upper) <= limits.gap_ppm:
        return "gap"
    if number >= limits.rounds:
        return "rounds"
    return "seconds" if seconds >= limits.seconds else ""

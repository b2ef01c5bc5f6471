"""Our own solver, from the problem: finding the pairs is part of its time."""

import time

from benchmarks.answer import Answer, Moment, Proof
from matching.engine.generate import generate
from matching.engine.priced.warm import warm_up
from matching.engine.problem import Problem
from matching.engine.result import Limits, Progress
from matching.engine.solve import solve as solve_problem

LARGE_ENOUGH = (2_000, 300)  # volunteers and shifts from which the compiled solver works


def load_kernels() -> None:
    """Compile, and solve something small, so that neither compiling nor loading is counted."""
    warm_up()
    solve_problem(generate(*LARGE_ENOUGH), limits=Limits(rounds=2))


def solve(problem: Problem, seconds: float, gap_ppm: int) -> Answer:
    """Solve the problem and keep what is known after every round."""
    began, moments = time.perf_counter(), []

    def remember(step: Progress) -> None:
        moments.append(Moment(time.perf_counter() - began, step.lower, step.upper))

    limits = Limits(gap_ppm=gap_ppm, seconds=seconds)
    found = solve_problem(problem, limits=limits, on_progress=remember)
    moments = moments or [Moment(time.perf_counter() - began, found.objective, found.bound)]
    proof = Proof(found.certificate.prices, found.bound)
    return Answer(found.volunteer, found.role, tuple(moments), f"stopped by {found.stopped_by}", proof)

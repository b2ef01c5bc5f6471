"""From rounds to an answer: stop at a gap, a number of rounds or a time."""

import time
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from matching.engine.gates import read_gates
from matching.engine.index import Index
from matching.engine.priced.gated import GatedStep, gated_steps
from matching.engine.priced.restart import restart
from matching.engine.priced.rounds import Stage, run_rounds, set_stage, stage_with
from matching.engine.priced.shard import AllPairs
from matching.engine.priced.threads import Crew, crew_of
from matching.engine.priced.written import Step, reason_to_stop
from matching.engine.result import PRICE_SCALE, Limits, Progress, gap_ppm
from matching.engine.shards.sharded import Sharded, Workers


def _stage(index: Index, crew: Crew, seed: int, workers: Workers | None) -> Stage[AllPairs]:
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
) -> Iterator[Step | GatedStep]:
    """Solve a large problem, yielding a feasible solution and a proven bound after every round.

    Everybody comes alone (teams: :mod:`matching.engine.priced.teams`).

    Parameters
    ----------
    warm : int64, one per role of the problem, 1/64 points, optional
        Prices of a similar problem; they save the search for first ones.
    workers : optional
        Who finds and keeps the pairs; this process and its threads if not given.
    """
    for step in _steps(index, limits=limits, seed=seed, threads=threads, warm=warm, workers=workers):
        if not len(index.problem.buddies):
            yield step
            continue
        lower, upper = step.solution().objective, step.progress.upper
        progress = replace(step.progress, lower=lower, gap_ppm=gap_ppm(lower, upper))
        yield replace(step, progress=progress)


def _steps(
    index: Index,
    *,
    limits: Limits,
    seed: int,
    threads: int | None,
    warm: NDArray[np.int64] | None,
    workers: Workers | None,
) -> Iterator[Step | GatedStep]:
    """Run the rounds; with buddies, the lower bounds still count their hopes."""
    began = time.monotonic()
    with crew_of(threads) as crew:
        stage = _stage(index, crew, seed, workers)
        start = None if warm is None else restart(stage, warm)
        gates = read_gates(index)
        if gates.shift.any():
            yield from gated_steps(stage, gates, limits=limits, seed=seed, start=start, began=began)
            return
        for number, state in enumerate(run_rounds(stage, start)):
            seconds = time.monotonic() - began
            lower, upper = state.lower // PRICE_SCALE, state.upper // PRICE_SCALE
            stopped_by = reason_to_stop(lower, upper, number, seconds, limits)
            progress = Progress(number, lower, upper, gap_ppm(lower, upper), seconds)
            yield Step(progress, stage, state, stopped_by, seed)
            if stopped_by:
                return

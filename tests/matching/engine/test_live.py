import time
from importlib import import_module

import numpy as np
import pytest

from matching.engine.generate import generate
from matching.engine.index import build_index
from matching.engine.result import Limits
from matching.engine.verify import verify

pytest.importorskip("numba")
pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("_compiled_solver")]
answer = import_module("matching.engine.priced.answer")
live = import_module("matching.engine.priced.live")


@pytest.fixture(scope="module")
def solved():
    problem = generate(3_000, 300, "base", 3)
    index = build_index(problem)
    steps = list(answer.price_steps(index, limits=Limits(), seed=0, threads=1))
    return problem, index, steps[-1].solution()


def test_nothing_happened_gives_the_same_plan(solved):
    _, index, solution = solved

    again = live.Live(index, solution, threads=1).solution()

    assert (again.objective, again.bound) == (solution.objective, solution.bound)
    assert np.array_equal(again.role, solution.role)


def test_cancellations_are_refilled_soundly_and_at_once(solved):
    problem, index, solution = solved
    now = live.Live(index, solution, threads=1)
    held = set(zip(solution.volunteer.tolist(), solution.role.tolist(), strict=True))
    events = np.random.default_rng(1).permutation(sorted(held))[:60].tolist()
    seconds, refilled = [], 0
    for volunteer, role in events:
        if (volunteer, role) not in held:
            continue
        began = time.perf_counter()
        moves = now.cancel(volunteer, role)
        seconds.append(time.perf_counter() - began)
        held.remove((volunteer, role))
        for move in moves:
            held -= {(move.volunteer, move.left)}
            held |= {(move.volunteer, move.took)} if move.took >= 0 else set()
        refilled += bool(moves)
    after = now.solution()

    assert set(zip(after.volunteer.tolist(), after.role.tolist(), strict=True)) == held
    verdict = verify(problem, after)
    assert verdict.accepted, [str(reason) for reason in verdict.reasons]
    assert refilled > 30
    assert now.gap_ppm < 20_000
    assert np.median(seconds) < 0.005


def test_cancelled_pair_does_not_come_back_and_cannot_be_cancelled_twice(solved):
    _, index, solution = solved
    now = live.Live(index, solution, threads=1)
    volunteer, role = int(solution.volunteer[0]), int(solution.role[0])

    now.cancel(volunteer, role)

    assert role not in now.solution().role[now.solution().volunteer == volunteer]
    with pytest.raises(KeyError, match="does not hold"):
        now.cancel(volunteer, role)

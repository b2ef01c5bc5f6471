import time
from importlib import import_module
from threading import Thread

import numpy as np
import pytest

from matching.engine.generate import generate
from matching.engine.index import build_index
from matching.engine.result import Limits
from matching.engine.solve import solve
from matching.engine.verify import verify

pytest.importorskip("numba")
pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("_compiled_solver")]
answer = import_module("matching.engine.priced.answer")
events = import_module("benchmarks.events")
live = import_module("matching.engine.priced.live")
presence = import_module("matching.engine.priced.presence")
threads = import_module("matching.engine.priced.threads")


@pytest.fixture(scope="module")
def solved():
    problem = generate(3_000, 300, "base", 3)
    index = build_index(problem)
    steps = list(answer.price_steps(index, limits=Limits(), seed=0, threads=1))
    return problem, index, steps[-1].solution()


def accepted(now):
    """Verify the plan of this moment for the problem of this moment, and hand both back."""
    problem, solution = now.snapshot()
    verdict = verify(problem, solution)
    assert verdict.accepted, [str(reason) for reason in verdict.reasons]
    assert verdict.objective == solution.objective
    return problem, solution


def test_nothing_happened_gives_the_same_plan(solved):
    problem, index, solution = solved

    same, again = live.Live(index, solution, threads=1).snapshot()

    assert same.sha256 == problem.sha256
    assert (again.objective, again.bound) == (solution.objective, solution.bound)
    assert np.array_equal(again.role, solution.role)


def test_cancellations_are_refilled_soundly_and_at_once(solved):
    _, index, solution = solved
    now = live.Live(index, solution, threads=1)
    held = set(zip(solution.volunteer.tolist(), solution.role.tolist(), strict=True))
    chosen = np.random.default_rng(1).permutation(sorted(held))[:60].tolist()
    seconds, refilled = [], 0
    for volunteer, role in chosen:
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
    _, after = accepted(now)

    assert set(zip(after.volunteer.tolist(), after.role.tolist(), strict=True)) == held
    assert refilled > 30
    assert now.gap_ppm < 20_000
    assert np.median(seconds) < 0.005


def test_cancelled_pair_does_not_come_back_and_cannot_be_cancelled_twice(solved):
    _, index, solution = solved
    now = live.Live(index, solution, threads=1)
    volunteer, role = int(solution.volunteer[0]), int(solution.role[0])

    now.cancel(volunteer, role)
    now.refresh()

    assert not now.holds(volunteer, role)
    with pytest.raises(KeyError, match="does not hold"):
        now.cancel(volunteer, role)


def test_person_who_leaves_and_comes_back_finds_something_again(solved):
    _, index, solution = solved
    now = live.Live(index, solution, threads=1)
    volunteer, before = int(solution.volunteer[0]), now.gap_ppm

    now.leave(volunteer)
    gone, _ = accepted(now)
    now.come(volunteer)
    back, _ = accepted(now)

    assert gone.volunteers.max_shifts[volunteer] == 0 < back.volunteers.max_shifts[volunteer]
    assert now.roles_of(volunteer)
    assert now.gap_ppm < before + 1_000


def test_withdrawn_seat_is_empty_and_who_sat_there_is_told(solved):
    _, index, solution = solved
    now = live.Live(index, solution, threads=1)
    load = np.bincount(solution.role, minlength=index.role_count)
    full, loose = int(np.flatnonzero(load == index.seats_left)[0]), int(np.flatnonzero(load == 0)[0])

    gone = now.withdraw(full)

    assert gone in solution.volunteer[solution.role == full]
    assert not now.holds(gone, full)
    assert now.withdraw(loose) == -1
    problem, _ = accepted(now)
    assert problem.roles.capacity[full] == index.problem.roles.capacity[full] - 1
    while now.seats_of(full):
        now.withdraw(full)
    accepted(now)
    with pytest.raises(KeyError, match="no seat"):
        now.withdraw(full)


def test_only_a_waiting_role_can_open(solved):
    _, index, solution = solved
    now = live.Live(index, solution, threads=1)

    with pytest.raises(KeyError, match="not waiting"):
        now.open(int(solution.role[0]))


@pytest.mark.parametrize(("family", "seed"), [("base", 1), ("tight", 2), ("balanced", 3), ("slack", 4)])
def test_thousands_of_events_leave_a_sound_plan_and_an_exact_bound(family, seed):
    _, world = events.prepare(1_500, 400, family, seed)

    for kind in world.rng.choice(events.KINDS, 1_500, p=events.SHARES).tolist():
        world.happen(kind)

    assert all(len(world.seconds[kind]) > 5 for kind in events.KINDS)
    _, solution = accepted(world.live)
    town = world.live._town
    with threads.crew_of(1) as crew:
        here = presence.Here(town.stage.pairs.edges, town.market, town.present, crew)
        exact = here.people_value(town.prices)
    assert exact <= town.values.sum() <= exact + 64 * 2_000
    assert solution.objective <= town.upper // 64 <= solution.bound
    assert world.live.refresh() < 5_000
    accepted(world.live)


def test_bound_is_never_below_the_best_of_the_moment():
    for seed in range(12):
        _, world = events.prepare(60, 60, "base", seed)
        for kind in world.rng.choice(["leave", "come", "open", "withdraw"], 40).tolist():
            world.happen(kind)
        problem, plan = accepted(world.live)

        best = solve(problem, limits=Limits())

        assert plan.objective <= best.objective <= world.live._town.upper // 64


def test_events_go_on_while_rounds_run_in_the_background():
    _, world = events.prepare(1_500, 300, "base", 5)
    for kind in world.rng.choice(events.KINDS, 300, p=events.SHARES).tolist():
        world.happen(kind)
    before = world.live.gap_ppm
    background = Thread(target=lambda: [world.live.refresh() for _ in range(3)])

    background.start()
    while background.is_alive():
        world.happen("withdraw" if world.rng.random() < 0.1 else "cancel")
        time.sleep(0.02)
    background.join()

    accepted(world.live)
    assert world.live.refresh() < before
    accepted(world.live)

from dataclasses import replace
from importlib import import_module
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings

from matching.engine.candidates import build_edges
from matching.engine.exact.prices import bound_at_once
from matching.engine.generate import FAMILIES, generate
from matching.engine.index import build_index
from matching.engine.result import Limits
from matching.engine.solve import solve
from matching.engine.verify import verify
from tests.matching.engine.brute import best_of_all
from tests.matching.engine.strategies import problems
from tests.matching.engine.worlds import crowd, world

pytest.importorskip("numba")
pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("_compiled_solver")]
answer = import_module("matching.engine.priced.answer")
rounds = import_module("matching.engine.priced.rounds")
threads = import_module("matching.engine.priced.threads")


def by_prices(problem, *, limits=None, seed=0, workers=1, warm=None):
    """Solve by prices whatever the size, and have it verified."""
    steps = answer.price_steps(build_index(problem), limits=limits or Limits(), seed=seed, threads=workers, warm=warm)
    solution = [step.solution() for step in steps][-1]
    verdict = verify(problem, solution)
    assert verdict.accepted, [str(reason) for reason in verdict.reasons]
    assert (verdict.objective, verdict.bound) == (solution.objective, solution.bound)
    return solution


def unconditional(problem):
    """Drop what closes a shift: prices alone know no conditions."""
    shifts = replace(problem.shifts, needs_minimum=np.zeros_like(problem.shifts.needs_minimum))
    return replace(problem, shifts=shifts, options=replace(problem.options, adults_with_children=0))


@settings(max_examples=150, deadline=None)
@given(problem=problems(most_people=5, most_shifts=5, most_roles=5).map(unconditional))
def test_bounds_enclose_what_trying_everything_finds(problem):
    solution, best = by_prices(problem), best_of_all(problem)

    assert solution.objective <= best <= solution.bound


@settings(max_examples=80, deadline=None)
@given(problem=problems(most_people=9, most_shifts=7, most_roles=12))
def test_pairs_are_those_of_the_rule_table(problem):
    index = build_index(problem)
    with threads.crew_of(1) as crew:
        stage = rounds.set_stage(index, crew, 0)
    expected = build_edges(index)
    people = np.repeat(np.arange(len(problem.volunteers)), np.diff(stage.pairs.edges.ptr))
    roles = stage.opening.role_row[stage.pairs.edges.role]

    found = sorted(zip(people.tolist(), roles.tolist(), stage.pairs.edges.score.tolist(), strict=True))

    assert found == sorted(
        zip(expected.volunteers().tolist(), expected.role.tolist(), expected.score.tolist(), strict=True)
    )


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("family", ["base", "balanced", "tight"])
def test_bounds_enclose_the_optimum_of_an_exact_solver(family, seed):
    problem = generate(80 + 17 * seed, 8 + seed, family, seed)

    exact, solution = solve(problem, limits=Limits(seconds=120)), by_prices(problem)

    assert exact.stopped_by == "optimal"
    assert solution.objective <= exact.objective <= solution.bound
    assert exact.objective - solution.objective <= exact.objective // 500


def test_small_generated_problems_are_mostly_solved_to_the_optimum():
    solved = [by_prices(generate(300, 30, "base", seed)).stopped_by == "optimal" for seed in range(12)]

    assert sum(solved) >= 8


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_generated_crowd_is_solved_to_a_small_certified_gap(family):
    solution = by_prices(generate(2_000, 200, family, 1))

    assert solution.gap_ppm <= 300


def test_any_number_of_threads_gives_the_same_bytes():
    problem = generate(3_000, 300, "base", 7)

    hashes = {by_prices(problem, workers=workers).sha256 for workers in (1, 2, 3)}

    assert len(hashes) == 1


def test_another_seed_bids_in_another_order_and_stays_certified():
    problem = crowd(3, 150, 40)

    assert {by_prices(problem, seed=seed).certificate.problem_sha256 for seed in (0, 1)} == {problem.sha256}


def test_solve_takes_a_problem_with_many_pairs_by_prices_and_tells_of_every_round():
    problem, told = crowd(2, 120, 30), []

    solution = solve(problem, limits=Limits(search_pairs=100), on_progress=told.append)

    assert verify(problem, solution).accepted
    assert [step.round for step in told] == list(range(len(told)))
    assert all(later.lower >= step.lower and later.upper <= step.upper for step, later in pairwise(told))
    assert (told[-1].lower, told[-1].upper) == (solution.objective, solution.bound)


def test_rounds_gap_and_seconds_stop_a_solve_and_are_named():
    problem = generate(2_000, 200, "tight", 1)

    assert by_prices(problem, limits=Limits(rounds=0)).stopped_by == "rounds"
    assert by_prices(problem, limits=Limits(gap_ppm=100_000)).stopped_by == "gap"
    assert by_prices(problem, limits=Limits(seconds=0)).stopped_by == "seconds"


def test_known_prices_start_a_similar_problem_near_its_answer():
    problem = generate(2_000, 200, "base", 1)
    before = by_prices(problem)
    limits = replace(
        problem.volunteers,
        max_shifts=np.where(np.arange(2_000) % 100 == 0, 1, problem.volunteers.max_shifts).astype(np.int16),
    )

    after = by_prices(replace(problem, volunteers=limits), warm=before.certificate.prices, limits=Limits(rounds=1))

    assert after.gap_ppm <= 500


@pytest.mark.parametrize(
    "problem",
    [
        world(people=[{"shifts": 0}], shifts=[{}], roles=[{"shift": 0, "minimum": 1}]),
        world(people=[], shifts=[{}]),
        world(people=[{}], shifts=[]),
        world(people=[{}], shifts=[{}], confirmed=[(0, 0)]),
    ],
)
def test_nothing_that_fits_gives_an_empty_answer_with_a_tight_bound(problem):
    solution = by_prices(problem)

    assert (len(solution.role), solution.objective, solution.bound) == (0, 0, 0)


def test_sunday_night_and_monday_morning_are_not_given_to_one_person():
    shifts = [{"day": 6, "start": 88, "length": 8}, {"day": 7, "start": 0, "length": 8}]

    assert len(by_prices(world(people=[{}], shifts=shifts)).role) == 1
    assert len(by_prices(world(people=[{}, {}], shifts=shifts)).role) == 2


def test_many_shifts_a_week_are_searched_exactly():
    shifts = [{"day": day, "start": 36 + 14 * part, "length": 10 + part} for day in range(7) for part in range(3)]
    problem = world(people=[{"shifts": 12, "minutes": 2_000}], shifts=shifts)

    assert by_prices(problem).objective == solve(problem).objective


@pytest.mark.parametrize("seed", [1, 2])
def test_shifts_with_conditions_are_solved_to_a_small_certified_gap(seed):
    solution = by_prices(generate(2_000, 200, "base", seed, conditions=True))

    assert solution.gap_ppm <= 5_000


def test_conditions_give_the_same_bytes_for_any_number_of_threads():
    problem = generate(1_000, 100, "tight", 7, conditions=True)

    assert len({by_prices(problem, workers=workers).sha256 for workers in (1, 2, 3)}) == 1


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_bound_at_once_is_above_every_proven_bound(family):
    problem = generate(400, 40, family, 2)

    assert bound_at_once(build_index(problem)) >= by_prices(problem).bound > 0

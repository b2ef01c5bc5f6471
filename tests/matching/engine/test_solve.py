from dataclasses import replace
from importlib import import_module

import numpy as np
import pytest
from hypothesis import given, settings

from matching.engine.candidates import build_edges, strongest
from matching.engine.exact.greedy import take_greedily
from matching.engine.index import build_index
from matching.engine.result import Limits, gap_ppm
from matching.engine.solve import solve
from matching.engine.verify import verify
from tests.matching.engine.brute import best_of_all
from tests.matching.engine.strategies import problems
from tests.matching.engine.worlds import crowd, world


def placed(problem, **options):
    """Solve, have it verified, and return the (volunteer, role) pairs."""
    solution = solve(problem, **options)
    verdict = verify(problem, solution)
    assert verdict.accepted, [str(reason) for reason in verdict.reasons]
    assert (verdict.objective, verdict.bound) == (solution.objective, solution.bound)
    return list(zip(solution.volunteer.tolist(), solution.role.tolist(), strict=True))


@settings(max_examples=120, deadline=None)
@given(problem=problems(most_people=5, most_shifts=5, most_roles=5))
def test_small_problems_reach_what_trying_everything_finds(problem):
    solution = solve(problem)
    verdict = verify(problem, solution)

    assert verdict.accepted, [str(reason) for reason in verdict.reasons]
    assert solution.objective == best_of_all(problem)
    assert solution.stopped_by == "optimal"
    assert solution.bound >= solution.objective


@settings(max_examples=60, deadline=None)
@given(problem=problems(most_people=9, most_shifts=7, most_roles=12))
def test_whole_problems_pass_the_verifier(problem):
    placed(problem)


@pytest.mark.parametrize("seed", [1, 2])
def test_crowd_is_solved_to_a_small_proven_gap(seed):
    problem = crowd(seed, 120, 30)

    solution = solve(problem)

    assert verify(problem, solution).accepted
    assert solution.gap_ppm <= 1_000
    assert len(solution.role) > 60


def test_same_problem_and_seed_give_the_same_bytes():
    first, second = (solve(crowd(5, 60, 20), seed=3) for _ in range(2))

    assert first.to_bytes() == second.to_bytes()
    assert first.sha256 == second.sha256


def test_order_of_the_rows_does_not_matter():
    people = [{"id": f"v{number}", "minutes": 120 * number, "interest": (number * 9, 0, 0)} for number in range(8)]
    shifts = [{"id": f"s{number}", "day": number, "priority": number % 3} for number in range(5)]
    roles = [{"id": f"r{number}", "shift": number, "capacity": 2, "minimum": 1} for number in range(5)]
    turned = [role | {"shift": 4 - role["shift"]} for role in roles[::-1]]

    straight = solve(world(people=people, shifts=shifts, roles=roles))
    shuffled = solve(world(people=people[::-1], shifts=shifts[::-1], roles=turned))

    assert straight.to_bytes() == shuffled.to_bytes()


def test_capacity_is_kept_and_the_better_person_gets_the_seat():
    assert placed(world(people=[{}, {"preferred": 2}, {}], shifts=[{}])) == [(1, 0)]


def test_minimum_of_one_shift_comes_before_more_points_on_another():
    people = [{"skills": {1: 1}, "shifts": 1}]
    roles = [{"shift": 0, "want": {1: 1}}, {"shift": 1, "minimum": 1, "want": {2: 1}}]

    assert placed(world(people=people, shifts=[{}, {"day": 1}], roles=roles)) == [(0, 1)]


def test_seats_held_and_confirmed_count_towards_the_minimum():
    people = [{"shifts": 1}, {"shifts": 1}]
    roles = [{"shift": 0, "capacity": 3, "minimum": 2, "held": 1}, {"shift": 1, "want": {2: 1}, "minimum": 1}]
    problem = world(people=people, shifts=[{}, {"day": 1}], roles=roles, confirmed=[(0, 0)])

    assert placed(problem) == [(1, 1)]


def test_newcomer_is_preferred_to_a_regular_who_scores_a_little_more():
    people = [{"history": 4, "preferred": 2}, {"history": 0}]

    assert placed(world(people=people, shifts=[{}])) == [(1, 0)]


def test_first_place_bonus_is_given_once_and_not_to_the_confirmed():
    one, both = world(people=[{}], shifts=[{}]), world(people=[{}], shifts=[{}, {"day": 1}])
    standing = world(people=[{}], shifts=[{}, {"day": 1}], confirmed=[(0, 0)])

    assert solve(one).objective == 400 + 200
    assert solve(both).objective == 2 * 400 + 200
    assert solve(standing).objective == 400


def test_weekly_shifts_start_anew_on_monday():
    days = [{"day": day} for day in (0, 6, 7, 13)]

    assert len(placed(world(people=[{"shifts": 1}], shifts=days))) == 2
    assert len(placed(world(people=[{"shifts": 2}], shifts=days))) == 4


def test_weekly_minutes_are_filled_but_never_overspent():
    shifts = [{"day": 0, "length": 12}, {"day": 1, "length": 8}, {"day": 2, "length": 8}]

    assert placed(world(people=[{"minutes": 240}], shifts=shifts)) == [(0, 1), (0, 2)]


@pytest.mark.parametrize(("start", "places"), [(0, 1), (1, 2)])
def test_sunday_night_and_monday_morning_keep_their_distance(start, places):
    shifts = [{"day": 6, "start": 88, "length": 8}, {"day": 7, "start": start, "length": 8}]

    assert len(placed(world(people=[{}], shifts=shifts))) == places


@pytest.mark.parametrize(("start", "places"), [(50, 1), (51, 2)])
def test_travel_between_two_places_takes_its_time(start, places):
    near, far = (43.2383, 76.9453), (43.2383, 77.0453)  # 8.1 km, two quarters at 30 km/h, after one quarter of rest
    shifts = [{"at": near}, {"at": far, "start": start}]

    assert len(placed(world(people=[{}], shifts=shifts))) == places


def test_confirmed_sign_up_is_worked_around():
    shifts = [{}, {"start": 44}, {"start": 60}]
    problem = world(people=[{}], shifts=shifts, confirmed=[(0, 0)])

    assert placed(problem) == [(0, 2)]


@pytest.mark.parametrize(
    "problem",
    [
        world(people=[{"shifts": 0}], shifts=[{}], roles=[{"shift": 0, "minimum": 1}]),
        world(people=[], shifts=[{}]),
        world(people=[{}], shifts=[]),
        world(people=[], shifts=[]),
    ],
)
def test_nothing_that_fits_gives_an_empty_answer_with_a_tight_bound(problem):
    solution = solve(problem)

    assert verify(problem, solution).accepted
    assert (len(solution.role), solution.objective, solution.bound, solution.gap_ppm) == (0, 0, 0, 0)


def test_time_limit_of_zero_gives_a_verified_answer_that_says_so():
    problem = crowd(5, 60, 20)

    solution = solve(problem, limits=Limits(seconds=0.0, price_rounds=5))

    assert solution.stopped_by == "seconds"
    assert solution.objective > 0
    assert verify(problem, solution).accepted


def test_without_the_compiler_a_large_problem_searches_its_strongest_pairs_and_proves_how_near_it_is(monkeypatch):
    problem = crowd(2, 120, 30)
    exact = solve(problem)
    monkeypatch.setattr(import_module("matching.engine.solve"), "can_price", lambda: False)

    solution = solve(problem, limits=Limits(search_pairs=100))

    assert verify(problem, solution).accepted
    assert solution.stopped_by in {"candidates", "optimal"}
    assert solution.objective <= exact.objective <= solution.bound
    assert solution.gap_ppm <= 2_000


def test_greedy_start_is_feasible_and_below_the_best():
    problem = crowd(2, 120, 30)
    index = build_index(problem)
    edges = build_edges(index)
    taken = take_greedily(index, edges)
    columns = {"volunteer": edges.volunteers()[taken], "role": edges.role[taken], "score": edges.score[taken]}

    best = solve(problem)
    order = np.lexsort((columns["role"], columns["volunteer"]))
    verdict = verify(problem, replace(best, **{name: column[order] for name, column in columns.items()}))

    assert {reason.code for reason in verdict.reasons} == {"wrong_objective"}
    assert 0.85 * best.objective < verdict.objective < best.objective


def test_strongest_keeps_the_best_of_both_sides():
    index = build_index(world(people=[{}] * 3, shifts=[{}, {"day": 1}, {"day": 2}]))
    edges = build_edges(index)
    worth = np.array([9, 2, 1, 8, 3, 1, 7, 4, 5])

    kept = strongest(index, edges, worth=worth, per_person=1, per_seat=1)

    assert list(zip(kept.volunteers().tolist(), kept.role.tolist(), strict=True)) == [
        (0, 0),
        (1, 0),
        (2, 0),
        (2, 1),
        (2, 2),
    ]


@pytest.mark.parametrize(("objective", "bound", "ppm"), [(0, 0, 0), (100, 100, 0), (99, 100, 10_000), (2, 3, 333_334)])
def test_gap_is_in_parts_per_million_of_the_bound_rounded_up(objective, bound, ppm):
    assert gap_ppm(objective, bound) == ppm

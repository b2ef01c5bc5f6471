from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine.files import read_solution, write_solution
from matching.engine.gates import closed_shifts, open_seats, read_gates
from matching.engine.generate import generate
from matching.engine.index import build_index
from matching.engine.result import PRICE_SCALE, Certificate, Surcharges
from matching.engine.solve import solve
from matching.engine.verify import verify
from matching.engine.verify.gates import list_gates
from matching.engine.verify.pairs import Spec
from tests.matching.engine.brute import best_of_all
from tests.matching.engine.strategies import problems
from tests.matching.engine.worlds import world

WITH_CHILDREN = {"shift": 0, "child_contact": True}


def placed(problem):
    solution = solve(problem)
    verdict = verify(problem, solution)
    assert verdict.accepted, [str(reason) for reason in verdict.reasons]
    return list(zip(solution.volunteer.tolist(), solution.role.tolist(), strict=True))


def shift_of_two_roles(*, needs_minimum, people=2, **second):
    roles = [{"shift": 0, "capacity": 2, "minimum": 1}, {"shift": 0, "capacity": 2, "minimum": 2} | second]
    return world(people=[{}] * people, shifts=[{"needs_minimum": needs_minimum}], roles=roles)


@pytest.mark.parametrize(("needs_minimum", "count"), [(False, 2), (True, 0)])
def test_nobody_is_sent_to_a_shift_that_needs_more_people_than_there_are(needs_minimum, count):
    assert len(placed(shift_of_two_roles(needs_minimum=needs_minimum))) == count


def test_shift_that_can_reach_every_minimum_opens():
    assert len(placed(shift_of_two_roles(needs_minimum=True, people=3))) == 3


def test_seats_held_elsewhere_count_towards_the_condition():
    assert len(placed(shift_of_two_roles(needs_minimum=True, held=1))) == 2


def test_confirmed_people_stay_when_the_rest_does_not_come():
    roles = [{"shift": 0, "capacity": 3, "minimum": 3}]
    problem = world(people=[{}, {}], shifts=[{"needs_minimum": True}], roles=roles, confirmed=[(0, 0)])

    assert placed(problem) == []


def test_needed_minimum_takes_people_from_shifts_they_would_score_more_on():
    shifts = [{"needs_minimum": True, "priority": 2}, {}]
    roles = [{"shift": 0, "capacity": 2, "minimum": 2}, {"shift": 1, "capacity": 2, "work": 1, "minimum": 1}]

    assert placed(world(people=[{}] * 2, shifts=shifts, roles=roles)) == [(0, 0), (1, 0)]


@pytest.mark.parametrize(("adults", "count"), [(0, 1), (1, 1), (2, 0), (3, 0)])
def test_one_adult_is_not_left_alone_with_children(adults, count):
    problem = world(people=[{}], shifts=[{}], roles=[WITH_CHILDREN | {"capacity": 3}], adults_with_children=adults)

    assert len(placed(problem)) == count


def test_two_adults_may_share_the_children_between_roles():
    problem = world(people=[{}, {}], shifts=[{}], roles=[WITH_CHILDREN, WITH_CHILDREN])

    assert len(placed(problem)) == 2


def test_nobody_is_sent_beside_a_lone_adult_either():
    problem = world(people=[{}, {}], shifts=[{}], roles=[WITH_CHILDREN, {"shift": 0, "work": 1}])

    assert placed(problem) == []


def test_confirmed_adult_needs_only_one_more():
    roles = [WITH_CHILDREN | {"capacity": 2}]

    assert placed(world(people=[{}, {}], shifts=[{}], roles=roles, confirmed=[(0, 0)])) == [(1, 0)]


@pytest.mark.parametrize(
    ("changes", "code"), [({"needs_minimum": True}, "under_minimum"), ({"needs_minimum": False}, "too_few_adults")]
)
def test_verifier_refuses_people_on_a_shift_that_may_not_open(changes, code):
    problem = world(people=[{}] * 3, shifts=[changes], roles=[WITH_CHILDREN | {"capacity": 3, "minimum": 3}])
    full = solve(problem)
    first = {name: getattr(full, name)[:1] for name in ("volunteer", "role", "score")}

    assert len(full.role) == 3
    assert code in {reason.code for reason in verify(problem, replace(full, **first)).reasons}


def test_worth_of_open_seats_agrees_with_its_second_statement():
    rng = np.random.default_rng(8)
    for _ in range(200):
        roles = [
            {
                "shift": int(rng.integers(0, 3)),
                "capacity": int(rng.integers(0, 5)),
                "held": int(rng.integers(0, 3)),
                "child_contact": bool(rng.random() < 0.5),
            }
            for _ in range(6)
        ]
        roles = [role | {"minimum": int(rng.integers(0, role["capacity"] + 1))} for role in roles]
        shifts = [{"needs_minimum": bool(rng.random() < 0.5), "priority": int(rng.integers(0, 3))} for _ in range(3)]
        problem = world(people=[{}], shifts=shifts, roles=roles, adults_with_children=int(rng.integers(0, 5)))
        index, spec = build_index(problem), Spec(problem)
        prices = rng.integers(-600, 600, len(roles)) * PRICE_SCALE
        gates, load = read_gates(index), rng.integers(0, 3, len(roles))
        worth, closed = open_seats(index, gates, prices).value, closed_shifts(index, gates, load)

        second = {gate.shift: gate for gate in list_gates(spec)}

        assert sorted(second) == np.flatnonzero(gates.shift).tolist()
        for shift, gate in second.items():
            assert max(gate.value(spec, prices) or 0, 0) == max(worth[shift], 0)
            assert (gate.value(spec, prices) is None) == (worth[shift] < -(1 << 49))
            assert bool(gate.lacks(load)) == closed[shift]


@settings(max_examples=30, deadline=None)
@given(problem=problems(most_people=4, most_shifts=3, most_roles=4), seed=st.integers(0, 10**6))
def test_no_prices_and_surcharges_prove_less_than_the_best_answer(problem, seed):
    rng, solution = np.random.default_rng(seed), solve(problem)
    pairs = np.argwhere(rng.random((len(problem.volunteers), len(problem.shifts))) < 0.5)
    surcharges = Surcharges(pairs[:, 0], pairs[:, 1], rng.integers(0, 900, len(pairs)))
    prices = rng.integers(-900, 900, len(problem.roles)) * PRICE_SCALE
    claim = Certificate(problem.sha256, prices, solution.objective, 10**9, surcharges)

    assert verify(problem, replace(solution, certificate=claim)).bound >= best_of_all(problem)


def test_shift_nobody_can_fill_costs_the_bound_nothing():
    people = [{"interest": (100, 0, 0)}] * 3 + [{"shifts": 0}]
    shifts = [{"needs_minimum": True}, {"day": 1, "cause": 1}]
    roles = [{"shift": 0, "capacity": 4, "minimum": 4}, {"shift": 1, "capacity": 2}]
    problem = world(people=people, shifts=shifts, roles=roles)
    solution = solve(problem)

    assert verify(problem, solution).accepted
    assert (solution.objective, solution.bound) == (1_200, 1_200)
    assert len(solution.certificate.surcharges) == 3


def test_answer_with_surcharges_comes_back_from_its_folder(tmp_path):
    problem = generate(300, 30, "tight", 2, conditions=True)
    solution = solve(problem)

    write_solution(problem, solution, tmp_path)

    assert len(solution.certificate.surcharges) > 0
    assert read_solution(problem, tmp_path).sha256 == solution.sha256


@pytest.mark.parametrize(("family", "seed"), [("base", 3), ("tight", 1), ("tight", 2), ("slack", 1)])
def test_shifts_that_stay_closed_leave_no_gap(family, seed):
    problem = generate(300, 30, family, seed, conditions=True)

    solution = solve(problem)

    assert verify(problem, solution).accepted
    assert solution.gap_ppm == 0

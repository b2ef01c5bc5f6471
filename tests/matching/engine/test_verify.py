from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from matching.engine.geo import distance_m, ecef_cm
from matching.engine.hard import Pairs, is_eligible
from matching.engine.index import build_index
from matching.engine.result import Certificate
from matching.engine.soft import score
from matching.engine.solve import solve
from matching.engine.verify import bound, verify
from matching.engine.verify.pairs import Spec, ground_metres
from tests.matching.engine.strategies import problems
from tests.matching.engine.worlds import crowd, world


def answer(problem, pairs):
    """A solution with these pairs whose claims are as true as they can be."""
    honest = solve(problem)
    grid = score(Pairs(build_index(problem), slice(None), slice(None)))
    rows = sorted(pairs)
    return replace(
        honest,
        volunteer=np.array([pair[0] for pair in rows], dtype=np.int32),
        role=np.array([pair[1] for pair in rows], dtype=np.int32),
        score=np.array([grid[pair] for pair in rows], dtype=np.int32),
    )


def codes(problem, solution):
    verdict = verify(problem, solution)
    assert verdict.accepted == (not verdict.reasons)
    return {reason.code for reason in verdict.reasons}


def certify(solution, **changes):
    return replace(solution, certificate=replace(solution.certificate, **changes))


@pytest.fixture
def problem():
    """Three people, five roles; every rule below is one step away from being broken."""
    shifts = [{}, {"start": 44}, {"day": 1}, {"day": 2, "length": 40}, {"day": 3}]
    roles = [{"shift": number} for number in range(4)] + [{"shift": 4, "min_age": 60, "capacity": 0}]
    return world(people=[{"shifts": 2, "minutes": 700}, {}, {}], shifts=shifts, roles=roles)


def test_honest_answer_is_accepted(problem):
    assert codes(problem, solve(problem)) == set()


@pytest.mark.parametrize(
    ("pairs", "code"),
    [
        ([(0, 0), (1, 0)], "overbooked"),
        ([(1, 0), (1, 1)], "clash"),
        ([(1, 4)], "ineligible"),
        ([(0, 0), (0, 2), (0, 3)], "week_shifts"),
        ([(0, 0), (0, 3)], "week_minutes"),
    ],
)
def test_broken_rule_is_named(problem, pairs, code):
    assert code in codes(problem, answer(problem, pairs))


def test_wrong_objective_is_refused(problem):
    solution = solve(problem)

    assert codes(problem, replace(solution, objective=solution.objective + 1)) == {"wrong_objective"}
    assert codes(problem, certify(solution, lower=solution.objective - 1)) == {"wrong_objective"}


def test_wrong_score_of_a_pair_is_refused(problem):
    solution = solve(problem)

    assert codes(problem, replace(solution, score=solution.score + 1)) == {"wrong_score"}


def test_bound_the_prices_do_not_prove_is_refused(problem):
    solution = solve(problem)

    assert codes(problem, certify(solution, upper=solution.bound - 1)) == {"wrong_bound"}
    assert codes(problem, certify(solution, upper=solution.bound + 1)) == set()


def test_prices_that_prove_less_than_claimed_are_refused(problem):
    solution = solve(problem)

    assert codes(problem, certify(solution, prices=solution.certificate.prices + 6_400)) == {"wrong_bound"}


def test_price_below_the_seat_bonus_is_refused(problem):
    solution = solve(problem)
    prices = solution.certificate.prices.copy()
    prices[0] = -1

    assert "price_sign" in codes(problem, certify(solution, prices=prices))


def test_certificate_of_another_problem_is_refused(problem):
    solution = solve(problem)
    other = replace(problem, options=replace(problem.options, first_start=1))

    assert codes(other, solution) == {"other_problem"}


@pytest.mark.parametrize(
    "changes",
    [
        {
            "volunteer": np.array([0, 0], dtype=np.int32),
            "role": np.array([0, 0], dtype=np.int32),
            "score": np.zeros(2, int),
        },
        {"volunteer": np.array([9], dtype=np.int32), "role": np.array([0], dtype=np.int32), "score": np.zeros(1, int)},
        {
            "volunteer": np.array([0], dtype=np.int32),
            "role": np.array([-1], dtype=np.int32),
            "score": np.zeros(1, int),
        },
        {"volunteer": np.array([0.0]), "role": np.array([0.0]), "score": np.zeros(1)},
        {"volunteer": np.array([0], dtype=np.int32)},
    ],
)
def test_malformed_pairs_are_refused(problem, changes):
    assert codes(problem, replace(solve(problem), **changes)) == {"malformed"}


@pytest.mark.parametrize("prices", [np.zeros(4, dtype=np.int64), np.zeros(5), np.full(5, 2**41)])
def test_malformed_prices_are_refused(problem, prices):
    assert codes(problem, certify(solve(problem), prices=prices)) == {"malformed"}


def test_any_place_dropped_from_a_full_answer_is_noticed():
    problem = crowd(11, 30, 10)
    solution = solve(problem)

    for row in range(len(solution.role)):
        columns = {name: np.delete(getattr(solution, name), row) for name in ("volunteer", "role", "score")}
        assert codes(problem, replace(solution, **columns)) == {"wrong_objective"}


def test_search_cut_short_only_loosens_the_bound(monkeypatch):
    problem = crowd(11, 30, 10, seats=6)
    solution = solve(problem)
    monkeypatch.setattr(bound, "STEP_CAP", 1)

    verdict = verify(problem, certify(solution, upper=2 * solution.bound))

    assert verdict.accepted
    assert verdict.bound > solution.bound


def test_certificate_holds_for_any_prices_it_is_made_of(problem):
    solution = solve(problem)
    best = solution.objective

    for seed in range(20):
        prices = np.random.default_rng(seed).integers(0, 60_000, len(problem.roles))
        claim = Certificate(problem.sha256, prices, best, 10**9)
        assert verify(problem, replace(solution, certificate=claim)).bound >= best


@settings(max_examples=150, deadline=None)
@given(problem=problems())
def test_second_statement_of_rules_and_points_agrees_with_the_first(problem):
    pairs = Pairs(build_index(problem), slice(None), slice(None))
    eligible, scores = is_eligible(pairs), score(pairs)
    spec = Spec(problem)

    for person in range(len(problem.volunteers)):
        metres = spec.metres(person)
        assert spec.eligible(person, metres).tolist() == eligible[person].tolist()
        assert spec.scores(person, metres)[eligible[person]].tolist() == scores[person][eligible[person]].tolist()


def test_second_distance_agrees_to_the_metre():
    rng = np.random.default_rng(3)
    points = ecef_cm(rng.uniform(40, 55, 300), rng.uniform(46, 87, 300))

    ours = distance_m(points[:150], points[150:]).tolist()

    rows = points.tolist()
    assert ours == [ground_metres(tuple(a), tuple(b)) for a, b in zip(rows[:150], rows[150:], strict=True)]

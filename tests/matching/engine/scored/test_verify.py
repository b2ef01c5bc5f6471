from dataclasses import replace

import numpy as np
import pytest

from matching.engine.scored.answer import ScoredCase
from matching.engine.scored.solve import solve_scored
from matching.engine.scored.verify import covers_everything, verify_scored
from tests.matching.engine.scored.worlds import crowd, scored


def codes(problem, answer):
    return {reason.code for reason in verify_scored(problem, answer).reasons}


@pytest.fixture
def week():
    """Two people, three places; ann's two places overlap, her hours allow one long place."""
    return scored(
        [("ann", 120, 1), ("bo", None, None)],
        [("a", 1, 1, 0, 60), ("b", 1, 0, 30, 90), ("c", 1, 0, 600, 660)],
        [("ann", "a", 5, 60), ("ann", "c", 4, 120), ("bo", "a", 3, 60), ("bo", "b", 2, 60), ("bo", "c", 1, 60)],
    )


def answer_of(problem, pairs, **changed):
    """Claim some pairs (names of person and place), with the certificate of the best answer."""
    best = solve_scored(problem)
    people = {name.decode(): row for row, name in enumerate(problem.people.ids.tolist())}
    places = {name.decode(): row for row, name in enumerate(problem.places.ids.tolist())}
    rows = sorted((people[person], places[place]) for person, place in pairs)
    listed = zip(problem.pairs.person.tolist(), problem.pairs.place.tolist(), strict=True)
    score = dict(zip(listed, problem.pairs.score.tolist(), strict=True))
    columns = {
        "person": np.array([row[0] for row in rows], np.int32),
        "place": np.array([row[1] for row in rows], np.int32),
        "score": np.array([score.get(row, 0) for row in rows], np.int32),
    }
    return replace(best, **columns | changed)


def test_best_answer_is_accepted(week):
    answer = solve_scored(week)
    verdict = verify_scored(week, answer)

    assert verdict.accepted
    assert (verdict.objective, verdict.bound) == (answer.points, answer.bound) == (8, 8)


@pytest.mark.parametrize(
    ("pairs", "code"),
    [
        ([("ann", "a"), ("bo", "a")], "overbooked"),
        ([("ann", "a"), ("ann", "c")], "week_places"),
        ([("ann", "a"), ("ann", "c")], "week_minutes"),
        ([("bo", "a"), ("bo", "b")], "overlap"),
        ([("ann", "b")], "ineligible"),
        ([("bo", "c")], "wrong_objective"),
    ],
)
def test_wrong_pairs_are_refused_with_the_reason(week, pairs, code):
    assert code in codes(week, answer_of(week, pairs))


def test_wrong_claims_are_refused_with_the_reason(week):
    best = solve_scored(week)
    lower = ScoredCase((), best.cases[0].prices - 64 * 64)

    assert codes(week, replace(best, score=best.score + 1)) == {"wrong_score"}
    assert codes(week, replace(best, points=best.points + 1)) == {"wrong_objective"}
    assert codes(week, replace(best, bonus=best.bonus + 1)) == {"wrong_objective"}
    assert codes(week, replace(best, upper=best.upper - 1)) == {"wrong_bound"}
    assert codes(week, replace(best, cases=(lower,))) == {"wrong_bound"}
    assert codes(week, replace(best, cases=())) == {"malformed"}
    assert codes(week, replace(best, person=best.person[::-1])) == {"malformed"}
    assert codes(crowd(1), best) == {"other_problem"}


def test_cases_must_leave_nothing_out(week):
    best = solve_scored(week)
    prices = best.cases[0].prices
    both = tuple(ScoredCase(((0, 0, taken),), prices) for taken in (True, False))

    assert verify_scored(week, replace(best, cases=both)).accepted
    assert codes(week, replace(best, cases=both[:1])) == {"cases"}
    assert codes(week, replace(best, cases=(ScoredCase(((0, 1, True),), prices),))) == {"cases"}


@pytest.mark.parametrize(
    ("cases", "whole"),
    [
        ([{}], True),
        ([], False),
        ([{}, {}], False),
        ([{1: True}, {1: False}], True),
        ([{1: True}, {1: True}], False),
        ([{1: True, 2: True}, {1: True, 2: False}, {1: False}], True),
        ([{1: True, 2: True}, {1: False, 2: False}], False),
        ([{1: True, 2: True}, {1: True, 2: False}, {1: False, 3: True}], False),
    ],
)
def test_cover_of_cases(cases, whole):
    assert covers_everything(cases) is whole


@pytest.mark.parametrize("seed", range(30))
def test_any_prices_bound_the_best_answer(seed):
    problem = crowd(seed)
    best = solve_scored(problem)
    prices = np.random.default_rng(seed).integers(-40, 40, len(problem.places)) * 64

    found = verify_scored(problem, replace(best, cases=(ScoredCase((), prices),)))

    assert found.bound >= best.points

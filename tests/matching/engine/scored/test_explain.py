from dataclasses import replace

import numpy as np
import pytest

from matching.engine.commands.scored_sentences import tell_pair, tell_person, tell_place
from matching.engine.result import PRICE_SCALE
from matching.engine.scored.explain import explain_pair, prices_of, rank_pairs
from matching.engine.scored.solve import solve_scored
from tests.matching.engine.scored.worlds import crowd, scored

CODES = {
    "placed", "not_listed", "no_seats", "no_places_allowed", "longer_than_budget", "below_price", "overlap",
    "week_places", "week_minutes", "tie",
}  # fmt: skip


@pytest.fixture
def town():
    return scored(
        [("ann", 120, 2), ("bo", None, None), ("cy", None, 1)],
        [("a", 1, 1, 0, 60), ("b", 1, 0, 30, 90), ("c", 1, 0, 600, 660), ("d", 0, 0, None, None)],
        [
            ("ann", "a", 9, 60), ("ann", "b", 3, 60), ("ann", "c", 4, 61), ("ann", "d", 1, 10),
            ("bo", "a", 3, 60), ("bo", "b", 5, 60), ("cy", "a", 2, 60),
        ],
    )  # fmt: skip


def pair_codes(problem, answer):
    people, places = range(len(problem.people)), range(len(problem.places))
    return [[explain_pair(problem, answer, person, place).code for place in places] for person in people]


def test_every_pair_has_its_reason(town):
    answer = solve_scored(town)

    assert pair_codes(town, answer) == [
        ["placed", "overlap", "week_minutes", "no_seats"],
        ["overlap", "placed", "not_listed", "not_listed"],
        ["below_price", "not_listed", "not_listed", "not_listed"],
    ]


@pytest.mark.parametrize("seed", range(10))
def test_pairs_above_their_price_are_explained_within_the_gap(seed):
    problem = crowd(seed, 5, 6)
    answer = solve_scored(problem)

    found = {code for row in pair_codes(problem, answer) for code in row}

    assert found <= CODES
    assert "placed" in found


def test_score_and_price_add_up_in_the_sentence(town):
    answer = solve_scored(town)
    answer = replace(answer, cases=(replace(answer.cases[0], prices=np.array([64 * 4, 0, 0, 0])),))

    found, sentences = tell_pair(town, answer, 0, 0)

    assert found.code == "placed"
    assert sentences == ["ann takes a.", "Score 9 - price of the seat 4 = 5 points."]


def test_person_without_a_place_is_told_about_the_best_one(town):
    answer = solve_scored(town)

    found, sentences = tell_person(town, answer, 2)

    assert found.code == "below_price"
    assert sentences[0].startswith("A seat at a is worth")
    assert sentences[0].endswith("to others; cy would bring 2.")


def test_place_with_empty_seats_counts_who_is_elsewhere(town):
    answer = solve_scored(town)

    found, sentences = tell_place(town, answer, 2)

    assert found.values == {"empty": 1, "short": 0, "week_minutes": 1}
    assert sentences == [
        "c: 1 empty, 0 of them below the minimum.",
        "Of the people listed: 1 have too few minutes left that week.",
    ]


def test_ranking_leaves_out_what_nobody_could_take(town):
    assert rank_pairs(town, person=0, count=9).rows.tolist() == [0, 2, 1]
    assert rank_pairs(town, place=0, count=2).scores.tolist() == [9, 3]


@pytest.mark.parametrize("seed", range(12))
def test_a_tie_is_worth_no_more_than_the_proven_gap(seed):
    problem = crowd(seed, 5, 6)
    answer = solve_scored(problem)
    open_points = answer.upper - answer.points - answer.bonus * answer.low_seats
    prices = prices_of(answer)
    pairs = zip(*(column.tolist() for column in list(problem.pairs.columns().values())[:3]), strict=True)

    regrets = [
        points * PRICE_SCALE - int(prices[place])
        for person, place, points in pairs
        if explain_pair(problem, answer, person, place).code == "tie"
    ]

    assert all(regret < (open_points + 1) * PRICE_SCALE for regret in regrets)

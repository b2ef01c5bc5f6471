"""The compiled part of the scored form: rounds of prices and auctions."""

import numpy as np
import pytest

from matching.engine.result import Limits
from matching.engine.scored import solve as solving
from matching.engine.scored.choices import Wanted, best_set
from matching.engine.scored.market import open_market
from matching.engine.scored.solve import solve_scored
from matching.engine.scored.verify import verify_scored
from tests.matching.engine.scored.worlds import crowd, town

SMALL = {"people": 600, "places": 60, "per_person": 40}


@pytest.mark.engine
@pytest.mark.parametrize(("seats", "ppm"), [(1, 100), (4, 2_000)])
def test_large_problem_is_certified_and_the_same_for_any_number_of_threads(seats, ppm):
    problem = town(1, **SMALL, seats=seats)

    answers = [solve_scored(problem, threads=threads) for threads in (1, 2)]

    assert answers[0].to_bytes() == answers[1].to_bytes()
    assert answers[0].gap_ppm <= ppm
    assert answers[0].low_seats == problem.places.minimum.sum()
    assert verify_scored(problem, answers[0]).accepted


@pytest.mark.engine
def test_a_million_pairs_are_certified():
    problem = town(1, 20_000, 2_000, 50)

    answer = solve_scored(problem, limits=Limits(gap_ppm=100, seconds=600))

    assert len(problem.pairs) == 1_000_000
    assert answer.gap_ppm <= 100
    assert verify_scored(problem, answer).accepted


@pytest.mark.engine
@pytest.mark.parametrize("seed", range(20))
def test_rounds_stay_between_the_exact_answer_and_its_bound(monkeypatch, seed):
    problem = crowd(seed, 6, 8)
    best = solve_scored(problem)

    monkeypatch.setattr(solving, "ALL_PAIRS", 0)
    answer = solve_scored(problem)

    assert answer.points + answer.bonus * answer.low_seats <= best.points + best.bonus * best.low_seats
    assert answer.upper >= best.points + best.bonus * best.low_seats
    assert verify_scored(problem, answer).accepted


@pytest.mark.engine
def test_compiled_best_sets_are_those_of_the_plain_ones():
    from matching.engine.scored.kernels import choose_all
    from matching.engine.scored.large import open_book

    market = open_market(town(3, 40, 20, 15))
    book, chosen = open_book(market), np.zeros(len(market.row), dtype=bool)
    nothing = np.zeros(len(market.free), dtype=np.int64)
    for group in range(len(market.most)):
        rows = slice(market.group_ptr[group], market.group_ptr[group + 1])
        columns = Wanted(book.worth[rows], market.minutes[rows], market.start[rows], market.end[rows])
        wanted = columns.worth > 0
        plain = best_set(
            Wanted(*(column[wanted] for column in columns)), int(market.most[group]), int(market.budget[group])
        )

        assert choose_all(book, nothing, group, group + 1, chosen) == plain.worth
        assert book.worth[rows][chosen[rows]].sum() == plain.worth


def test_large_problem_without_the_compiler_still_has_a_valid_bound(monkeypatch):
    problem = crowd(5, 8, 9)
    best = solve_scored(problem)

    monkeypatch.setattr(solving, "ALL_PAIRS", 0)
    monkeypatch.setattr(solving, "find_spec", lambda name: None)
    answer = solve_scored(problem)

    assert answer.points <= best.points
    assert answer.upper >= best.upper
    assert verify_scored(problem, answer).accepted

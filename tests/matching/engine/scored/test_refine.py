from itertools import islice

import numpy as np
import pytest

from matching.engine.result import Limits
from matching.engine.scored import solve as solving
from matching.engine.scored.greedy import take_greedily
from matching.engine.scored.market import open_market, value_of
from matching.engine.scored.refine import refine
from matching.engine.scored.solve import solve_scored
from matching.engine.scored.verify import verify_scored
from tests.matching.engine.scored.test_solve import binding_hours


def test_parts_never_make_an_answer_worse_and_soon_make_it_better():
    market = open_market(binding_hours(1))
    nothing = np.zeros(len(market.free), dtype=np.int64)
    greedy = take_greedily(market, nothing)

    values = [value_of(market, taken) for taken in islice(refine(market, greedy, nothing, seed=0, limits=Limits()), 4)]

    assert values == sorted(values)
    assert values[-1] > value_of(market, greedy)


def test_search_that_ends_early_is_finished_in_parts(monkeypatch):
    problem = binding_hours(2)
    best = solve_scored(problem)

    monkeypatch.setattr(solving, "FIRST_NODES", 0)
    monkeypatch.setattr(solving, "PARTS", 3)
    answer = solve_scored(problem)

    assert best.points * 99 // 100 <= answer.points <= best.points
    assert answer.low_seats == len(problem.places)
    assert verify_scored(problem, answer).accepted


@pytest.mark.engine
def test_binding_hours_beyond_the_exact_size_are_within_a_percent():
    problem = binding_hours(3, people=42, places=480)

    answer = solve_scored(problem, limits=Limits(gap_ppm=10_000))

    assert len(problem.pairs) > solving.ALL_PAIRS
    assert answer.low_seats == len(problem.places)
    assert answer.gap_ppm <= 10_000
    assert verify_scored(problem, answer).accepted

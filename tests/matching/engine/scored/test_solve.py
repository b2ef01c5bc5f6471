import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from matching.engine.result import Limits
from matching.engine.scored import solve as solving
from matching.engine.scored.market import left_out
from matching.engine.scored.solve import solve_scored
from matching.engine.scored.verify import verify_scored
from tests.matching.engine.scored.worlds import best_by_trying, crowd, scored

ROOT = Path(__file__).resolve().parents[4]
HARD_ENOUGH = 5  # seeds of the binding-hours family below


def binding_hours(seed, people=6, places=30):
    """Every place must be filled and the hours just suffice: places hold one, minutes differ by person."""
    draw = np.random.default_rng(seed)
    minutes = draw.integers(30, 180, (people, places))
    budget = (minutes.sum(axis=1) / people * 1.08).astype(int).tolist()
    return scored(
        [(f"p{row}", budget[row], None) for row in range(people)],
        [(f"r{row:02d}", 1, 1, None, None) for row in range(places)],
        [
            (f"p{person}", f"r{place:02d}", int(draw.integers(10, 60)), int(minutes[person, place]))
            for person in range(people)
            for place in range(places)
        ],
    )


@pytest.mark.parametrize("seed", range(60))
def test_small_problem_is_solved_as_well_as_by_trying_everything(seed):
    problem = crowd(seed)

    answer = solve_scored(problem)

    assert (answer.low_seats, answer.points) == best_by_trying(problem)
    assert verify_scored(problem, answer).accepted
    assert answer.bound >= answer.points


def test_most_small_problems_are_proven():
    answers = [solve_scored(crowd(seed)) for seed in range(60)]

    assert sum(answer.stopped_by == "optimal" for answer in answers) >= 58


@pytest.mark.parametrize("seed", range(HARD_ENOUGH))
def test_binding_hours_are_kept_and_every_place_is_filled(seed):
    problem = binding_hours(seed)

    answer = solve_scored(problem)
    spent = np.bincount(answer.person, problem.pairs.minutes[_rows(problem, answer)], minlength=6)

    assert answer.low_seats == len(problem.places)
    assert (spent <= problem.people.max_minutes).all()
    assert answer.gap_ppm == 0
    assert verify_scored(problem, answer).accepted


def _rows(problem, answer):
    pairs = zip(problem.pairs.person.tolist(), problem.pairs.place.tolist(), strict=True)
    known = {pair: row for row, pair in enumerate(pairs)}
    return [known[pair] for pair in zip(answer.person.tolist(), answer.place.tolist(), strict=True)]


def test_a_minimum_seat_comes_before_any_score():
    problem = scored(
        [("ann", None, 1)],
        [("rich", 1, 0, None, None), ("needed", 1, 1, None, None)],
        [("ann", "rich", 1000, 0), ("ann", "needed", 0, 0)],
    )

    answer = solve_scored(problem)

    assert [problem.places.ids[row] for row in answer.place] == [b"needed"]
    assert (answer.low_seats, answer.points, answer.most_low_seats) == (1, 0, 1)


def test_places_that_overlap_are_not_both_taken_across_a_week_end():
    sunday = 7 * 24 * 60 - 60
    problem = scored(
        [("ann", None, None)],
        [("late", 1, 0, sunday, sunday + 120), ("early", 1, 0, sunday + 60, sunday + 180), ("noon", 1, 0, 0, 60)],
        [("ann", "late", 5, 120), ("ann", "early", 6, 120), ("ann", "noon", 1, 60)],
    )

    answer = solve_scored(problem)

    assert answer.points == 7
    assert verify_scored(problem, answer).accepted


def test_budgets_start_again_with_the_week():
    week = 7 * 24 * 60
    problem = scored(
        [("ann", 60, 1)],
        [(f"r{number}", 1, 0, number * week, number * week + 60) for number in range(3)],
        [("ann", f"r{number}", 1, 60) for number in range(3)],
    )

    assert solve_scored(problem).points == 3


@pytest.mark.parametrize("rows", [([], [], []), ([("ann", 10, 1)], [("r", 0, 0, None, None)], [("ann", "r", 5, 5)])])
def test_problem_with_no_possible_pair_has_an_empty_optimal_answer(rows):
    problem = scored(*rows)

    answer = solve_scored(problem)

    assert (len(answer.person), answer.points, answer.bound, answer.stopped_by) == (0, 0, 0, "optimal")
    assert verify_scored(problem, answer).accepted


def test_impossible_pairs_are_counted_by_reason():
    problem = scored(
        [("ann", 60, 1), ("bo", None, 0)],
        [("full", 0, 0, None, None), ("long", 1, 0, None, None)],
        [("ann", "full", 1, 10), ("ann", "long", 1, 61), ("bo", "long", 1, 61)],
    )

    counts = {reason: int(pairs.sum()) for reason, pairs in left_out(problem).items()}

    assert counts == {"no_seats": 1, "no_places_allowed": 1, "longer_than_budget": 1}


def test_no_time_at_all_gives_a_greedy_answer_with_a_valid_bound():
    problem = binding_hours(1)
    best = solve_scored(problem)

    answer = solve_scored(problem, limits=Limits(seconds=0))

    assert answer.stopped_by == "seconds"
    assert answer.upper >= best.upper
    assert len(answer.person) > 0
    assert verify_scored(problem, answer).accepted


def test_same_problem_gives_the_same_bytes():
    problem = binding_hours(2)

    assert solve_scored(problem).to_bytes() == solve_scored(problem).to_bytes()


def test_small_problem_is_solved_and_verified_without_the_compiler():
    code = (
        "import sys; from tests.matching.engine.scored.worlds import crowd;"
        "from matching.engine.scored.solve import solve_scored;"
        "from matching.engine.scored.verify import verify_scored;"
        "problem = crowd(1); assert verify_scored(problem, solve_scored(problem)).accepted;"
        "print(*{name.split('.')[0] for name in sys.modules})"
    )

    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert not set(done.stdout.split()) & {"numba", "django"}


@pytest.mark.parametrize("limit", [0, 20_000])
def test_seats_without_number_cost_nothing(monkeypatch, limit):
    monkeypatch.setattr(solving, "ALL_PAIRS", limit)
    monkeypatch.setattr(solving, "find_spec", lambda name: None)
    problem = scored(
        [("ann", None, 1), ("bo", None, 1)],
        [("hall", 2**31 - 1, 5, None, None)],
        [("ann", "hall", 3, 0), ("bo", "hall", 4, 0)],
    )

    answer = solve_scored(problem)

    assert (answer.points, answer.low_seats, answer.most_low_seats) == (7, 2, 2)
    assert verify_scored(problem, answer).accepted

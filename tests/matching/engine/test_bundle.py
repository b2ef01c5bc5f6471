from itertools import combinations

import numpy as np
import pytest

from matching.engine.bundle import WeekChoice, best_week
from matching.engine.exact.model import cover_by_cliques


def choice(minutes, pairs, *, shifts_left=3, minutes_left=10_000):
    clash = [0] * len(minutes)
    for one, other in pairs:
        clash[one] |= 1 << other
        clash[other] |= 1 << one
    return WeekChoice(np.arange(len(minutes)), tuple(minutes), tuple(clash), shifts_left, minutes_left)


def every_set(week, values):
    best = 0
    for size in range(1, week.shifts_left + 1):
        for places in combinations(range(len(values)), size):
            clash = any(week.clash[one] >> other & 1 for one, other in combinations(places, 2))
            if not clash and sum(week.minutes[place] for place in places) <= week.minutes_left:
                best = max(best, sum(values[place] for place in places))
    return best


@pytest.mark.parametrize(
    ("week", "values", "best", "places"),
    [
        (choice([60, 60], []), [0, -5], 0, ()),
        (choice([60, 60], []), [7, -5], 7, (0,)),
        (choice([60, 60], [(0, 1)]), [7, 9], 9, (1,)),
        (choice([60, 60, 60], [], shifts_left=2), [7, 9, 8], 17, (1, 2)),
        (choice([60, 90, 60], [], minutes_left=120), [7, 9, 8], 15, (2, 0)),
        (choice([60], [], shifts_left=0), [7], 0, ()),
    ],
)
def test_best_week_takes_the_most_valuable_places_that_go_together(week, values, best, places):
    assert best_week(week, values) == (best, places)


def test_best_week_equals_trying_every_set():
    rng = np.random.default_rng(5)
    for _ in range(60):
        pairs = [pair for pair in combinations(range(8), 2) if rng.random() < 0.3]
        week = choice(rng.integers(4, 20, 8).tolist(), pairs, shifts_left=int(rng.integers(1, 5)), minutes_left=36)
        values = rng.integers(-20, 100, 8).tolist()

        assert best_week(week, values)[0] == every_set(week, values)


def test_best_week_cut_short_never_promises_less(monkeypatch):
    week = choice([60] * 4, [(0, 1), (0, 2)], shifts_left=2)
    exact = best_week(week, [9, 8, 7, 6])[0]
    monkeypatch.setattr("matching.engine.bundle.WORK_CAP", 1)

    assert exact == 15
    assert best_week(week, [9, 8, 7, 6])[0] == 17


def test_cliques_cover_every_clash_and_nothing_else():
    rng = np.random.default_rng(9)
    for _ in range(40):
        pairs = {pair for pair in combinations(range(9), 2) if rng.random() < 0.4}
        groups = list(cover_by_cliques(choice([1] * 9, pairs).clash))

        assert {pair for group in groups for pair in combinations(group, 2)} == pairs

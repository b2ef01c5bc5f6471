"""What the engine promises, on many small problems, against answers found without it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, seed, settings

from matching.engine.candidates import build_edges
from matching.engine.generate import generate
from matching.engine.index import build_index
from matching.engine.result import Limits
from matching.engine.solve import solve
from matching.engine.verify import verify
from matching.engine.weights import Weights
from tests.matching.engine.brute import best_of_all
from tests.matching.engine.strategies import problems
from tests.matching.engine.worlds import world

pytest.importorskip("numba")
pytestmark = pytest.mark.engine
PRICED = Limits(search_pairs=0)
MANY = settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
ONE_POINT_A_PLACE = Weights("placement", **dict.fromkeys(
    ("distance", "remote", "cause", "skills", "language", "priority", "seat", "seat_priority", "first_new",
     "first_known"), 0,
), skills_unasked=1)  # fmt: skip


def proven(problem, limits=None):
    solution = solve(problem, limits=limits)
    verdict = verify(problem, solution)
    assert verdict.accepted, [str(reason) for reason in verdict.reasons]
    assert (verdict.objective, verdict.bound) == (solution.objective, verdict.bound)
    return solution


def enclosed(problem):
    """Solve by search and by prices; the search must find the best of all, the prices enclose it."""
    best, priced = best_of_all(problem), proven(problem, PRICED)
    assert proven(problem).objective == best
    assert priced.objective <= best <= priced.bound


@seed(20261005)
@MANY
@given(problem=problems(most_people=7, most_shifts=7, most_roles=7))
def test_250_small_problems_reach_what_trying_everything_finds(problem):
    enclosed(problem)


@seed(20261006)
@MANY
@given(problem=problems(most_people=7, most_shifts=7, most_roles=7, together=True))
def test_250_small_problems_with_teams_buddies_and_wishes_reach_it_too(problem):
    enclosed(problem)


def most_places(index):
    """Fill as many seats as possible with one person each, by augmenting paths."""
    edges, holder = build_edges(index), {}
    open_to = {
        person: edges.role[edges.ptr[person] : edges.ptr[person + 1]].tolist() for person in range(len(edges.ptr) - 1)
    }

    def place(person, tried):
        for role in open_to[person]:
            for seat in range(int(index.seats_left[role])):
                if (role, seat) in tried:
                    continue
                tried.add((role, seat))
                if (role, seat) not in holder or place(holder[role, seat], tried):
                    holder[role, seat] = person
                    return True
        return False

    return sum(place(person, set()) for person in open_to)


@pytest.mark.parametrize("number", range(200))
def test_pure_placement_fills_as_many_seats_as_a_maximum_matching(number):
    rng = np.random.default_rng(number)
    people = [
        {"languages": int(rng.integers(0, 8)), "max_metres": int(rng.choice([10, 3_000, 20_000])), "shifts": 1}
        for _ in range(int(rng.integers(1, 16)))
    ]
    shifts = [{"at": (43.2383 + float(rng.choice([0, 0.02, 0.1])), 76.9453)} for _ in range(int(rng.integers(1, 7)))]
    roles = [
        {
            "shift": int(rng.integers(0, len(shifts))),
            "capacity": int(rng.integers(0, 5)),
            "languages": int(rng.choice([0, 1, 2, 4])),
        }
        for _ in range(int(rng.integers(1, 9)))
    ]
    problem = world(people=people, shifts=shifts, roles=roles, weeks=1, weights=ONE_POINT_A_PLACE)

    most = most_places(build_index(problem))

    assert len(proven(problem).role) == most
    priced = proven(problem, PRICED)
    assert len(priced.role) <= most <= priced.bound


def with_teams(problem, rng):
    """Put a tenth of the people into teams of two or three."""
    count = len(problem.volunteers)
    team = np.full(count, -1, dtype=np.int32)
    team[rng.permutation(count)[: count // 10]] = np.arange(count // 10) // int(rng.integers(2, 4))
    return replace(problem, volunteers=replace(problem.volunteers, team=_first_rows(team)))


def _first_rows(team):
    """Name teams as a problem in canonical order does."""
    named = team.copy()
    for number in set(team.tolist()) - {-1}:
        people = np.flatnonzero(team == number)
        named[people] = people[0] if len(people) > 1 else -1
    return named


@pytest.mark.parametrize("number", range(20))
@pytest.mark.parametrize("kind", ["plain", "conditions", "teams"])
def test_prices_keep_between_the_bounds_of_an_exact_solver(kind, number):
    family = ("base", "balanced", "tight", "slack")[number % 4]
    problem = generate(80 + 15 * number, 8 + number, family, number, conditions=kind == "conditions")
    if kind == "teams":
        problem = with_teams(problem, np.random.default_rng(number))

    exact, priced = solve(problem, limits=Limits(seconds=120)), proven(problem, PRICED)

    assert exact.stopped_by == "optimal"
    assert priced.objective <= exact.objective <= priced.bound

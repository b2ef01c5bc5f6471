from dataclasses import replace

import numpy as np
import pytest

from matching.engine.candidates import build_edges
from matching.engine.exact.model import build_model
from matching.engine.exact.search import search_places
from matching.engine.explain.entry import changed_problem, likely_ways_in, ways_in
from matching.engine.explain.insist import CannotInsist, insist, with_confirmed
from matching.engine.index import build_index
from matching.engine.result import Limits
from matching.engine.solve import objective_of, solve
from matching.engine.verify import verify
from tests.matching.engine.test_solve import best_of_all
from tests.matching.engine.worlds import crowd, world

FAN, NEUTRAL = {"interest": (100, 0, 0)}, {"interest": (0, 0, 0)}


def test_insisting_on_somebody_already_proposed_costs_nothing():
    problem = world(people=[FAN, NEUTRAL], shifts=[{}])
    free = solve(problem)

    found = insist(problem, free, [(0, 0)])

    assert (found.least, found.most, found.gone, found.new) == (0, 0, (), ())
    assert found.solution.objective == free.objective


def test_insisting_costs_the_difference_and_names_who_gives_way():
    problem = world(people=[FAN, NEUTRAL | {"history": 5}], shifts=[{}])

    found = insist(problem, solve(problem), [(1, 0)])

    assert (found.least, found.most) == (300 + 200 - 80, 300 + 200 - 80)
    assert (found.gone, found.new) == (((0, 0),), ((1, 0),))


def test_whoever_gives_way_moves_on_where_another_place_is_free():
    problem = world(people=[FAN, NEUTRAL], shifts=[{"priority": 2}, {"start": 44}])

    found = insist(problem, solve(problem), [(1, 0)])

    assert found.new == ((0, 1), (1, 0))
    assert found.gone == ((0, 0), (1, 1))


def test_two_wishes_hold_together():
    problem = world(people=[FAN, FAN, NEUTRAL, NEUTRAL], shifts=[{}], roles=[{"shift": 0, "capacity": 2}])

    found = insist(problem, solve(problem), [(2, 0), (3, 0)])

    assert found.new == ((2, 0), (3, 0))
    assert found.least == found.most == 600


@pytest.mark.parametrize(
    ("person", "codes"), [({"languages": 1}, ("languages",)), ({"shifts": 0, "needs": 1}, ("access", "week_shifts"))]
)
def test_nobody_is_insisted_on_against_a_rule(person, codes):
    problem = world(people=[FAN, person], shifts=[{}], roles=[{"shift": 0, "languages": 2}])

    with pytest.raises(CannotInsist) as refused:
        insist(problem, solve(problem), [(1, 0)])

    assert refused.value.codes == codes


def test_wishes_that_clash_with_each_other_are_refused():
    problem = world(people=[FAN], shifts=[{}, {"start": 44}])

    with pytest.raises(CannotInsist) as refused:
        with_confirmed(problem, [(0, 0), (0, 1)])

    assert (refused.value.pair, refused.value.codes) == ((0, 1), ("clash",))


def test_shift_that_stays_closed_with_her_is_refused():
    roles = [{"shift": 0, "capacity": 2, "minimum": 2}]
    problem = world(people=[FAN], shifts=[{"needs_minimum": True}], roles=roles)

    with pytest.raises(CannotInsist) as refused:
        insist(problem, solve(problem), [(0, 0)])

    assert refused.value.codes == ("closed",)


@pytest.mark.parametrize("seed", range(6))
def test_filling_with_a_wish_passes_the_check_and_costs_what_it_should(seed):
    problem = crowd(seed, 12, 5)
    free, edges = solve(problem), build_edges(build_index(problem))
    people = edges.volunteers()
    wish = (int(people[seed * 3 % len(edges)]), int(edges.role[seed * 3 % len(edges)]))

    found = insist(problem, free, [wish])

    verdict = verify(problem, found.solution)
    assert verdict.accepted, [str(reason) for reason in verdict.reasons]
    assert wish in zip(found.solution.volunteer.tolist(), found.solution.role.tolist(), strict=True)
    assert found.least <= free.objective - found.solution.objective <= found.most


def test_change_gives_a_place_and_what_only_looks_like_it_is_not_told():
    people = [FAN | {"shifts": 1}, {"languages": 1}, {"max_metres": 1_000, "at": (43.26, 76.93), "languages": 1}]
    problem = world(people=people, shifts=[{}, {"day": 1}], roles=[{"shift": 0}, {"shift": 1, "languages": 2}])
    solution = solve(problem)

    found = ways_in(problem, solution, 1)

    assert [way.gain.changes[0].code for way in found] == ["languages"]
    assert ways_in(problem, solution, 2) == []
    assert (solve(changed_problem(problem, 1, found[0].gain.changes)).volunteer == 1).any()


def test_place_that_others_would_give_more_for_is_no_way_in():
    people = [FAN, FAN | {"languages": 1, "history": 3}]
    shifts = [{}, {"remote": True}]
    problem = world(people=people, shifts=shifts, roles=[{"shift": 0, "languages": 2}, {"shift": 1, "min_age": 40}])
    solution = solve(problem)
    dear = replace(solution, certificate=replace(solution.certificate, prices=np.array([1 << 20, 0])))

    assert likely_ways_in(build_index(problem), dear, 1) == []
    assert best_of_all(problem) == solution.objective


@pytest.mark.engine
@pytest.mark.parametrize("seed", range(25))
def test_five_hundred_counterfactuals_come_true_when_they_are_made(seed):
    """Twenty a seed, half of them changes that give a place, half insisted on: each applied and solved anew."""
    problem = crowd(seed + 100, 60, 12, seats=2)
    solution = solve(problem)
    unplaced = [row for row in range(60) if not (solution.volunteer == row).any()]
    promised = [(row, way) for row in unplaced for way in ways_in(problem, solution, row, most=2, tries=3)][:10]

    for row, way in promised:
        after = solve(changed_problem(problem, row, way.gain.changes), seed=7)
        assert verify(changed_problem(problem, row, way.gain.changes), after).accepted
        assert (after.volunteer == row).any()
    edges = build_edges(build_index(problem))
    pairs = list(zip(edges.volunteers().tolist(), edges.role.tolist(), strict=True))
    taken = set(zip(solution.volunteer.tolist(), solution.role.tolist(), strict=True))
    others = [pair for pair in pairs if pair not in taken]
    wishes = others[:: max(len(others) // (20 - len(promised)), 1)][: 20 - len(promised)]
    for wish in wishes:
        found = insist(problem, solution, [wish])
        assert verify(problem, found.solution).accepted
        assert found.least <= solution.objective - found.solution.objective <= found.most
        assert solution.objective - best_with(problem, wish) == found.least == found.most

    assert len(promised) + len(wishes) == 20


def best_with(problem, wish):
    """Return the best value with the pair in it, found another way: by a reward no filling can do without."""
    index = build_index(problem)
    edges = build_edges(index)
    edge = next(
        number
        for number, pair in enumerate(zip(edges.volunteers().tolist(), edges.role.tolist(), strict=True))
        if pair == wish
    )
    model = build_model(index, edges, np.arange(len(edges)))
    model.gain[edge] += 100_000
    start = model.columns_of(index, edges, np.zeros(len(edges), dtype=bool))
    found = search_places(model, start, seed=3, limits=Limits())
    assert found.taken[edge]
    return objective_of(index, edges, found.taken)

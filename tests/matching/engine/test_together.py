from dataclasses import replace

import pytest
from hypothesis import given, settings

from matching.engine.files import read_problem, write_problem
from matching.engine.result import Limits
from matching.engine.solve import solve
from matching.engine.tables import ProblemError
from matching.engine.verify import verify
from tests.matching.engine.brute import best_of_all
from tests.matching.engine.strategies import problems
from tests.matching.engine.worlds import world

DUO = {"team": 4}


def placed(problem):
    solution = solve(problem)
    verdict = verify(problem, solution)
    assert verdict.accepted, [str(reason) for reason in verdict.reasons]
    return list(zip(solution.volunteer.tolist(), solution.role.tolist(), strict=True))


def test_team_takes_two_seats_or_none():
    assert placed(world(people=[DUO, DUO], shifts=[{}])) == []
    assert placed(world(people=[DUO, DUO], shifts=[{}], roles=[{"shift": 0, "capacity": 2}])) == [(0, 0), (1, 0)]


def test_team_goes_where_all_of_it_may_go():
    people = [DUO | {"max_metres": 10}, DUO]
    shifts = [{}, {"day": 1, "remote": True}, {"day": 2, "at": (43.25, 76.9453)}]
    roles = [{"shift": number, "capacity": 2} for number in range(3)]

    assert placed(world(people=people, shifts=shifts, roles=roles)) == [(0, 0), (0, 1), (1, 0), (1, 1)]


def test_team_keeps_to_the_smallest_budget_in_it():
    people = [DUO | {"shifts": 1}, DUO]
    roles = [{"shift": 0, "capacity": 2}, {"shift": 1, "capacity": 2, "work": 1}]

    assert placed(world(people=people, shifts=[{}, {"day": 1}], roles=roles)) == [(0, 1), (1, 1)]


def test_person_alone_gives_way_to_a_team_that_is_worth_more():
    people = [DUO, DUO, {"history": 3}]

    assert placed(world(people=people, shifts=[{}], roles=[{"shift": 0, "capacity": 2}])) == [(0, 0), (1, 0)]


def test_verifier_refuses_half_a_team():
    problem = world(people=[DUO, DUO], shifts=[{}], roles=[{"shift": 0, "capacity": 2}])
    whole = solve(problem)
    half = {name: getattr(whole, name)[:1] for name in ("volunteer", "role", "score")}

    assert "team_parted" in {reason.code for reason in verify(problem, replace(whole, **half)).reasons}


def test_numbers_of_teams_do_not_matter_and_a_team_of_one_is_none():
    one, other = (world(people=[{"team": number}] * 2 + [{"team": 8}], shifts=[{}]) for number in (3, 50))

    assert one.sha256 == other.sha256
    assert one.volunteers.team.tolist() == [0, 0, -1]


@pytest.mark.parametrize(("likings", "more"), [({}, 0), ({"wishes": [(0, 0)]}, 100), ({"earlier": [(0, 0)]}, 5)])
def test_wish_and_earlier_place_bring_exactly_their_points(likings, more):
    plain, liked = (solve(world(people=[{}], shifts=[{}], **given)).objective for given in ({}, likings))

    assert liked == plain + more


def test_wished_role_is_preferred_to_one_that_scores_a_little_more():
    roles = [{"shift": 0}, {"shift": 0, "work": 1}]

    assert placed(world(people=[{}], shifts=[{}], roles=roles)) == [(0, 1)]
    assert placed(world(people=[{}], shifts=[{}], roles=roles, wishes=[(0, 0)])) == [(0, 0)]


def test_buddies_meet_where_each_alone_would_go_elsewhere():
    people = [{"shifts": 1, "preferred": 1}, {"shifts": 1, "preferred": 2}]
    roles = [{"shift": 0, "capacity": 2, "work": 1}, {"shift": 1, "capacity": 2, "work": 2}]
    fond = world(people=people, shifts=[{}, {"day": 1}], roles=roles, buddies=[(1, 0)])
    fonder = replace(fond, options=replace(fond.options, weights=replace(fond.options.weights, buddy=60)))

    assert placed(fond) == [(0, 0), (1, 1)]
    assert len({role for _, role in placed(fonder)}) == 1


def test_company_of_a_confirmed_buddy_counts_at_once():
    roles = [{"shift": 0, "capacity": 2}]
    alone = solve(world(people=[{}, {}], shifts=[{}], roles=roles, confirmed=[(1, 0)]))
    beside = solve(world(people=[{}, {}], shifts=[{}], roles=roles, confirmed=[(1, 0)], buddies=[(0, 1)]))

    assert beside.objective - alone.objective == 40
    assert beside.score.tolist() == [alone.score[0] + 40]


@settings(max_examples=20, deadline=None)
@given(problem=problems(most_people=4, most_shifts=4, most_roles=4, together=True))
def test_small_problems_with_everything_reach_what_trying_everything_finds(problem):
    solution = solve(problem)
    verdict = verify(problem, solution)

    assert verdict.accepted, [str(reason) for reason in verdict.reasons]
    assert solution.objective == best_of_all(problem) <= solution.bound


@pytest.mark.engine
@settings(max_examples=12, deadline=None)
@given(problem=problems(most_people=4, most_shifts=4, most_roles=4, together=True))
def test_prices_enclose_the_best_answer_with_everything(problem):
    pytest.importorskip("numba")
    solution = solve(problem, limits=Limits(search_pairs=0))
    verdict = verify(problem, solution)

    assert verdict.accepted, [str(reason) for reason in verdict.reasons]
    assert solution.objective <= best_of_all(problem) <= solution.bound


@settings(max_examples=12, deadline=None)
@given(problem=problems(most_people=8, most_shifts=6, most_roles=9, together=True))
def test_whole_problems_with_everything_pass_the_verifier(problem):
    placed(problem)


def test_likings_come_back_from_a_folder(tmp_path):
    problem = world(people=[DUO, DUO], shifts=[{}], wishes=[(1, 0)], earlier=[(0, 0)], buddies=[(0, 1)])

    write_problem(problem, tmp_path)

    assert read_problem(tmp_path).sha256 == problem.sha256


@pytest.mark.parametrize(
    ("likings", "place"),
    [
        ({"wishes": [(5, 0)]}, "wishes row 0, volunteer"),
        ({"earlier": [(0, 0), (0, 0)]}, "earlier row 1, role"),
        ({"buddies": [(0, 1), (1, 0)]}, "buddies row 1, other"),
        ({"buddies": [(1, 1)]}, "buddies row 0, other: is the same person"),
    ],
)
def test_likings_that_cannot_be_are_named(likings, place):
    with pytest.raises(ProblemError, match=place):
        world(people=[{}, {}], shifts=[{}], **likings)

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings

from matching.engine.explain.choices import CHOICES, account_for, explain_choice, explain_role, explain_volunteer
from matching.engine.explain.pair import explain_pair
from matching.engine.facts import FACTS
from matching.engine.generate import FAMILIES, generate
from matching.engine.hard import RULES, Pairs, codes_of, failed_bits
from matching.engine.index import build_index
from matching.engine.problem import canonical
from matching.engine.result import PRICE_SCALE, Limits
from matching.engine.soft import score
from matching.engine.solve import solve
from tests.matching.engine.strategies import problems
from tests.matching.engine.test_hard import METRES, NEARBY
from tests.matching.engine.worlds import MONDAY, crowd, world


def factors(person=None, shift=None, role=None, **more):
    problem = world(people=[person or {}], shifts=[shift or {}], roles=[{"shift": 0} | (role or {})], **more)
    return {factor.code: factor for factor in explain_pair(build_index(problem), 0, 0)}


@settings(max_examples=60, deadline=None)
@given(problem=problems())
def test_every_pair_has_its_failed_rules_or_parts_that_sum_to_the_score(problem):
    index = build_index(problem)
    pairs = Pairs(index, slice(None), slice(None))
    bits, scores = failed_bits(pairs), score(pairs)

    for volunteer, role in np.ndindex(bits.shape):
        told = explain_pair(index, volunteer, role)
        if bits[volunteer, role]:
            assert [factor.code for factor in told] == list(codes_of(int(bits[volunteer, role])))
            assert {factor.verdict for factor in told} == {"fails"}
        else:
            assert sum(factor.points or 0 for factor in told) == scores[volunteer, role]
            assert "fails" not in {factor.verdict for factor in told}


def test_every_rule_has_facts():
    assert {rule.code for rule in RULES} <= FACTS.keys()


@pytest.mark.parametrize(
    ("case", "code", "values"),
    [
        ({"first_start": 41}, "started", {"start": 40, "first_start": 41}),
        ({"role": {"capacity": 2, "held": 2}}, "full", {"capacity": 2, "taken": 2}),
        ({"person": {"on_site": False}}, "mode", {"remote": 0}),
        ({"person": {"max_metres": 9}, "shift": {"at": NEARBY}}, "distance", {"metres": METRES, "max_metres": 9}),
        ({"person": {"at": None}}, "distance", {"metres": -1, "max_metres": 10_000}),
        ({"person": {"blocked": (0,)}}, "time", {"start": 40, "end": 48}),
        ({"role": {"need": {3: 2, 69: 1}}}, "skills", {"missing": (3, 69)}),
        ({"person": {"languages": 2}, "role": {"languages": 3}}, "languages", {"needed": 3, "missing": 1}),
        ({"person": {"born": date(2009, 10, 6)}, "role": {"min_age": 17}}, "age", {"min_age": 17, "age": 16}),
        (
            {"person": {"born": date(2011, 10, 5)}, "role": {"child_contact": True}},
            "child_contact",
            {"adult_age": 18, "age": 15},
        ),
        ({"person": {"born": None}}, "consent", {"age": -1, "valid_from": 0, "valid_until": 0}),
        ({"role": {"clearances": 1}}, "clearance", {"needed": 1, "missing": 1}),
        ({"person": {"needs": 5}, "shift": {"access": 4}}, "access", {"needs": 5, "missing": 1}),
        ({"person": {"shifts": 0}}, "week_shifts", {"week": 0, "max_shifts": 0, "taken": 0}),
        (
            {"person": {"minutes": 90}},
            "week_minutes",
            {"week": 0, "max_minutes": 90, "minutes_left": 90, "minutes": 120},
        ),
    ],
)
def test_failed_rule_names_its_facts(case, code, values):
    found = factors(**case)

    assert found[code].verdict == "fails"
    assert found[code].points is None
    assert found[code].values == values


def test_clash_names_the_confirmed_roles():
    problem = world(people=[{}], shifts=[{}, {"start": 46}, {"day": 1}], confirmed=[(0, 1), (0, 2)])

    (factor,) = explain_pair(build_index(problem), 0, 0)

    assert (factor.code, factor.values) == ("clash", {"roles": (1,)})


@pytest.mark.parametrize(
    ("case", "code", "verdict", "values"),
    [
        ({}, "time", "fits", {"start": 40, "end": 48}),
        ({}, "distance", "fits", {"metres": 0, "max_metres": 10_000}),
        (
            {"person": {"max_metres": METRES}, "shift": {"at": NEARBY}},
            "distance",
            "check",
            {"metres": METRES, "max_metres": METRES},
        ),
        ({"shift": {"remote": True}}, "distance", "fits", {"remote": 1}),
        ({}, "cause", "check", {"cause": 0, "interest": 0}),
        ({"person": {"interest": (66, 0, 0)}}, "cause", "fits", {"cause": 0, "interest": 66}),
        ({}, "skills", "fits", {"matched": (), "missing": ()}),
        (
            {"person": {"skills": {1: 1}}, "role": {"want": {1: 1, 69: 2}}},
            "skills",
            "check",
            {"matched": (1,), "missing": (69,)},
        ),
        ({}, "language", "check", {"work": 2, "preferred": 1}),
        ({"role": {"work": 3}}, "language", "fits", {"work": 3, "preferred": 1}),
        ({"shift": {"priority": 2}}, "priority", "fits", {"priority": 2}),
        ({"person": {"skills": {4: 2}}, "role": {"need": {4: 1}}}, "required_skills", "fits", {"skills": (4,)}),
        (
            {"person": {"born": date(2010, 1, 1), "consent": (MONDAY, MONDAY + 1)}},
            "consent",
            "fits",
            {"age": 16, "valid_from": MONDAY, "valid_until": MONDAY + 1},
        ),
        ({"role": {"min_age": 16}}, "age", "fits", {"min_age": 16, "age": 26}),
    ],
)
def test_fitting_pair_says_what_fits_and_what_to_check(case, code, verdict, values):
    found = factors(**case)[code]

    assert (found.verdict, found.values) == (verdict, values)


def test_rules_nobody_asked_for_are_not_told():
    assert factors().keys() == {"time", "distance", "cause", "skills", "language", "priority"}


def outcome(problem, explain, *rows):
    found = explain(build_index(problem), solve(problem), *rows)
    return found.code, found.values


def test_person_who_is_placed_is_told_so():
    assert outcome(world(people=[{}], shifts=[{}]), explain_volunteer, 0) == ("placed", {"places": 1})


def test_person_whom_nothing_fits_is_told_the_rules_that_stand_alone_in_the_way():
    shifts = [{}, {"at": NEARBY}, {"at": NEARBY, "access": 0, "priority": 2}]
    problem = world(people=[{"max_metres": 1_000, "blocked": (0,)}], shifts=shifts)

    assert outcome(problem, explain_volunteer, 0) == ("nothing_fits", {"time": 1})


def test_person_outbid_is_told_the_price_of_the_best_place():
    people = [{"interest": (100, 0, 0)}, {"interest": (100, 0, 0)}, {}]

    code, values = outcome(world(people=people, shifts=[{}]), explain_volunteer, 2)

    assert code == "below_price"
    assert values["role"] == 0
    assert values["score"] == 600 < values["needed"] <= 900


def test_empty_seats_say_who_is_missing():
    problem = world(
        people=[{}, {"max_metres": 0, "at": NEARBY}], shifts=[{}], roles=[{"shift": 0, "capacity": 3, "minimum": 2}]
    )
    lonely = world(people=[{"languages": 1}], shifts=[{}], roles=[{"shift": 0, "languages": 2}])
    full = world(people=[{}], shifts=[{}])

    assert outcome(problem, explain_role, 0) == (
        "people_elsewhere",
        {"empty": 2, "short": 1, "placed": 1, "price": -300},
    )
    assert outcome(lonely, explain_role, 0) == ("nobody_fits", {"empty": 1, "short": 0, "languages": 1})
    assert outcome(full, explain_role, 0) == ("filled", {})


@pytest.mark.parametrize(
    ("person", "shifts", "reason"),
    [
        ({}, [{"priority": 2}, {"start": 44}], ("clash", {"role": 0})),
        ({"shifts": 1}, [{"priority": 2}, {"day": 1}], ("week_shifts", {"week": 0})),
        ({"minutes": 180}, [{"priority": 2}, {"day": 1}], ("week_minutes", {"week": 0})),
    ],
)
def test_pair_left_out_names_the_place_in_the_way(person, shifts, reason):
    problem = world(people=[person], shifts=shifts)

    assert outcome(problem, explain_choice, 0, 0) == ("placed", {})
    assert outcome(problem, explain_choice, 0, 1) == reason


def test_ineligible_pair_gives_its_bits():
    code, values = outcome(world(people=[{"shifts": 0}], shifts=[{}]), explain_choice, 0, 0)

    assert (code, codes_of(values["bits"])) == ("ineligible", ("week_shifts",))


@pytest.mark.parametrize("seats", [1, 3, 8])
def test_every_pair_of_a_crowd_has_exactly_one_reason_and_what_is_open_stays_within_the_gap(seats):
    problem = crowd(4, 40, 15, seats=seats)
    index, solution = build_index(problem), solve(problem)
    account = account_for(index, solution)

    reasons = [explain_choice(index, solution, *pair).code for pair in np.ndindex(40, index.role_count)]
    totals = dict(zip(CHOICES, account.counts.sum(axis=0).tolist(), strict=True))

    assert {code: reasons.count(code) for code in CHOICES} == totals
    assert totals["placed"] == len(solution.role)
    assert account.counts.sum(axis=1).tolist() == [40] * index.role_count
    assert account.regret.sum() <= (solution.bound - solution.objective + 1) * PRICE_SCALE


def test_what_is_open_shows_in_a_worse_filling():
    people = [{"interest": (100, 0, 0), "shifts": 1}]
    problem = world(people=people, shifts=[{}, {"day": 1, "priority": 2}])
    index, best = build_index(problem), solve(problem)
    worse = replace(best, role=1 - best.role, score=np.array([score(Pairs(index, [0], [0]))[0, 0]], dtype=np.int32))

    assert account_for(index, best).regret.tolist() == [0]
    assert account_for(index, worse).regret.tolist() == [100 * PRICE_SCALE]


def test_shift_that_does_not_open_is_the_reason():
    shifts = [{"needs_minimum": True}, {"day": 1}]
    problem = world(people=[{}], shifts=shifts, roles=[{"shift": 0, "capacity": 2, "minimum": 2}, {"shift": 1}])

    assert outcome(problem, explain_choice, 0, 0) == ("closed", {})
    assert outcome(problem, explain_choice, 0, 1) == ("placed", {})


@pytest.mark.parametrize("seed", range(4))
def test_shifts_with_conditions_keep_what_is_open_within_the_gap(seed):
    problem = generate(300, 40, "tight", seed)
    closed = replace(problem.shifts, needs_minimum=np.ones(len(problem.shifts), dtype=bool))
    problem = canonical(replace(problem, shifts=closed))
    index, solution = build_index(problem), solve(problem)

    account = account_for(index, solution)

    assert account.counts.sum() == 300 * index.role_count
    assert account.counts.sum(axis=0)[CHOICES.index("closed")] > 0
    assert account.regret.sum() <= (solution.bound - solution.objective + 1) * PRICE_SCALE


@pytest.mark.engine
@pytest.mark.parametrize("family", FAMILIES)
def test_all_eighteen_million_pairs_have_one_reason_within_the_certified_gap(family):
    problem = generate(10_000, 1_000, family, 1)
    index, solution = build_index(problem), solve(problem, limits=Limits(rounds=6))

    account = account_for(index, solution)

    assert account.counts.sum(axis=1).tolist() == [10_000] * index.role_count
    assert account.counts.sum(axis=0)[CHOICES.index("placed")] == len(solution.role)
    assert account.regret.sum() <= (solution.bound - solution.objective + 1) * PRICE_SCALE

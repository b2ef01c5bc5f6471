from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings

from matching.engine.explain.changes import Change, apply_changes, paired_gains, single_gains, smallest_changes
from matching.engine.index import build_index
from matching.engine.problem import make_problem
from matching.engine.rank.scan import top_k_roles
from matching.engine.tables import NO_DAY
from tests.matching.engine.strategies import problems
from tests.matching.engine.test_hard import METRES, NEARBY
from tests.matching.engine.worlds import crowd, world

SATURDAY_MORNING, SATURDAY_DAY = 1 << 15, 1 << 16
MORNINGS = tuple(day * 96 + quarter for day in range(5) for quarter in range(32, 48))


def found(person=None, shift=None, role=None, **more):
    """Return what single changes add for one person before one role."""
    problem = world(people=[person or {}], shifts=[shift or {}], roles=[{"shift": 0} | (role or {})], **more)
    return [gain.changes[0] for gain in single_gains(build_index(problem), 0)]


def fitting(problem, volunteer):
    index = build_index(problem)
    return set(top_k_roles(index, volunteer, index.role_count).rows.tolist())


def with_changes(problem, volunteer, changes):
    """Build the problem anew with the person changed."""
    return make_problem(
        volunteers=apply_changes(problem.volunteers, volunteer, changes),
        shifts=problem.shifts,
        roles=problem.roles,
        confirmed=problem.confirmed,
        options=problem.options,
    )


@pytest.mark.parametrize(
    ("case", "changes"),
    [
        ({}, []),
        ({"person": {"max_metres": 1_000}, "shift": {"at": NEARBY}}, [Change("distance", -(-METRES // 1_000))]),
        ({"person": {"remote": False}, "shift": {"remote": True}}, [Change("remote", 1)]),
        ({"person": {"on_site": False}}, [Change("on_site", 1)]),
        ({"person": {"languages": 2}, "role": {"languages": 3}}, [Change("languages", 1)]),
        ({"role": {"need": {69: 2}}}, [Change("skill", 69, 2)]),
        ({"person": {"skills": {69: 1}}, "role": {"need": {69: 2}}}, [Change("skill", 69, 2)]),
        ({"person": {"blocked": (0,)}}, [Change("date", 0)]),
        ({"person": {"shifts": 0}}, [Change("week_shifts", 1)]),
        ({"person": {"minutes": 90}}, [Change("week_minutes", 2)]),
        ({"person": {"born": date(2010, 1, 1)}}, [Change("consent", 1)]),
    ],
)
def test_change_that_helps_is_proposed_and_nothing_else(case, changes):
    assert found(**case) == changes


@pytest.mark.parametrize(
    "case",
    [
        {"person": {"born": date(2015, 1, 1), "consent": (1, NO_DAY)}, "role": {"min_age": 14}},
        {"person": {"born": date(2010, 1, 1), "consent": (1, NO_DAY)}, "role": {"child_contact": True}},
        {"role": {"clearances": 1}},
        {"person": {"needs": 1}},
        {"role": {"capacity": 1, "held": 1}},
        {"first_start": 41},
    ],
)
def test_law_and_what_others_decide_is_never_proposed(case):
    assert found(**case) == []


def test_saturday_morning_is_proposed_before_the_whole_day():
    shifts = [{"day": 5, "start": 36, "length": 8}, {"day": 12, "start": 36, "length": 12}]
    index = build_index(world(people=[{"quarters": MORNINGS}], shifts=shifts))

    (best, count), *_others = smallest_changes(index, 0)

    assert (best.changes, count) == ((Change("time", SATURDAY_MORNING),), 2)


def test_shift_that_spans_two_parts_needs_both():
    index = build_index(world(people=[{"quarters": MORNINGS}], shifts=[{"day": 5, "start": 44, "length": 8}] * 3))

    gains = {gain.changes[0]: len(gain.rows) for gain in single_gains(index, 0)}

    assert Change("time", SATURDAY_MORNING) not in gains
    assert gains[Change("time", SATURDAY_MORNING | SATURDAY_DAY)] == gains[Change("date", 5)] == 3


def test_roles_of_one_event_count_once_and_what_fits_already_does_not_count():
    shifts = [{}, {"remote": True, "day": 1}, {"remote": True, "day": 2}, {"remote": True, "day": 3}]
    index = build_index(world(people=[{"remote": False}], shifts=shifts))

    counts = [smallest_changes(index, 0, group=np.array(group))[0][1] for group in ([0, 0, 1, 1], [0, 1, 2, 3])]

    assert counts == [1, 3]


def test_two_changes_are_proposed_where_no_single_one_helps():
    problem = world(
        people=[{"max_metres": 1_000, "languages": 2}], shifts=[{"at": NEARBY}], roles=[{"shift": 0, "languages": 1}]
    )
    index = build_index(problem)

    ((gain, count),) = smallest_changes(index, 0)

    assert (count, gain.changes) == (1, (Change("distance", -(-METRES // 1_000)), Change("languages", 1)))
    assert single_gains(index, 0) == []


@settings(max_examples=40, deadline=None)
@given(problem=problems())
def test_what_a_change_promises_comes_true_when_it_is_made(problem):
    index = build_index(problem)
    for volunteer in range(len(problem.volunteers)):
        before = fitting(problem, volunteer)
        for gain in single_gains(index, volunteer) + paired_gains(index, volunteer):
            after = fitting(with_changes(problem, volunteer, gain.changes), volunteer)

            assert before < after
            assert set(gain.rows.tolist()) <= after - before
        for gain in single_gains(index, volunteer):
            assert (
                set(gain.rows.tolist()) == fitting(with_changes(problem, volunteer, gain.changes), volunteer) - before
            )


def test_promised_counts_are_those_of_the_next_ranking_in_a_crowd():
    problem, checked = crowd(7, 30, 40), 0
    index = build_index(problem)
    event = problem.roles.shift.astype(np.int64) // 3
    for volunteer in range(30):
        before = {int(event[row]) for row in fitting(problem, volunteer)}
        for gain, count in smallest_changes(index, volunteer, group=event):
            if len(gain.changes) == 1:
                after = {int(event[row]) for row in fitting(with_changes(problem, volunteer, gain.changes), volunteer)}
                assert len(after) - len(before) == count
                checked += 1
    assert checked > 60


def test_the_person_alone_is_changed():
    problem = world(people=[{}, {}], shifts=[{}])
    table = apply_changes(problem.volunteers, 1, [Change("distance", 14), Change("date", 3)])

    assert table.max_metres.tolist() == [10_000, 14_000]
    assert table.free_days.tolist() == [[0], [8]]
    assert problem.volunteers.max_metres.tolist() == [10_000, 10_000]


@pytest.mark.engine
def test_five_hundred_changes_add_exactly_what_they_promise():
    checked = 0
    for seed in range(8):
        problem = crowd(seed + 50, 30, 40)
        index, event = build_index(problem), problem.roles.shift.astype(np.int64) // 3
        for volunteer in range(30):
            before = {int(event[row]) for row in fitting(problem, volunteer)}
            for gain, count in smallest_changes(index, volunteer, group=event):
                after = fitting(with_changes(problem, volunteer, gain.changes), volunteer)
                promised = {int(event[row]) for row in gain.rows} - before
                assert len(promised) == count
                assert promised <= {int(event[row]) for row in after}
                if len(gain.changes) == 1:
                    assert len({int(event[row]) for row in after}) == len(before) + count
                checked += 1
    assert checked >= 500

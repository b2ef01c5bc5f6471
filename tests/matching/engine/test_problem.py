from dataclasses import replace

import numpy as np
import pytest

from matching.engine.problem import Problem, canonical, make_problem, validate
from matching.engine.tables import Confirmed, ProblemError, pack_skills, stable_ids
from matching.engine.weights import Weights
from tests.matching.engine.worlds import MONDAY, world


def faults_of(problem):
    with pytest.raises(ProblemError) as caught:
        validate(problem)
    return [str(fault) for fault in caught.value.faults]


def small():
    return world(people=[{}, {}], shifts=[{}, {"day": 1}], confirmed=[(0, 0)])


def with_column(problem, table, **columns):
    return replace(problem, **{table: replace(getattr(problem, table), **columns)})


def test_sound_problem_has_no_fault():
    validate(small())


@pytest.mark.parametrize(
    ("table", "column", "values", "fault"),
    [
        ("volunteers", "max_metres", [5, -1], "volunteers row 1, max_metres: is negative"),
        ("volunteers", "max_shifts", [-1, 1], "volunteers row 0, max_shifts: is negative"),
        ("volunteers", "birth_day", [0, 1], "volunteers row 0, birth_day: is not the ordinal of a date, nor NO_DAY"),
        ("volunteers", "ids", [b"a", b"a"], "volunteers row 1, ids: is used by an earlier row as well"),
        ("volunteers", "ids", [b"", b"a"], "volunteers row 0, ids: is empty"),
        ("shifts", "end", [0, 9_000], "shifts row 0, end: is not after the start"),
        ("shifts", "start", [-1, 100], "shifts row 0, start: is outside the horizon"),
        ("shifts", "end", [48, 9_000], "shifts row 1, end: is more than a week past the horizon"),
        ("shifts", "cause", [0, 3], "shifts row 1, cause: is not one of the 3 causes"),
        ("shifts", "priority", [3, 0], "shifts row 0, priority: is not 0, 1 or 2"),
        ("roles", "capacity", [1, -1], "roles row 1, capacity: is negative"),
        ("roles", "minimum", [0, 2], "roles row 1, minimum: is more than the capacity"),
        ("roles", "shift", [0, 2], "roles row 1, shift: is not one of the 2 rows"),
        ("roles", "clearances", [0, 2], "roles row 1, clearances: asks for more than 1 clearances"),
        ("confirmed", "volunteer", [2], "confirmed row 0, volunteer: is not one of the 2 rows"),
        ("confirmed", "role", [-1], "confirmed row 0, role: is not one of the 2 rows"),
    ],
)
def test_fault_is_named_by_table_row_and_column(table, column, values, fault):
    problem = small()
    dtype = getattr(getattr(problem, table), column).dtype

    assert fault in faults_of(with_column(problem, table, **{column: np.array(values, dtype=dtype)}))


def test_on_site_shift_without_a_place_is_refused():
    problem = with_column(small(), "shifts", point=np.zeros((2, 3), dtype=np.int32))

    assert "shifts row 0, point: is missing; an on-site shift needs a place" in faults_of(problem)


def test_point_off_the_earth_is_refused():
    problem = with_column(small(), "volunteers", point=np.full((2, 3), 5, dtype=np.int32))

    assert any("is not on the surface of the earth" in fault for fault in faults_of(problem))


@pytest.mark.parametrize(
    ("table", "column", "shape", "fault"),
    [
        ("volunteers", "free_days", (2, 2), "volunteers free_days: needs 1 words per row for this horizon"),
        ("volunteers", "clearance_until", (2, 2), "volunteers clearance_until: has another width than clearance_from"),
        ("volunteers", "clearance_from", (2, 17), "volunteers clearance_from: knows more than 16 clearances"),
        ("roles", "want", (2, 3, 1), "roles want: needs 2 words per level, as volunteers.skills has"),
    ],
)
def test_tables_whose_widths_disagree_are_refused(table, column, shape, fault):
    problem = small()
    dtype = getattr(getattr(problem, table), column).dtype

    assert fault in faults_of(with_column(problem, table, **{column: np.zeros(shape, dtype=dtype)}))


def test_horizon_without_weeks_is_refused():
    problem = small()

    assert "options weeks: is 0, not 1..520" in faults_of(replace(problem, options=replace(problem.options, weeks=0)))


def test_many_faults_are_counted_and_the_first_ones_shown():
    with pytest.raises(ProblemError, match="and 10 more") as caught:
        world(people=[{"max_metres": -1}] * 30, shifts=[])

    assert len(caught.value.faults) == 30


def test_origin_that_is_no_monday_is_refused():
    problem = small()

    assert faults_of(replace(problem, options=replace(problem.options, origin_day=MONDAY + 1))) == [
        f"options origin_day: {MONDAY + 1} is not the ordinal of a Monday"
    ]


def test_overlapping_confirmed_sign_ups_are_refused():
    with pytest.raises(ProblemError, match="confirmed row 1, role: overlaps another"):
        world(people=[{}], shifts=[{}, {"start": 44}], confirmed=[(0, 0), (0, 1)])


def test_too_little_travel_time_between_confirmed_sign_ups_is_not_an_error():
    world(people=[{}], shifts=[{}, {"start": 48}], confirmed=[(0, 0), (0, 1)])


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"volunteer": [0.5], "role": [0]}, "confirmed row 0, volunteer: 0.5 does not fit int32"),
        ({"volunteer": [float("nan")], "role": [0]}, "confirmed row 0, volunteer: nan does not fit int32"),
        ({"volunteer": [2**40], "role": [0]}, "confirmed row 0, volunteer: 1099511627776 does not fit int32"),
        ({"volunteer": ["x"], "role": [0]}, "confirmed volunteer: holds <U1, not int32"),
        ({"volunteer": [0]}, "confirmed role: is missing"),
        ({"volunteer": [0], "role": [0], "shift": [0]}, "confirmed shift: is not a column"),
        ({"volunteer": [0, 1], "role": [0]}, r"confirmed role: has shape \(1,\), not \(2,\)"),
    ],
)
def test_column_that_breaks_the_contract_is_refused(values, message):
    with pytest.raises(ProblemError, match=message):
        Confirmed.of(**values)


def test_ids_of_any_kind_become_bytes():
    assert stable_ids([7, 30]).tolist() == [b"00000000000000000007", b"00000000000000000030"]
    assert stable_ids(["қала"]).tolist() == ["қала".encode()]
    assert stable_ids([]).dtype.kind == "S"


def test_canonical_order_follows_ids_and_keeps_references():
    problem = world(
        people=[{"id": "zed", "history": 5}, {"id": "amy", "history": 1}],
        shifts=[{"id": "late", "day": 3}, {"id": "early", "day": 1}],
        roles=[{"id": "b", "shift": 0}, {"id": "a", "shift": 1}],
        confirmed=[(0, 1)],
    )

    assert problem.volunteers.ids.tolist() == [b"amy", b"zed"]
    assert problem.volunteers.history.tolist() == [1, 5]
    assert problem.shifts.ids[problem.roles.shift].tolist() == [b"early", b"late"]
    assert (problem.confirmed.volunteer.tolist(), problem.confirmed.role.tolist()) == ([1], [0])


def test_hash_ignores_the_order_of_rows_and_sees_every_change():
    people = [{"id": "a", "history": 1}, {"id": "b", "history": 2}]
    problem, shuffled = (world(people=rows, shifts=[{}]) for rows in (people, people[::-1]))
    changed = with_column(problem, "volunteers", history=np.array([1, 3], dtype=np.int32))

    assert shuffled.sha256 == problem.sha256
    assert changed.sha256 != problem.sha256
    assert replace(problem, options=replace(problem.options, first_start=1)).sha256 != problem.sha256


def test_canonical_is_stable_and_make_problem_applies_it():
    problem = small()

    assert canonical(problem).sha256 == problem.sha256
    again = make_problem(
        volunteers=problem.volunteers,
        shifts=problem.shifts,
        roles=problem.roles,
        confirmed=problem.confirmed,
        options=problem.options,
    )
    assert isinstance(again, Problem)
    assert again.sha256 == problem.sha256


def test_skills_are_packed_as_thermometers():
    packed = pack_skills([0, 1], [0, 69], [1, 3], owner_count=2, skill_count=70)

    assert packed[0].tolist() == [[1, 0], [0, 0], [0, 0]]
    assert packed[1].tolist() == [[0, 32], [0, 32], [0, 32]]
    with pytest.raises(ValueError, match=r"levels 1\.\.3"):
        pack_skills([0], [0], [4], owner_count=1, skill_count=70)


def test_weights_that_cannot_be_scores_are_refused():
    with pytest.raises(ValueError, match="0 or more"):
        Weights(version="bad", cause=-1)
    with pytest.raises(ValueError, match="at most"):
        Weights(version="bad", cause=33_000)

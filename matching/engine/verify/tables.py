"""The columns that the compiled check reads, one tuple per table; shifts and roles keep the rows of the problem."""

from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.result import Solution
from matching.engine.tables import NO_DAY
from matching.engine.verify.extras import Extras, read_liked
from matching.engine.verify.pairs import Spec

DAY, WEEK = 96, 672  # quarter hours
NOT_BORN = 9999  # the year of an unknown birth: of no age on any day


class Who(NamedTuple):
    """People."""

    point: NDArray[np.int32]
    reach: NDArray[np.int32]
    remote: NDArray[np.bool_]
    on_site: NDArray[np.bool_]
    year: NDArray[np.int32]
    month_day: NDArray[np.int32]
    consent: NDArray[np.int32]  # n x 2
    clear: NDArray[np.int32]  # n x kinds x 2
    languages: NDArray[np.uint8]
    preferred: NDArray[np.uint8]
    skills: NDArray[np.uint64]
    access: NDArray[np.uint16]
    interest: NDArray[np.uint8]
    week: NDArray[np.uint64]
    blocked: NDArray[np.uint64]
    free: NDArray[np.uint64]
    shifts: NDArray[np.int64]  # n x weeks, left after confirmed sign-ups
    minutes: NDArray[np.int64]
    bonus: NDArray[np.int64]
    held_ptr: NDArray[np.int64]  # n + 1
    held: NDArray[np.int64]  # shifts confirmed


class When(NamedTuple):
    """Shifts; ``role_ptr`` and ``roles`` list the roles of each."""

    start: NDArray[np.int64]
    end: NDArray[np.int64]
    point: NDArray[np.int32]
    remote: NDArray[np.bool_]
    access: NDArray[np.uint16]
    cause: NDArray[np.uint8]
    priority: NDArray[np.uint8]
    year: NDArray[np.int64]
    month_day: NDArray[np.int64]
    first_day: NDArray[np.int64]
    last_day: NDArray[np.int64]
    role_ptr: NDArray[np.int64]
    roles: NDArray[np.int64]


class What(NamedTuple):
    """Roles."""

    shift: NDArray[np.int32]
    free_seats: NDArray[np.int64]
    min_age: NDArray[np.uint8]
    child: NDArray[np.bool_]
    languages: NDArray[np.uint8]
    work: NDArray[np.uint8]
    clearances: NDArray[np.uint16]
    need: NDArray[np.uint64]
    want: NDArray[np.uint64]


class Numbers(NamedTuple):
    """What holds for the whole problem."""

    first_start: int
    adult_age: int
    buffer: int
    metres_per_quarter: int
    distance: int
    remote: int
    cause: int
    skills: int
    skills_unasked: int
    language: int
    priority: int


class Claim(NamedTuple):
    """What the solution says: each person's roles and points, and the prices."""

    ptr: NDArray[np.int64]
    role: NDArray[np.int32]
    score: NDArray[np.int32]
    prices: NDArray[np.int64]


class Case(NamedTuple):
    """A problem and a claim about it; ``beyond``: points that some pairs count more or less in the bound."""

    who: Who
    when: When
    what: What
    numbers: Numbers
    claim: Claim
    liked: Extras
    beyond: Extras
    teamed: NDArray[np.bool_]  # whose share of the bound is that of a team


def _births(days: list[int]) -> NDArray[np.int32]:
    dates = [None if day == NO_DAY else date.fromordinal(day) for day in days]
    return np.array([(NOT_BORN, 0) if d is None else (d.year, d.month * 100 + d.day) for d in dates]).reshape(-1, 2)


def _ptr(owner: NDArray[np.int32], count: int) -> NDArray[np.int64]:
    return np.concatenate(([0], np.cumsum(np.bincount(owner, minlength=count)))).astype(np.int64)


def _read_people(spec: Spec) -> Who:
    people, confirmed, count = spec.problem.volunteers, spec.problem.confirmed, len(spec.problem.volunteers)
    born, ptr = _births(people.birth_day.tolist()), _ptr(confirmed.volunteer, count)
    weights = spec.options.weights
    bonus = np.where(people.history == 0, weights.first_new, weights.first_known)
    left = np.repeat(people.max_shifts.astype(np.int64)[:, None], spec.options.weeks, axis=1)
    minutes = np.repeat(people.max_minutes.astype(np.int64)[:, None], spec.options.weeks, axis=1)
    np.add.at(left, (confirmed.volunteer, spec.week[confirmed.role]), -1)
    np.add.at(minutes, (confirmed.volunteer, spec.week[confirmed.role]), -spec.minutes[confirmed.role])
    return Who(
        people.point, people.max_metres, people.accepts_remote, people.accepts_on_site & people.point.any(axis=1),
        born[:, 0].astype(np.int32), born[:, 1].astype(np.int32),
        np.stack([people.consent_from, people.consent_until], axis=1),
        np.stack([people.clearance_from, people.clearance_until], axis=2),
        people.languages, people.preferred_language, people.skills, people.access_needs, people.cause_interest,
        people.free_week, people.blocked_days, people.free_days, left, minutes,
        np.where(np.diff(ptr) > 0, 0, bonus).astype(np.int64), ptr,
        spec.problem.roles.shift[confirmed.role[np.argsort(confirmed.volunteer, kind="stable")]].astype(np.int64),
    )  # fmt: skip


def _read_shifts(spec: Spec) -> When:
    table, options = spec.problem.shifts, spec.options
    start, end = table.start.astype(np.int64), table.end.astype(np.int64)
    first = options.origin_day + start // DAY
    days = [date.fromordinal(day) for day in first.tolist()]
    shift = spec.problem.roles.shift
    return When(
        start, end, table.point, table.is_remote, table.access, table.cause, table.priority,
        np.array([day.year for day in days], dtype=np.int64),
        np.array([day.month * 100 + day.day for day in days], dtype=np.int64),
        first, options.origin_day + (end - 1) // DAY,
        _ptr(shift, len(table)), np.argsort(shift, kind="stable").astype(np.int64),
    )  # fmt: skip


def read_case(spec: Spec, solution: Solution, beyond: Extras, teamed: list[int]) -> Case:
    """Gather problem and claim."""
    in_team = np.zeros(len(spec.problem.volunteers), dtype=bool)
    in_team[teamed] = True
    roles, options, weights = spec.problem.roles, spec.options, spec.options.weights
    what = What(
        roles.shift, spec.free_seats, roles.min_age, roles.child_contact, roles.languages, roles.work_languages,
        roles.clearances, roles.need, roles.want,
    )  # fmt: skip
    numbers = Numbers(
        options.first_start, options.adult_age, options.buffer_quarters, options.metres_per_quarter, weights.distance,
        weights.remote, weights.cause, weights.skills, weights.skills_unasked, weights.language, weights.priority,
    )  # fmt: skip
    claim = Claim(
        _ptr(solution.volunteer, len(spec.problem.volunteers)), solution.role.astype(np.int32),
        solution.score.astype(np.int32), solution.certificate.prices.astype(np.int64),
    )  # fmt: skip
    return Case(_read_people(spec), _read_shifts(spec), what, numbers, claim, read_liked(spec), beyond, in_team)

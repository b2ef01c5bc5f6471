"""Small worlds for engine tests: readable defaults that fit, one override per story, and seeded crowds."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import numpy as np

from matching.engine import calendar, geo
from matching.engine.problem import Options, Problem, make_problem
from matching.engine.tables import NO_DAY, Buddies, Confirmed, Earlier, Roles, Shifts, Volunteers, Wishes, pack_skills

MONDAY = calendar.monday_on_or_before(date(2026, 10, 5))
ALMATY = (43.2383, 76.9453)
EVERY_PART = 2**21 - 1
SKILLS = 70  # two words, so that the second one is tested
ALL_DAY = tuple(range(7 * 96))

PERSON: dict[str, Any] = {
    "born": date(2000, 3, 1), "at": ALMATY, "max_metres": 10_000, "remote": True, "on_site": True, "languages": 3,
    "preferred": 1, "skills": {}, "consent": (0, 0), "clearance": (0, 0), "needs": 0, "interest": (0, 0, 0),
    "quarters": ALL_DAY, "blocked": (), "free": (), "minutes": 2400, "shifts": 3, "history": 0,
    "team": -1,
}  # fmt: skip
SHIFT: dict[str, Any] = {
    "day": 0, "start": 10 * 4, "length": 8, "at": ALMATY, "remote": False, "access": 0, "cause": 0, "priority": 0,
    "needs_minimum": False,
}  # fmt: skip
ROLE: dict[str, Any] = {
    "shift": 0, "capacity": 1, "minimum": 0, "held": 0, "min_age": 0, "child_contact": False, "languages": 0,
    "work": 2, "need": {}, "want": {}, "clearances": 0,
}  # fmt: skip


def _skills(rows: list[dict[str, Any]], key: str) -> np.ndarray:
    found = [(row, skill, level) for row, entry in enumerate(rows) for skill, level in entry[key].items()]
    owner, skill, level = zip(*found, strict=True) if found else ((), (), ())
    return pack_skills(owner, skill, level, owner_count=len(rows), skill_count=SKILLS)


def _points(rows: list[dict[str, Any]]) -> np.ndarray:
    points = np.zeros((len(rows), 3), dtype=np.int32)
    for row, entry in enumerate(rows):
        if entry["at"] is not None:
            points[row] = geo.ecef_cm(*entry["at"])[0]
    return points


def _days(rows: list[dict[str, Any]], key: str, weeks: int) -> np.ndarray:
    found = [(row, day) for row, entry in enumerate(rows) for day in entry[key]]
    owner, day = zip(*found, strict=True) if found else ((), ())
    return calendar.pack_days(owner, day, owner_count=len(rows), weeks=weeks)


def _week(rows: list[dict[str, Any]]) -> np.ndarray:
    flags = np.zeros((len(rows), calendar.WEEK_QUARTERS), dtype=bool)
    for row, entry in enumerate(rows):
        flags[row, list(entry["quarters"])] = True
    return calendar.pack_bits(flags, words=calendar.WEEK_WORDS)


def _volunteers(rows: list[dict[str, Any]], weeks: int) -> Volunteers:
    return Volunteers.of(
        ids=[row.get("id", f"v{number:05d}") for number, row in enumerate(rows)],
        birth_day=[row["born"].toordinal() if row["born"] else NO_DAY for row in rows],
        point=_points(rows),
        max_metres=[row["max_metres"] for row in rows],
        accepts_remote=np.array([row["remote"] for row in rows], dtype=bool),
        accepts_on_site=np.array([row["on_site"] for row in rows], dtype=bool),
        languages=[row["languages"] for row in rows],
        preferred_language=[row["preferred"] for row in rows],
        skills=_skills(rows, "skills"),
        consent_from=[row["consent"][0] for row in rows],
        consent_until=[row["consent"][1] for row in rows],
        clearance_from=np.array([[row["clearance"][0]] for row in rows]).reshape(-1, 1),
        clearance_until=np.array([[row["clearance"][1]] for row in rows]).reshape(-1, 1),
        access_needs=[row["needs"] for row in rows],
        cause_interest=np.array([row["interest"] for row in rows]).reshape(-1, 3),
        free_week=_week(rows),
        blocked_days=_days(rows, "blocked", weeks),
        free_days=_days(rows, "free", weeks),
        max_minutes=[row["minutes"] for row in rows],
        max_shifts=[row["shifts"] for row in rows],
        history=[row["history"] for row in rows],
        team=np.array([row["team"] for row in rows], dtype=np.int32),
    )


def _shifts(rows: list[dict[str, Any]]) -> Shifts:
    starts = [row["day"] * 96 + row["start"] for row in rows]
    return Shifts.of(
        ids=[row.get("id", f"s{number:05d}") for number, row in enumerate(rows)],
        start=starts,
        end=[start + row["length"] for start, row in zip(starts, rows, strict=True)],
        point=_points(rows),
        is_remote=np.array([row["remote"] for row in rows], dtype=bool),
        access=[row["access"] for row in rows],
        cause=[row["cause"] for row in rows],
        priority=[row["priority"] for row in rows],
        needs_minimum=np.array([row["needs_minimum"] for row in rows], dtype=bool),
    )


def _roles(rows: list[dict[str, Any]]) -> Roles:
    plain = ("shift", "capacity", "minimum", "held", "min_age", "languages", "clearances")
    return Roles.of(
        ids=[row.get("id", f"r{number:05d}") for number, row in enumerate(rows)],
        child_contact=np.array([row["child_contact"] for row in rows], dtype=bool),
        work_languages=[row["work"] for row in rows],
        need=_skills(rows, "need"),
        want=_skills(rows, "want"),
        **{name: [row[name] for row in rows] for name in plain},
    )


def _pairs(rows: list[tuple[int, int]] | None, one: str, other: str) -> dict[str, list[int]]:
    return {one: [pair[0] for pair in rows or []], other: [pair[1] for pair in rows or []]}


def world(
    *,
    people: list[dict[str, Any]],
    shifts: list[dict[str, Any]],
    roles: list[dict[str, Any]] | None = None,
    confirmed: list[tuple[int, int]] | None = None,
    wishes: list[tuple[int, int]] | None = None,
    earlier: list[tuple[int, int]] | None = None,
    buddies: list[tuple[int, int]] | None = None,
    weeks: int = 2,
    **options: Any,
) -> Problem:
    """Build a problem from rows that differ from the defaults; without roles every shift has one plain role."""
    roles = [{"shift": number} for number in range(len(shifts))] if roles is None else roles
    standing = confirmed or []
    return make_problem(
        volunteers=_volunteers([PERSON | row for row in people], weeks),
        shifts=_shifts([SHIFT | row for row in shifts]),
        roles=_roles([ROLE | row for row in roles]),
        confirmed=Confirmed.of(volunteer=[pair[0] for pair in standing], role=[pair[1] for pair in standing]),
        options=Options(origin_day=MONDAY, weeks=weeks, **options),
        wishes=Wishes.of(**_pairs(wishes, "volunteer", "role")),
        earlier=Earlier.of(**_pairs(earlier, "volunteer", "role")),
        buddies=Buddies.of(**_pairs(buddies, "one", "other")),
    )


def moment(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a local wall time on a day of the horizon."""
    return calendar.quarter_moment(day * 96 + hour * 4, origin_day=MONDAY).replace(minute=minute)


def _somewhere(rng: np.random.Generator, km: float) -> tuple[float, float]:
    north, east = rng.normal(0, km / 111, 2)
    return ALMATY[0] + north, ALMATY[1] + east * 1.37


def _crowd_person(rng: np.random.Generator) -> dict[str, Any]:
    quarters = [
        day * 96 + quarter
        for day in range(7)
        if rng.random() < 0.8
        for quarter in range(int(rng.integers(32, 60)), int(rng.integers(64, 90)))
    ]
    return {
        "born": date(int(rng.integers(1992, 2012)), int(rng.integers(1, 13)), int(rng.integers(1, 28))),
        "at": _somewhere(rng, 6),
        "max_metres": int(rng.integers(4, 30)) * 500,
        "languages": int(rng.integers(1, 8)),
        "preferred": int(rng.integers(1, 3)),
        "skills": {int(skill): int(rng.integers(1, 4)) for skill in rng.integers(0, 12, 4)},
        "consent": (MONDAY - 100, NO_DAY) if rng.random() < 0.7 else (0, 0),
        "interest": tuple(int(level) for level in rng.choice([0, 33, 66, 100], 3)),
        "quarters": quarters,
        "blocked": tuple(int(day) for day in rng.integers(0, 14, 2)),
        "minutes": int(rng.choice([240, 360, 480, 720])),
        "shifts": int(rng.integers(1, 4)),
        "history": int(rng.integers(0, 3)),
    }


def _crowd_shift(rng: np.random.Generator, weeks: int) -> dict[str, Any]:
    return {
        "day": int(rng.integers(0, weeks * 7)),
        "start": int(rng.integers(34, 76)),
        "length": int(rng.integers(5, 20)),
        "at": _somewhere(rng, 6),
        "remote": bool(rng.random() < 0.1),
        "cause": int(rng.integers(0, 3)),
        "priority": int(rng.choice([0, 0, 1, 2])),
    }


def _crowd_role(rng: np.random.Generator, shift: int, seats: int) -> dict[str, Any]:
    capacity = int(rng.integers(1, 2 * seats))
    return {
        "shift": shift,
        "capacity": capacity,
        "minimum": int(rng.integers(0, capacity + 1)),
        "min_age": int(rng.choice([0, 14, 16, 18])),
        "child_contact": bool(rng.random() < 0.2),
        "languages": int(rng.choice([0, 0, 1, 2])),
        "work": int(rng.integers(1, 4)),
        "need": {int(skill): 1 for skill in rng.integers(0, 12, int(rng.integers(0, 2)))},
        "want": {int(skill): 2 for skill in rng.integers(0, 12, int(rng.integers(0, 4)))},
    }


def crowd(
    seed: int, volunteers: int, shifts: int, *, weeks: int = 2, seats: int = 3, roles: int = 2, confirmed: int = 0
) -> Problem:
    """Build a seeded world of plausible people and shifts around one city, `roles` roles a shift, no conditions.

    The first ``confirmed`` people have promised one of the roles each.
    """
    rng = np.random.default_rng([seed, volunteers, shifts])
    return world(
        confirmed=[(person, (seed + person) % (shifts * roles)) for person in range(confirmed)],
        people=[_crowd_person(rng) for _ in range(volunteers)],
        shifts=[_crowd_shift(rng, weeks) for _ in range(shifts)],
        roles=[_crowd_role(rng, shift, seats) for shift in range(shifts) for _ in range(roles)],
        weeks=weeks,
        adults_with_children=0,
    )


def some_roles(problem: Problem, rows: np.ndarray) -> Problem:
    """Keep some roles, their shifts, everybody, and what they promised there."""
    shifts, shift = np.unique(problem.roles.shift[rows], return_inverse=True)
    place = {row: at for at, row in enumerate(rows.tolist())}
    kept = [(person, place[role]) for person, role in confirmed_pairs(problem) if role in place]
    return make_problem(
        volunteers=problem.volunteers,
        shifts=problem.shifts.take(shifts),
        roles=problem.roles.take(rows, shift=shift.astype(np.int32)),
        confirmed=Confirmed.of(volunteer=[pair[0] for pair in kept], role=[pair[1] for pair in kept]),
        options=problem.options,
    )


def some_people(problem: Problem, rows: np.ndarray) -> Problem:
    """Keep some people and what they promised; all seats stay free for whoever is asked about."""
    place = {row: at for at, row in enumerate(rows.tolist())}
    kept = [(place[person], role) for person, role in confirmed_pairs(problem) if person in place]
    return make_problem(
        volunteers=problem.volunteers.take(rows),
        shifts=problem.shifts,
        roles=problem.roles.take(np.arange(len(problem.roles)), capacity=problem.roles.capacity + 100),
        confirmed=Confirmed.of(volunteer=[pair[0] for pair in kept], role=[pair[1] for pair in kept]),
        options=problem.options,
    )


def confirmed_pairs(problem: Problem) -> list[tuple[int, int]]:
    """Return the rows of people and roles of the standing sign-ups."""
    return list(zip(problem.confirmed.volunteer.tolist(), problem.confirmed.role.tolist(), strict=True))


def with_people_of(first: Problem, second: Problem) -> Problem:
    """Return the shifts and roles of the second world with the people of the first."""
    return replace(second, volunteers=first.volunteers)


def with_roles_of(first: Problem, second: Problem) -> Problem:
    """Return the people of the second world, and what they promised, with the shifts and roles of the first."""
    return replace(second, shifts=first.shifts, roles=first.roles)

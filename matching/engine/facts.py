"""The numbers behind each hard rule for one pair, for sentences that name the fact."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.engine.geo import distance_m
from matching.engine.index import Index, clashes
from matching.engine.tables import NO_DAY

Values = dict[str, int | tuple[int, ...]]
UNKNOWN = -1  # an age or a distance nobody recorded


def skill_rows(words: NDArray[Any]) -> tuple[int, ...]:
    """Return the numbers of the set bits of a row of words: rows of the skill catalogue."""
    octets = np.ascontiguousarray(words.astype("<u8")).view(np.uint8)
    return tuple(np.flatnonzero(np.unpackbits(octets, bitorder="little")).tolist())


def age_years(index: Index, volunteer: int, role: int) -> int:
    """Return whole years of age on the day the shift starts, -1 if the birth date is unknown."""
    born = int(index.problem.volunteers.birth_day[volunteer])
    if born == NO_DAY:
        return UNKNOWN
    epoch = np.datetime64("0001-01-01", "D")
    first, birth = (epoch + np.timedelta64(day - 1, "D") for day in (int(index.first_day[role]), born))
    months = int((first.astype("datetime64[M]") - birth.astype("datetime64[M]")).astype(np.int64))
    day_of_month = [
        (day - day.astype("datetime64[M]").astype("datetime64[D]")).astype(np.int64) for day in (first, birth)
    ]
    return (months - int(day_of_month[0] < day_of_month[1])) // 12


def _started(index: Index, volunteer: int, role: int) -> Values:
    return {"start": int(index.start[role]), "first_start": index.problem.options.first_start}


def _full(index: Index, volunteer: int, role: int) -> Values:
    return {"capacity": int(index.problem.roles.capacity[role]), "taken": int(index.fixed[role])}


def _mode(index: Index, volunteer: int, role: int) -> Values:
    return {"remote": int(index.is_remote[role])}


def _distance(index: Index, volunteer: int, role: int) -> Values:
    people = index.problem.volunteers
    home = people.point[volunteer]
    metres = int(distance_m(home, index.point[role])) if home.any() else UNKNOWN
    return {"metres": metres, "max_metres": int(people.max_metres[volunteer])}


def _time(index: Index, volunteer: int, role: int) -> Values:
    return {"start": int(index.start[role]), "end": int(index.end[role])}


def _required_skills(index: Index, volunteer: int, role: int) -> Values:
    return {"skills": skill_rows(index.problem.roles.need[role, 0])}


def _skills(index: Index, volunteer: int, role: int) -> Values:
    lacking = index.problem.roles.need[role] & ~index.problem.volunteers.skills[volunteer]
    return {"missing": skill_rows(np.bitwise_or.reduce(lacking, axis=0))}


def _languages(index: Index, volunteer: int, role: int) -> Values:
    needed = int(index.problem.roles.languages[role])
    return {"needed": needed, "missing": needed & ~int(index.problem.volunteers.languages[volunteer])}


def _age(index: Index, volunteer: int, role: int) -> Values:
    return {"min_age": int(index.problem.roles.min_age[role]), "age": age_years(index, volunteer, role)}


def _minor(index: Index, volunteer: int, role: int) -> Values:
    return {"adult_age": index.problem.options.adult_age, "age": age_years(index, volunteer, role)}


def _consent(index: Index, volunteer: int, role: int) -> Values:
    people = index.problem.volunteers
    return {
        "age": age_years(index, volunteer, role),
        "valid_from": int(people.consent_from[volunteer]),
        "valid_until": int(people.consent_until[volunteer]),
    }


def _clearance(index: Index, volunteer: int, role: int) -> Values:
    people, needed = index.problem.volunteers, int(index.problem.roles.clearances[role])
    since, until = people.clearance_from[volunteer], people.clearance_until[volunteer]
    valid = (since <= index.first_day[role]) & (until > index.last_day[role])
    held = sum(1 << kind for kind in np.flatnonzero(valid).tolist())
    return {"needed": needed, "missing": needed & ~held}


def _access(index: Index, volunteer: int, role: int) -> Values:
    needs = int(index.problem.volunteers.access_needs[volunteer])
    return {"needs": needs, "missing": needs & ~int(index.access[role])}


def _week_shifts(index: Index, volunteer: int, role: int) -> Values:
    week = int(index.week[role])
    limit = int(index.problem.volunteers.max_shifts[volunteer])
    return {"week": week, "max_shifts": limit, "taken": limit - int(index.shifts_left[volunteer, week])}


def _week_minutes(index: Index, volunteer: int, role: int) -> Values:
    week = int(index.week[role])
    left = int(index.minutes_left[volunteer, week])
    limit = int(index.problem.volunteers.max_minutes[volunteer])
    return {"week": week, "max_minutes": limit, "minutes_left": left, "minutes": int(index.minutes[role])}


def _clash(index: Index, volunteer: int, role: int) -> Values:
    first, last = index.confirmed_ptr[volunteer : volunteer + 2]
    held = index.problem.confirmed.role[first:last]
    return {"roles": tuple(held[clashes(index, held, np.array([role]))].tolist())}


FACTS: dict[str, Callable[[Index, int, int], Values]] = {
    "started": _started,
    "full": _full,
    "mode": _mode,
    "distance": _distance,
    "time": _time,
    "skills": _skills,
    "required_skills": _required_skills,
    "languages": _languages,
    "age": _age,
    "child_contact": _minor,
    "consent": _consent,
    "clearance": _clearance,
    "access": _access,
    "week_shifts": _week_shifts,
    "week_minutes": _week_minutes,
    "clash": _clash,
}

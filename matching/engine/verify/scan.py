"""The check for large problems: every person against every shift, compiled, stage by stage, in several threads.

Each stage is one rule of docs/matching/format.md and shortens a list of shifts (then of roles) that are still open to
the person. Nothing is skipped by geography or price, and no code is shared with the solver.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.compiled import Whole, compiled
from matching.engine.verify.tables import DAY, NOT_BORN, WEEK, Case, Numbers, What, When, Who

RADIUS_CM = 637_800_000.0
List = NDArray[np.int64]


@compiled
def _free_quarters(who: Who, v: Whole, counted: List) -> None:
    """Count the free quarters from the beginning of the horizon to each quarter."""
    for day in range(len(counted) // DAY):
        word, bit = day >> 6, np.uint64(day & 63)
        blocked = (who.blocked[v, word] >> bit) & np.uint64(1)
        whole = (who.free[v, word] >> bit) & np.uint64(1)
        for quarter in range(day * DAY, (day + 1) * DAY):
            of_week = quarter % WEEK
            weekly = (who.week[v, of_week >> 6] >> np.uint64(of_week & 63)) & np.uint64(1)
            counted[quarter + 1] = counted[quarter] + (not blocked and (whole == 1 or weekly == 1))


@compiled
def _in_free_time(start: List, end: List, counted: List, first_start: Whole, found: List) -> Whole:
    """List the shifts that may still be proposed and lie in free time."""
    count = np.int64(0)
    for s in range(len(start)):
        if counted[end[s]] - counted[start[s]] == end[s] - start[s] and start[s] >= first_start:
            found[count] = s
            count += 1
    return count


@compiled
def metres_between(here: NDArray[np.int32], there: NDArray[np.int32]) -> Whole:
    """Return the ground distance of two points in whole metres."""
    square = np.int64(0)
    for axis in range(3):
        step = np.int64(here[axis]) - np.int64(there[axis])
        square += step * step
    chord = np.sqrt(float(square))
    return np.int64(np.rint(chord * (1 + chord * chord / (24.0 * RADIUS_CM * RADIUS_CM)) / 100))


@compiled
def _within_reach(who: Who, when: When, v: Whole, found: List, count: Whole, metres: List) -> Whole:
    """Keep the shifts whose mode and place suit the person; note how far they are."""
    kept = 0
    home, reach = who.point[v], who.reach[v]
    for at in range(count):
        s = found[at]
        if when.remote[s]:
            suits = who.remote[v]
        else:
            metres[s] = metres_between(home, when.point[s])
            suits = who.on_site[v] and metres[s] <= reach
        if suits and (who.access[v] & ~when.access[s]) == 0:
            found[kept] = s
            kept += 1
    return kept


@compiled
def _age(born: Whole, birthday: Whole, year: Whole, month_day: Whole) -> Whole:
    """Return whole years on a day, -1 if the birth is unknown."""
    return np.int64(-1) if born == NOT_BORN else np.int64(year) - np.int64(born) - np.int64(month_day < birthday)


@compiled
def too_close(when: When, numbers: Numbers, one: Whole, other: Whole) -> bool:
    """Say whether one person cannot do both shifts."""
    if one == other:
        return True
    if when.start[one] > when.start[other]:
        one, other = other, one
    pause = numbers.buffer
    if not when.remote[one] and not when.remote[other]:
        metres = metres_between(when.point[one], when.point[other])
        pause += (metres + numbers.metres_per_quarter - 1) // numbers.metres_per_quarter
    return bool(when.end[one] + pause > when.start[other])


@compiled
def _within_week(who: Who, when: When, adult_age: Whole, v: Whole, found: List, count: Whole) -> Whole:
    """Keep the shifts that fit the week's budgets and, for a minor, the time of consent."""
    kept = 0
    for at in range(count):
        s = found[at]
        week, minutes = when.start[s] // WEEK, (when.end[s] - when.start[s]) * 15
        fits = who.shifts[v, week] > 0 and who.minutes[v, week] >= minutes
        if _age(who.year[v], who.month_day[v], when.year[s], when.month_day[s]) < adult_age:
            fits = fits and who.consent[v, 0] <= when.first_day[s] and when.last_day[s] < who.consent[v, 1]
        if fits:
            found[kept] = s
            kept += 1
    return kept


@compiled
def _clear_of_held(when: When, numbers: Numbers, held: List, found: List, count: Whole) -> Whole:
    """Keep the shifts that do not clash with the confirmed ones."""
    for shift in held:
        kept = 0
        for at in range(count):
            if not too_close(when, numbers, shift, found[at]):
                found[kept] = found[at]
                kept += 1
        count = kept
    return count


@compiled
def _list_roles(when: When, what: What, found: List, count: Whole, roles: List) -> Whole:
    """List the roles of the shifts that have a seat left."""
    listed = 0
    for at in range(count):
        for place in range(when.role_ptr[found[at]], when.role_ptr[found[at] + 1]):
            roles[listed] = when.roles[place]
            listed += what.free_seats[when.roles[place]] > 0
    return listed


@compiled
def _old_enough(who: Who, when: When, what: What, adult_age: Whole, v: Whole, roles: List, count: Whole) -> Whole:
    """Keep the roles whose ages and languages the person meets."""
    kept = 0
    for at in range(count):
        r = roles[at]
        s = what.shift[r]
        age = _age(who.year[v], who.month_day[v], when.year[s], when.month_day[s])
        fits = (what.min_age[r] == 0 or age >= what.min_age[r]) and not (what.child[r] and age < adult_age)
        if fits and (what.languages[r] & who.languages[v]) == what.languages[r]:
            roles[kept] = r
            kept += 1
    return kept


@compiled
def _cleared(clear: NDArray[np.int32], when: When, what: What, roles: List, count: Whole) -> Whole:
    """Keep the roles for which every needed clearance holds on every day."""
    for kind in range(len(clear)):
        kept = 0
        for at in range(count):
            s = what.shift[roles[at]]
            valid = clear[kind, 0] <= when.first_day[s] and when.last_day[s] < clear[kind, 1]
            if valid or not what.clearances[roles[at]] & (1 << kind):
                roles[kept] = roles[at]
                kept += 1
        count = kept
    return count


@compiled
def _skilled(skills: NDArray[np.uint64], need: NDArray[np.uint64], roles: List, count: Whole) -> Whole:
    """Keep the roles whose required skills the person has."""
    for level in range(need.shape[1]):
        for word in range(need.shape[2]):
            kept = 0
            for at in range(count):
                if need[roles[at], level, word] & ~skills[level, word] == 0:
                    roles[kept] = roles[at]
                    kept += 1
            count = kept
    return count


@compiled
def _skill_points(
    skills: NDArray[np.uint64], want: NDArray[np.uint64], numbers: Numbers, roles: List, count: Whole, points: List
) -> None:
    """Add the points for wanted skills, counted skill by skill."""
    for at in range(count):
        asked, owned = 0, 0
        for word in range(want.shape[2]):
            left = want[roles[at], 0, word]
            while left:
                bit = left & (~left + np.uint64(1))
                left ^= bit
                asked += 1
                lacks = np.uint64(0)
                for level in range(want.shape[1]):
                    lacks |= want[roles[at], level, word] & bit & ~skills[level, word]
                owned += lacks == 0
        points[at] += numbers.skills * owned // asked if asked else numbers.skills_unasked


@compiled
def _other_points(
    who: Who, when: When, what: What, numbers: Numbers, v: Whole, roles: List, count: Whole, metres: List, points: List
) -> None:
    """Set the points for distance, cause, language and priority."""
    reach = np.int64(who.reach[v])
    for at in range(count):
        r = roles[at]
        s = what.shift[r]
        near = numbers.remote if when.remote[s] else numbers.distance * (reach - metres[s]) // max(reach, 1)
        cause = numbers.cause * np.int64(who.interest[v, when.cause[s]]) // 100
        language = numbers.language if what.work[r] & who.preferred[v] else 0
        points[at] = near + cause + language + numbers.priority * np.int64(when.priority[s])


class Room(NamedTuple):
    """Scratch space for one thread."""

    counted: List
    found: List
    metres: List
    roles: List
    points: List
    worth: List
    wanted: List
    chosen: List
    order: List
    best: List
    longer: List


@compiled
def open_roles(case: Case, v: Whole, room: Room) -> Whole:
    """List every role a person may take in ``room.roles``, with its points; return how many."""
    who, when, what, numbers = case.who, case.when, case.what, case.numbers
    _free_quarters(who, v, room.counted)
    count = _in_free_time(when.start, when.end, room.counted, numbers.first_start, room.found)
    count = _within_reach(who, when, v, room.found, count, room.metres)
    count = _within_week(who, when, numbers.adult_age, v, room.found, count)
    count = _clear_of_held(when, numbers, who.held[who.held_ptr[v] : who.held_ptr[v + 1]], room.found, count)
    count = _list_roles(when, what, room.found, count, room.roles)
    count = _old_enough(who, when, what, numbers.adult_age, v, room.roles, count)
    count = _cleared(who.clear[v], when, what, room.roles, count)
    count = _skilled(who.skills[v], what.need, room.roles, count)
    _other_points(who, when, what, numbers, v, room.roles, count, room.metres, room.points)
    _skill_points(who.skills[v], what.want, numbers, room.roles, count, room.points)
    return count

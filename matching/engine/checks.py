"""What makes a problem unusable, found for every table at once and named by table, row and column."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.engine.calendar import WEEK_QUARTERS
from matching.engine.tables import (
    ALONE,
    NO_DAY,
    Buddies,
    Confirmed,
    Earlier,
    Fault,
    Roles,
    Shifts,
    Table,
    Volunteers,
    Wishes,
)

MAX_WEEKS = 520
MAX_PRIORITY = 2
MAX_CLEARANCES = 16
MAX_BUDDIES = 20  # of one person
MAX_ADULTS = 9  # that a rule may ask for where children are
EARTH_CM = (630_000_000, 645_000_000)  # shell of plausible distances from the earth's centre


def _rows(table: str, column: str, wrong: NDArray[np.bool_], message: str) -> Iterator[Fault]:
    for row in np.flatnonzero(wrong):
        yield Fault(table, int(row), column, message)


def _ids(table: Table) -> Iterator[Fault]:
    ids = table.columns()["ids"]
    order = np.argsort(ids, kind="stable")
    again = np.zeros(len(ids), dtype=bool)
    again[order[1:]] = ids[order[1:]] == ids[order[:-1]]
    yield from _rows(table.NAME, "ids", again, "is used by an earlier row as well")
    empty: NDArray[np.bool_] = np.strings.str_len(ids) == 0
    yield from _rows(table.NAME, "ids", empty, "is empty")


def _points(table: str, point: NDArray[Any], *, needed: NDArray[np.bool_]) -> Iterator[Fault]:
    known: NDArray[np.bool_] = (point != 0).any(axis=1)
    radius: NDArray[np.float64] = np.sqrt((point.astype(np.float64) ** 2).sum(axis=1))
    off_earth = known & ((radius < EARTH_CM[0]) | (radius > EARTH_CM[1]))
    yield from _rows(table, "point", off_earth, "is not on the surface of the earth (centimetres from its centre)")
    yield from _rows(table, "point", needed & ~known, "is missing; an on-site shift needs a place")


def _volunteers(table: Volunteers, day_words: int) -> Iterator[Fault]:
    yield from _ids(table)
    yield from _points("volunteers", table.point, needed=np.zeros(len(table), dtype=bool))
    never = (table.birth_day < 1) | ((table.birth_day > date.max.toordinal()) & (table.birth_day != NO_DAY))
    yield from _rows("volunteers", "birth_day", never, "is not the ordinal of a date, nor NO_DAY")
    for name in ("max_metres", "max_minutes", "max_shifts", "history"):
        yield from _rows("volunteers", name, getattr(table, name) < 0, "is negative")
    yield from _rows("volunteers", "team", table.team < ALONE, "is below -1, which stands for no team")
    keen: NDArray[np.bool_] = table.cause_interest.max(axis=1, initial=0) > 100
    yield from _rows("volunteers", "cause_interest", keen, "is more than 100")
    for name in ("blocked_days", "free_days"):
        if getattr(table, name).shape[1] != day_words:
            yield Fault("volunteers", -1, name, f"needs {day_words} words per row for this horizon")
    if table.clearance_from.shape != table.clearance_until.shape:
        yield Fault("volunteers", -1, "clearance_until", "has another width than clearance_from")
    if table.clearance_from.shape[1] > MAX_CLEARANCES:
        yield Fault("volunteers", -1, "clearance_from", f"knows more than {MAX_CLEARANCES} clearances")


def _shifts(table: Shifts, causes: int, last_quarter: int, weeks: int) -> Iterator[Fault]:
    yield from _ids(table)
    yield from _points("shifts", table.point, needed=~table.is_remote)
    outside = (table.start < 0) | (table.start >= weeks * WEEK_QUARTERS)
    yield from _rows("shifts", "start", outside, "is outside the horizon")
    yield from _rows("shifts", "end", table.end <= table.start, "is not after the start")
    yield from _rows("shifts", "end", table.end > last_quarter, "is more than a week past the horizon")
    yield from _rows("shifts", "cause", table.cause >= causes, f"is not one of the {causes} causes")
    yield from _rows("shifts", "priority", table.priority > MAX_PRIORITY, "is not 0, 1 or 2")


def _references(table: str, column: str, values: NDArray[Any], length: int) -> Iterator[Fault]:
    yield from _rows(table, column, (values < 0) | (values >= length), f"is not one of the {length} rows")


def _roles(table: Roles, volunteers: Volunteers, shift_count: int) -> Iterator[Fault]:
    yield from _ids(table)
    yield from _references("roles", "shift", table.shift, shift_count)
    for name in ("capacity", "minimum", "held"):
        yield from _rows("roles", name, getattr(table, name) < 0, "is negative")
    yield from _rows("roles", "minimum", table.minimum > table.capacity, "is more than the capacity")
    words = volunteers.skills.shape[2]
    for name in ("need", "want"):
        if getattr(table, name).shape[2] != words:
            yield Fault("roles", -1, name, f"needs {words} words per level, as volunteers.skills has")
    known = volunteers.clearance_from.shape[1]
    yield from _rows("roles", "clearances", table.clearances >> known != 0, f"asks for more than {known} clearances")


def _confirmed(table: Confirmed, volunteers: Volunteers, shifts: Shifts, roles: Roles) -> Iterator[Fault]:
    yield from _references("confirmed", "volunteer", table.volunteer, len(volunteers))
    references = list(_references("confirmed", "role", table.role, len(roles)))
    yield from references
    if references or (roles.shift < 0).any() or (roles.shift >= len(shifts)).any():
        return
    shift = roles.shift[table.role]
    order = np.lexsort((shifts.start[shift], table.volunteer))
    person, until = -1, -1
    for row in order.tolist():
        if int(table.volunteer[row]) != person:
            person, until = int(table.volunteer[row]), -1
        if shifts.start[shift[row]] < until:
            yield Fault("confirmed", row, "role", "overlaps another confirmed sign-up of this volunteer")
        until = max(until, int(shifts.end[shift[row]]))


def _repeated(one: NDArray[Any], other: NDArray[Any]) -> NDArray[np.bool_]:
    """Mark the rows of two columns that were there before."""
    order = np.lexsort((np.arange(len(one)), other, one))
    again = np.zeros(len(one), dtype=bool)
    same = (np.diff(one[order]) == 0) & (np.diff(other[order]) == 0)
    again[order[1:]] = same
    return again


def find_liking_faults(wishes: Wishes, earlier: Earlier, buddies: Buddies, people: int, roles: int) -> list[Fault]:
    """List what is wrong with what people would like: rows that are none, and rows that say it twice."""
    faults: list[Fault] = []
    for table in (wishes, earlier):
        faults += _references(table.NAME, "volunteer", table.volunteer, people)
        faults += _references(table.NAME, "role", table.role, roles)
        faults += _rows(table.NAME, "role", _repeated(table.volunteer, table.role), "repeats an earlier row")
    faults += _references("buddies", "one", buddies.one, people)
    faults += _references("buddies", "other", buddies.other, people)
    faults += _rows("buddies", "other", buddies.one == buddies.other, "is the same person")
    low, high = np.minimum(buddies.one, buddies.other), np.maximum(buddies.one, buddies.other)
    faults += _rows("buddies", "other", _repeated(low, high), "repeats an earlier row")
    if not faults:
        count = np.bincount(np.concatenate([low, high]), minlength=people)
        many = np.maximum(count[buddies.one], count[buddies.other]) > MAX_BUDDIES if len(low) else low > 0
        faults += _rows("buddies", "other", many, f"is of somebody with more than {MAX_BUDDIES} buddies")
    return faults


def _options(weeks: int, origin_day: int, adults_with_children: int) -> Iterator[Fault]:
    if not 1 <= weeks <= MAX_WEEKS:
        yield Fault("options", -1, "weeks", f"is {weeks}, not 1..{MAX_WEEKS}")
    if origin_day < 1 or date.fromordinal(origin_day).weekday() != 0:
        yield Fault("options", -1, "origin_day", f"{origin_day} is not the ordinal of a Monday")
    if not 0 <= adults_with_children <= MAX_ADULTS:
        yield Fault("options", -1, "adults_with_children", f"is {adults_with_children}, not 0..{MAX_ADULTS}")


def find_faults(
    volunteers: Volunteers,
    shifts: Shifts,
    roles: Roles,
    confirmed: Confirmed,
    *,
    weeks: int,
    day_words: int,
    last_quarter: int,
    origin_day: int,
    adults_with_children: int,
) -> list[Fault]:
    """List everything wrong with the tables of a problem, in the order options, tables, rows."""
    return [
        *_options(weeks, origin_day, adults_with_children),
        *_volunteers(volunteers, day_words),
        *_shifts(shifts, volunteers.cause_interest.shape[1], last_quarter, weeks),
        *_roles(roles, volunteers, len(shifts)),
        *_confirmed(confirmed, volunteers, shifts, roles),
    ]

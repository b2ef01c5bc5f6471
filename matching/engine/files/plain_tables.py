"""The tables of a plain spreadsheet: people, shifts and roles from cells of dates, words and degrees."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.calendar import (
    WEEK_QUARTERS,
    WEEK_WORDS,
    end_quarter,
    pack_bits,
    pack_days,
    start_quarter,
)
from matching.engine.files.sheets import (
    MOST_FAULTS,
    Sheet,
    ids_of,
    moment,
    parsed,
    rows_of,
    whole_numbers,
)
from matching.engine.files.words import (
    Amount,
    amounts,
    catalogue,
    day,
    days,
    decimal,
    languages,
    misplaced,
    week_quarters,
    words,
    yes_or_no,
)
from matching.engine.geo import ecef_cm
from matching.engine.problem import Options
from matching.engine.tables import ALONE, NO_DAY, Fault, ProblemError, Roles, Shifts, Volunteers, pack_skills

LARGEST = 2**31 - 1
MOST_MINUTES = 7 * 24 * 60
DEFAULT_KM, DEFAULT_SHIFTS = 10.0, 7

DATE, DATES = "a date like 2026-10-05", "dates like 2026-10-05 2026-10-06"
YES, WHOLE, LANGUAGE = "yes or no", "a whole number", "among kk, ru, en, sign"
SKILL = "skills like first-aid:2 driving, levels 1 to 3"
CAUSE = "causes like ecology:80, interest 1 to 100"
CLEARANCE = "clearances like children:2026-01-01..2027-01-01"
TIMES = "free times like mon-fri 18:00-21:00 sat 09:00-18:00, in quarter hours"
MOMENT = "a date and time like 2026-10-05 09:00"


class Names(NamedTuple):
    """The numbers that words stand for in this problem."""

    skills: dict[str, int]
    causes: dict[str, int]
    clearances: dict[str, int]
    access: dict[str, int]


def column_of(sheet: Sheet, name: str, parse: Callable[[str], Any], wanted: str, *, empty: Any) -> list[Any]:
    """Parse a column whose cells, or the whole of it, may be left empty."""
    if name not in sheet.columns:
        return [empty] * sheet.length
    return parsed(sheet, name, lambda cell: parse(cell) if cell else empty, wanted)


def skill_amounts(cell: str) -> list[Amount]:
    """Parse skills with levels."""
    return amounts(cell, default=1, highest=3)


def cause_amounts(cell: str) -> list[Amount]:
    """Parse causes with the interest in them."""
    return amounts(cell, default=100, highest=100)


class Clearance(NamedTuple):
    """A clearance and the days on which it holds, half-open."""

    name: str
    since: int
    until: int


def clearances_in(cell: str) -> list[Clearance]:
    """Parse clearances; without dates they always hold, the last day counts."""
    found = []
    for word in words(cell):
        name, colon, period = word.partition(":")
        since, dots, until = period.partition("..")
        if colon and not dots:
            raise ValueError(word)
        found.append(Clearance(name, day(since) if since else 1, day(until) + 1 if until else NO_DAY))
    return found


def _mask(cells: list[list[str]], names: dict[str, int]) -> list[int]:
    return [sum(1 << names[word] for word in set(cell)) for cell in cells]


def _points(sheet: Sheet, *, in_kazakhstan: bool) -> NDArray[np.int32]:
    """Read latitudes and longitudes; zeros where both are empty."""
    north, east = (column_of(sheet, name, decimal, "degrees", empty=None) for name in ("latitude", "longitude"))
    points, faults = np.zeros((sheet.length, 3), dtype=np.int32), []
    for row, (latitude, longitude) in enumerate(zip(north, east, strict=True)):
        if latitude is None and longitude is None:
            continue
        if latitude is None or longitude is None:
            faults.append(Fault(sheet.name, row, "latitude", "and longitude must be given together"))
            continue
        wrong = misplaced(latitude, longitude, in_kazakhstan=in_kazakhstan)
        if wrong:
            faults.append(Fault(sheet.name, row, "latitude", wrong))
        else:
            points[row] = ecef_cm(latitude, longitude)[0]
    if faults:
        raise ProblemError(faults[:MOST_FAULTS])
    return points


def _packed_skills(cells: list[list[Amount]], names: dict[str, int]) -> NDArray[np.uint64]:
    rows = [(row, names[found.word], found.number) for row, cell in enumerate(cells) for found in cell]
    owner, skill, level = zip(*rows, strict=True) if rows else ((), (), ())
    return pack_skills(owner, skill, level, owner_count=len(cells), skill_count=max(1, len(names)))


def _packed_days(cells: list[list[int]], options: Options) -> NDArray[np.uint64]:
    rows = [(row, number - options.origin_day) for row, cell in enumerate(cells) for number in cell]
    owner, found = zip(*rows, strict=True) if rows else ((), ())
    return pack_days(owner, found, owner_count=len(cells), weeks=options.weeks)


def _free_week(sheet: Sheet) -> NDArray[np.uint64]:
    """Read free times; whoever gives none is free all week."""
    cells = column_of(sheet, "free_times", week_quarters, TIMES, empty=range(WEEK_QUARTERS))
    flags = np.zeros((sheet.length, WEEK_QUARTERS), dtype=bool)
    for row, quarters in enumerate(cells):
        flags[row, list(quarters)] = True
    return pack_bits(flags, words=WEEK_WORDS)


def _interest(sheet: Sheet, names: Names) -> NDArray[np.uint8]:
    grid = np.zeros((sheet.length, max(1, len(names.causes))), dtype=np.uint8)
    for row, cell in enumerate(column_of(sheet, "causes", cause_amounts, CAUSE, empty=())):
        for found in cell:
            grid[row, names.causes[found.word]] = found.number
    return grid


def _clearance_periods(sheet: Sheet, names: Names) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    since = np.zeros((sheet.length, len(names.clearances)), dtype=np.int32)
    until = since.copy()
    for row, cell in enumerate(column_of(sheet, "clearances", clearances_in, CLEARANCE, empty=())):
        for found in cell:
            since[row, names.clearances[found.name]] = found.since
            until[row, names.clearances[found.name]] = found.until
    return since, until


def read_volunteers(sheet: Sheet, names: Names, options: Options, *, in_kazakhstan: bool) -> Volunteers:
    """Read the people."""
    since, until = _clearance_periods(sheet, names)
    kilometres = np.array(column_of(sheet, "max_km", decimal, "a number of kilometres", empty=DEFAULT_KM))
    needs = column_of(sheet, "access_needs", words, "words", empty=())
    return Volunteers.of(
        ids=ids_of(sheet, "id"),
        birth_day=column_of(sheet, "birth_date", day, DATE, empty=NO_DAY),
        point=_points(sheet, in_kazakhstan=in_kazakhstan),
        max_metres=np.rint(kilometres * 1000).astype(np.int64),
        accepts_remote=np.array(column_of(sheet, "remote", yes_or_no, YES, empty=True), dtype=bool),
        accepts_on_site=np.array(column_of(sheet, "on_site", yes_or_no, YES, empty=True), dtype=bool),
        languages=column_of(sheet, "languages", languages, LANGUAGE, empty=0),
        preferred_language=column_of(sheet, "preferred_language", languages, LANGUAGE, empty=0),
        skills=_packed_skills(column_of(sheet, "skills", skill_amounts, SKILL, empty=()), names.skills),
        consent_from=column_of(sheet, "consent_from", day, DATE, empty=0),
        consent_until=[_after(last) for last in column_of(sheet, "consent_until", day, DATE, empty=0)],
        clearance_from=since,
        clearance_until=until,
        access_needs=_mask(needs, names.access),
        cause_interest=_interest(sheet, names),
        free_week=_free_week(sheet),
        blocked_days=_packed_days(column_of(sheet, "blocked_dates", days, DATES, empty=()), options),
        free_days=_packed_days(column_of(sheet, "free_dates", days, DATES, empty=()), options),
        max_minutes=whole_numbers(sheet, "max_minutes", lowest=0, highest=MOST_MINUTES, empty=MOST_MINUTES),
        max_shifts=whole_numbers(sheet, "max_shifts", lowest=0, highest=1_000, empty=DEFAULT_SHIFTS),
        team=_teams(sheet),
        history=whole_numbers(sheet, "history", lowest=0, highest=LARGEST, empty=0),
    )


def _teams(sheet: Sheet) -> list[int]:
    """Number the teams that people name."""
    cells = column_of(sheet, "team", str.lower, "a word", empty="")
    numbers = catalogue(cell for cell in cells if cell)
    return [numbers.get(cell, ALONE) for cell in cells]


def _after(last: int) -> int:
    """Return the day after the last one on which something holds; 0, never, stays."""
    return last + 1 if last else 0


def read_shifts(sheet: Sheet, names: Names, options: Options, *, in_kazakhstan: bool) -> Shifts:
    """Read the shifts; causes by number."""
    starts, ends = (parsed(sheet, name, moment, MOMENT) for name in ("start", "end"))
    faults = [
        Fault(sheet.name, row, "end", f"{end} is not after the start, {start}")
        for row, (start, end) in enumerate(zip(starts, ends, strict=True))
        if end <= start
    ]
    if faults:
        raise ProblemError(faults[:MOST_FAULTS])
    causes = column_of(sheet, "cause", str.lower, "a word", empty="")
    return Shifts.of(
        ids=ids_of(sheet, "id"),
        start=[start_quarter(start, origin_day=options.origin_day) for start in starts],
        end=[end_quarter(end, origin_day=options.origin_day) for end in ends],
        point=_points(sheet, in_kazakhstan=in_kazakhstan),
        is_remote=np.array(column_of(sheet, "remote", yes_or_no, YES, empty=False), dtype=bool),
        access=_mask(column_of(sheet, "access", words, "words", empty=()), names.access),
        cause=[names.causes[cause] for cause in causes],
        priority=whole_numbers(sheet, "priority", lowest=0, highest=2, empty=0),
        needs_minimum=np.array(column_of(sheet, "needs_minimum", yes_or_no, YES, empty=False), dtype=bool),
    )


def read_roles(sheet: Sheet, shifts: Shifts, names: Names) -> Roles:
    """Read the roles of the shifts."""
    counts = {
        name: whole_numbers(sheet, name, lowest=0, highest=LARGEST, empty=None if name == "capacity" else 0)
        for name in ("capacity", "minimum", "held")
    }
    return Roles.of(
        ids=ids_of(sheet, "id"),
        shift=rows_of(sheet, "shift", shifts.ids),
        **counts,
        min_age=whole_numbers(sheet, "min_age", lowest=0, highest=120, empty=0),
        child_contact=np.array(column_of(sheet, "child_contact", yes_or_no, YES, empty=False), dtype=bool),
        languages=column_of(sheet, "languages", languages, LANGUAGE, empty=0),
        work_languages=column_of(sheet, "work_languages", languages, LANGUAGE, empty=0),
        need=_packed_skills(column_of(sheet, "needed_skills", skill_amounts, SKILL, empty=()), names.skills),
        want=_packed_skills(column_of(sheet, "wanted_skills", skill_amounts, SKILL, empty=()), names.skills),
        clearances=_mask(column_of(sheet, "clearances", words, "words", empty=()), names.clearances),
    )

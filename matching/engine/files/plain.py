"""Problems as plain spreadsheets: dates, words and degrees instead of the engine's numbers.

docs/matching/spreadsheet.md lists the columns. Everything is turned into the tables of docs/matching/format.md.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.calendar import (
    WEEK_QUARTERS,
    WEEK_WORDS,
    end_quarter,
    monday_on_or_before,
    pack_bits,
    pack_days,
    start_quarter,
)
from matching.engine.files.sheets import (
    MOST_FAULTS,
    Sheet,
    check_columns,
    ids_of,
    moment,
    parsed,
    read_sheet,
    rows_of,
    whole_number,
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
from matching.engine.problem import Options, Problem, make_problem
from matching.engine.tables import NO_DAY, Confirmed, Fault, ProblemError, Roles, Shifts, Volunteers, pack_skills
from matching.engine.weights import CURRENT, VERSIONS

LARGEST = 2**31 - 1
MOST_BITS = 16  # clearances and access needs
MOST_MINUTES = 7 * 24 * 60
DEFAULT_KM, DEFAULT_SHIFTS = 10.0, 7

VOLUNTEERS = {
    "id", "birth_date", "latitude", "longitude", "max_km", "remote", "on_site", "languages", "preferred_language",
    "skills", "consent_from", "consent_until", "clearances", "access_needs", "causes", "free_times", "blocked_dates",
    "free_dates", "max_minutes", "max_shifts", "history",
}  # fmt: skip
SHIFTS = {
    "id", "start", "end", "latitude", "longitude", "remote", "access", "cause", "priority", "needs_minimum",
}  # fmt: skip
ROLES = {
    "id", "shift", "capacity", "minimum", "held", "min_age", "child_contact", "languages", "work_languages",
    "needed_skills", "wanted_skills", "clearances",
}  # fmt: skip
OPTIONS = {
    "origin_date", "weeks", "first_start", "speed_kmh", "buffer_minutes", "adult_age", "adults_with_children",
    "weights", "in_kazakhstan",
}  # fmt: skip


class Sheets(NamedTuple):
    """The files of a folder, and the options by name."""

    volunteers: Sheet
    shifts: Sheet
    roles: Sheet
    confirmed: Sheet | None
    options: Sheet | None


class Names(NamedTuple):
    """The numbers that words stand for in this problem."""

    skills: dict[str, int]
    causes: dict[str, int]
    clearances: dict[str, int]
    access: dict[str, int]


def _open(folder: Path) -> Sheets:
    needed = [read_sheet(folder / f"{name}.csv") for name in ("volunteers", "shifts", "roles")]
    optional = [folder / f"{name}.csv" for name in ("confirmed", "options")]
    sheets = Sheets(*needed, *(read_sheet(path) if path.is_file() else None for path in optional))
    check_columns(sheets.volunteers, needed={"id"}, known=VOLUNTEERS)
    check_columns(sheets.shifts, needed={"id", "start", "end"}, known=SHIFTS)
    check_columns(sheets.roles, needed={"id", "shift", "capacity"}, known=ROLES)
    if sheets.confirmed:
        check_columns(sheets.confirmed, needed={"volunteer", "role"}, known={"volunteer", "role"})
    if sheets.options:
        check_columns(sheets.options, needed={"name", "value"}, known={"name", "value"})
    return sheets


def _column(sheet: Sheet, name: str, parse: Callable[[str], Any], wanted: str, *, empty: Any) -> list[Any]:
    """Parse a column whose cells, or the whole of it, may be left empty."""
    if name not in sheet.columns:
        return [empty] * sheet.length
    return parsed(sheet, name, lambda cell: parse(cell) if cell else empty, wanted)


def _option(sheets: Sheets, name: str, parse: Callable[[str], Any], wanted: str, *, empty: Any) -> Any:
    """Parse one option."""
    sheet = sheets.options
    if sheet is None or name not in sheet.columns["name"]:
        return empty
    row = sheet.columns["name"].index(name)
    cell = sheet.columns["value"][row]
    try:
        return parse(cell) if cell else empty
    except (ValueError, KeyError) as error:
        raise sheet.fault(row, "value", f"{cell!r} is not {wanted}") from error


def _check_options(sheet: Sheet | None) -> None:
    if sheet is None:
        return
    names = sheet.columns["name"]
    for row, name in enumerate(names):
        if name not in OPTIONS:
            raise sheet.fault(row, "name", f"{name!r} is not an option; known are {', '.join(sorted(OPTIONS))}")
        if name in names[:row]:
            raise sheet.fault(row, "name", f"{name!r} is given in line {names.index(name) + 2} as well")


DATE, DATES = "a date like 2026-10-05", "dates like 2026-10-05 2026-10-06"
YES, WHOLE, LANGUAGE = "yes or no", "a whole number", "among kk, ru, en, sign"
SKILL = "skills like first-aid:2 driving, levels 1 to 3"
CAUSE = "causes like ecology:80, interest 1 to 100"
CLEARANCE = "clearances like children:2026-01-01..2027-01-01"
TIMES = "free times like mon-fri 18:00-21:00 sat 09:00-18:00, in quarter hours"
MOMENT = "a date and time like 2026-10-05 09:00"


def _skills(cell: str) -> list[Amount]:
    return amounts(cell, default=1, highest=3)


def _causes(cell: str) -> list[Amount]:
    return amounts(cell, default=100, highest=100)


class Clearance(NamedTuple):
    """A clearance and the days on which it holds, half-open."""

    name: str
    since: int
    until: int


def _clearances(cell: str) -> list[Clearance]:
    """Parse clearances; without dates they always hold, the last day counts."""
    found = []
    for word in words(cell):
        name, colon, period = word.partition(":")
        since, dots, until = period.partition("..")
        if colon and not dots:
            raise ValueError(word)
        found.append(Clearance(name, day(since) if since else 1, day(until) + 1 if until else NO_DAY))
    return found


def _names(sheets: Sheets) -> Names:
    """Number every word that occurs."""
    people, shifts, roles = sheets.volunteers, sheets.shifts, sheets.roles
    skills = [
        amount.word
        for sheet, column in ((people, "skills"), (roles, "needed_skills"), (roles, "wanted_skills"))
        for cell in _column(sheet, column, _skills, SKILL, empty=())
        for amount in cell
    ]
    causes = [amount.word for cell in _column(people, "causes", _causes, CAUSE, empty=()) for amount in cell]
    clearances = [
        found.name for cell in _column(people, "clearances", _clearances, CLEARANCE, empty=()) for found in cell
    ]
    access = [word for cell in _column(people, "access_needs", words, "words", empty=()) for word in cell]
    return Names(
        catalogue(skills),
        catalogue([*causes, *_column(shifts, "cause", str.lower, "a word", empty="")]),
        _few(roles, "clearances", catalogue([*clearances, *_all_words(roles, "clearances")])),
        _few(shifts, "access", catalogue([*access, *_all_words(shifts, "access")])),
    )


def _all_words(sheet: Sheet, column: str) -> list[str]:
    return [word for cell in _column(sheet, column, words, "words", empty=()) for word in cell]


def _few(sheet: Sheet, column: str, found: dict[str, int]) -> dict[str, int]:
    if len(found) > MOST_BITS:
        raise sheet.fault(-1, column, f"{len(found)} different words are used, {MOST_BITS} at most are possible")
    return found


def _mask(cells: list[list[str]], names: dict[str, int]) -> list[int]:
    return [sum(1 << names[word] for word in set(cell)) for cell in cells]


def _points(sheet: Sheet, *, in_kazakhstan: bool) -> NDArray[np.int32]:
    """Read latitudes and longitudes; zeros where both are empty."""
    north, east = (_column(sheet, name, decimal, "degrees", empty=None) for name in ("latitude", "longitude"))
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
    cells = _column(sheet, "free_times", week_quarters, TIMES, empty=range(WEEK_QUARTERS))
    flags = np.zeros((sheet.length, WEEK_QUARTERS), dtype=bool)
    for row, quarters in enumerate(cells):
        flags[row, list(quarters)] = True
    return pack_bits(flags, words=WEEK_WORDS)


def _interest(sheet: Sheet, names: Names) -> NDArray[np.uint8]:
    grid = np.zeros((sheet.length, max(1, len(names.causes))), dtype=np.uint8)
    for row, cell in enumerate(_column(sheet, "causes", _causes, CAUSE, empty=())):
        for found in cell:
            grid[row, names.causes[found.word]] = found.number
    return grid


def _clearance_periods(sheet: Sheet, names: Names) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    since = np.zeros((sheet.length, len(names.clearances)), dtype=np.int32)
    until = since.copy()
    for row, cell in enumerate(_column(sheet, "clearances", _clearances, CLEARANCE, empty=())):
        for found in cell:
            since[row, names.clearances[found.name]] = found.since
            until[row, names.clearances[found.name]] = found.until
    return since, until


def _volunteers(sheet: Sheet, names: Names, options: Options, *, in_kazakhstan: bool) -> Volunteers:
    since, until = _clearance_periods(sheet, names)
    kilometres = np.array(_column(sheet, "max_km", decimal, "a number of kilometres", empty=DEFAULT_KM))
    needs = _column(sheet, "access_needs", words, "words", empty=())
    return Volunteers.of(
        ids=ids_of(sheet, "id"),
        birth_day=_column(sheet, "birth_date", day, DATE, empty=NO_DAY),
        point=_points(sheet, in_kazakhstan=in_kazakhstan),
        max_metres=np.rint(kilometres * 1000).astype(np.int64),
        accepts_remote=np.array(_column(sheet, "remote", yes_or_no, YES, empty=True), dtype=bool),
        accepts_on_site=np.array(_column(sheet, "on_site", yes_or_no, YES, empty=True), dtype=bool),
        languages=_column(sheet, "languages", languages, LANGUAGE, empty=0),
        preferred_language=_column(sheet, "preferred_language", languages, LANGUAGE, empty=0),
        skills=_packed_skills(_column(sheet, "skills", _skills, SKILL, empty=()), names.skills),
        consent_from=_column(sheet, "consent_from", day, DATE, empty=0),
        consent_until=[_after(last) for last in _column(sheet, "consent_until", day, DATE, empty=0)],
        clearance_from=since,
        clearance_until=until,
        access_needs=_mask(needs, names.access),
        cause_interest=_interest(sheet, names),
        free_week=_free_week(sheet),
        blocked_days=_packed_days(_column(sheet, "blocked_dates", days, DATES, empty=()), options),
        free_days=_packed_days(_column(sheet, "free_dates", days, DATES, empty=()), options),
        max_minutes=whole_numbers(sheet, "max_minutes", lowest=0, highest=MOST_MINUTES, empty=MOST_MINUTES),
        max_shifts=whole_numbers(sheet, "max_shifts", lowest=0, highest=1_000, empty=DEFAULT_SHIFTS),
        history=whole_numbers(sheet, "history", lowest=0, highest=LARGEST, empty=0),
    )


def _after(last: int) -> int:
    """Return the day after the last one on which something holds; 0, never, stays."""
    return last + 1 if last else 0


def _shifts(sheet: Sheet, names: Names, options: Options, *, in_kazakhstan: bool) -> Shifts:
    starts, ends = (parsed(sheet, name, moment, MOMENT) for name in ("start", "end"))
    faults = [
        Fault(sheet.name, row, "end", f"{end} is not after the start, {start}")
        for row, (start, end) in enumerate(zip(starts, ends, strict=True))
        if end <= start
    ]
    if faults:
        raise ProblemError(faults[:MOST_FAULTS])
    causes = _column(sheet, "cause", str.lower, "a word", empty="")
    return Shifts.of(
        ids=ids_of(sheet, "id"),
        start=[start_quarter(start, origin_day=options.origin_day) for start in starts],
        end=[end_quarter(end, origin_day=options.origin_day) for end in ends],
        point=_points(sheet, in_kazakhstan=in_kazakhstan),
        is_remote=np.array(_column(sheet, "remote", yes_or_no, YES, empty=False), dtype=bool),
        access=_mask(_column(sheet, "access", words, "words", empty=()), names.access),
        cause=[names.causes[cause] for cause in causes],
        priority=whole_numbers(sheet, "priority", lowest=0, highest=2, empty=0),
        needs_minimum=np.array(_column(sheet, "needs_minimum", yes_or_no, YES, empty=False), dtype=bool),
    )


def _roles(sheet: Sheet, shifts: Shifts, names: Names) -> Roles:
    counts = {
        name: whole_numbers(sheet, name, lowest=0, highest=LARGEST, empty=None if name == "capacity" else 0)
        for name in ("capacity", "minimum", "held")
    }
    return Roles.of(
        ids=ids_of(sheet, "id"),
        shift=rows_of(sheet, "shift", shifts.ids),
        **counts,
        min_age=whole_numbers(sheet, "min_age", lowest=0, highest=120, empty=0),
        child_contact=np.array(_column(sheet, "child_contact", yes_or_no, YES, empty=False), dtype=bool),
        languages=_column(sheet, "languages", languages, LANGUAGE, empty=0),
        work_languages=_column(sheet, "work_languages", languages, LANGUAGE, empty=0),
        need=_packed_skills(_column(sheet, "needed_skills", _skills, SKILL, empty=()), names.skills),
        want=_packed_skills(_column(sheet, "wanted_skills", _skills, SKILL, empty=()), names.skills),
        clearances=_mask(_column(sheet, "clearances", words, "words", empty=()), names.clearances),
    )


def _options(sheets: Sheets) -> Options:
    """Read the options; the horizon covers all shifts unless it is given."""
    starts = [found.toordinal() for found in parsed(sheets.shifts, "start", moment, MOMENT)] or [1]
    origin = monday_on_or_before(date.fromordinal(_option(sheets, "origin_date", day, DATE, empty=min(starts))))
    weeks = _option(sheets, "weeks", whole_number, WHOLE, empty=max(1, (max(starts) - origin) // 7 + 1))
    first = _option(sheets, "first_start", moment, MOMENT, empty=None)
    speed = _option(sheets, "speed_kmh", decimal, "a speed", empty=30.0)
    buffer = _option(sheets, "buffer_minutes", whole_number, WHOLE, empty=15)
    return Options(
        origin_day=origin,
        weeks=weeks,
        first_start=0 if first is None else start_quarter(first, origin_day=origin),
        metres_per_quarter=max(1, round(speed * 250)),
        buffer_quarters=-(-buffer // 15),
        adult_age=_option(sheets, "adult_age", whole_number, WHOLE, empty=18),
        adults_with_children=_option(sheets, "adults_with_children", whole_number, WHOLE, empty=2),
        weights=_option(sheets, "weights", VERSIONS.__getitem__, "a version of the weights", empty=VERSIONS[CURRENT]),
    )


def read_names(folder: Path) -> Names:
    """Return the words a folder uses and the numbers they stand for."""
    return _names(_open(folder))


def read_plain(folder: Path) -> Problem:
    """Read and check a problem written in dates, words and degrees.

    Raises
    ------
    ProblemError
        Naming file, line and column of what is missing or wrong.
    """
    sheets = _open(folder)
    _check_options(sheets.options)
    in_kazakhstan = _option(sheets, "in_kazakhstan", yes_or_no, YES, empty=True)
    options, names = _options(sheets), _names(sheets)
    volunteers = _volunteers(sheets.volunteers, names, options, in_kazakhstan=in_kazakhstan)
    shifts = _shifts(sheets.shifts, names, options, in_kazakhstan=in_kazakhstan)
    roles = _roles(sheets.roles, shifts, names)
    confirmed = Confirmed.of(volunteer=np.zeros(0, np.int32), role=np.zeros(0, np.int32))
    if sheets.confirmed:
        confirmed = Confirmed.of(
            volunteer=rows_of(sheets.confirmed, "volunteer", volunteers.ids),
            role=rows_of(sheets.confirmed, "role", roles.ids),
        )
    return make_problem(volunteers=volunteers, shifts=shifts, roles=roles, confirmed=confirmed, options=options)

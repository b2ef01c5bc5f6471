"""Problems as plain spreadsheets: dates, words and degrees instead of the engine's numbers.

docs/matching/spreadsheet.md lists the columns. Everything is turned into the tables of docs/matching/format.md.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from matching.engine.calendar import (
    monday_on_or_before,
    start_quarter,
)
from matching.engine.files.links import read_links
from matching.engine.files.plain_tables import (
    CAUSE,
    CLEARANCE,
    DATE,
    MOMENT,
    SKILL,
    WHOLE,
    YES,
    Names,
    cause_amounts,
    clearances_in,
    column_of,
    read_roles,
    read_shifts,
    read_volunteers,
    skill_amounts,
)
from matching.engine.files.sheets import (
    Sheet,
    check_columns,
    moment,
    parsed,
    read_sheet,
    whole_number,
)
from matching.engine.files.words import (
    catalogue,
    day,
    decimal,
    words,
    yes_or_no,
)
from matching.engine.problem import Options, Problem, make_problem
from matching.engine.weights import CURRENT, VERSIONS

MOST_BITS = 16  # clearances and access needs

VOLUNTEERS = {
    "id", "birth_date", "latitude", "longitude", "max_km", "remote", "on_site", "languages", "preferred_language",
    "skills", "consent_from", "consent_until", "clearances", "access_needs", "causes", "free_times", "blocked_dates",
    "free_dates", "max_minutes", "max_shifts", "history", "team",
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
    options: Sheet | None


def _open(folder: Path) -> Sheets:
    volunteers, shifts, roles = (read_sheet(folder / f"{name}.csv") for name in ("volunteers", "shifts", "roles"))
    options = folder / "options.csv"
    sheets = Sheets(volunteers, shifts, roles, read_sheet(options) if options.is_file() else None)
    check_columns(sheets.volunteers, needed={"id"}, known=VOLUNTEERS)
    check_columns(sheets.shifts, needed={"id", "start", "end"}, known=SHIFTS)
    check_columns(sheets.roles, needed={"id", "shift", "capacity"}, known=ROLES)
    if sheets.options:
        check_columns(sheets.options, needed={"name", "value"}, known={"name", "value"})
    return sheets


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


def _names(sheets: Sheets) -> Names:
    """Number every word that occurs."""
    people, shifts, roles = sheets.volunteers, sheets.shifts, sheets.roles
    skills = [
        amount.word
        for sheet, column in ((people, "skills"), (roles, "needed_skills"), (roles, "wanted_skills"))
        for cell in column_of(sheet, column, skill_amounts, SKILL, empty=())
        for amount in cell
    ]
    causes = [amount.word for cell in column_of(people, "causes", cause_amounts, CAUSE, empty=()) for amount in cell]
    clearances = [
        found.name for cell in column_of(people, "clearances", clearances_in, CLEARANCE, empty=()) for found in cell
    ]
    access = [word for cell in column_of(people, "access_needs", words, "words", empty=()) for word in cell]
    return Names(
        catalogue(skills),
        catalogue([*causes, *column_of(shifts, "cause", str.lower, "a word", empty="")]),
        _few(roles, "clearances", catalogue([*clearances, *_all_words(roles, "clearances")])),
        _few(shifts, "access", catalogue([*access, *_all_words(shifts, "access")])),
    )


def _all_words(sheet: Sheet, column: str) -> list[str]:
    return [word for cell in column_of(sheet, column, words, "words", empty=()) for word in cell]


def _few(sheet: Sheet, column: str, found: dict[str, int]) -> dict[str, int]:
    if len(found) > MOST_BITS:
        raise sheet.fault(-1, column, f"{len(found)} different words are used, {MOST_BITS} at most are possible")
    return found


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
    volunteers = read_volunteers(sheets.volunteers, names, options, in_kazakhstan=in_kazakhstan)
    shifts = read_shifts(sheets.shifts, names, options, in_kazakhstan=in_kazakhstan)
    roles = read_roles(sheets.roles, shifts, names)
    links = read_links(folder, volunteers, roles)
    return make_problem(volunteers=volunteers, shifts=shifts, roles=roles, options=options, **links)

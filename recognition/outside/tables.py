"""A table of hours as a person keeps them: one row for one day at one organisation."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from core.cells import read_date, read_text, read_time, read_whole_number
from core.errors import DomainError
from core.tables import Column, RowTooWide, TableRow, table_of
from ngos.validators import clean_bin
from recognition import errors
from recognition.outside.rows import LARGEST_TEXT, MOST_ROWS, Problem, Read, Row
from volunteers.management.cells import read_cause

Value = TypeVar("Value")
LONGEST_NAME = 200
MOST_MINUTES = 24 * 60
COLUMNS = (
    Column("date", ("дата", "күні", "күн"), is_required=True),
    Column("start", ("начало", "басталуы"), is_required=False),
    Column("minutes", ("минуты", "минут"), is_required=True),
    Column("cause", ("направление", "бағыты"), is_required=True),
    Column("organisation", ("организация", "ұйым", "organization"), is_required=True),
    Column("bin", ("бин", "бсн"), is_required=False),
)


def read_rows(text: str, *, zone: str) -> Read:
    """Read a table of hours; a row with a fault is named and left out. ``start`` is wall time in the zone.

    Raises a TableError for the file as a whole, or OutsideTooMuch.
    """
    if len(text) > LARGEST_TEXT:
        raise errors.OutsideTooMuch(rows=MOST_ROWS)
    table = table_of(text.encode("utf-8", "replace"), COLUMNS)
    if len(table.rows) > MOST_ROWS:
        raise errors.OutsideTooMuch(rows=MOST_ROWS)
    rows, problems = [], []
    for cells in table.rows:
        try:
            rows.append(_row(cells, ZoneInfo(zone)))
        except DomainError as refusal:
            problems.append(Problem.of(cells.line, refusal))
    return Read(tuple(rows), tuple(problems))


def _row(cells: TableRow, zone: ZoneInfo) -> Row:
    if cells.surplus:
        raise RowTooWide(count=cells.surplus)
    day = _cell(cells, "date", read_date)
    minutes = _cell(cells, "minutes", lambda text: read_whole_number(text, low=1, high=MOST_MINUTES))
    begins = _cell(cells, "start", read_time) if cells.text("start") else None
    since = _moment(day, begins, zone) if begins is not None else None
    return Row(
        worked_on=day,
        minutes=minutes,
        cause=_cell(cells, "cause", read_cause).value,
        organisation=_cell(cells, "organisation", lambda text: read_text(text, longest=LONGEST_NAME)),
        bin=_cell(cells, "bin", clean_bin) if cells.text("bin") else "",
        since=since,
        until=since + timedelta(minutes=minutes) if since else None,
        line=cells.line,
    )


def _cell(cells: TableRow, column: str, read: Callable[[str], Value]) -> Value:
    """Read one cell; the sentence of a refusal begins with the column. Raises OutsideCell."""
    try:
        return read(cells.text(column))
    except DomainError as refusal:
        raise errors.OutsideCell(column=column, reason=str(refusal)) from refusal


def _moment(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC)

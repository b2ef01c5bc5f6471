"""Workbooks of plain sheets: numbers and days are such, text is no formula, every sheet prints on A4 across."""

import io
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import xlsxwriter

Cell = str | int | float | date | None
PAPER_A4 = 9
LINE_POINTS = 15
TITLE_LETTERS = 31  # what Excel allows for the name of a sheet
_LOOKS: dict[str, dict[str, Any]] = {
    "header": {"bold": True, "bottom": 1, "text_wrap": True},
    "text": {"text_wrap": True},
    "whole": {"num_format": "#,##0"},
    "tenth": {"num_format": "#,##0.0"},
    "day": {"num_format": "dd.mm.yyyy", "align": "right"},
    "month": {"num_format": "yyyy-mm", "align": "left"},
    "total": {"bold": True, "top": 1, "num_format": "#,##0"},
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: ``widths`` in letters, one per column; None is an empty cell.

    ``has_total`` sets the last row apart; ``has_months`` writes days of the first column as the months they begin.
    """

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    widths: Sequence[int]
    has_total: bool = False
    has_months: bool = False


def workbook_of(sheets: Iterable[Sheet], *, made_at: datetime | None = None) -> bytes:
    """Write sheets in their order; with ``made_at`` the same sheets give the same bytes."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        if made_at is not None:
            book.set_properties({"created": made_at})
        looks = {name: book.add_format({"valign": "top"} | look) for name, look in _LOOKS.items()}
        for sheet in sheets:
            _write(book, sheet, looks)
    return target.getvalue()


def _write(book: xlsxwriter.Workbook, sheet: Sheet, looks: dict[str, Any]) -> None:
    page = book.add_worksheet(sheet.title[:TITLE_LETTERS].replace("/", "-"))
    for column, heading in enumerate(sheet.header):
        page.write_string(0, column, heading, looks["header"])
        page.set_column(column, column, sheet.widths[column])
    lines = max(math.ceil(len(heading) / width) for heading, width in zip(sheet.header, sheet.widths, strict=False))
    page.set_row(0, LINE_POINTS * lines)  # not every program makes room for headings of two lines by itself
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    page.set_landscape()
    page.set_paper(PAPER_A4)
    page.fit_to_pages(1, 0)
    for line, row in enumerate(sheet.rows, start=1):
        is_total = sheet.has_total and line == len(sheet.rows)
        for column, cell in enumerate(row):
            is_month = sheet.has_months and column == 0
            _write_cell(page, line, column, cell, looks, is_total=is_total, is_month=is_month)


def _write_cell(
    page: Any, line: int, column: int, cell: Cell, looks: dict[str, Any], *, is_total: bool, is_month: bool
) -> None:
    if isinstance(cell, str):
        page.write_string(line, column, cell, looks["total" if is_total else "text"])
    elif isinstance(cell, date):
        page.write_datetime(line, column, cell, looks["month" if is_month else "day"])
    elif cell is not None:
        look = "tenth" if isinstance(cell, float) else "total" if is_total else "whole"
        page.write_number(line, column, cell, looks[look])

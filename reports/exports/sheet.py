"""Plain sheets of a workbook: numbers and days are such, text is no formula, every sheet prints on A4 across."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import xlsxwriter

PAPER_A4 = 9
TITLE_LETTERS = 31  # what Excel allows for the name of a sheet
Cell = str | int | float | date


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of the workbook; ``widths`` in letters, one per column."""

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    widths: Sequence[int]


def workbook_of(sheets: Iterable[Sheet]) -> bytes:
    """Write sheets in their order."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        looks = {
            "header": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
            "text": book.add_format({"text_wrap": True, "valign": "top"}),
            "whole": book.add_format({"num_format": "#,##0", "valign": "top"}),
            "tenth": book.add_format({"num_format": "#,##0.0", "valign": "top"}),
            "day": book.add_format({"num_format": "dd.mm.yyyy", "align": "right", "valign": "top"}),
            "month": book.add_format({"num_format": "yyyy-mm", "align": "left", "valign": "top"}),
        }
        for sheet in sheets:
            _write_sheet(book, sheet, looks)
    return target.getvalue()


def _write_sheet(book: xlsxwriter.Workbook, sheet: Sheet, looks: dict[str, Any]) -> None:
    page = book.add_worksheet(sheet.title[:TITLE_LETTERS])
    for column, heading in enumerate(sheet.header):
        page.write_string(0, column, heading, looks["header"])
        page.set_column(column, column, sheet.widths[column])
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    page.set_landscape()
    page.set_paper(PAPER_A4)
    page.fit_to_pages(1, 0)
    for line, row in enumerate(sheet.rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                page.write_string(line, column, cell, looks["text"])
            elif isinstance(cell, date):
                page.write_datetime(line, column, cell, looks["month" if column == 0 else "day"])
            else:
                page.write_number(line, column, cell, looks["tenth" if isinstance(cell, float) else "whole"])

"""A report as a workbook: numbers are numbers, text is never a formula, every sheet prints on A4 across."""

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import override

from reports.documents.content import Content, Row, Table
from reports.indicators import MEASURE_CODES, MINUTES_IN_HOUR

Cell = str | int | float | None
PAPER_A4 = 9
TITLE_LETTERS = 31  # what Excel allows for the name of a sheet
WIDTHS = (26, 40, 14, 14, 16, 14, 14, 14, 14, 14, 12)
CELL_LETTERS = 32_000  # a little below what a cell may hold


def workbook_file(content: Content) -> bytes:
    """Write the workbook; the same content gives the same numbers."""
    target = io.BytesIO()
    with override(content.language), xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        looks = {
            "header": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
            "text": book.add_format({"text_wrap": True, "valign": "top"}),
            "whole": book.add_format({"num_format": "#,##0", "valign": "top"}),
            "tenth": book.add_format({"num_format": "#,##0.0", "valign": "top"}),
            "total": book.add_format({"bold": True, "top": 1, "num_format": "#,##0", "valign": "top"}),
        }
        header = [_("Code"), _("Name"), *(name for _code, name, _unit in content.measures), _("Hours"), _("Rate")]
        _sheet(book, looks, _("Summary"), header, [_line(content.total)], is_total=True)
        for table in content.tables:
            _sheet(book, looks, table.title, header, _lines(content, table), is_total=True)
        heads = [_("Code"), _("Indicator"), _("Unit"), _("Definition"), _("Formula"), _("Source"), _("Denominator")]
        _sheet(book, looks, _("Definitions"), heads, content.definitions, widths=(16, 22, 20, 70, 40, 36, 30))
        _sheet(
            book,
            looks,
            _("About this report"),
            [_("Code"), _("What"), _("Value")],
            _about(content),
            widths=(18, 34, 90),
        )
    return target.getvalue()


def _about(content: Content) -> list[Sequence[Cell]]:
    """Return the lines the check reads; what is too long for a cell goes on in the next line."""
    lines: list[Sequence[Cell]] = []
    for code, name, value in content.about:
        parts = [value[start : start + CELL_LETTERS] for start in range(0, len(value), CELL_LETTERS)] or [""]
        lines += [(code, name, part) for part in parts]
    return lines + [("note", _("Note"), note) for note in content.notes]


def _lines(content: Content, table: Table) -> list[Sequence[Cell]]:
    lines = [_line(row) for row in table.rows]
    if any(table.overlap):
        more = Row(
            "", _("Counted in more than one row"), tuple(None if one is None else -one for one in table.overlap)
        )
        lines.append(_line(more))
    return [*lines, _line(content.total)]


def _line(row: Row) -> Sequence[Cell]:
    minutes = row.values[MEASURE_CODES.index("minutes")]
    hours = None if minutes is None else minutes / MINUTES_IN_HOUR
    return (row.key, row.name, *row.values, hours, row.rate)


def _sheet(
    book: xlsxwriter.Workbook,
    looks: dict[str, Any],
    title: str,
    header: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    *,
    widths: Sequence[int] = WIDTHS,
    is_total: bool = False,
) -> None:
    page = book.add_worksheet(title[:TITLE_LETTERS].replace("/", "-"))
    for column, heading in enumerate(header):
        page.write_string(0, column, heading, looks["header"])
        page.set_column(column, column, widths[column])
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    page.set_landscape()
    page.set_paper(PAPER_A4)
    page.fit_to_pages(1, 0)
    for line, row in enumerate(rows, start=1):
        is_last = is_total and line == len(rows)
        for column, cell in enumerate(row):
            _cell(page, line, column, cell, looks, is_last=is_last)


def _cell(page: Any, line: int, column: int, cell: Cell, looks: dict[str, Any], *, is_last: bool) -> None:
    if cell is None:
        page.write_string(line, column, "–", looks["text"])
    elif isinstance(cell, str):
        page.write_string(line, column, cell, looks["total" if is_last else "text"])
    else:
        look = "tenth" if isinstance(cell, float) else "total" if is_last else "whole"
        page.write_number(line, column, cell, looks[look])

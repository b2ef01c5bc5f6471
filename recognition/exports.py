"""A year of an organisation as a workbook: material for its annual filing, without names of volunteers."""

import io
from collections.abc import Sequence
from datetime import date

import xlsxwriter
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.enums import Cause
from core.text import localised
from ngos.models import Organisation
from recognition.queries.annual import AnnualFigures, EventRow, annual_figures

PAPER_A4 = 9
MINUTES_IN_HOUR = 60
LANGUAGES = ("kk", "ru", "en")
Cell = str | int | float | date


def annual_workbook(organisation: Organisation, *, year: int) -> bytes:
    """Write the year: a summary, its months and its events. Days are days, numbers numbers, text is no formula."""
    figures = annual_figures(organisation, year=year)
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        _write(book, _("Summary"), (_("What"), _("Value")), _summary(organisation, figures))
        _write(book, _("Months"), (_("Month"), _("People"), _("Hours")), _months(figures))
        header = (_("Event"), _("Cause"), _("First day"), _("Last day"), _("Shifts"), _("People"), _("Hours"))
        _write(book, _("Events"), header, [_event(row) for row in figures.events])
    return target.getvalue()


def _summary(organisation: Organisation, figures: AnnualFigures) -> list[Sequence[Cell]]:
    return [
        (_("Organisation"), localised(organisation, "name", _language()).text),
        (_("BIN"), organisation.bin),
        (_("Year"), figures.year),
        (_("Confirmed volunteer hours"), _hours(figures.minutes)),
        (_("People who volunteered, each counted once"), figures.people),
        (_("Of them under 18"), figures.under_18),
        (_("Events with confirmed hours"), figures.event_count),
        (_("Source"), _("Ledger of confirmed hours of Asar; taken back hours are left out.")),
    ]


def _months(figures: AnnualFigures) -> list[Sequence[Cell]]:
    return [(f"{row.month:%Y-%m}", row.people, _hours(row.minutes)) for row in figures.months]


def _event(row: EventRow) -> Sequence[Cell]:
    title = row.titles.get(_language()) or next(filter(None, row.titles.values()), "")
    return (title, str(Cause(row.cause).label), row.first_on, row.last_on, row.shifts, row.people, _hours(row.minutes))


def _hours(minutes: int) -> float:
    return round(minutes / MINUTES_IN_HOUR, 2)


def _language() -> str:
    code = (get_language() or settings.LANGUAGE_CODE)[:2]
    return code if code in LANGUAGES else "kk"


def _write(book: xlsxwriter.Workbook, title: str, header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
    sheet = book.add_worksheet(title[:31])
    bold, day = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "dd.mm.yyyy"})
    for column, words in enumerate(header):
        sheet.write_string(0, column, words, bold)
        sheet.set_column(column, column, 44 if column == 0 else 16)
    for line, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(line, column, cell, day)
            elif isinstance(cell, str):
                sheet.write_string(line, column, cell)
            else:
                sheet.write_number(line, column, cell)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(PAPER_A4)
    sheet.fit_to_pages(1, 0)

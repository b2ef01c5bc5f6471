"""The participation report as files: XLSX with numeric cells, and CSV that a spreadsheet opens as numbers."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import timedelta

import xlsxwriter
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.text import localised
from reports.indicators import INDICATORS
from reports.queries import Participation

MINUTES_IN_HOUR = 60
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_TYPE = "text/csv; charset=utf-8"
Cell = str | int | float
Sheet = tuple[str, Sequence[str], list[Sequence[Cell]]]


def participation_csv(report: Participation) -> bytes:
    """Write one table of districts, causes and months: UTF-8 with a mark, semicolons, whole numbers only.

    Whole minutes rather than decimal hours, because a decimal point turns into a date in some spreadsheets.
    """
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow([_("Section"), _("Name"), _("People"), _("Minutes")])
    writer.writerow([_("Total"), safe_text(_territory_name(report)), report.people, report.minutes])
    for section, rows in _tables(report):
        for name, people, minutes in rows:
            writer.writerow([section, safe_text(name), people, minutes])
    return b"\xef\xbb\xbf" + target.getvalue().encode()


def participation_xlsx(report: Participation) -> bytes:
    """Write a workbook of summary, districts, causes, months and method; numbers are numbers, text is no formula."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True}
    ) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        whole = book.add_format({"num_format": "# ##0"})
        tenth = book.add_format({"num_format": "# ##0.0"})
        for title, header, rows in _sheets(report):
            sheet = book.add_worksheet(title)
            sheet.write_row(0, 0, header, bold)
            sheet.freeze_panes(1, 0)
            sheet.set_landscape()
            sheet.set_paper(9)
            sheet.fit_to_pages(1, 0)
            sheet.set_column(0, 0, 36)
            sheet.set_column(1, 3, 18)
            for line, row in enumerate(rows, start=1):
                for column, cell in enumerate(row):
                    if isinstance(cell, str):
                        sheet.write_string(line, column, cell)
                    else:
                        sheet.write_number(line, column, cell, tenth if isinstance(cell, float) else whole)
    return target.getvalue()


def safe_text(text: str) -> str:
    """Return a text that no spreadsheet reads as a formula: a leading sign gets an apostrophe before it."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def file_name(report: Participation, ending: str) -> str:
    """Name the file by territory code and first and last day."""
    return f"participation-{report.territory.code}-{report.period.first_day}-{report.period.end_day}.{ending}"


def _tables(report: Participation) -> Iterable[tuple[str, list[tuple[str, int, int]]]]:
    language = get_language() or "kk"
    yield (
        _("District or city"),
        [(localised(row.territory, "name", language).text, row.people, row.minutes) for row in report.districts],
    )
    yield _("Cause"), [(str(row.cause.label), row.people, row.minutes) for row in report.causes]
    yield _("Month"), [(row.month.strftime("%Y-%m"), row.people, row.minutes) for row in report.months]


def _sheets(report: Participation) -> Iterable[Sheet]:
    last_day = date_format(report.period.end_day - timedelta(days=1), "DATE_FORMAT")
    yield (
        _("Summary"),
        [_("Indicator"), _("Value")],
        [
            [_("Territory"), _territory_name(report)],
            [_("From"), date_format(report.period.first_day, "DATE_FORMAT")],
            [_("To"), last_day],
            [_("Youngest age"), report.ages.youngest],
            [_("Oldest age"), report.ages.oldest],
            [_("People"), report.people],
            [_("Hours"), report.minutes / MINUTES_IN_HOUR],
            [_("Events"), report.events],
            [_("Organisations"), report.organisations],
        ],
    )
    titles = (_("Districts"), _("Causes"), _("Months"))
    for title, (section, rows) in zip(titles, _tables(report), strict=True):
        header = [section, _("People"), _("Hours"), _("Minutes")]
        yield title, header, [[name, people, minutes / MINUTES_IN_HOUR, minutes] for name, people, minutes in rows]
    yield (
        _("Method"),
        [_("Indicator"), _("Unit"), _("Formula")],
        [[indicator.code, indicator.unit, indicator.formula] for indicator in INDICATORS],
    )


def _territory_name(report: Participation) -> str:
    return localised(report.territory, "name", get_language() or "kk").text

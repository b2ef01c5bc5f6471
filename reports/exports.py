"""The participation report as files: XLSX with numeric cells, and CSV that a spreadsheet opens as numbers."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import xlsxwriter
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from core.text import localised, safe_text
from places.models import Territory
from reports.indicators import INDICATORS, MINUTES_IN_HOUR, NOT_MAPPED_NAME, period_name
from reports.queries import Participation

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_TYPE = "text/csv; charset=utf-8"
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


@dataclass(frozen=True, slots=True)
class Part:
    """One breakdown of the report: rows of name, people and minutes."""

    title: str
    section: str
    rows: list[tuple[str | date, int, int]]


def participation_csv(report: Participation) -> bytes:
    """Write one table of districts, causes, months and organisations: UTF-8 with a mark, semicolons, whole numbers.

    Whole minutes rather than decimal hours, because a decimal point turns into a date in some spreadsheets.
    """
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow([_("Section"), pgettext("of a row", "Name"), _("People"), _("Minutes")])
    writer.writerow([_("Total"), safe_text(_name_of(report.territory)), report.people, report.minutes])
    for part in _parts(report):
        for name, people, minutes in part.rows:
            shown = f"{name:%Y-%m}" if isinstance(name, date) else safe_text(name)
            writer.writerow([part.section, shown, people, minutes])
    return b"\xef\xbb\xbf" + target.getvalue().encode()


def participation_xlsx(report: Participation) -> bytes:
    """Write a workbook: summary, a sheet per breakdown, definitions. Numbers and days are such, text is no formula."""
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
        for sheet in (_summary(report), *_part_sheets(report), _definitions()):
            _write_sheet(book, sheet, looks)
    return target.getvalue()


def file_name(report: Participation, ending: str) -> str:
    """Name the file by territory code and period."""
    return f"participation-{report.territory.code}-{period_name(report.period)}.{ending}"


def _parts(report: Participation) -> Iterable[Part]:
    yield Part(
        _("Districts"),
        _("District or city"),
        [(_unit_name(row.territory), row.people, row.minutes) for row in report.districts],
    )
    yield Part(_("Causes"), _("Cause"), [(str(row.cause.label), row.people, row.minutes) for row in report.causes])
    yield Part(_("Months"), _("Month"), [(row.month, row.people, row.minutes) for row in report.months])
    yield Part(
        _("Organisations"),
        _("Organisation"),
        [(_name_of(row.organisation), row.people, row.minutes) for row in report.organisation_rows],
    )


def _summary(report: Participation) -> Sheet:
    rows: list[Sequence[Cell]] = [
        [_("Territory"), _name_of(report.territory)],
        [_("Code"), report.territory.code],
        [_("First day"), report.period.first_day],
        [_("Last day"), report.period.last_day],
        [_("Youngest age"), report.ages.youngest],
        [_("Oldest age"), report.ages.oldest],
        [_("People"), report.people],
        [_("New volunteers"), report.newcomers],
        [_("Hours"), report.minutes / MINUTES_IN_HOUR],
        [_("Minutes"), report.minutes],
        [_("Events"), report.events],
        [_("Organisations"), report.organisations],
    ]
    return Sheet(_("Summary"), [_("Indicator"), _("Value")], rows, [36, 40])


def _part_sheets(report: Participation) -> Iterable[Sheet]:
    """Give every breakdown with its total; people of the total count once and may be fewer than the rows add up to."""
    for part in _parts(report):
        rows: list[Sequence[Cell]] = [_with_hours(*row) for row in part.rows]
        total = _with_hours(_("Total, everybody once"), report.people, report.minutes)
        header = [part.section, _("People"), _("Hours"), _("Minutes")]
        yield Sheet(part.title, header, [*rows, total], [44, 14, 14, 14])


def _with_hours(name: str | date, people: int, minutes: int) -> Sequence[Cell]:
    return [name, people, minutes / MINUTES_IN_HOUR, minutes]


def _definitions() -> Sheet:
    rows = [[_(indicator.name), _(indicator.unit), _(indicator.definition)] for indicator in INDICATORS]
    return Sheet(_("Definitions"), [_("Indicator"), _("Unit"), _("Definition")], rows, [24, 20, 90])


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


def _unit_name(territory: Territory | None) -> str:
    return _name_of(territory) if territory else _(NOT_MAPPED_NAME)


def _name_of(subject: object) -> str:
    return localised(subject, "name", get_language() or "kk").text

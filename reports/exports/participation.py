"""The participation report as files: XLSX with numeric cells, and CSV that a spreadsheet opens as numbers."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from core.sheets import Cell, Sheet, workbook_of
from core.text import localised, safe_text
from places.models import Territory
from reports.indicators import INDICATORS, MINUTES_IN_HOUR, NOT_MAPPED_NAME, period_name
from reports.queries import Participation

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_TYPE = "text/csv; charset=utf-8"


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
    return workbook_of([_summary(report), *_part_sheets(report), _definitions()])


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
        yield Sheet(part.title, header, [*rows, total], [44, 14, 14, 14], has_months=True)


def _with_hours(name: str | date, people: int, minutes: int) -> Sequence[Cell]:
    return [name, people, minutes / MINUTES_IN_HOUR, minutes]


def _definitions() -> Sheet:
    rows = [[_(indicator.name), _(indicator.unit), _(indicator.definition)] for indicator in INDICATORS]
    return Sheet(_("Definitions"), [_("Indicator"), _("Unit"), _("Definition")], rows, [24, 20, 90])


def _unit_name(territory: Territory | None) -> str:
    return _name_of(territory) if territory else _(NOT_MAPPED_NAME)


def _name_of(subject: object) -> str:
    return localised(subject, "name", get_language() or "kk").text

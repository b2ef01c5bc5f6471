"""A year of an organisation as a workbook: material for its annual filing, without names of volunteers."""

from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.enums import Cause
from core.sheets import Cell, Sheet, workbook_of
from core.text import localised
from ngos.models import Organisation
from recognition.queries.annual import AnnualFigures, EventRow, annual_figures

MINUTES_IN_HOUR = 60
LANGUAGES = ("kk", "ru", "en")
WIDTHS = (44, 16, 16, 16, 16, 16, 16)  # letters


def annual_workbook(organisation: Organisation, *, year: int) -> bytes:
    """Write the year: a summary, its months and its events. Days are days, numbers numbers, text is no formula."""
    figures = annual_figures(organisation, year=year)
    header = (_("Event"), _("Cause"), _("First day"), _("Last day"), _("Shifts"), _("People"), _("Hours"))
    return workbook_of(
        [
            Sheet(_("Summary"), (_("What"), _("Value")), _summary(organisation, figures), WIDTHS[:2]),
            Sheet(_("Months"), (_("Month"), _("People"), _("Hours")), _months(figures), WIDTHS[:3]),
            Sheet(_("Events"), header, [_event(row) for row in figures.events], WIDTHS),
        ]
    )


def _summary(organisation: Organisation, figures: AnnualFigures) -> list[Sequence[Cell]]:
    return [
        (_("Organisation"), localised(organisation, "name", _language()).text),
        (_("BIN"), organisation.bin),
        (_("Year"), str(figures.year)),
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

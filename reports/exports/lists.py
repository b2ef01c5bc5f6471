"""The rows behind a number as one table of text: what the page of the list shows, and nobody's name."""

import csv
import io
from collections.abc import Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.text import localised, safe_text
from reports.indicators import period_name
from reports.queries import Selection
from reports.queries.lists import OrganisationCount, PersonRow, Row, Rows, WorkRow


def rows_csv(found: Rows) -> bytes:
    """Write a list: UTF-8 with a mark, semicolons, whole minutes and ISO days.

    Raises ValueError for a list of too few people, which is shown nowhere.
    """
    if found.is_hidden:
        raise ValueError(f"the list of {found.metric} is kept back")
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow(_header(found.metric))
    writer.writerows(_cells(row, found.metric) for row in found.rows)
    return b"\xef\xbb\xbf" + target.getvalue().encode()


def rows_name(selection: Selection, found: Rows, *, by: str, key: str) -> str:
    """Name the file by what is listed, territory code, period and part."""
    part = f"-{by}-{key.replace(':', '-')}" if by else ""
    return f"{found.metric}-{selection.territory.code}-{period_name(selection.period)}{part}.csv"


def _header(metric: str) -> list[str]:
    if metric in ("people", "newcomers"):
        return [_("Person, under a sign of this list alone"), _("Attendances"), _("Minutes")]
    if metric == "organisations":
        return [_("Organisation"), _("Events"), _("Minutes")]
    header = [_("Event"), _("Organisation"), _("First day"), _("Last day"), _("Minutes")]
    return [*header, _("Person, under a sign of this list alone")] if metric == "participations" else header


def _cells(row: Row, metric: str) -> Sequence[str | int]:
    if isinstance(row, PersonRow):
        return [row.sign, row.attendances, row.minutes]
    if isinstance(row, OrganisationCount):
        return [_named(row.organisation, "name"), row.events, row.minutes]
    return _of_work(row, is_signed=metric == "participations")


def _of_work(row: WorkRow, *, is_signed: bool) -> Sequence[str | int]:
    cells: list[str | int] = [_named(row.title, "title"), _named(row.organisation, "name")]
    cells += [row.first_on.isoformat(), row.last_on.isoformat(), row.minutes]
    return [*cells, row.sign] if is_signed else cells


def _named(subject: object, field: str) -> str:
    return safe_text(localised(subject, field, get_language() or "kk").text)

"""The list behind a number in words: which number, of which part, and what its rows add up to."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.enums import Cause
from core.text import localised
from places.errors import UnknownTerritory
from places.queries import get_territory_by_key
from portal.akimat.periods import period_words
from portal.errors import attempt_catching
from portal.templatetags.dates import language, month
from portal.templatetags.numbers import hours, number
from reports.queries.lists import OrganisationCount, PersonRow
from reports.queries.units import is_in_force

if TYPE_CHECKING:
    from reports.queries import Selection
    from reports.queries.lists import Rows

TITLES = {
    "people": gettext_lazy("Young people who took part"),
    "newcomers": gettext_lazy("Young people who took part for the first time"),
    "participations": gettext_lazy("Attendances with confirmed hours"),
    "events": gettext_lazy("Events with confirmed hours"),
    "sessions": gettext_lazy("Shifts with confirmed hours"),
    "organisations": gettext_lazy("NGOs with confirmed hours"),
}


@dataclass(frozen=True, slots=True)
class Listing:
    """``title`` says the number, ``about`` of which part, place and days; ``together`` is empty for a hidden list."""

    title: str
    about: str
    together: str


def listing_of(selection: "Selection", found: "Rows", *, by: str, key: str) -> Listing:
    """Name a list. No query but for a place below a district."""
    unit = localised(selection.territory, "name", language()).text
    parts = [_part(selection, by, key), unit, period_words(selection.period)]
    return Listing(
        title=_("%(what)s: %(count)s") % {"what": TITLES[found.metric], "count": number(found.count)},
        about=" · ".join(part for part in dict.fromkeys(parts) if part),
        together="" if found.is_hidden else _together(found),
    )


def _part(selection: "Selection", by: str, key: str) -> str:
    """Name the row of a table that the list is narrowed to; "" for all."""
    if by == "cause":
        return str(Cause(key).label)
    if by == "month":
        return month(date.fromisoformat(f"{key}-01"))
    if by != "district":
        return ""
    known = (unit for unit in selection.units.known.values() if unit.key == key and is_in_force(unit, selection.day))
    unit = next(known, None) or attempt_catching(UnknownTerritory, lambda: get_territory_by_key(key))
    return key if isinstance(unit, UnknownTerritory) else localised(unit, "name", language()).text


def _together(found: "Rows") -> str:
    """Add up the time of the rows, and what else they count."""
    time = hours(sum(row.minutes for row in found.rows))
    if found.metric in ("people", "newcomers"):
        times = sum(row.attendances for row in found.rows if isinstance(row, PersonRow))
        return ngettext(
            "Together %(count)s attendance and %(time)s.", "Together %(count)s attendances and %(time)s.", times
        ) % {"count": number(times), "time": time}
    if found.metric == "organisations":
        events = sum(row.events for row in found.rows if isinstance(row, OrganisationCount))
        words = ngettext("Together %(count)s event and %(time)s.", "Together %(count)s events and %(time)s.", events)
        return words % {"count": number(events), "time": time}
    return _("Together %(time)s.") % {"time": time}

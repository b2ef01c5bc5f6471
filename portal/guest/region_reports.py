"""The official reports of a unit, as its residents find them beside everything else about it."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from portal.guest.report_data import akimat_of, dataset_node
from portal.guest.report_pictures import HEADLINES
from portal.templatetags.dates import language
from recognition.queries.closing import terms_at
from reports.documents import content_of
from reports.indicators import hours_of
from reports.queries.snapshots import newest_below, newest_publications

if TYPE_CHECKING:
    from events.exports.linked_data import Node
    from places.models import Territory
    from reports.documents import Content
    from reports.models import Publication

NEWEST = 3


@dataclass(frozen=True, slots=True)
class Printed:
    """One published report: its days in words, and what is printed in it."""

    publication: "Publication"
    content: "Content"

    @property
    def numbers(self) -> list[tuple[str, float | None]]:
        """Name and value of people, hours and events; None for what is hidden."""
        values: dict[str, tuple[str, float | None]] = {
            code: (name, value) for code, name, value in self.content.named_totals
        }
        minutes = self.content.total.value("minutes")
        values["minutes"] = (_("Hours"), None if minutes is None else hours_of(minutes))
        return [values[code] for code in HEADLINES]

    @property
    def node(self) -> "Node":
        """The same for machines."""
        return dataset_node(self.publication, self.content)


@dataclass(frozen=True, slots=True)
class RegionReports:
    """The newest reports of a unit, the newest one of each unit below it, and what to expect where there is none."""

    unit: "Territory"
    newest: list[Printed]
    below: "list[Publication]"
    akimat: str
    close_day: int

    @property
    def nodes(self) -> "list[Node]":
        """What machines read of them."""
        return [printed.node for printed in self.newest]


def reports_of(place: "Territory", *, now: datetime) -> RegionReports:
    """Return what stands on the page of a place. Three queries.

    A place that lies deeper than a district shows the reports of its region: there are none about it.
    """
    is_deeper = place.region is not None and place.parent_id != place.region_id
    unit = place.region if is_deeper and place.region else place
    return RegionReports(
        unit=unit,
        newest=[Printed(one, content_of(one.content, language())) for one in newest_publications(unit, limit=NEWEST)],
        below=newest_below(unit),
        akimat=akimat_of(unit),
        close_day=terms_at(now).close_day,
    )

"""Whether the ledger has grown under a report: entries of its days and ground beyond the head it was counted at."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.db.models import Max

from places.models import Territory
from recognition.models import LedgerEntry
from reports.indicators import DIMENSIONS, FROM_PROFILES, Period, differences
from reports.models import Snapshot
from reports.queries.figures import figures_of
from reports.queries.selection import Selection, days_of
from reports.queries.snapshots import selection_about
from reports.queries.units import line_of, rows_below

Head = Mapping[int, int]
BY_PROFILE = frozenset(one.code for one in DIMENSIONS if one.source == FROM_PROFILES)


class Ends:
    """How far the ledger goes for the days of a period: the last position of every shard by place. Two queries."""

    def __init__(self, period: Period) -> None:
        rows = LedgerEntry.objects.filter(days_of(period)).order_by().values_list("territory", "shard")
        self._by_place: defaultdict[int, dict[int, int]] = defaultdict(dict)
        for place, shard, position in rows.annotate(Max("position")):
            self._by_place[place][shard] = position
        self._places = Territory.objects.in_bulk(list(self._by_place))

    def go_beyond(self, head: Head, selection: Selection) -> bool:
        """Say whether an entry of the ground lies beyond a head; places of a divided unit belong to all its parts."""
        counted = rows_below(selection.territory, selection.units, self._places.values())
        divided = set(selection.units.divided_into(selection.territory))
        return any(
            position > head.get(shard, 0)
            for pk, place in self._places.items()
            if pk in counted or line_of(place)[0] in divided
            for shard, position in self._by_place[pk].items()
        )


def is_overtaken(snapshot: Snapshot) -> bool:
    """Say whether the ledger gives other numbers than a report has; counted only if entries came after its head."""
    selection = selection_about(snapshot)
    if not Ends(snapshot.period).go_beyond(snapshot.positions, selection):
        return False
    return hours_differ(snapshot.content, figures_of(selection))


def hours_differ(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Say whether any number differs that comes from the ledger: profiles change, hours are corrected."""
    return any(one.table not in BY_PROFILE for one in differences(before, after))

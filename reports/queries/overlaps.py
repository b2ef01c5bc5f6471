"""Public reports that share ground and days with another one, whatever structure they are written in."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache

from reports.indicators import Period, structure_named, unit_day
from reports.models import Snapshot
from reports.queries.units import Units, rows_below


class Beside:
    """What is public on the days of some reports, to hold each of them against; read once for all of them.

    One query, and two for each day whose units count where something public shares ground with a report.
    """

    def __init__(self, snapshots: Sequence[Snapshot]) -> None:
        self._public = _public_beside(snapshots)
        self._units_on = cache(Units)
        self._grounds: dict[int, set[int]] = {}

    def in_another_structure(self, snapshot: Snapshot) -> Snapshot | None:
        """Return a public report about some of the same ground and days in another structure, if there is one.

        What one of them counts and the other does not would be a difference that nothing protects.
        """
        return self._first_on_its_ground(
            snapshot, (one for one in self._on_its_days(snapshot) if one.structure != snapshot.structure)
        )

    def across(self, snapshot: Snapshot) -> Snapshot | None:
        """Return a public report about some of the same ground whose days cross: neither period holds the other."""
        return self._first_on_its_ground(
            snapshot, (one for one in self._on_its_days(snapshot) if _cross(one.period, snapshot.period))
        )

    def without_a_bridge(self, snapshot: Snapshot) -> Snapshot | None:
        """Return a public report about other days and a larger or smaller unit that nothing public lies between.

        Its table of districts can be subtracted from this report, or this one's from it. Whoever has published the one
        unit for the days of the other has compared both with what lies between, and so has hidden what would tell.
        """
        public = self._on_its_days(snapshot)
        known = {(one.territory.code, one.period) for one in public}
        mine = snapshot.territory.code
        return self._first_on_its_ground(
            snapshot,
            (
                one
                for one in public
                if one.territory.code != mine
                and one.period != snapshot.period
                and not known & {(mine, one.period), (one.territory.code, snapshot.period)}
            ),
        )

    def _on_its_days(self, snapshot: Snapshot) -> list[Snapshot]:
        first, end = snapshot.first_day, snapshot.end_day
        return [one for one in self._public if one.first_day < end and one.end_day > first]

    def _first_on_its_ground(self, snapshot: Snapshot, others: Iterable[Snapshot]) -> Snapshot | None:
        return next((one for one in others if self._ground(snapshot) & self._ground(one)), None)

    def _ground(self, snapshot: Snapshot) -> set[int]:
        """Return the keys of all units that count in a report, by the units of its structure or by those of today."""
        if snapshot.pk not in self._grounds:
            structure = structure_named(snapshot.structure)
            days: set[date] = {date.max, unit_day(structure, snapshot.period) if structure else date.max}
            found: set[int] = {snapshot.territory_id}
            for units in map(self._units_on, days):
                found |= rows_below(snapshot.territory, units, units.known.values()).keys()
            self._grounds[snapshot.pk] = found
        return self._grounds[snapshot.pk]


def _public_beside(snapshots: Sequence[Snapshot]) -> list[Snapshot]:
    """Return the public reports of the whole country that share a day with one of some reports. One query."""
    if not snapshots:
        return []
    found = Snapshot.objects.filter(
        publication__isnull=False,
        first_day__lt=max(one.end_day for one in snapshots),
        end_day__gt=min(one.first_day for one in snapshots),
    )
    return list(found.select_related("territory__region").defer("figures", "head").order_by("pk"))


def _cross(one: Period, other: Period) -> bool:
    first, second = sorted((one, other), key=lambda period: (period.first_day, period.end_day))
    return first.first_day < second.first_day < first.end_day < second.end_day

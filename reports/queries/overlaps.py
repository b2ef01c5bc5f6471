"""Public reports that share ground and days with another one, whatever structure they are written in."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import cache

from django.db.models import QuerySet

from reports.indicators import Period, structure_named, unit_day
from reports.models import Snapshot
from reports.queries.units import Units, rows_below

UnitsOn = Callable[[date], Units]


def in_another_structure(snapshot: Snapshot) -> Snapshot | None:
    """Return a public report about some of the same ground and days in another structure, if there is one.

    What one of them counts and the other does not would be a difference that nothing protects.
    """
    return _first_on_its_ground(snapshot, _public_beside(snapshot).exclude(structure=snapshot.structure))


def across(snapshot: Snapshot) -> Snapshot | None:
    """Return a public report about some of the same ground whose days overlap and neither period holds the other."""
    return _first_on_its_ground(
        snapshot, [one for one in _public_beside(snapshot) if _cross(one.period, snapshot.period)]
    )


def without_a_bridge(snapshot: Snapshot) -> Snapshot | None:
    """Return a public report about other days and a larger or smaller unit that nothing public lies between.

    Its table of districts can be subtracted from this report, or this one's from it. Whoever has published the one
    unit for the days of the other has compared both with what lies between, and so has hidden what would tell.
    """
    public = list(_public_beside(snapshot))
    known = {(one.territory.code, one.period) for one in public}
    mine = snapshot.territory.code
    apart = [
        one
        for one in public
        if one.territory.code != mine
        and one.period != snapshot.period
        and not known & {(mine, one.period), (one.territory.code, snapshot.period)}
    ]
    return _first_on_its_ground(snapshot, apart)


def _public_beside(snapshot: Snapshot) -> QuerySet[Snapshot]:
    """Return the public reports that share a day with one, of the whole country."""
    found = Snapshot.objects.filter(
        publication__isnull=False, first_day__lt=snapshot.end_day, end_day__gt=snapshot.first_day
    )
    return found.select_related("territory__region").defer("figures", "head").order_by("pk")


def _cross(one: Period, other: Period) -> bool:
    first, second = sorted((one, other), key=lambda period: (period.first_day, period.end_day))
    return first.first_day < second.first_day < first.end_day < second.end_day


def _first_on_its_ground(snapshot: Snapshot, others: Iterable[Snapshot]) -> Snapshot | None:
    units_on: UnitsOn = cache(Units)
    own = _ground(snapshot, units_on)
    return next((one for one in others if own & _ground(one, units_on)), None)


def _ground(snapshot: Snapshot, units_on: UnitsOn) -> set[int]:
    """Return the keys of all units that count in a report, by the units of its structure or by those of today."""
    structure = structure_named(snapshot.structure)
    days = {date.max, unit_day(structure, snapshot.period) if structure else date.max}
    found: set[int] = {snapshot.territory_id}
    for units in map(units_on, days):
        found |= rows_below(snapshot.territory, units, units.known.values()).keys()
    return found

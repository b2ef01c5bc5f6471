"""Participation from the ledger: people counted once, minutes summed, per district, cause and month."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from core.enums import Cause
from places.models import Territory
from recognition.enums import EntryKind
from recognition.models import LedgerEntry
from reports.indicators import AgeBand, Period, youth_ages


@dataclass(frozen=True, slots=True)
class DistrictRow:
    """One district or city of the territory."""

    territory: Territory
    people: int
    minutes: int


@dataclass(frozen=True, slots=True)
class CauseRow:
    """One cause."""

    cause: Cause
    people: int
    minutes: int


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One month, named by its first day."""

    month: date
    people: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Participation:
    """Everything a page or a file of the report shows; ``people`` counts everybody once in the whole."""

    territory: Territory
    period: Period
    ages: AgeBand
    people: int
    minutes: int
    events: int
    organisations: int
    districts: list[DistrictRow]
    causes: list[CauseRow]
    months: list[MonthRow]


@dataclass(slots=True)
class _Tally:
    people: set[int] = field(default_factory=set)
    minutes: int = 0

    def add(self, person: int, minutes: int) -> None:
        self.people.add(person)
        self.minutes += minutes


def standing_credits(period: Period, ages: AgeBand) -> QuerySet[LedgerEntry]:
    """Return credited nobody took back, of people of an age band, for work on the local days of a period."""
    taken_back = LedgerEntry.objects.filter(attendance=OuterRef("attendance"), kind=EntryKind.REVERSAL)
    return LedgerEntry.objects.filter(
        ~Exists(taken_back),
        kind=EntryKind.CREDIT,
        worked_on__gte=period.first_day,
        worked_on__lt=period.end_day,
        age_years__range=(ages.youngest, ages.oldest),
    )


def participation(territory: Territory, period: Period, *, ages: AgeBand | None = None) -> Participation:
    """Count participation in a territory; four queries whatever the size."""
    band = ages or youth_ages(period.first_day)
    credited = standing_credits(period, band).filter(_inside(territory))
    districts: dict[int, _Tally] = defaultdict(_Tally)
    causes = {cause: _Tally() for cause in Cause.values}
    months = {month: _Tally() for month in period.months()}
    everything = _Tally()
    home_of = _district_of(territory, credited)
    rows = (
        credited.annotate(month=TruncMonth("worked_on"))
        .order_by()
        .values_list("volunteer_id", "territory_id", "cause", "month")
        .annotate(total=Sum("minutes"))
    )
    for person, place, cause, month, minutes in rows.iterator(chunk_size=5000):
        for tally in (everything, districts[home_of[place].pk], causes[cause], months[month]):
            tally.add(person, minutes)
    opportunity = "attendance__signup__shift__opportunity_id"
    named = {unit.pk: unit for unit in home_of.values()}
    return Participation(
        territory=territory,
        period=period,
        ages=band,
        people=len(everything.people),
        minutes=everything.minutes,
        events=credited.values(opportunity).distinct().count(),
        organisations=credited.values("organisation_id").distinct().count(),
        districts=_largest_first(
            DistrictRow(named[pk], len(tally.people), tally.minutes) for pk, tally in districts.items()
        ),
        causes=[CauseRow(Cause(code), len(tally.people), tally.minutes) for code, tally in causes.items()],
        months=[MonthRow(month, len(tally.people), tally.minutes) for month, tally in months.items()],
    )


def people_by_region(period: Period, *, ages: AgeBand | None = None) -> dict[str, int]:
    """Count distinct people by the first two digits of the region's code, for the tile map; one query."""
    band = ages or youth_ages(period.first_day)
    pairs = (
        standing_credits(period, band)
        .order_by()
        .values_list("volunteer_id", "territory__code", "territory__region__code")
        .distinct()
    )
    people: dict[str, set[int]] = defaultdict(set)
    for person, code, region_code in pairs.iterator(chunk_size=5000):
        people[(region_code or code)[:2]].add(person)
    return {code: len(found) for code, found in people.items()}


def _inside(territory: Territory) -> Q:
    return Q(territory=territory) | Q(territory__path__startswith=territory.inner_path)


def _district_of(territory: Territory, credited: QuerySet[LedgerEntry]) -> dict[int, Territory]:
    """Map every place of the credited to the unit directly below the territory that holds it, or to itself."""
    places = Territory.objects.in_bulk(set(credited.order_by().values_list("territory_id", flat=True).distinct()))
    depth = len(territory.inner_path.strip("/").split("/"))
    above: dict[int, int] = {}
    for place in places.values():
        line = [*(int(pk) for pk in place.path.strip("/").split("/") if pk), place.pk]
        above[place.pk] = line[min(depth, len(line) - 1)]
    units = Territory.objects.in_bulk(set(above.values()) - places.keys()) | places
    return {place: units[unit] for place, unit in above.items()}


def _largest_first(rows: Iterable[DistrictRow]) -> list[DistrictRow]:
    return sorted(rows, key=lambda row: (-row.people, -row.minutes, row.territory.pk))

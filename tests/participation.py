"""Participation counted straight from the ledger, the slow way: what the cube has to agree with at any moment."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Exists, OuterRef, QuerySet, Sum
from django.db.models.functions import TruncMonth

from core.enums import Cause
from ngos.models import Organisation
from places.models import Territory
from recognition.models import LedgerEntry
from reports.indicators import AgeBand, Period, youth_ages
from reports.queries import CauseRow, DistrictRow, MonthRow, OrganisationRow, Participation, Totals
from reports.queries.participation import largest_first, most_hours_first, within

OPPORTUNITY = "attendance__signup__shift__opportunity"


@dataclass(slots=True)
class _Tally:
    people: set[int] = field(default_factory=set)
    minutes: int = 0

    def add(self, person: int, minutes: int) -> None:
        self.people.add(person)
        self.minutes += minutes


def standing_credits(period: Period, ages: AgeBand) -> QuerySet[LedgerEntry]:
    """Return credits nobody took back, of people of an age band, for work on the local days of a period."""
    return _standing().filter(
        worked_on__gte=period.first_day,
        worked_on__lt=period.end_day,
        age_years__range=(ages.youngest, ages.oldest),
    )


def participation(territory: Territory, period: Period, *, ages: AgeBand | None = None) -> Participation:
    """Count participation in a territory; at most eight queries whatever the size."""
    band = ages or youth_ages(period.first_day)
    credited = standing_credits(period, band).filter(within(territory))
    everything = _Tally()
    causes = {cause: _Tally() for cause in Cause.values}
    months = {month: _Tally() for month in period.months()}
    districts: dict[int, _Tally] = defaultdict(_Tally)
    organisations: dict[int, _Tally] = defaultdict(_Tally)
    unit_of = _district_of(territory, credited)
    rows = (
        credited.annotate(month=TruncMonth("worked_on"))
        .order_by()
        .values_list("volunteer_id", "territory_id", "cause", "month", "organisation_id")
        .annotate(total=Sum("minutes"))
    )
    for person, place, cause, month, organisation, minutes in rows.iterator(chunk_size=5000):
        tallies = (districts[unit_of[place].pk], causes[cause], months[month], organisations[organisation])
        for tally in (everything, *tallies):
            tally.add(person, minutes)
    units = {unit.pk: unit for unit in unit_of.values()}
    named = Organisation.objects.in_bulk(list(organisations))
    return Participation(
        territory=territory,
        period=period,
        ages=band,
        people=len(everything.people),
        newcomers=_newcomers(credited, period),
        minutes=everything.minutes,
        events=credited.aggregate(found=Count(OPPORTUNITY, distinct=True))["found"],
        districts=largest_first(DistrictRow(units[pk], len(x.people), x.minutes) for pk, x in districts.items()),
        causes=[CauseRow(Cause(code), len(x.people), x.minutes) for code, x in causes.items()],
        months=[MonthRow(month, len(x.people), x.minutes) for month, x in months.items()],
        organisation_rows=most_hours_first(
            OrganisationRow(named[pk], len(x.people), x.minutes) for pk, x in organisations.items()
        ),
        evidence=dict(Counter(credited.values_list("evidence", flat=True))),
    )


def totals(territory: Territory, period: Period, *, ages: AgeBand) -> Totals:
    """Count what participation counts, without the parts; one query."""
    found = (
        standing_credits(period, ages)
        .filter(within(territory))
        .aggregate(
            people=Count("volunteer", distinct=True),
            minutes=Sum("minutes", default=0),
            events=Count(OPPORTUNITY, distinct=True),
            organisations=Count("organisation", distinct=True),
        )
    )
    return Totals(**found)


def people_by_month(territory: Territory, period: Period, *, ages: AgeBand) -> dict[date, int]:
    """Count distinct people of every month of a period, named by its first day; one query."""
    found = (
        standing_credits(period, ages)
        .filter(within(territory))
        .annotate(month=TruncMonth("worked_on"))
        .order_by()
        .values_list("month")
        .annotate(people=Count("volunteer", distinct=True))
    )
    return dict.fromkeys(period.months(), 0) | dict(found)


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


def _standing() -> QuerySet[LedgerEntry]:
    return LedgerEntry.objects.standing()


def _newcomers(credited: QuerySet[LedgerEntry], period: Period) -> int:
    before = _standing().filter(volunteer=OuterRef("volunteer"), worked_on__lt=period.first_day)
    found = credited.filter(~Exists(before)).aggregate(found=Count("volunteer", distinct=True))
    return int(found["found"])


def _district_of(territory: Territory, credited: QuerySet[LedgerEntry]) -> dict[int, Territory]:
    """Map every place of the credits to the unit directly below the territory that holds it, or to itself."""
    places = Territory.objects.in_bulk(set(credited.order_by().values_list("territory_id", flat=True).distinct()))
    depth = len(territory.inner_path.strip("/").split("/"))
    above: dict[int, int] = {}
    for place in places.values():
        line = [*(int(pk) for pk in place.path.strip("/").split("/") if pk), place.pk]
        above[place.pk] = line[min(depth, len(line) - 1)]
    units = Territory.objects.in_bulk(set(above.values()) - places.keys()) | places
    return {place: units[unit] for place, unit in above.items()}

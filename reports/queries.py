"""Participation from the ledger: people counted once, minutes summed, per district, cause and month."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from core.enums import Cause
from events.enums import OpportunityStatus, Outcome, ShiftStatus, SignUpStatus
from events.models import Opportunity, SignUp
from ngos.models import Organisation
from places.models import Territory
from recognition.enums import EntryKind
from recognition.models import LedgerEntry
from reports.errors import PeriodUnreadable
from reports.indicators import AgeBand, Period, read_period, youth_ages

OPPORTUNITY = "attendance__signup__shift__opportunity"
ECHOED_LETTERS = 30


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
class OrganisationRow:
    """One organisation whose volunteers these were."""

    organisation: Organisation
    people: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Participation:
    """Everything a page or a file of the report shows; ``people`` counts everybody once in the whole.

    ``newcomers`` are those of the people with no standing credit anywhere before the period.
    """

    territory: Territory
    period: Period
    ages: AgeBand
    people: int
    newcomers: int
    minutes: int
    events: int
    districts: list[DistrictRow]
    causes: list[CauseRow]
    months: list[MonthRow]
    organisation_rows: list[OrganisationRow]

    @property
    def organisations(self) -> int:
        """Organisations with at least one credit."""
        return len(self.organisation_rows)


@dataclass(frozen=True, slots=True)
class Totals:
    """The four numbers of a period without its parts."""

    people: int
    minutes: int
    events: int
    organisations: int


@dataclass(frozen=True, slots=True)
class HeldPlaces:
    """What became of the places people held on shifts that are over, whatever their age."""

    confirmed: int
    absent: int
    taken_back: int
    waiting: int

    @property
    def total(self) -> int:
        """Every held place."""
        return self.confirmed + self.absent + self.taken_back + self.waiting


@dataclass(slots=True)
class _Tally:
    people: set[int] = field(default_factory=set)
    minutes: int = 0

    def add(self, person: int, minutes: int) -> None:
        self.people.add(person)
        self.minutes += minutes


def get_period(text: str) -> Period:
    """Return the period a text names: a year, a quarter or a month. Raises PeriodUnreadable."""
    period = read_period(text)
    if period is None:
        raise PeriodUnreadable(period=text[:ECHOED_LETTERS])
    return period


def standing_credits(period: Period, ages: AgeBand) -> QuerySet[LedgerEntry]:
    """Return credits nobody took back, of people of an age band, for work on the local days of a period."""
    return _standing().filter(
        worked_on__gte=period.first_day,
        worked_on__lt=period.end_day,
        age_years__range=(ages.youngest, ages.oldest),
    )


def participation(territory: Territory, period: Period, *, ages: AgeBand | None = None) -> Participation:
    """Count participation in a territory; at most seven queries whatever the size."""
    band = ages or youth_ages(period.first_day)
    credited = standing_credits(period, band).filter(_inside(territory))
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
        districts=_largest_first(DistrictRow(units[pk], len(x.people), x.minutes) for pk, x in districts.items()),
        causes=[CauseRow(Cause(code), len(x.people), x.minutes) for code, x in causes.items()],
        months=[MonthRow(month, len(x.people), x.minutes) for month, x in months.items()],
        organisation_rows=_most_hours_first(
            OrganisationRow(named[pk], len(x.people), x.minutes) for pk, x in organisations.items()
        ),
    )


def totals(territory: Territory, period: Period, *, ages: AgeBand) -> Totals:
    """Count what participation counts, without the parts; one query."""
    found = (
        standing_credits(period, ages)
        .filter(_inside(territory))
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
        .filter(_inside(territory))
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


def held_places(territory: Territory, period: Period, *, now: datetime) -> HeldPlaces:
    """Count what became of the held places on shifts of a period that are over; one query."""
    taken_back = LedgerEntry.objects.filter(
        attendance__signup=OuterRef("pk"), kind=EntryKind.REVERSAL, followed_by=None
    )
    remote = Q(shift__opportunity__is_remote=True)
    came = Q(attendance__outcome=Outcome.PRESENT)
    found = (
        SignUp.objects.filter(
            (remote & _inside(territory, "volunteer__home"))
            | (~remote & _inside(territory, "shift__opportunity__venue")),
            status=SignUpStatus.CONFIRMED,
            shift__status=ShiftStatus.PLANNED,
            shift__ends_at__lte=now,
            shift__starts_on__gte=period.first_day,
            shift__starts_on__lt=period.end_day,
        )
        .annotate(is_taken_back=Exists(taken_back))
        .aggregate(
            confirmed=Count("pk", filter=came & Q(is_taken_back=False)),
            absent=Count("pk", filter=Q(attendance__outcome=Outcome.ABSENT)),
            taken_back=Count("pk", filter=came & Q(is_taken_back=True)),
            waiting=Count("pk", filter=Q(attendance__isnull=True)),
        )
    )
    return HeldPlaces(**found)


def planned_events(territory: Territory, period: Period, *, now: datetime) -> int:
    """Count published opportunities with a shift in the period that has not begun, at a place in the territory."""
    return (
        Opportunity.objects.filter(
            _inside(territory, "venue"),
            status=OpportunityStatus.PUBLISHED,
            shifts__status=ShiftStatus.PLANNED,
            shifts__starts_at__gt=now,
            shifts__starts_on__gte=period.first_day,
            shifts__starts_on__lt=period.end_day,
        )
        .distinct()
        .count()
    )


def _standing() -> QuerySet[LedgerEntry]:
    return LedgerEntry.objects.standing()


def _newcomers(credited: QuerySet[LedgerEntry], period: Period) -> int:
    before = _standing().filter(volunteer=OuterRef("volunteer"), worked_on__lt=period.first_day)
    found = credited.filter(~Exists(before)).aggregate(found=Count("volunteer", distinct=True))
    return int(found["found"])


def _inside(territory: Territory, at: str = "territory") -> Q:
    return Q(**{at: territory}) | Q(**{f"{at}__path__startswith": territory.inner_path})


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


def _largest_first(rows: Iterable[DistrictRow]) -> list[DistrictRow]:
    return sorted(rows, key=lambda row: (-row.people, -row.minutes, row.territory.pk))


def _most_hours_first(rows: Iterable[OrganisationRow]) -> list[OrganisationRow]:
    return sorted(rows, key=lambda row: (-row.minutes, -row.people, row.organisation.pk))

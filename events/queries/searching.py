"""Finding opportunities: by place, days, cause and words, nearest or soonest first."""

import math
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, NamedTuple
from uuid import UUID

from django.db.models import F, Q, QuerySet, Sum
from django.utils.timezone import localdate

from core.text import fold
from events.eligibility import ADULT_AGE_YEARS, birthday, rules_between
from events.enums import ADULT_CAUSES, ALL_HAZARDS, BARRED_FOR_MINORS
from events.models import Opportunity, Shift, ShiftRole
from ngos.enums import OrganisationStatus
from ngos.models import Organisation
from places.distance import GeoPoint, bounding_box, distances_km, geodesic_km
from places.models import Territory
from volunteers.models import Volunteer

HAZARDS_FOR_MINORS = [hazards for hazards in range(ALL_HAZARDS + 1) if not hazards & BARRED_FOR_MINORS]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpportunityFilter:
    """What somebody looks for; an empty value does not filter.

    ``within_km`` in kilometres from ``near``; dates are local dates of a shift, ``until_on`` not included. For an
    ``age`` below 18, nothing is found that the law keeps minors from, by day or by night; for somebody who comes
    of age ``of_age_on`` a day, nothing of the kind before that day.
    """

    near: GeoPoint | None = None
    within_km: float | None = None
    from_on: date | None = None
    until_on: date | None = None
    causes: frozenset[str] = frozenset()
    territory: Territory | None = None
    organisation: Organisation | None = None
    skills: frozenset[str] = frozenset()
    age: int | None = None
    of_age_on: date | None = None
    languages: int = 0
    step_free: bool = False
    online: Literal["too", "only", "no"] = "no"
    text: str = ""
    order: Literal["nearest", "soonest"] = "nearest"


@dataclass(frozen=True, slots=True)
class OpportunityRow:
    """One opportunity of a list with its next open shift; distance in kilometres, bearing in degrees from north."""

    opportunity: Opportunity
    next_shift: Shift
    seats_left: int
    capacity: int
    distance_km: float | None
    bearing: float | None


class SearchPosition(NamedTuple):
    """Where a row stands in a list: kilometres (0 in order of time, infinity for online work), start, public id."""

    distance_km: float
    starts_at: datetime
    public_id: UUID


@dataclass(frozen=True, slots=True)
class OpportunityPage:
    """A page of a list, the length of the whole, and where the page ends if more follows."""

    rows: tuple[OpportunityRow, ...]
    total: int
    ends_at: SearchPosition | None = None


@dataclass(frozen=True, slots=True)
class _Hit:
    opportunity_id: int
    public_id: UUID
    shift_id: int
    starts_at: datetime
    latitude: float | None
    longitude: float | None
    is_remote: bool
    seats_left: int
    capacity: int


def public_shifts(now: datetime) -> QuerySet[Shift]:
    """Return shifts the public may join: planned, ahead, of published opportunities of verified organisations."""
    return (
        Shift.objects.public()
        .starting_after(now)
        .filter(opportunity__organisation__status=OrganisationStatus.VERIFIED)
    )


def search_opportunities(
    criteria: OpportunityFilter,
    *,
    now: datetime,
    offset: int = 0,
    limit: int = 20,
    after: SearchPosition | None = None,
) -> OpportunityPage:
    """Find opportunities with a free seat on a shift ahead; a constant number of queries.

    Nearest first counts online work as farthest; equal rows are ordered by start and then by id. ``after`` continues
    behind a position, whatever has come or gone in front of it.
    """
    hits = _next_shift_hits(_shifts_for(criteria, now))
    distances = _distances(criteria.near, hits)
    if criteria.near is not None and criteria.within_km is not None:
        limit_km = criteria.within_km
        hits = [hit for hit in hits if hit.is_remote or distances[hit.opportunity_id] <= limit_km]
    by_distance = criteria.order == "nearest" and criteria.near is not None
    standing = {
        SearchPosition(distances[hit.opportunity_id] if by_distance else 0.0, hit.starts_at, hit.public_id): hit
        for hit in hits
    }
    order = sorted(place for place in standing if after is None or place > after)
    shown = order[offset : offset + limit]
    more = offset + limit < len(order)
    rows = _rows([standing[place] for place in shown], criteria.near)
    return OpportunityPage(rows=rows, total=len(hits), ends_at=shown[-1] if more and shown else None)


def _shifts_for(criteria: OpportunityFilter, now: datetime) -> QuerySet[Shift]:
    wanted = Q()
    if criteria.from_on:
        wanted &= Q(starts_on__gte=criteria.from_on)
    if criteria.until_on:
        wanted &= Q(starts_on__lt=criteria.until_on)
    if criteria.organisation:
        wanted &= Q(opportunity__organisation=criteria.organisation)
    if criteria.causes:
        wanted &= Q(opportunity__cause__in=criteria.causes)
    shifts = _for_person(public_shifts(now).filter(wanted), criteria, now)
    return _in_words(_in_place(shifts, criteria), criteria.text)


def _for_person(shifts: QuerySet[Shift], criteria: OpportunityFilter, now: datetime) -> QuerySet[Shift]:
    if criteria.age is not None:
        shifts = shifts.filter(opportunity__min_age__lte=criteria.age)
        if criteria.age < ADULT_AGE_YEARS:
            shifts = shifts.filter(lawful_for_minors("opportunity__") & _by_day(now))
    if criteria.of_age_on is not None:
        lawful = lawful_for_minors("opportunity__") & _by_day(now)
        shifts = shifts.filter(lawful | Q(starts_on__gte=criteria.of_age_on))
    if criteria.languages:
        shared = F("opportunity__languages").bitand(criteria.languages)
        shifts = shifts.alias(shared=shared).filter(shared__gt=0)
    if criteria.step_free:
        shifts = shifts.filter(Q(opportunity__is_step_free=True) | Q(opportunity__is_remote=True))
    if criteria.skills:
        asking = ShiftRole.objects.filter(skills__skill__code__in=criteria.skills)
        shifts = shifts.filter(pk__in=asking.values("shift_id"))
    return shifts


def lawful_for_minors(opportunity: str = "") -> Q:
    """Filter for work that no ban keeps people under 18 from; ``opportunity`` is the way to it, such as ``shift__``.

    What is not declared yet is not among it.
    """
    return Q(
        **{
            f"{opportunity}is_hazard_declared": True,
            f"{opportunity}hazards__in": HAZARDS_FOR_MINORS,
            f"{opportunity}has_child_contact": False,
        }
    ) & ~Q(**{f"{opportunity}cause__in": sorted(ADULT_CAUSES)})


def _by_day(now: datetime) -> Q:
    """Filter for shifts outside the hours of night, under every set of rules that holds on or after today."""
    today, by_day = localdate(now), Q(starts_on=F("ends_on"))
    for rules in rules_between(today, date.max):
        by_day &= Q(start_time__gte=rules.night_until, end_time__lte=rules.night_from)
    return by_day


def _in_words(shifts: QuerySet[Shift], text: str) -> QuerySet[Shift]:
    for word in fold(text).split():
        shifts = shifts.filter(opportunity__search_text__contains=word)
    return shifts


def _in_place(shifts: QuerySet[Shift], criteria: OpportunityFilter) -> QuerySet[Shift]:
    here = Q()
    if criteria.territory:
        inside = criteria.territory
        here &= Q(opportunity__venue=inside) | Q(opportunity__venue__path__startswith=inside.inner_path)
    if criteria.near is not None and criteria.within_km is not None:
        box = bounding_box(criteria.near, criteria.within_km)
        here &= Q(
            opportunity__latitude__range=(box.south, box.north), opportunity__longitude__range=(box.west, box.east)
        )
    if criteria.online == "only":
        return shifts.filter(opportunity__is_remote=True)
    if criteria.online == "no":
        return shifts.filter(here, opportunity__is_remote=False)
    return shifts.filter(Q(opportunity__is_remote=True) | here) if here else shifts


def day_of_age(volunteer: Volunteer | None) -> date | None:
    """Return the day on which a person comes of age, past or to come; nothing of somebody without a profile."""
    return birthday(volunteer.birth_date, ADULT_AGE_YEARS) if volunteer else None


def _next_shift_hits(shifts: QuerySet[Shift]) -> list[_Hit]:
    seats = (
        shifts.annotate(seats_left=Sum(F("roles__capacity") - F("roles__taken_count")), seats=Sum("roles__capacity"))
        .filter(seats_left__gt=0)
        .order_by("starts_at", "pk")
        .values_list(
            "opportunity_id",
            "opportunity__public_id",
            "pk",
            "starts_at",
            "opportunity__latitude",
            "opportunity__longitude",
            "opportunity__is_remote",
            "seats_left",
            "seats",
        )
    )
    first: dict[int, _Hit] = {}
    for row in seats.iterator(chunk_size=5000):
        first.setdefault(row[0], _Hit(*row))
    return list(first.values())


def _distances(near: GeoPoint | None, hits: list[_Hit]) -> dict[int, float]:
    placed = [hit for hit in hits if not hit.is_remote and hit.latitude is not None and hit.longitude is not None]
    far = dict.fromkeys((hit.opportunity_id for hit in hits), math.inf)
    if near is None or not placed:
        return far
    measured = distances_km(near, [hit.latitude or 0.0 for hit in placed], [hit.longitude or 0.0 for hit in placed])
    return far | {hit.opportunity_id: float(km) for hit, km in zip(placed, measured, strict=True)}


def _rows(hits: list[_Hit], near: GeoPoint | None) -> tuple[OpportunityRow, ...]:
    opportunities = Opportunity.objects.select_related("organisation", "venue", "venue__region", "programme").in_bulk(
        [hit.opportunity_id for hit in hits]
    )
    shifts = Shift.objects.in_bulk([hit.shift_id for hit in hits])
    return tuple(
        OpportunityRow(
            opportunity=opportunities[hit.opportunity_id],
            next_shift=shifts[hit.shift_id],
            seats_left=hit.seats_left,
            capacity=hit.capacity,
            distance_km=distance_to(opportunities[hit.opportunity_id], near),
            bearing=bearing_to(opportunities[hit.opportunity_id], near),
        )
        for hit in hits
    )


def distance_to(opportunity: Opportunity, near: GeoPoint | None) -> float | None:
    """Return the geodesic distance in kilometres, or nothing for online work or an unknown start."""
    if near is None or opportunity.is_remote or opportunity.latitude is None or opportunity.longitude is None:
        return None
    return geodesic_km(near, GeoPoint(opportunity.latitude, opportunity.longitude))


def bearing_to(opportunity: Opportunity, near: GeoPoint | None) -> float | None:
    """Return the direction in degrees clockwise from north, 0 to 360, or nothing where no place is shown."""
    if near is None or opportunity.is_remote or opportunity.is_place_protected:
        return None
    if opportunity.latitude is None or opportunity.longitude is None:
        return None
    start, end = math.radians(near.latitude), math.radians(opportunity.latitude)
    turn = math.radians(opportunity.longitude - near.longitude)
    east = math.sin(turn) * math.cos(end)
    north = math.cos(start) * math.sin(end) - math.sin(start) * math.cos(end) * math.cos(turn)
    return math.degrees(math.atan2(east, north)) % 360


def open_seats_by_region(*, now: datetime, until: datetime) -> dict[str, int]:
    """Count free seats of on-site shifts by the first two digits of the region's code."""
    counts: dict[str, int] = defaultdict(int)
    free = F("roles__capacity") - F("roles__taken_count")
    rows = (
        public_shifts(now)
        .filter(starts_at__lt=until, opportunity__is_remote=False)
        .values("opportunity__venue__code", "opportunity__venue__region__code")
        .annotate(free=Sum(free))
        .order_by()
    )
    for row in rows:
        code = row["opportunity__venue__region__code"] or row["opportunity__venue__code"]
        counts[code[:2]] += row["free"] or 0
    return dict(counts)

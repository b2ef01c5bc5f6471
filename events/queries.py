"""Reads about opportunities, shifts and sign-ups."""

import math
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple
from uuid import UUID

from django.db.models import Count, F, Max, Q, QuerySet, Sum

from accounts.queries import has_guardian_consent
from core.text import fold
from events.eligibility import ADULT_AGE_YEARS, Gate, PersonFacts, RoleFacts, failed_gates
from events.enums import OpportunityStatus, ShiftStatus
from events.models import Attendance, Opportunity, Programme, Shift, ShiftRole, SignUp
from ngos.enums import OrganisationStatus
from ngos.models import Organisation
from places.distance import GeoPoint, bounding_box, distances_km, geodesic_km
from places.models import Territory
from volunteers.models import Volunteer

# Between two shifts a person needs this pause, and time to travel at this speed. docs/sources.md, "Travel time".
PAUSE_MINUTES = 15
TRAVEL_KM_PER_HOUR = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class OpportunityFilter:
    """What somebody looks for; an empty value does not filter.

    ``within_km`` in kilometres from ``near``; dates are local dates of a shift, ``until_on`` not included.
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
class ShiftRow:
    """A shift with its roles and its seats."""

    shift: Shift
    roles: list[ShiftRole]
    seats_left: int
    capacity: int


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
    shifts = _for_person(public_shifts(now).filter(wanted), criteria)
    return _in_words(_in_place(shifts, criteria), criteria.text)


def _for_person(shifts: QuerySet[Shift], criteria: OpportunityFilter) -> QuerySet[Shift]:
    if criteria.age is not None:
        shifts = shifts.filter(opportunity__min_age__lte=criteria.age)
    if criteria.languages:
        shared = F("opportunity__languages").bitand(criteria.languages)
        shifts = shifts.alias(shared=shared).filter(shared__gt=0)
    if criteria.step_free:
        shifts = shifts.filter(Q(opportunity__is_step_free=True) | Q(opportunity__is_remote=True))
    if criteria.skills:
        asking = ShiftRole.objects.filter(skills__skill__code__in=criteria.skills)
        shifts = shifts.filter(pk__in=asking.values("shift_id"))
    return shifts


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
    """Return the direction in degrees clockwise from north, 0 to 360, or nothing where there is no place."""
    if near is None or opportunity.is_remote or opportunity.latitude is None or opportunity.longitude is None:
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


def open_shifts(opportunity: Opportunity, *, now: datetime) -> list[ShiftRow]:
    """Return the planned shifts ahead with their roles and skills, soonest first; two queries more than none."""
    shifts = (
        Shift.objects.planned()
        .starting_after(now)
        .filter(opportunity=opportunity)
        .prefetch_related("roles__skills__skill")
        .order_by("starts_at", "pk")
    )
    return [shift_row(shift) for shift in shifts]


def shift_row(shift: Shift) -> ShiftRow:
    """Put a shift with prefetched roles into a row."""
    roles = sorted(shift.roles.all(), key=lambda role: (role.position, role.pk))
    return ShiftRow(
        shift=shift,
        roles=roles,
        seats_left=sum(role.free_count for role in roles),
        capacity=sum(role.capacity for role in roles),
    )


def person_facts(volunteer: Volunteer, *, on: date) -> PersonFacts:
    """Gather what the gates need to know of a person on the local day of a shift."""
    age = volunteer.age_on(on)
    return PersonFacts(
        age_years=age,
        has_guardian_consent=age < ADULT_AGE_YEARS and has_guardian_consent(volunteer.user, on=on),
        languages=volunteer.languages,
        skill_levels=dict(volunteer.skills.values_list("skill__code", "level")),
    )


def role_facts(role: ShiftRole) -> RoleFacts:
    """Gather what the gates need to know of a role; its shift and opportunity should be loaded."""
    opportunity = role.shift.opportunity
    return RoleFacts(
        min_age_years=max(opportunity.min_age, role.min_age or 0),
        is_for_adults=opportunity.is_for_adults,
        languages=role.languages,
        required_levels={
            need.skill.code: need.level for need in role.skills.select_related("skill") if need.is_required
        },
    )


def eligibility_gates(role: ShiftRole, volunteer: Volunteer) -> list[Gate]:
    """Return the gates this person fails for this role on the local day its shift starts."""
    return failed_gates(person_facts(volunteer, on=role.shift.starts_on), role_facts(role))


def clashing_signup(volunteer: Volunteer, shift: Shift) -> SignUp | None:
    """Return a held seat of the person that leaves no time for the shift, counting the pause and the way between."""
    margin = timedelta(hours=24)
    near_in_time = (
        SignUp.objects.holding_a_seat()
        .filter(
            volunteer=volunteer,
            shift__starts_at__lt=shift.ends_at + margin,
            shift__ends_at__gt=shift.starts_at - margin,
        )
        .exclude(shift=shift)
        .select_related("shift", "shift__opportunity")
        .order_by("shift__starts_at", "pk")
    )
    return next((signup for signup in near_in_time if shifts_clash(signup.shift, shift)), None)


def shifts_clash(one: Shift, other: Shift) -> bool:
    """Say whether one person cannot do both: they overlap, or the gap is shorter than the way between.

    Two shifts at the same place, or with online work on either side, may touch.
    """
    earlier, later = sorted((one, other), key=lambda shift: (shift.starts_at, shift.ends_at))
    return later.starts_at < earlier.ends_at + travel_time(earlier, later)


def travel_time(one: Shift, other: Shift) -> timedelta:
    """Return the time needed between two shifts: none where nobody has to move, else pause and way."""
    here, there = one.opportunity, other.opportunity
    if here.is_remote or there.is_remote or here.pk == there.pk:
        return timedelta()
    if None in (here.latitude, here.longitude, there.latitude, there.longitude):
        return timedelta(minutes=PAUSE_MINUTES)
    km = geodesic_km(
        GeoPoint(here.latitude or 0.0, here.longitude or 0.0), GeoPoint(there.latitude or 0.0, there.longitude or 0.0)
    )
    if km == 0:
        return timedelta()
    return timedelta(minutes=PAUSE_MINUTES + math.ceil(km / TRAVEL_KM_PER_HOUR * 60))


def signups_of(volunteer: Volunteer) -> QuerySet[SignUp]:
    """Return everything a person signed up for, soonest shift first, ready to show."""
    return (
        SignUp.objects.filter(volunteer=volunteer)
        .select_related(
            "role",
            "shift",
            "shift__opportunity",
            "shift__opportunity__organisation",
            "shift__opportunity__venue",
            "attendance",
        )
        .order_by("shift__starts_at", "pk")
    )


def roster(opportunity: Opportunity) -> list[Shift]:
    """Return the shifts of an opportunity with roles and seat-holding people prefetched, soonest first."""
    return list(
        Shift.objects.filter(opportunity=opportunity)
        .prefetch_related("roles__skills__skill", "roles__signups__volunteer__user", "roles__signups__attendance")
        .order_by("starts_at", "pk")
    )


def door_list(shift: Shift) -> QuerySet[SignUp]:
    """Return the confirmed people of a shift by name, with attendance where it is recorded."""
    return (
        SignUp.objects.confirmed()
        .filter(shift=shift)
        .select_related("role", "volunteer", "volunteer__user", "shift", "attendance")
        .order_by("volunteer__user__full_name", "pk")
    )


def organisation_opportunities(organisation: Organisation) -> QuerySet[Opportunity]:
    """Return all opportunities of an organisation, drafts included, newest first."""
    return (
        Opportunity.objects.filter(organisation=organisation)
        .select_related("venue", "organisation")
        .annotate(seats=Sum("shifts__roles__capacity"), taken=Sum("shifts__roles__taken_count"))
        .order_by("-created_at", "-pk")
    )


def waiting_for_confirmation(organisation: Organisation, *, now: datetime) -> QuerySet[SignUp]:
    """Return confirmed places on shifts that are over and have no attendance yet, oldest first."""
    return (
        SignUp.objects.confirmed()
        .filter(shift__opportunity__organisation=organisation, shift__ends_at__lte=now, attendance__isnull=True)
        .exclude(shift__status=ShiftStatus.CANCELLED)
        .select_related("role", "shift", "shift__opportunity", "volunteer", "volunteer__user", "attendance")
        .order_by("shift__starts_at", "volunteer__user__full_name", "pk")
    )


def programmes_on(day: date) -> QuerySet[Programme]:
    """Return the programmes that run on a day."""
    running = Q(valid_until__isnull=True) | Q(valid_until__gt=day)
    return Programme.objects.filter(running, Q(valid_from__isnull=True) | Q(valid_from__lte=day)).order_by("code")


def attended_counts(volunteers: QuerySet[Volunteer]) -> dict[int, int]:
    """Return how many shifts each of the people came to, by primary key; people without any are absent."""
    came = Attendance.objects.filter(minutes__gt=0, signup__volunteer__in=volunteers)
    rows = came.order_by().values("signup__volunteer_id").annotate(times=Count("pk"))
    return {row["signup__volunteer_id"]: row["times"] for row in rows}


def published_opportunities() -> QuerySet[Opportunity]:
    """Return what the public may open, whatever its dates."""
    return Opportunity.objects.exclude(status=OpportunityStatus.DRAFT).select_related("organisation", "venue")


def shifts_to_run(organisation: Organisation, *, now: datetime) -> QuerySet[Shift]:
    """Return the planned shifts of an organisation that are not over, with their roles, soonest first."""
    return (
        Shift.objects.planned()
        .filter(opportunity__organisation=organisation, ends_at__gt=now)
        .filter(opportunity__status__in=(OpportunityStatus.PUBLISHED, OpportunityStatus.CLOSED))
        .select_related("opportunity", "opportunity__venue")
        .prefetch_related("roles")
        .order_by("starts_at", "pk")
    )


def recent_signups(organisation: Organisation, *, since: datetime) -> QuerySet[SignUp]:
    """Return the places people have taken or were offered since a moment and still hold, newest first."""
    return (
        SignUp.objects.holding_a_seat()
        .filter(shift__opportunity__organisation=organisation, made_at__gte=since)
        .select_related("role", "shift", "shift__opportunity", "volunteer", "volunteer__user")
        .order_by("-made_at", "-pk")
    )


def people_who_came(organisation: Organisation) -> QuerySet[Volunteer]:
    """Return everybody who came at least once, with ``times``, ``minutes`` and ``last_on``; the latest first."""
    return (
        Volunteer.objects.filter(
            signups__shift__opportunity__organisation=organisation, signups__attendance__minutes__gt=0
        )
        .select_related("user")
        .annotate(
            times=Count("signups"),
            minutes=Sum("signups__attendance__minutes"),
            last_on=Max("signups__shift__starts_on"),
        )
        .order_by("-last_on", "user__full_name", "pk")
    )

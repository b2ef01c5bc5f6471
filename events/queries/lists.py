"""Lists for pages: shifts of an opportunity, rosters, doors, and what people signed up for."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Max, QuerySet, Sum

from events.enums import OpportunityStatus, ShiftStatus
from events.models import Opportunity, Shift, ShiftRole, SignUp
from ngos.models import Organisation
from volunteers.models import Volunteer


@dataclass(frozen=True, slots=True)
class ShiftRow:
    """A shift with its roles and its seats."""

    shift: Shift
    roles: list[ShiftRole]
    seats_left: int
    capacity: int


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
            "agreed_venue",
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


def rosters(organisation: Organisation, *, now: datetime) -> list[Shift]:
    """Return the shifts ahead of all published opportunities of an organisation, as :func:`roster` does of one."""
    return list(
        Shift.objects.public()
        .starting_after(now)
        .filter(opportunity__organisation=organisation)
        .select_related("opportunity")
        .prefetch_related("roles__skills__skill", "roles__signups__volunteer__user", "roles__signups__attendance")
        .order_by("starts_at", "pk")
    )


def empty_places(organisation: Organisation, *, now: datetime) -> int:
    """Count the free places on the shifts ahead of all published opportunities of an organisation."""
    ahead = Shift.objects.public().starting_after(now).filter(opportunity__organisation=organisation)
    roles = ShiftRole.objects.with_free_seats().filter(shift__in=ahead)
    return roles.aggregate(count=Sum(F("capacity") - F("taken_count")))["count"] or 0


def door_list(shift: Shift) -> QuerySet[SignUp]:
    """Return the confirmed people of a shift by name, with attendance where it is recorded."""
    return (
        SignUp.objects.confirmed()
        .filter(shift=shift)
        .select_related("role", "volunteer__user", "shift__opportunity", "attendance", "presence")
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
        .select_related(
            "role", "shift", "shift__opportunity", "volunteer", "volunteer__user", "attendance", "presence"
        )
        .order_by("shift__starts_at", "volunteer__user__full_name", "pk")
    )


def shifts_to_run(organisation: Organisation, *, now: datetime) -> QuerySet[Shift]:
    """Return the planned shifts of an organisation that are not over, with their roles, soonest first."""
    return (
        Shift.objects.planned()
        .filter(opportunity__organisation=organisation, ends_at__gt=now)
        .filter(opportunity__status__in=(OpportunityStatus.PUBLISHED, OpportunityStatus.CLOSED))
        .select_related("opportunity", "opportunity__venue")
        .prefetch_related("roles__skills__skill")
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

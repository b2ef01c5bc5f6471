"""Reads about the other ways into a place: waiting lists, places given by name, and who was ever there."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q, QuerySet

from events.enums import ShiftStatus, SignUpStatus
from events.models import Attendance, Shift, SignUp, SwapOffer, WaitlistEntry
from events.models.swap import SwapOfferQuerySet
from volunteers.models import Volunteer

DOOR_OPENS = timedelta(hours=2)  # before the start


@dataclass(frozen=True, slots=True)
class Waiting:
    """One entry of a waiting list and its number in the queue, from 1."""

    entry: WaitlistEntry
    position: int


def queued_of(volunteer: Volunteer, *, now: datetime) -> list[Waiting]:
    """Return what a person waits for, soonest shift first, with her number in each queue. One query."""
    sooner = Q(role__waitlist__joined_at__lt=F("joined_at")) | Q(
        role__waitlist__joined_at=F("joined_at"), role__waitlist__pk__lt=F("pk")
    )
    before = Q(role__waitlist__comes_first=True, comes_first=False) | (
        Q(role__waitlist__comes_first=F("comes_first")) & sooner
    )
    still = Q(role__waitlist__left_at__isnull=True, role__waitlist__offered_at__isnull=True)
    entries = (
        WaitlistEntry.objects.waiting()
        .filter(volunteer=volunteer, role__shift__starts_at__gt=now, role__shift__status=ShiftStatus.PLANNED)
        .select_related("role__shift__opportunity__organisation", "role__shift__opportunity__venue")
        .annotate(ahead=Count("role__waitlist", filter=still & before))
        .order_by("role__shift__starts_at", "pk")
    )
    return [Waiting(entry, entry.ahead + 1) for entry in entries]  # type: ignore[attr-defined]  # annotated above


def waiting_counts(role_ids: list[int]) -> dict[int, int]:
    """Return how many people wait for each role; roles nobody waits for are absent."""
    rows = WaitlistEntry.objects.waiting().filter(role_id__in=role_ids).order_by().values("role_id")
    return {row["role_id"]: row["count"] for row in rows.annotate(count=Count("pk"))}


def swaps_offered_to(volunteer: Volunteer, *, now: datetime) -> QuerySet[SwapOffer]:
    """Return the places others would like to give to a person and still hold, soonest shift first."""
    return (
        _swaps()
        .unanswered()
        .filter(
            volunteer=volunteer,
            signup__status=SignUpStatus.CONFIRMED,
            signup__shift__starts_at__gt=now,
            signup__shift__status=ShiftStatus.PLANNED,
        )
        .order_by("signup__shift__starts_at", "pk")
    )


def open_swap(signup: SignUp) -> SwapOffer | None:
    """Return the offer of a place that nobody has answered, whether or not anybody sees it."""
    return _swaps().unanswered().filter(signup=signup).first()


def is_door_open(shift: Shift, now: datetime) -> bool:
    """Say whether people are let in now: from two hours before the start until the end."""
    return shift.starts_at - DOOR_OPENS <= now < shift.ends_at


def was_ever_there(volunteer: Volunteer) -> bool:
    """Say whether a person was checked in to a shift or a coordinator has confirmed that she came."""
    if SignUp.objects.filter(volunteer=volunteer, checked_in_at__isnull=False).exists():
        return True
    return Attendance.objects.filter(signup__volunteer=volunteer, minutes__gt=0).exists()


def _swaps() -> SwapOfferQuerySet:
    return SwapOffer.objects.select_related(
        "signup__role",
        "signup__shift__opportunity__organisation",
        "signup__shift__opportunity__venue",
        "signup__volunteer__user",
    )

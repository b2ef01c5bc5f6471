"""Held places and plans: what stands beside the numbers and says how sure they are."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import Count, Q

from events.enums import OpportunityStatus, Outcome, ShiftStatus, SignUpStatus
from events.models import Opportunity, Shift, SignUp
from places.models import Territory
from recognition.enums import OPEN_DISPUTES, EntryKind
from recognition.models import Dispute, LedgerEntry
from reports.indicators import Period
from reports.queries.participation import within

KEPT_FOR = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class HeldPlaces:
    """What became of the places people held on shifts that are over, whatever their age."""

    confirmed: int
    absent: int
    taken_back: int
    waiting: int
    counted_at: datetime

    @property
    def total(self) -> int:
        """Every held place."""
        return self.confirmed + self.absent + self.taken_back + self.waiting


def held_places(territory: Territory, period: Period, *, now: datetime) -> HeldPlaces:
    """Return what became of the held places on shifts of a period that are over, as counted in the last ten minutes.

    Places are not in the ledger, so nothing says when they change; ``counted_at`` says when they were looked at. Four
    queries, or none.
    """
    key = f"reports.held_places:{territory.pk}:{period.first_day}:{period.end_day}"
    kept: HeldPlaces | None = cache.get(key)
    if kept is None or not now - KEPT_FOR < kept.counted_at <= now:
        kept = _count_held_places(territory, period, now)
        cache.set(key, kept, KEPT_FOR.total_seconds())
    return kept


def _count_held_places(territory: Territory, period: Period, now: datetime) -> HeldPlaces:
    """Work from home counts where the person lives, so it is asked for by itself: each finds its own way in."""
    over = Shift.objects.filter(
        status=ShiftStatus.PLANNED,
        ends_at__lte=now,
        starts_on__gte=period.first_day,
        starts_on__lt=period.end_day,
    )
    held = SignUp.objects.filter(status=SignUpStatus.CONFIRMED)
    here = over.filter(within(territory, "opportunity__venue"), opportunity__is_remote=False)
    at_home = over.filter(opportunity__is_remote=True)
    parts = (
        held.filter(shift__in=here),
        held.filter(within(territory, "volunteer__home"), shift__in=at_home),
    )
    came = taken_back = absent = waiting = 0
    for part in parts:
        found = part.aggregate(
            came=Count("pk", filter=Q(attendance__outcome=Outcome.PRESENT)),
            absent=Count("pk", filter=Q(attendance__outcome=Outcome.ABSENT)),
            waiting=Count("pk", filter=Q(attendance__isnull=True)),
        )
        came, absent, waiting = came + found["came"], absent + found["absent"], waiting + found["waiting"]
        taken_back += LedgerEntry.objects.filter(
            kind=EntryKind.REVERSAL,
            followed_by=None,
            attendance__outcome=Outcome.PRESENT,
            attendance__signup__in=part,
        ).count()
    return HeldPlaces(
        confirmed=came - taken_back, absent=absent, taken_back=taken_back, waiting=waiting, counted_at=now
    )


def open_disputes(territory: Territory, period: Period) -> int:
    """Count objections nobody has decided, about work in a territory on days of a period; one query."""
    remote = Q(signup__shift__opportunity__is_remote=True)
    return Dispute.objects.filter(
        (remote & within(territory, "signup__volunteer__home"))
        | (~remote & within(territory, "signup__shift__opportunity__venue")),
        state__in=OPEN_DISPUTES,
        signup__shift__starts_on__gte=period.first_day,
        signup__shift__starts_on__lt=period.end_day,
    ).count()


def planned_events(territory: Territory, period: Period, *, now: datetime) -> int:
    """Count published opportunities with a shift in the period that has not begun, at a place in the territory."""
    return (
        Opportunity.objects.filter(
            within(territory, "venue"),
            status=OpportunityStatus.PUBLISHED,
            shifts__status=ShiftStatus.PLANNED,
            shifts__starts_at__gt=now,
            shifts__starts_on__gte=period.first_day,
            shifts__starts_on__lt=period.end_day,
        )
        .values("pk")
        .distinct()
        .count()
    )

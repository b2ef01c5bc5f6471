"""Held places and plans: what stands beside the numbers and says how sure they are."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q

from events.enums import OpportunityStatus, Outcome, ShiftStatus, SignUpStatus
from events.models import Opportunity, SignUp
from places.models import Territory
from recognition.enums import OPEN_DISPUTES, EntryKind
from recognition.models import Dispute, LedgerEntry
from reports.indicators import Period
from reports.queries.participation import within


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


def held_places(territory: Territory, period: Period, *, now: datetime) -> HeldPlaces:
    """Count what became of the held places on shifts of a period that are over; one query."""
    taken_back = LedgerEntry.objects.filter(
        attendance__signup=OuterRef("pk"), kind=EntryKind.REVERSAL, followed_by=None
    )
    remote = Q(shift__opportunity__is_remote=True)
    came = Q(attendance__outcome=Outcome.PRESENT)
    found = (
        SignUp.objects.filter(
            (remote & within(territory, "volunteer__home"))
            | (~remote & within(territory, "shift__opportunity__venue")),
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
        .distinct()
        .count()
    )

"""Reads of the ledger: totals are always computed, never stored."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet, Sum

from core.enums import Cause
from events.enums import ShiftStatus, SignUpStatus
from events.models import SignUp
from recognition.models import LedgerEntry
from volunteers.models import Volunteer


@dataclass(frozen=True, slots=True)
class HoursSummary:
    """A person's hours, in minutes: confirmed in the ledger, and waiting for a coordinator's word."""

    confirmed_minutes: int
    waiting_minutes: int
    active_months: int
    by_cause: dict[str, int]
    entries: list[LedgerEntry]


def entries_of(volunteer: Volunteer) -> QuerySet[LedgerEntry]:
    """Return a person's entries, newest work first, ready to show."""
    return (
        LedgerEntry.objects.filter(volunteer=volunteer)
        .select_related("organisation", "territory", "attendance__signup__shift__opportunity__organisation")
        .order_by("-worked_on", "-pk")
    )


def minutes_of(volunteer: Volunteer) -> int:
    """Return a person's confirmed minutes."""
    return LedgerEntry.objects.filter(volunteer=volunteer).aggregate(total=Sum("minutes"))["total"] or 0


def waiting_signups(volunteer: Volunteer, *, now: datetime) -> QuerySet[SignUp]:
    """Return shifts that are over and wait for the coordinator's word."""
    return (
        SignUp.objects.filter(
            volunteer=volunteer,
            status=SignUpStatus.CONFIRMED,
            shift__ends_at__lte=now,
            shift__status=ShiftStatus.PLANNED,
            attendance__isnull=True,
        )
        .select_related("shift", "shift__opportunity", "shift__opportunity__organisation")
        .order_by("-shift__starts_at", "-pk")
    )


def hours_summary(volunteer: Volunteer, *, now: datetime) -> HoursSummary:
    """Return everything the page of hours shows; two queries."""
    entries = list(entries_of(volunteer))
    by_cause = dict.fromkeys(Cause.values, 0)
    by_month: Counter[tuple[int, int]] = Counter()
    for entry in entries:
        by_cause[entry.cause] += entry.minutes
        by_month[entry.worked_on.year, entry.worked_on.month] += entry.minutes
    return HoursSummary(
        confirmed_minutes=sum(by_cause.values()),
        waiting_minutes=sum(signup.shift.minutes for signup in waiting_signups(volunteer, now=now)),
        active_months=sum(minutes > 0 for minutes in by_month.values()),
        by_cause=by_cause,
        entries=entries,
    )

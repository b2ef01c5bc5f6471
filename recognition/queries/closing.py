"""Which months are closed, and which are due."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, QuerySet, Sum

from core.clock import local_day
from recognition.models import Correction, LedgerEntry, MonthClose
from recognition.terms import Terms, month_of, next_month, terms_on


@dataclass(frozen=True, slots=True)
class MonthTotals:
    """How many people had how many minutes in a month."""

    people: int
    minutes: int


def is_month_closed(day: date) -> bool:
    """Say whether the month of a day is closed."""
    return MonthClose.objects.filter(month=month_of(day)).exists()


def closed_months(days: set[date]) -> set[date]:
    """Return the first days of those months of some days that are closed. One query."""
    months = {month_of(day) for day in days}
    return set(MonthClose.objects.filter(month__in=months).values_list("month", flat=True)) if months else set()


def totals_of_month(month: date) -> MonthTotals:
    """Add up a month as it stands now, corrections included; people whose hours were all taken back do not count."""
    entries = LedgerEntry.objects.filter(worked_on__gte=month, worked_on__lt=next_month(month))
    people = entries.order_by().values("volunteer_id").annotate(net=Sum("minutes")).filter(net__gt=0)
    found = people.aggregate(people=Count("volunteer_id"), minutes=Sum("net"))
    return MonthTotals(people=found["people"] or 0, minutes=found["minutes"] or 0)


def terms_at(now: datetime) -> Terms:
    """Return the terms in force at a moment."""
    return terms_on(local_day(now))


def months_due(*, now: datetime) -> list[date]:
    """Return the months whose day of closing has come and that are still open, the oldest first.

    It begins with the month of the first hours there are.
    """
    first = LedgerEntry.objects.order_by("worked_on").values_list("worked_on", flat=True).first()
    if first is None:
        return []
    today, month, due = local_day(now), month_of(first), []
    closed = set(MonthClose.objects.values_list("month", flat=True))
    while terms_on(month).closes_on(month) <= today:
        if month not in closed:
            due.append(month)
        month = next_month(month)
    return due


def closes() -> QuerySet[MonthClose]:
    """Return the closes, the newest month first."""
    return MonthClose.objects.order_by("-month")


def late_corrections(month: date) -> QuerySet[Correction]:
    """Return what was corrected after a month had been closed, the newest first."""
    shifts = {
        "attendance__signup__shift__starts_on__gte": month,
        "attendance__signup__shift__starts_on__lt": next_month(month),
    }
    return Correction.objects.filter(is_late=True, **shifts).order_by("-made_at", "-pk")

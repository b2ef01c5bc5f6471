"""Closing months: from then on hours change only by a correction with a reason."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from core import audit
from core.clock import local_day
from recognition import errors
from recognition.models import MonthClose
from recognition.queries.closing import months_due, totals_of_month
from recognition.terms import month_of, terms_on


@transaction.atomic
def close_month(*, month: date, actor: User | None, now: datetime) -> MonthClose:
    """Close a month, given by any of its days, with the totals of this moment. Raises MonthNotOver or
    MonthAlreadyClosed.
    """
    first = month_of(month)
    day = terms_on(first).closes_on(first)
    if local_day(now) < day:
        raise errors.MonthNotOver(day=day.isoformat())
    totals = totals_of_month(first)
    try:
        with transaction.atomic():
            close = MonthClose.objects.create(month=first, people=totals.people, minutes=totals.minutes, closed_at=now)
    except IntegrityError as twice:
        raise errors.MonthAlreadyClosed from twice
    audit.record("month.closed", actor=actor, subject=close, at=now, month=first.isoformat(), minutes=totals.minutes)
    return close


def close_due_months(*, now: datetime) -> list[date]:
    """Close every month whose day has come; return which. Running twice closes each once."""
    due = months_due(now=now)
    for month in due:
        close_month(month=month, actor=None, now=now)
    return due

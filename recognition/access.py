"""Doors to ledger entries: found and permitted, or an error that does not leak which."""

from datetime import date
from uuid import UUID

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from accounts.permissions import Action
from events.access import signup_for
from recognition import errors
from recognition.enums import ADDING
from recognition.models import LedgerEntry, LedgerHead
from recognition.queries import head_of_day


def credit_for(user: User | AnonymousUser, signup_id: UUID) -> LedgerEntry:
    """Return the credit that counts for a sign-up whose attendance the person may confirm: the last correction if any.

    Raises as signup_for, and NothingCredited.
    """
    signup = signup_for(user, signup_id, Action.ATTENDANCE_CONFIRM)
    entries = LedgerEntry.objects.select_related(
        "attendance__signup__shift__opportunity__organisation",
        "attendance__signup__shift__opportunity__venue",
        "attendance__signup__volunteer__home",
    )
    found: LedgerEntry | None = (
        entries.filter(attendance__signup=signup, kind__in=ADDING).order_by("-recorded_at", "-pk").first()
    )
    if found is None:
        raise errors.NothingCredited
    return found


def public_head(day: str) -> LedgerHead:
    """Return the published head of a day written as 2026-12-05. Raises HeadUnknown."""
    try:
        found = head_of_day(date.fromisoformat(day))
    except ValueError:
        found = None
    if found is None:
        raise errors.HeadUnknown
    return found

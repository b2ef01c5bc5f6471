"""Hours."""

from datetime import datetime
from typing import Any

from events.models import SignUp
from recognition.enums import EntryKind
from recognition.models import LedgerEntry, Suspected, Suspicion
from tests.factories.events import make_attendance


def make_hours(signup: SignUp, *, minutes: int | None = None, **columns: Any) -> LedgerEntry:
    """Attendance and the hours it earned, for a confirmed place on a shift that is over."""
    attendance = make_attendance(signup, minutes=minutes)
    opportunity = signup.shift.opportunity
    defaults = {
        "organisation": opportunity.organisation,
        "territory": opportunity.venue or signup.volunteer.home,
        "cause": opportunity.cause,
        "worked_on": signup.shift.starts_on,
        "age_years": signup.volunteer.age_on(signup.shift.starts_on),
        "minutes": attendance.minutes,
        "kind": EntryKind.CREDIT,
        "recorded_at": attendance.confirmed_at,
    }
    return LedgerEntry.objects.create(volunteer=signup.volunteer, attendance=attendance, **{**defaults, **columns})


def make_doubt(signup: SignUp, *, now: datetime, **columns: Any) -> Suspicion:
    """An open doubt about the hours of one sign-up."""
    defaults = {
        "pattern": "new_account",
        "subject": f"credit:{signup.pk}",
        "score": 90,
        "facts": {"minutes": 12, "limit_minutes": 60},
        "rules_version": "2026-1",
        "found_at": now,
    }
    organisation = signup.shift.opportunity.organisation
    doubt = Suspicion.objects.create(organisation=organisation, **{**defaults, **columns})
    Suspected.objects.create(suspicion=doubt, signup=signup)
    return doubt

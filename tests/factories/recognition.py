"""Hours, and documents about them."""

from datetime import date, datetime, timedelta
from typing import Any

from events.models import SignUp
from recognition.enums import Detail, EntryKind, PaperKind
from recognition.models import Certificate, LedgerEntry
from recognition.validators import new_code
from tests.factories.events import make_attendance
from volunteers.models import Volunteer


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


def make_certificate(volunteer: Volunteer, now: datetime, **columns: Any) -> Certificate:
    """A certificate of the year so far, with whatever minutes a test wants; the ledger is not asked."""
    defaults = {
        "kind": PaperKind.CERTIFICATE,
        "code": new_code(),
        "language": "en",
        "detail": Detail.TOTAL,
        "name": volunteer.user.full_name,
        "first_on": date(now.year, 1, 1),
        "last_on": now.date(),
        "minutes": 240,
        "issued_at": now,
        "expires_at": now + timedelta(days=366),
    }
    return Certificate.objects.create(volunteer=volunteer, **{**defaults, **columns})

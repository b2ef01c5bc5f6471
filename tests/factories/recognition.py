"""Hours."""

from typing import Any

from events.models import SignUp
from recognition.enums import EntryKind
from recognition.models import LedgerEntry
from recognition.services import append
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
        "evidence": attendance.evidence,
        "recorded_at": attendance.confirmed_at,
    }
    entry = LedgerEntry(volunteer=signup.volunteer, attendance=attendance, **{**defaults, **columns})
    append(entry)
    return entry

"""Hours."""

from datetime import timedelta
from typing import Any

from events.enums import Evidence
from events.models import Presence, SignUp
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


def make_presence(
    signup: SignUp, *, minutes: int | None = None, evidence: str = Evidence.SIGNED, **columns: Any
) -> Presence:
    """What the gate saw of somebody, from the start of the shift on; the whole shift by default."""
    shift = signup.shift
    ends_at = shift.ends_at if minutes is None else shift.starts_at + timedelta(minutes=minutes)
    defaults = {"seen_in_at": shift.starts_at, "seen_out_at": ends_at, "is_end_inferred": False}
    return Presence.objects.create(
        signup=signup,
        volunteer=signup.volunteer,
        starts_at=shift.starts_at,
        ends_at=ends_at,
        evidence=evidence,
        **{**defaults, **columns},
    )

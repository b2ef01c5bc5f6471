"""Hours, and documents about them."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from events.enums import Evidence
from events.models import Presence, SignUp
from ngos.models import Organisation
from recognition.enums import AwardCategory, Detail, EntryKind, PaperKind
from recognition.models import Certificate, LedgerEntry, Nomination, Suspected, Suspicion
from recognition.services import append, chain, entry_for
from recognition.validators import new_code
from tests.factories.events import make_attendance, make_role, make_shift, make_signup
from tests.factories.volunteers import make_volunteer
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
        "evidence": attendance.evidence,
        "recorded_at": attendance.confirmed_at,
    }
    entry = LedgerEntry(volunteer=signup.volunteer, attendance=attendance, **{**defaults, **columns})
    append(entry)
    return entry


def make_ledger(*, people: int, corrections: int, now: datetime) -> list[LedgerEntry]:
    """Hours of several people, each corrected many times: people x (1 + 2 x corrections) entries, a shard each."""
    role = make_role(make_shift(days_ahead=-5), capacity=people)
    written: list[LedgerEntry] = []
    for place in range(people):
        attendance = make_attendance(make_signup(role, make_volunteer()), minutes=60)
        last = entry_for(attendance, kind=EntryKind.CREDIT, minutes=60, actor=None, now=now)
        written.append(last)
        for turn in range(2 * corrections):
            kind, minutes = (EntryKind.REVERSAL, -last.minutes) if turn % 2 == 0 else (EntryKind.CORRECTION, 30 + turn)
            at = now + timedelta(minutes=turn)
            last = entry_for(attendance, kind=kind, minutes=minutes, actor=None, now=at)
            last.follows_id, last.reason = written[-1].public_id, f"Counted again {place}."
            written.append(last)
    chain(written)
    LedgerEntry.objects.bulk_create(written)
    return written


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


def make_nomination(organisation: Organisation, volunteer: Volunteer, now: datetime, **columns: Any) -> Nomination:
    """A nomination that waits for the person, with evidence a test makes up; the ledger is not asked."""
    defaults = {
        "round": "volunteer_of_the_year-2026",
        "category": AwardCategory.ENVIRONMENT,
        "reason": "She leads the Saturday clean-ups.",
        "proposed_by": uuid4(),
        "proposed_at": now,
        "minutes": 240,
        "entry_count": 1,
        "first_on": now.date(),
        "last_on": now.date(),
        "minutes_by_evidence": {"B": 240},
        "digest": "0" * 64,
    }
    return Nomination.objects.create(organisation=organisation, volunteer=volunteer, **{**defaults, **columns})


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

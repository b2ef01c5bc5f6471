"""Writes to the ledger: every credit follows a confirmed attendance."""

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from core import audit
from core.errors import DomainError
from events.enums import Outcome
from events.models import Attendance, SignUp
from events.services.attendance import confirm_attendance as record_attendance
from places.models import Territory
from recognition import errors
from recognition.enums import EntryKind
from recognition.models import LedgerEntry


@transaction.atomic
def confirm_attendance(
    *, signup: SignUp, outcome: Outcome, minutes: int, actor: User | None, now: datetime
) -> Attendance:
    """Record who came and, for those who did, credit the minutes; both or neither.

    Raises ShiftNotOver, SignUpClosed, MinutesImpossible, AlreadyConfirmed or OwnHours.
    """
    if actor is not None and actor.pk == signup.volunteer.user_id:
        raise errors.OwnHours
    attendance = record_attendance(signup=signup, outcome=outcome, minutes=minutes, actor=actor, now=now)
    if attendance.outcome == Outcome.PRESENT:
        credit(attendance=attendance, actor=actor, now=now)
    return attendance


@transaction.atomic
def confirm_everyone(*, signups: list[SignUp], actor: User | None, now: datetime) -> int:
    """Confirm that all these people came for the whole shift; return how many. Raises as confirm_attendance."""
    for signup in signups:
        confirm_attendance(signup=signup, outcome=Outcome.PRESENT, minutes=signup.shift.minutes, actor=actor, now=now)
    return len(signups)


@transaction.atomic
def credit(*, attendance: Attendance, actor: User | None, now: datetime) -> LedgerEntry:
    """Add the minutes of a confirmed attendance to the ledger, once. Raises AlreadyCredited."""
    entry = entry_for(attendance, kind=EntryKind.CREDIT, minutes=attendance.minutes, actor=actor, now=now)
    _add_once(entry, errors.AlreadyCredited)
    audit.record("hours.credited", actor=actor, subject=entry, at=now, minutes=entry.minutes)
    return entry


@transaction.atomic
def reverse(*, entry: LedgerEntry, reason: str, actor: User, now: datetime) -> LedgerEntry:
    """Take a credit back with an entry of the opposite sign and a reason the person can read.

    Raises ReasonMissing or AlreadyReversed.
    """
    words = reason.strip()
    if not words:
        raise errors.ReasonMissing
    reversal = _opposite(entry, reason=words, actor=actor, now=now)
    _add_once(reversal, errors.AlreadyReversed)
    audit.record("hours.reversed", actor=actor, subject=reversal, at=now, minutes=reversal.minutes)
    return reversal


def _opposite(entry: LedgerEntry, *, reason: str, actor: User, now: datetime) -> LedgerEntry:
    """Build the entry that cancels another: its facts, not those of today; the person may have moved or left."""
    copied = ("volunteer", "attendance", "organisation", "territory", "cause", "worked_on", "age_years")
    facts = {name: getattr(entry, name) for name in copied}
    return LedgerEntry(
        **facts, minutes=-entry.minutes, kind=EntryKind.REVERSAL, reason=reason, actor=actor, recorded_at=now
    )


def _add_once(entry: LedgerEntry, twice: type[DomainError]) -> None:
    try:
        with transaction.atomic():
            entry.save()
    except IntegrityError:
        if LedgerEntry.objects.filter(attendance=entry.attendance, kind=entry.kind).exists():
            raise twice from None
        raise


def entry_for(
    attendance: Attendance, *, kind: EntryKind, minutes: int, actor: User | None, now: datetime
) -> LedgerEntry:
    """Build, without saving, the entry an attendance leads to: the facts a report counts are copied in."""
    signup = attendance.signup
    opportunity = signup.shift.opportunity
    place: Territory = signup.volunteer.home
    if not opportunity.is_remote and opportunity.venue is not None:
        place = opportunity.venue
    return LedgerEntry(
        volunteer=signup.volunteer,
        attendance=attendance,
        organisation=opportunity.organisation,
        territory=place,
        cause=opportunity.cause,
        worked_on=signup.shift.starts_on,
        age_years=signup.volunteer.age_on(signup.shift.starts_on),
        minutes=minutes,
        kind=kind,
        actor=actor,
        recorded_at=now,
    )

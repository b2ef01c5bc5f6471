"""Writes to the ledger: every credit follows a confirmed attendance."""

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from core import audit
from core.errors import DomainError
from events.enums import Outcome, SignUpOrigin
from events.models import Attendance, SignUp
from events.queries.gate.reviewing import minutes_seen
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

    The minutes of somebody who came on the day are credited when she has confirmed them herself. Raises ShiftNotOver,
    SignUpClosed, PresenceContested, SecondPersonMissing, MinutesImpossible, AlreadyConfirmed or OwnHours.
    """
    if actor is not None and actor.pk == signup.volunteer.user_id:
        raise errors.OwnHours
    attendance = record_attendance(signup=signup, outcome=outcome, minutes=minutes, actor=actor, now=now)
    if attendance.outcome == Outcome.PRESENT and not signup.awaits_own_word:
        credit(attendance=attendance, actor=actor, now=now)
    return attendance


@transaction.atomic
def confirm_everyone(*, signups: list[SignUp], actor: User | None, now: datetime) -> int:
    """Confirm that all these people came, for as long as the gate saw them, else for the whole shift.

    Returns how many. Raises as confirm_attendance.
    """
    seen = minutes_seen(signups)
    for signup in signups:
        minutes = seen[signup.pk].minutes if signup.pk in seen else signup.shift.minutes
        confirm_attendance(signup=signup, outcome=Outcome.PRESENT, minutes=minutes, actor=actor, now=now)
    return len(signups)


@transaction.atomic
def confirm_own_walk_in(*, signup: SignUp, actor: User, now: datetime) -> SignUp:
    """Take a person's own word that she came on the day; minutes that were approved before are credited now.

    Twice is once. Raises NotAWalkIn.
    """
    if signup.origin != SignUpOrigin.WALK_IN:
        raise errors.NotAWalkIn
    if SignUp.objects.filter(pk=signup.pk, own_word_at=None).update(own_word_at=now) == 1:
        signup.own_word_at = now
        audit.record("signup.own_word_given", actor=actor, subject=signup, at=now)
        attendance = Attendance.objects.filter(signup=signup, outcome=Outcome.PRESENT).first()
        if attendance is not None:
            credit(attendance=attendance, actor=attendance.confirmed_by, now=now)
    return signup


@transaction.atomic
def credit(*, attendance: Attendance, actor: User | None, now: datetime) -> LedgerEntry:
    """Add the minutes of a confirmed attendance to the ledger: once, and once more after each reversal.

    Raises AlreadyCredited.
    """
    entry = entry_for(attendance, kind=EntryKind.CREDIT, minutes=attendance.minutes, actor=actor, now=now)
    entry.turn = LedgerEntry.objects.filter(attendance=attendance, kind=EntryKind.REVERSAL).count() + 1
    _add_once(entry, errors.AlreadyCredited)
    audit.record("hours.credited", actor=actor, subject=entry, at=now, minutes=entry.minutes)
    return entry


@transaction.atomic
def reverse(*, entry: LedgerEntry, reason: str, actor: User | None, now: datetime) -> LedgerEntry:
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


def _opposite(entry: LedgerEntry, *, reason: str, actor: User | None, now: datetime) -> LedgerEntry:
    """Build the entry that cancels another: its facts, not those of today; the person may have moved or left."""
    copied = ("volunteer", "attendance", "organisation", "territory", "cause", "worked_on", "age_years", "turn")
    facts = {name: getattr(entry, name) for name in copied}
    return LedgerEntry(
        **facts, minutes=-entry.minutes, kind=EntryKind.REVERSAL, reason=reason, actor=actor, recorded_at=now
    )


def _add_once(entry: LedgerEntry, twice: type[DomainError]) -> None:
    try:
        with transaction.atomic():
            entry.save()
    except IntegrityError:
        if LedgerEntry.objects.filter(attendance=entry.attendance, kind=entry.kind, turn=entry.turn).exists():
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

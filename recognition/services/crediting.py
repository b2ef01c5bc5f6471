"""Writes to the ledger: every credit follows a confirmed attendance."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from accounts.models import User
from core import audit
from core.errors import DomainError
from events.enums import Outcome, SignUpOrigin
from events.errors import MinutesImpossible
from events.models import Attendance, Shift, SignUp
from events.services.attendance import confirm_attendance as record_attendance
from places.models import Territory
from recognition import errors
from recognition.enums import EntryKind
from recognition.models import LedgerEntry
from recognition.queries import claimable_minutes, claimed_minutes
from recognition.services.certificates import withdraw_overstated
from recognition.services.chaining import append
from recognition.services.plausibility import refuse_impossible


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
def credit(*, attendance: Attendance, actor: User | None, now: datetime, approver: User | None = None) -> LedgerEntry:
    """Add the minutes of a confirmed attendance to the ledger, once.

    ``approver`` answers for them: unless given, whoever confirmed the attendance. The minutes are taken from those the
    shift can give, places times duration, under the lock of its row. Raises AlreadyCredited or MinutesSpent, or as
    refuse_impossible.
    """
    refuse_impossible(attendance=attendance, minutes=attendance.minutes, now=now)
    entry = entry_for(attendance, kind=EntryKind.CREDIT, minutes=attendance.minutes, actor=actor, now=now)
    if approver is not None:
        entry.approver = approver
    if LedgerEntry.objects.filter(attendance=attendance, kind=EntryKind.CREDIT).exists():
        raise errors.AlreadyCredited
    _debit(attendance.signup.shift, entry.minutes)
    _add_once(entry, errors.AlreadyCredited)
    audit.record("hours.credited", actor=actor, subject=entry, at=now, minutes=entry.minutes)
    return entry


@transaction.atomic
def reverse(*, entry: LedgerEntry, reason: str, actor: User | None, now: datetime) -> LedgerEntry:
    """Take a credit or a correction back with an entry of the opposite sign and a reason the person can read.

    Raises ReasonMissing or AlreadyReversed.
    """
    reversal = _take_back(entry, reason=reason, actor=actor, now=now)
    withdraw_overstated(volunteer=entry.volunteer, day=entry.worked_on, now=now)
    return reversal


@transaction.atomic
def correct(
    *, entry: LedgerEntry, minutes: int, reason: str, actor: User | None, now: datetime, approver: User | None = None
) -> LedgerEntry:
    """Put other minutes in the place of a credit or of an earlier correction; return the new entry.

    1. A reversal takes the first entry back. 2. A correction follows it, with the same reason. Both or neither.
    ``approver`` answers for the minutes: unless given, the actor. Raises OwnHours, ReasonMissing, MinutesImpossible,
    MinutesUnchanged, MinutesSpent or AlreadyReversed, or as refuse_impossible.
    """
    shift = entry.attendance.signup.shift
    if actor is not None and actor.pk == entry.volunteer.user_id:
        raise errors.OwnHours
    if not 1 <= minutes <= shift.minutes:
        raise MinutesImpossible(longest=shift.minutes)
    if minutes == entry.minutes:
        raise errors.MinutesUnchanged
    reversal = _take_back(entry, reason=reason, actor=actor, now=now)
    return credit_anew(reversal=reversal, minutes=minutes, reason=reason, actor=actor, now=now, approver=approver)


@transaction.atomic
def credit_anew(
    *,
    reversal: LedgerEntry,
    minutes: int,
    reason: str,
    actor: User | None,
    now: datetime,
    approver: User | None = None,
) -> LedgerEntry:
    """Credit minutes after hours were taken back; more than there were meet the same rules as new ones.

    Raises ReasonMissing, MinutesSpent or AlreadyReversed, or as refuse_impossible.
    """
    words = _words(reason)
    if minutes > -reversal.minutes:
        refuse_impossible(attendance=reversal.attendance, minutes=minutes, now=now)
    _debit(reversal.attendance.signup.shift, minutes)
    corrected = _copy(reversal, kind=EntryKind.CORRECTION, minutes=minutes, actor=actor, now=now)
    corrected.reason, corrected.approver = words, approver or actor
    _add_once(corrected, errors.AlreadyReversed)
    audit.record("hours.corrected", actor=actor, subject=corrected, at=now, minutes=minutes, was=-reversal.minutes)
    withdraw_overstated(volunteer=corrected.volunteer, day=corrected.worked_on, now=now)
    return corrected


def _take_back(entry: LedgerEntry, *, reason: str, actor: User | None, now: datetime) -> LedgerEntry:
    reversal = _opposite(entry, reason=_words(reason), actor=actor, now=now)
    _add_once(reversal, errors.AlreadyReversed)
    audit.record("hours.reversed", actor=actor, subject=reversal, at=now, minutes=reversal.minutes)
    return reversal


def _words(reason: str) -> str:
    words = reason.strip()
    if not words:
        raise errors.ReasonMissing
    return words


def _opposite(entry: LedgerEntry, *, reason: str, actor: User | None, now: datetime) -> LedgerEntry:
    """Build the entry that cancels another."""
    opposite = _copy(entry, kind=EntryKind.REVERSAL, minutes=-entry.minutes, actor=actor, now=now)
    opposite.reason, opposite.approver = reason, actor
    return opposite


def _copy(entry: LedgerEntry, *, kind: EntryKind, minutes: int, actor: User | None, now: datetime) -> LedgerEntry:
    """Build the entry that follows another: with its facts, not those of today; the person may have moved or left."""
    copied = (
        *("volunteer_id", "attendance_id", "organisation_id", "territory_id", "cause", "worked_on", "age_years"),
        "evidence",
    )
    facts = {name: getattr(entry, name) for name in copied}
    new = LedgerEntry(**facts, kind=kind, minutes=minutes, actor=actor, recorded_at=now, follows=entry)
    new.attendance, new.volunteer = entry.attendance, entry.volunteer
    return new


def _debit(shift: Shift, minutes: int) -> None:
    """Take minutes from those a shift can give; its row is held, so that two credits cannot share the last ones."""
    Shift.objects.select_for_update().only("pk").get(pk=shift.pk)
    claimable, claimed = claimable_minutes(shift), claimed_minutes(shift)
    if claimed + minutes > claimable:
        raise errors.MinutesSpent(claimable=claimable, left=max(0, claimable - claimed))


def _add_once(entry: LedgerEntry, twice: type[DomainError]) -> None:
    try:
        append(entry)
    except IntegrityError:
        if LedgerEntry.objects.filter(_same(entry)).exists():
            raise twice from None
        raise


def _same(entry: LedgerEntry) -> Q:
    if entry.follows_id is not None:
        return Q(follows=entry.follows_id)
    return Q(attendance=entry.attendance_id, kind=EntryKind.CREDIT)


def entry_for(
    attendance: Attendance, *, kind: EntryKind, minutes: int, actor: User | None, now: datetime
) -> LedgerEntry:
    """Build, without saving, the entry an attendance leads to: the facts a report counts are copied in.

    It gets its place in a chain when it is appended or, in bulk, from ``chain``.
    """
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
        evidence=attendance.evidence,
        actor=actor,
        approver=attendance.confirmed_by,
        recorded_at=now,
    )

"""A coordinator's word about hours: clean ones many at once, everything else one by one and with a reason."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import User
from events.enums import Outcome
from events.models import Attendance, SignUp
from recognition import errors
from recognition.enums import CorrectionSource
from recognition.models import Correction, Dispute, LedgerEntry
from recognition.queries.approving import Expected, expected_of
from recognition.queries.closing import is_month_closed
from recognition.queries.disputes import standing_of
from recognition.services.correcting import keep_correction, set_minutes, tell_of_change
from recognition.services.crediting import confirm_attendance, reverse


@transaction.atomic
def approve(
    *, signup: SignUp, outcome: Outcome, minutes: int, reason: str = "", actor: User, now: datetime
) -> Attendance:
    """Take a coordinator's word about one place; what contradicts the gate, the person or a closed month needs a why.

    The reason is kept as a correction, and the person is told. Raises OnlyWitness, CorrectionReasonMissing, and as
    confirm_attendance.
    """
    return _approve(
        signup,
        expected_of([signup], approver=actor.public_id)[signup.pk],
        outcome=outcome,
        minutes=minutes if outcome == Outcome.PRESENT else 0,
        reason=reason.strip(),
        actor=actor,
        now=now,
    )


def _approve(
    signup: SignUp,
    expected: Expected,
    *,
    outcome: Outcome,
    minutes: int,
    reason: str,
    actor: User,
    now: datetime,
) -> Attendance:
    if expected.is_only_witness and minutes and signup.volunteer.user_id != actor.pk:
        raise errors.OnlyWitness
    attendance = confirm_attendance(signup=signup, outcome=outcome, minutes=minutes, actor=actor, now=now)
    is_owed = expected.needs_reason(minutes)
    if is_owed and not reason:
        raise errors.CorrectionReasonMissing
    if reason:
        correction = keep_correction(
            attendance=attendance,
            before=expected.seen.minutes if expected.seen else None,
            source=CorrectionSource.COORDINATOR,
            reason=reason,
            actor=actor,
            now=now,
        )
        tell_of_change(correction, now=now)
    return attendance


@transaction.atomic
def approve_clean(*, signups: Sequence[SignUp], actor: User, now: datetime) -> list[SignUp]:
    """Approve, as they stand, the places about which nothing has to be looked at; return those that were left.

    Nobody's own. All or nothing. Raises as confirm_attendance.
    """
    expected = expected_of(signups, approver=actor.public_id)
    left = []
    for signup in signups:
        one = expected[signup.pk]
        if not one.is_clean or signup.volunteer.user_id == actor.pk:
            left.append(signup)
            continue
        confirm_attendance(signup=signup, outcome=Outcome.PRESENT, minutes=one.minutes, actor=actor, now=now)
    return left


@transaction.atomic
def take_hours_back(*, entry: LedgerEntry, reason: str, actor: User, now: datetime) -> LedgerEntry:
    """Reverse a credit with a reason that the person reads; after the close of its month it is marked as late.

    Raises OwnHours, ReasonMissing or AlreadyReversed.
    """
    if entry.attendance.signup.volunteer.user_id == actor.pk:
        raise errors.OwnHours
    reversal = reverse(entry=entry, reason=reason, actor=actor, now=now)
    if is_month_closed(entry.worked_on):
        keep_correction(
            attendance=entry.attendance,
            before=entry.minutes,
            after=0,
            source=CorrectionSource.COORDINATOR,
            reason=reason.strip(),
            actor=actor,
            now=now,
        )
    return reversal


@transaction.atomic
def correct_hours(*, signup: SignUp, minutes: int, reason: str, actor: User, now: datetime) -> Correction:
    """Change what was written about one place to so many minutes, 0 for none; the person is told why.

    Raises OwnHours, NothingCredited, ObjectionFirst, MinutesUnchanged, OnlyWitness, and as set_minutes.
    """
    _require_correctable(signup, minutes, actor)
    correction = set_minutes(
        signup=signup, minutes=minutes, source=CorrectionSource.COORDINATOR, reason=reason, actor=actor, now=now
    )
    tell_of_change(correction, now=now)
    return correction


def _require_correctable(signup: SignUp, minutes: int, actor: User) -> None:
    """Hold the person's place, so that nobody changes it between looking and writing, and look."""
    SignUp.objects.select_for_update().only("pk").get(pk=signup.pk)
    if signup.volunteer.user_id == actor.pk:
        raise errors.OwnHours
    written = standing_of(signup).minutes
    if written is None:
        raise errors.NothingCredited
    if Dispute.objects.open().filter(signup=signup).exists():
        raise errors.ObjectionFirst
    if minutes == written:
        raise errors.MinutesUnchanged
    is_alone = expected_of([signup], approver=actor.public_id)[signup.pk].is_only_witness
    if minutes > written and is_alone:
        raise errors.OnlyWitness

"""Changing hours that were written down: the old credit is reversed, a new one added, and the reason kept."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from accounts.models import User
from events.models import Attendance, SignUp
from events.services.attendance import correct_attendance
from events.services.telling import tell
from recognition import errors
from recognition.enums import CorrectionSource
from recognition.models import Correction, LedgerEntry
from recognition.queries.closing import is_month_closed
from recognition.queries.disputes import standing_of
from recognition.services.crediting import correct, credit, credit_anew, reverse

# Reasons that are kept where nobody gave one; pages say them in the reader's language.
BY_GATE = gettext_noop("As the gate saw it.")
BY_AGREEMENT = gettext_noop("The organisation agreed with an objection.")


@transaction.atomic
def set_minutes(
    *, signup: SignUp, minutes: int, source: CorrectionSource, reason: str, actor: User | None, now: datetime
) -> Correction:
    """Make the hours of one place so many minutes, 0 for none, whatever was written before.

    1. The person's place is locked. 2. The attendance says what is true now. 3. The ledger gets what
    leads there: a credit, a reversal, or a reversal and a correction; a walk-in's wait for her own word. 4. The change
    is kept for both to read. Raises CorrectionReasonMissing, SignUpClosed, ShiftNotOver or MinutesImpossible.
    """
    words = reason.strip()
    if not words:
        raise errors.CorrectionReasonMissing
    SignUp.objects.select_for_update().only("pk").get(pk=signup.pk)
    before = standing_of(signup).minutes
    attendance = correct_attendance(signup=signup, minutes=minutes, actor=actor, now=now)
    if not signup.awaits_own_word:
        _enter(attendance, minutes, words, actor, now)
    return keep_correction(attendance=attendance, before=before, source=source, reason=words, actor=actor, now=now)


def _enter(attendance: Attendance, minutes: int, reason: str, actor: User | None, now: datetime) -> None:
    """Lead the ledger from what stands in it to so many minutes."""
    entries = LedgerEntry.objects.filter(attendance=attendance)
    standing, last = entries.standing().first(), entries.filter(followed_by=None).first()
    if standing is not None and not minutes:
        reverse(entry=standing, reason=reason, actor=actor, now=now)
    elif standing is not None and standing.minutes != minutes:
        correct(entry=standing, minutes=minutes, reason=reason, actor=actor, now=now)
    elif standing is None and minutes and last is not None:
        credit_anew(reversal=last, minutes=minutes, reason=reason, actor=actor, now=now)
    elif standing is None and minutes:
        credit(attendance=attendance, actor=actor, now=now)


def keep_correction(
    *,
    attendance: Attendance,
    before: int | None,
    source: CorrectionSource,
    reason: str,
    actor: User | None,
    now: datetime,
    after: int | None = None,
) -> Correction:
    """Write down a change; part of a transaction. What is true now is ``after``, else what the attendance says."""
    return Correction.objects.create(
        attendance=attendance,
        minutes_before=before,
        minutes_after=attendance.minutes if after is None else after,
        source=source,
        reason=reason,
        is_late=is_month_closed(attendance.signup.shift.starts_on),
        made_by=actor.public_id if actor else None,
        made_at=now,
    )


def tell_of_change(correction: Correction, *, now: datetime) -> None:
    """Tell the person that her hours are other than she may expect, why, and until when she can object."""
    signup = correction.attendance.signup
    tell(
        "hours.changed",
        [signup.volunteer.user],
        key=str(correction.public_id),
        now=now,
        signup_id=signup.pk,
        change_id=correction.pk,
    )

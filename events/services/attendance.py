"""Confirming who came."""

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from core import audit
from events import errors
from events.enums import Outcome, SignUpStatus
from events.models import Attendance, SignUp


@transaction.atomic
def confirm_attendance(
    *, signup: SignUp, outcome: Outcome, minutes: int, actor: User | None, now: datetime
) -> Attendance:
    """Record once, after the end of the shift, whether a confirmed person came and for how many minutes.

    Raises ShiftNotOver, SignUpClosed, MinutesImpossible or AlreadyConfirmed.
    """
    if signup.status != SignUpStatus.CONFIRMED:
        raise errors.SignUpClosed
    if signup.shift.ends_at > now:
        raise errors.ShiftNotOver
    worked = minutes if outcome == Outcome.PRESENT else 0
    if outcome == Outcome.PRESENT and not 1 <= minutes <= signup.shift.minutes:
        raise errors.MinutesImpossible(longest=signup.shift.minutes)
    try:
        with transaction.atomic():
            attendance = Attendance.objects.create(
                signup=signup, outcome=outcome, minutes=worked, confirmed_by=actor, confirmed_at=now
            )
    except IntegrityError as clash:
        raise errors.AlreadyConfirmed from clash
    audit.record("attendance.confirmed", actor=actor, subject=signup, at=now, outcome=outcome, minutes=worked)
    return attendance

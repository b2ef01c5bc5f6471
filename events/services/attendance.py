"""At the door: checking people in, and afterwards confirming who came."""

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from core import audit
from events import errors
from events.eligibility import rules_on
from events.enums import Outcome, SignUpStatus
from events.models import Attendance, Shift, ShiftRole, SignUp
from events.queries import is_door_open, judge, vetted_adults
from events.services.placing import lock_volunteer, present_role, require_running
from events.services.telling import tell_programs
from ngos.enums import WebhookTopic


def require_at_the_door(shift: Shift, now: datetime) -> None:
    """Raise ShiftNotOpen or CheckInNotOpen unless people may come in now: from two hours before until the end."""
    require_running(shift)
    if not is_door_open(shift, now):
        raise errors.CheckInNotOpen


@transaction.atomic
def check_in(*, signup: SignUp, actor: User, now: datetime, is_parent_here: bool = False) -> SignUp:
    """Let a confirmed person in: every gate is asked again at this moment; twice is once.

    A guardian who comes along counts only when the coordinator has seen her. Where children are, two cleared adults
    must be on the shift. Raises SignUpClosed, ShiftNotOpen, CheckInNotOpen, a gate's error or TooFewAdults.
    """
    lock_volunteer(signup.volunteer)
    ShiftRole.objects.select_for_update().only("pk").get(pk=signup.role_id)
    signup.refresh_from_db(fields=["status", "checked_in_at", "is_accompanied"])
    if signup.checked_in_at is not None:
        return signup
    present = present_role(signup.role)
    require_at_the_door(present.shift, now)
    for closed in judge(present, signup.volunteer, is_accompanied=is_parent_here).closed:
        raise errors.closed_gate(closed)
    _require_adults(present.shift)
    here = SignUp.objects.filter(pk=signup.pk, status=SignUpStatus.CONFIRMED, checked_in_at=None)
    is_accompanied = signup.is_accompanied or is_parent_here
    if here.update(checked_in_at=now, checked_in_by=actor.public_id, is_accompanied=is_accompanied) != 1:
        raise errors.SignUpClosed
    signup.refresh_from_db(fields=["checked_in_at", "checked_in_by", "is_accompanied"])
    audit.record("signup.checked_in", actor=actor, subject=signup, at=now)
    tell_programs(WebhookTopic.CHECKIN_RECORDED, signup.shift.opportunity, now=now, signup=signup)
    return signup


def _require_adults(shift: Shift) -> None:
    """Count under the lock of the shift's row, as all who leave do. Raises TooFewAdults."""
    if not shift.opportunity.has_child_contact:
        return
    Shift.objects.select_for_update().only("pk").get(pk=shift.pk)
    if vetted_adults(shift) < rules_on(shift.starts_on).vetted_adults_with_children:
        raise errors.TooFewAdults


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

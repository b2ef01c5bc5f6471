"""Saying "I cannot come": leaving in time, or late, which alerts the coordinators and looks for cover."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from core import audit
from events import errors
from events.enums import DropReason, SignUpStatus
from events.models import ShiftRole, SignUp
from events.services.covering import open_search
from events.services.placing import free_seat
from events.services.signups import decline_invitation
from events.services.states import SignUpEvent
from events.services.telling import coordinators_of, tell

LATE = timedelta(hours=24)  # before the start


def is_late(signup: SignUp, now: datetime) -> bool:
    """Say whether leaving now leaves the others in the lurch: less than a day before the start."""
    return signup.shift.starts_at - LATE <= now


@transaction.atomic
def cannot_come(*, signup: SignUp, actor: User | None, now: datetime, reason: str = "") -> SignUp:
    """Give a place back, offered or taken, until the shift ends; nobody has to say why.

    Up to a day before the start that is all. Later the coordinators are told at once, and while the shift has not
    begun others are asked: whoever waits for a place first, then people for cover. ``reason`` is a code of DropReason
    for the audit log. Raises SignUpClosed or ShiftOver.
    """
    if signup.shift.ends_at <= now:
        raise errors.ShiftOver
    if signup.status == SignUpStatus.INVITED and actor is not None:
        return decline_invitation(signup=signup, actor=actor, now=now)
    if signup.checked_in_at is not None:
        raise errors.SignUpClosed
    late = is_late(signup, now)
    was_confirmed = signup.status == SignUpStatus.CONFIRMED
    free_seat(signup, event=SignUpEvent.WITHDRAW, now=now)
    said = {"reason": reason} if reason in DropReason.values else {}
    audit.record("signup.withdrawn", actor=actor, subject=signup, at=now, late=late, **said)
    if late and was_confirmed:
        _alert(signup, now)
    return signup


def _alert(signup: SignUp, now: datetime) -> None:
    others = [one for one in coordinators_of(signup.shift.opportunity) if one.pk != signup.volunteer.user_id]
    tell("signups.late_cancel", others, key=str(signup.pk), now=now, signup_id=signup.pk)
    role = ShiftRole.objects.get(pk=signup.role_id)
    if signup.shift.starts_at > now and role.free_count > 0:
        open_search(role=role, wanted=1, actor=None, now=now)

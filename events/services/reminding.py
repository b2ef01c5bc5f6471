"""Reminders, reconciled: worked out again every few minutes from who is confirmed, never scheduled and forgotten.

A row of the outbox carries the state of the shift it was written for. When a shift has moved, its letter says nothing
and the next round writes a new one; when a place or a shift has ended, nothing is written and nothing is said.
"""

from collections.abc import Iterable
from datetime import datetime
from itertools import islice

from django.db import transaction

from accounts.models import User
from core import audit, outbox
from events import errors
from events.enums import ShiftStatus, SignUpStatus
from events.models import Shift, SignUp
from events.queries.reminders import MANY, DueReminder, due_reminders


def write_reminders(*, now: datetime) -> int:
    """Write down the reminders that are due soon, each in a transaction of its own; return how many were new.

    Two rounds at once, or one that was cut off and begun again, write each of them once: the key says which it is.
    """
    reminders, count = due_reminders(now=now), 0
    while part := list(islice(reminders, MANY)):
        count += _write(part)
    return count


def _write(part: Iterable[DueReminder]) -> int:
    wanted = {reminder.key: reminder for reminder in part}
    fresh = wanted.keys() - outbox.known(wanted)
    for key in sorted(fresh):
        reminder = wanted[key]
        outbox.put(
            "shifts.reminder",
            key=key,
            due_at=reminder.due_at,
            user_id=reminder.user_id,
            signup_id=reminder.signup_id,
            sequence=reminder.sequence,
            kind=reminder.kind.value,
        )
    return len(fresh)


@transaction.atomic
def say_coming(*, signup: SignUp, actor: User, now: datetime) -> SignUp:
    """Keep that a person says again that she comes, to the shift as it stands; twice is once.

    Raises ShiftStarted, ShiftNotOpen or SignUpClosed.
    """
    shift = Shift.objects.get(pk=signup.shift_id)
    if shift.status != ShiftStatus.PLANNED:
        raise errors.ShiftNotOpen
    if shift.starts_at <= now:
        raise errors.ShiftStarted
    place = SignUp.objects.filter(pk=signup.pk, status=SignUpStatus.CONFIRMED)
    if place.exclude(coming_for=shift.sequence, coming_for__isnull=False).update(
        coming_at=now, coming_for=shift.sequence
    ):
        audit.record("signup.coming", actor=actor, subject=signup, at=now)
    elif not place.exists():
        raise errors.SignUpClosed
    signup.refresh_from_db()
    return signup

"""Reminders, reconciled: worked out again every few minutes from who is confirmed, never scheduled and forgotten.

A row of the outbox carries the state of the shift it was written for. When a shift has moved, its letter says nothing
and the next round writes a new one; when a place or a shift has ended, nothing is written and nothing is said.
"""

from collections.abc import Iterable
from datetime import datetime
from itertools import islice

from core import outbox
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

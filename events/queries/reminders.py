"""Which reminders a shift gives, and to whom they are due now: arithmetic on times, and a look at who is confirmed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from core import audit
from events.enums import OpportunityStatus, ReminderKind
from events.models import Shift, SignUp
from events.queries.nights import LETTERS

# Where the numbers come from: docs/decisions/0025-reminders-and-live-roster.md.
LEADS = {
    ReminderKind.DAYS: timedelta(hours=48),
    ReminderKind.DAY: timedelta(hours=24),
    ReminderKind.HOURS: timedelta(hours=2),
}
BOOKED_EARLY = timedelta(days=5)  # two days before, only those are reminded who joined longer ago than this
FRESH = timedelta(hours=2)  # whoever joined, or heard of a move, so shortly before a reminder knows without it
LATE = timedelta(hours=12)  # a reminder that was held up still goes out for so long
LAST_MOMENT = timedelta(minutes=30)  # before the start; after that nobody is reminded
AHEAD = timedelta(minutes=15)  # rows are written so long before they are due
REACH = timedelta(hours=60) + AHEAD  # 48 hours, and back to the evening before a whole night
MANY = 500


@dataclass(frozen=True, slots=True)
class Slot:
    """When one kind of reminder of a shift is due, and until when it is of any use."""

    kind: ReminderKind
    due_at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class DueReminder:
    """One reminder to one person that has to be written down now."""

    signup_id: int
    user_id: int
    sequence: int
    kind: ReminderKind
    due_at: datetime

    @property
    def key(self) -> str:
        """Name it so that a move of the shift makes it another one, and a second wish for it none."""
        return f"shifts.reminder:{self.signup_id}:{self.sequence}:{self.kind}"


def slots_of(starts_at: datetime, time_zone: str) -> list[Slot]:
    """Return the reminders of a shift in order. A late one never runs into the next, nor into the start."""
    due = [LETTERS.evening_before(starts_at - lead, time_zone) for lead in LEADS.values()]
    ends = [*due[1:], starts_at - LAST_MOMENT]
    return [
        Slot(kind, moment, end if kind == ReminderKind.HOURS else min(end, moment + LATE))
        for kind, moment, end in zip(LEADS, due, ends, strict=True)
    ]


def is_owed(slot: Slot, booked_at: datetime, moved_at: datetime, *, starts_at: datetime) -> bool:
    """Say whether somebody who has had her place since a moment gets a reminder of a shift that moved at another."""
    if slot.kind == ReminderKind.DAYS and booked_at > starts_at - BOOKED_EARLY:
        return False
    return max(booked_at, moved_at) <= slot.due_at - FRESH


def open_slots(shift: Shift, *, now: datetime) -> list[Slot]:
    """Return the reminders of a shift that should be written down now; at night only what is due by day."""
    quiet = LETTERS.holds(now, shift.time_zone)
    return [
        slot
        for slot in slots_of(shift.starts_at, shift.time_zone)
        if slot.due_at - AHEAD <= now < slot.until and not (quiet and slot.due_at <= now)
    ]


def due_reminders(*, now: datetime) -> Iterator[DueReminder]:
    """Return every reminder that should be written down now, whether it has been already or not."""
    ahead = Shift.objects.planned().filter(
        opportunity__status__in=(OpportunityStatus.PUBLISHED, OpportunityStatus.CLOSED),
        starts_at__gt=now,
        starts_at__lte=now + REACH,
    )
    open_now = {shift.pk: (shift, slots) for shift in ahead.order_by("pk") if (slots := open_slots(shift, now=now))}
    moved, keys = audit.latest("shift.moved", [shift for shift, _slots in open_now.values()]), list(open_now)
    for first in range(0, len(keys), MANY):
        places = SignUp.objects.confirmed().filter(shift_id__in=keys[first : first + MANY]).order_by("pk")
        for place in places.values_list("pk", "volunteer__user_id", "shift_id", "answered_at", "made_at"):
            signup_id, user_id, shift_id, answered_at, made_at = place
            shift, slots = open_now[shift_id]
            for slot in slots:
                booked_at = answered_at or made_at
                if is_owed(slot, booked_at, moved.get(str(shift.public_id), booked_at), starts_at=shift.starts_at):
                    due_at = max(slot.due_at, now)
                    yield DueReminder(signup_id, user_id, shift.sequence, slot.kind, due_at)

"""The life of a sign-up, of a place in a queue and of an offered place: one table each, and the one way to write it.

A row of a table says what an event makes of each state it may meet; ``None`` stands for "not there yet". What no row
names is refused and changes nothing. Whoever has a new reason to end a sign-up adds an event with its row here and
passes it to ``placing.free_seat``. Drawn in docs/sign-ups.md.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet

from events import errors
from events.enums import SEAT_HOLDING, SignUpStatus, SwapAnswer
from events.models import ShiftRole, SignUp, SwapOffer, WaitlistEntry
from events.models.waitlist import WAITING
from volunteers.models import Volunteer

INVITED, AWAITING, CONFIRMED = SignUpStatus.INVITED, SignUpStatus.AWAITING, SignUpStatus.CONFIRMED
DECLINED, WITHDRAWN, CANCELLED = SignUpStatus.DECLINED, SignUpStatus.WITHDRAWN, SignUpStatus.CANCELLED


class SignUpEvent(StrEnum):
    """What can happen to a sign-up."""

    INVITE = "invite"  # a coordinator, or the waiting list, asks a person
    HOLD = "hold"  # the person says yes, a guardian is still to be asked
    CONFIRM = "confirm"  # the person says yes, or her guardian does
    DECLINE = "decline"  # the person says no to an invitation
    LAPSE = "lapse"  # nobody answered an offer in time
    TAKE_BACK = "take_back"  # whoever asked asks no more
    WITHDRAW = "withdraw"  # the person gives the place back
    GIVE_AWAY = "give_away"  # somebody else takes the place over
    LEAVE_ASAR = "leave_asar"  # the person closes her account
    CANCEL = "cancel"  # a coordinator takes the person off the list
    REDUCE = "reduce"  # there are fewer places than before
    CALL_OFF = "call_off"  # the shift does not take place
    MOVE_AWAY = "move_away"  # the shift moved to a time or place that the person may not take
    SILENCE = "silence"  # the shift moved and the person did not say that she still comes
    CLOSE_GATE = "close_gate"  # the person may not take part any more
    GUARDIAN_SILENT = "guardian_silent"  # no answer in time
    GUARDIAN_REFUSED = "guardian_refused"
    CONSENT_WITHDRAWN = "consent_withdrawn"


SIGNUP_TABLE: Mapping[SignUpEvent, Mapping[SignUpStatus | None, SignUpStatus]] = {
    SignUpEvent.INVITE: {None: INVITED},
    SignUpEvent.HOLD: {None: AWAITING, INVITED: AWAITING, AWAITING: AWAITING},
    SignUpEvent.CONFIRM: {None: CONFIRMED, INVITED: CONFIRMED, AWAITING: CONFIRMED},
    SignUpEvent.DECLINE: {INVITED: DECLINED},
    SignUpEvent.LAPSE: {INVITED: CANCELLED},
    SignUpEvent.TAKE_BACK: {INVITED: CANCELLED},
    SignUpEvent.WITHDRAW: {AWAITING: WITHDRAWN, CONFIRMED: WITHDRAWN},
    SignUpEvent.GIVE_AWAY: {CONFIRMED: WITHDRAWN},
    SignUpEvent.LEAVE_ASAR: dict.fromkeys(SEAT_HOLDING, WITHDRAWN),
    SignUpEvent.CANCEL: dict.fromkeys(SEAT_HOLDING, CANCELLED),
    SignUpEvent.REDUCE: dict.fromkeys(SEAT_HOLDING, CANCELLED),
    SignUpEvent.CALL_OFF: dict.fromkeys(SEAT_HOLDING, CANCELLED),
    SignUpEvent.MOVE_AWAY: dict.fromkeys(SEAT_HOLDING, CANCELLED),
    SignUpEvent.SILENCE: dict.fromkeys(SEAT_HOLDING, CANCELLED),
    SignUpEvent.CLOSE_GATE: dict.fromkeys(SEAT_HOLDING, CANCELLED),
    SignUpEvent.GUARDIAN_SILENT: {AWAITING: CANCELLED},
    SignUpEvent.GUARDIAN_REFUSED: {AWAITING: CANCELLED},
    SignUpEvent.CONSENT_WITHDRAWN: {CONFIRMED: CANCELLED},
}


class QueueState(StrEnum):
    """Where an entry of a waiting list stands."""

    WAITING = "waiting"
    OFFERED = "offered"
    LEFT = "left"


class QueueEvent(StrEnum):
    """What can happen to an entry of a waiting list."""

    JOIN = "join"
    OFFER = "offer"  # a place is held for the person
    LEAVE = "leave"  # the person waits no longer
    SEATED = "seated"  # the person has a place on the shift by another way
    CALL_OFF = "call_off"  # the shift does not take place


QUEUE_TABLE: Mapping[QueueEvent, Mapping[QueueState | None, QueueState]] = {
    QueueEvent.JOIN: {None: QueueState.WAITING},
    QueueEvent.OFFER: {QueueState.WAITING: QueueState.OFFERED},
    QueueEvent.LEAVE: {QueueState.WAITING: QueueState.LEFT},
    QueueEvent.SEATED: {QueueState.WAITING: QueueState.LEFT},
    QueueEvent.CALL_OFF: {QueueState.WAITING: QueueState.LEFT},
}

# An offered place is open until one answer; the answers are the events.
SWAP_TABLE: Mapping[SwapAnswer, Mapping[str, SwapAnswer]] = {answer: {"": answer} for answer in SwapAnswer}


def status_after(status: str | None, event: SignUpEvent) -> SignUpStatus:
    """Return what an event makes of a sign-up. Raises SignUpClosed where the table has no such step."""
    before = SignUpStatus(status) if status is not None else None
    after = SIGNUP_TABLE[event].get(before)
    if after is None:
        raise errors.SignUpClosed(status=status or "")
    return after


def new_signup(event: SignUpEvent, **columns: Any) -> SignUp:
    """Return a sign-up that begins with an event, not saved yet."""
    return SignUp(status=status_after(None, event), **columns)


def move_signup(signup: SignUp, event: SignUpEvent, *, now: datetime, **columns: Any) -> SignUp:
    """Write what an event makes of a sign-up, if it still stands where it stood when it was read.

    The caller holds the role's row. Raises SignUpClosed; then nothing has changed.
    """
    after = status_after(signup.status, event)
    claimed = SignUp.objects.filter(pk=signup.pk, status=signup.status)
    if claimed.update(status=after, answered_at=now, **columns) != 1:
        raise errors.SignUpClosed
    signup.refresh_from_db()
    return signup


def move_signups(signups: QuerySet[SignUp], event: SignUpEvent, *, now: datetime, **columns: Any) -> int:
    """Write what an event makes of many sign-ups, each from a state the table names; return how many moved."""
    steps = {before: after for before, after in SIGNUP_TABLE[event].items() if before is not None and before != after}
    return sum(
        signups.filter(status=before).update(status=after, answered_at=now, **columns)
        for before, after in steps.items()
    )


def new_entry(role: ShiftRole, volunteer: Volunteer, *, now: datetime, comes_first: bool = False) -> WaitlistEntry:
    """Write a new entry at the end of a role's waiting list, or behind those who come first."""
    return WaitlistEntry.objects.create(role=role, volunteer=volunteer, joined_at=now, comes_first=comes_first)


def move_entries(entries: QuerySet[WaitlistEntry], event: QueueEvent, *, now: datetime) -> int:
    """Write what an event makes of entries that still wait; return how many moved."""
    after = QUEUE_TABLE[event].get(QueueState.WAITING)
    if after is None:
        return 0
    moment = "offered_at" if after == QueueState.OFFERED else "left_at"
    return entries.filter(WAITING).update(**{moment: now})


def answer_swaps(offers: QuerySet[SwapOffer], answer: SwapAnswer, *, now: datetime) -> int:
    """Write one answer to offered places that have none; return how many were answered."""
    return offers.filter(answer__in=SWAP_TABLE[answer]).update(answer=answer, answered_at=now)

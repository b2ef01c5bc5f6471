"""The life of an objection: one table, and the one way to write it.

A row says what an event makes of each state it may meet; what no row names is refused and changes nothing. Every open
state has an event of ``OVERDUE`` that needs nobody, so that silence on any side leads to an end. Drawn in
docs/hours.md.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from recognition import errors
from recognition.enums import OPEN_DISPUTES, DisputeState
from recognition.models import Dispute
from recognition.terms import Terms

WITH_HOST, REFUSED, WITH_MEDIATOR = OPEN_DISPUTES


class DisputeEvent(StrEnum):
    """What can happen to an objection."""

    AGREE = "agree"  # the organisation says that she is right
    REFUSE = "refuse"  # the organisation says, with a reason, that she is not
    HOST_SILENT = "host_silent"
    GO_ON = "go_on"  # the volunteer takes a refusal further
    LEAVE_IT = "leave_it"  # she does not, in time
    UPHOLD = "uphold"  # somebody outside changes the hours
    REJECT = "reject"  # somebody outside leaves them
    MEDIATOR_SILENT = "mediator_silent"
    TAKE_BACK = "take_back"  # the volunteer objects no longer
    LEAVE_ASAR = "leave_asar"  # she closes her account


DISPUTE_TABLE: Mapping[DisputeEvent, Mapping[DisputeState, DisputeState]] = {
    DisputeEvent.AGREE: {WITH_HOST: DisputeState.AGREED, REFUSED: DisputeState.AGREED},
    DisputeEvent.REFUSE: {WITH_HOST: REFUSED},
    DisputeEvent.HOST_SILENT: {WITH_HOST: WITH_MEDIATOR},
    DisputeEvent.GO_ON: {REFUSED: WITH_MEDIATOR},
    DisputeEvent.LEAVE_IT: {REFUSED: DisputeState.STANDS},
    DisputeEvent.UPHOLD: {WITH_MEDIATOR: DisputeState.UPHELD},
    DisputeEvent.REJECT: {WITH_MEDIATOR: DisputeState.REJECTED},
    DisputeEvent.MEDIATOR_SILENT: {WITH_MEDIATOR: DisputeState.SETTLED},
    DisputeEvent.TAKE_BACK: dict.fromkeys(OPEN_DISPUTES, DisputeState.WITHDRAWN),
    DisputeEvent.LEAVE_ASAR: dict.fromkeys(OPEN_DISPUTES, DisputeState.WITHDRAWN),
}
# What happens by itself once the deadline of a state is over.
OVERDUE: Mapping[DisputeState, DisputeEvent] = {
    WITH_HOST: DisputeEvent.HOST_SILENT,
    REFUSED: DisputeEvent.LEAVE_IT,
    WITH_MEDIATOR: DisputeEvent.MEDIATOR_SILENT,
}


def deadline(state: DisputeState, terms: Terms, *, now: datetime) -> datetime | None:
    """Return until when a state that begins now lasts; nothing for an end."""
    days = {WITH_HOST: terms.answer_days, REFUSED: terms.further_days, WITH_MEDIATOR: terms.decide_days}
    return now + timedelta(days=days[state]) if state in days else None


def move_dispute(dispute: Dispute, event: DisputeEvent, *, terms: Terms, now: datetime, **columns: Any) -> Dispute:
    """Write what an event makes of an objection, if it still stands where it stood when it was read.

    What happens by itself happens from the deadline on; until it has happened people may still act. Raises
    DisputeMoved; then nothing has changed.
    """
    before = DisputeState(dispute.state)
    after = DISPUTE_TABLE[event].get(before)
    if after is None:
        raise errors.DisputeMoved
    due_at = deadline(after, terms, now=now)
    columns |= {"state": after, "due_at": due_at, "updated_at": now}
    columns |= {} if due_at else {"closed_at": now}
    standing = Dispute.objects.filter(pk=dispute.pk, state=before)
    is_by_itself = event in OVERDUE.values()
    standing = standing.filter(due_at__lte=now) if is_by_itself else standing
    if standing.update(**columns) != 1:
        raise errors.DisputeMoved
    dispute.refresh_from_db()
    return dispute

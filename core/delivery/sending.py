"""Handing one message over to one contact: told apart from a copy, counted, and never asked of a dead provider.

What may be doubled: a worker that dies after a provider accepted a message and before that is written down leaves a
row that says ``sending``. A channel whose readers can tell a copy sends again under the same name; any other does not,
and the row says ``unknown``. Decision 0024 argues this.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import F

from core.delivery import health
from core.delivery.contract import channel_of, contact_hash
from core.delivery.faults import ChannelAway, ContactRefused, MessageRefused
from core.delivery.kinds import UNCOUNTED
from core.delivery.letter import Letter
from core.models import Delivery

if TYPE_CHECKING:
    from core.models import OutboxMessage

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
State = Delivery.State
OVER = (State.SENT, State.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Way:
    """One channel to one contact."""

    channel: str
    contact: str

    @property
    def contact_hash(self) -> str:
        """What stands for the contact in tables."""
        return contact_hash(self.channel, self.contact)


class NotNow(Exception):  # named after its situation
    """A message waits until a moment without having been tried: quiet hours, a limit, or a provider that is away."""

    def __init__(self, until: datetime, why: str) -> None:
        super().__init__(why)
        self.until, self.why = until, why


def hand_over(letter: Letter, way: Way, *, message: "OutboxMessage", now: datetime) -> State:
    """Send a message by one way unless that happened before; return what became of it.

    1. A row is written before the provider is asked. 2. The provider is asked. 3. The row is closed. Raises NotNow
    before the first step, and ChannelAway after the second.
    """
    known = Delivery.objects.filter(message=message, channel=way.channel, contact_hash=way.contact_hash).first()
    if known and known.state in (*OVER, State.REFUSED):
        return State(known.state)
    if known and known.state == State.SENDING and not channel_of(way.channel).knows_copies:
        _close(known, State.UNKNOWN, "worker lost", now)
        return State.UNKNOWN
    closed = health.closed_until(way.channel, now=now)
    if closed is not None:
        raise NotNow(closed, health.AWAY)
    delivery = _begin(known, way, message, now)
    if letter.kind not in UNCOUNTED:
        _require_room(delivery, now)
    return _ask(letter, way, delivery, message.key, now)


def _begin(known: Delivery | None, way: Way, message: "OutboxMessage", now: datetime) -> Delivery:
    if known:
        Delivery.objects.filter(pk=known.pk).update(state=State.SENDING, began_at=now, tries=F("tries") + 1)
        known.refresh_from_db()
        return known
    return Delivery.objects.create(
        message=message, channel=way.channel, contact_hash=way.contact_hash, state=State.SENDING, began_at=now
    )


def _require_room(delivery: Delivery, now: datetime) -> None:
    """Raise NotNow when the contact has had its share. The row is there already, so two at once both see both."""
    limits = ((HOUR, settings.MESSAGES_AN_HOUR), (DAY, settings.MESSAGES_A_DAY))
    for span, most in limits:
        taken = Delivery.objects.filter(
            contact_hash=delivery.contact_hash, began_at__gt=now - span, state__in=(State.SENDING, *OVER)
        ).exclude(pk=delivery.pk)
        if taken.count() >= most:
            oldest = taken.order_by("began_at").values_list("began_at", flat=True)[taken.count() - most]
            Delivery.objects.filter(pk=delivery.pk).delete()
            raise NotNow(oldest + span, "limit of the recipient")


def _ask(letter: Letter, way: Way, delivery: Delivery, key: str, now: datetime) -> State:
    try:
        channel_of(way.channel).send(letter, to=way.contact, key=key)
    except ChannelAway as failure:
        _close(delivery, State.AWAY, failure.reason, now)
        health.note_failure(way.channel, failure.reason, now=now)
        raise
    except ContactRefused as failure:
        _close(delivery, State.REFUSED, failure.reason, now)
        health.mark_broken(way.channel, way.contact, failure.reason, now=now)
        health.note_success(way.channel, now=now)
        return State.REFUSED
    except MessageRefused as failure:
        _close(delivery, State.REFUSED, failure.reason, now)
        return State.REFUSED
    _close(delivery, State.SENT, "", now)
    health.note_success(way.channel, now=now)
    return State.SENT


def _close(delivery: Delivery, state: State, reason: str, now: datetime) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(state=state, reason=reason[:60], ended_at=now)

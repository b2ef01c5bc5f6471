"""How the channels do: one that fails is left alone for a while and asked by one message at a time; and the switch.

After ``FAILURES`` in a row nobody asks the provider for a while, then one message tries, so that an outage of half an
hour costs some sixty attempts instead of one for every message and minute. The longest pause is shorter than the time
between two sweeps, and the first message that is taken makes all that wait due, so they leave within a minute of the
provider's return.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db.models import F, Q

from core.delivery.contract import contact_hash
from core.models import BrokenContact, ChannelState, OutboxMessage

FAILURES = 3
SHORTEST, LONGEST = timedelta(seconds=15), timedelta(seconds=25)
AWAY = "channel away"  # why a message waits that was not tried
NOTED_EVERY = timedelta(minutes=1)
ALL = "*"

# Told of every contact that stops working: channel, contact, moment.
Listener = Callable[[str, str, datetime], None]
_listeners: list[Listener] = []

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Standing:
    """How one channel does."""

    channel: str
    is_away: bool
    failing_since: datetime | None
    last_sent_at: datetime | None
    last_error: str
    is_stopped: bool


def is_stopped() -> bool:
    """Say whether somebody stopped all messages. Asked before every single one, so it works at once."""
    return ChannelState.objects.filter(channel=ALL, stopped_at__isnull=False).exists()


def stop(*, now: datetime) -> None:
    """Let nothing out until ``start``; what waits keeps waiting."""
    ChannelState.objects.update_or_create(channel=ALL, defaults={"stopped_at": now})
    log.warning("delivery.stopped")


def start() -> None:
    """Let messages out again."""
    ChannelState.objects.filter(channel=ALL).update(stopped_at=None)
    log.warning("delivery.started")


def closed_until(channel: str, *, now: datetime) -> datetime | None:
    """Return until when a channel is to be left alone, or nothing when this caller may ask its provider.

    Once the pause is over, exactly one caller gets leave and tries for all.
    """
    state = ChannelState.objects.filter(channel=channel, open_until__isnull=False).first()
    if state is None or state.open_until is None:
        return None
    if state.open_until > now:
        return state.open_until
    again = now + LONGEST
    trying = ChannelState.objects.filter(pk=state.pk, open_until=state.open_until).update(open_until=again)
    return None if trying else again


def note_failure(channel: str, reason: str, *, now: datetime) -> None:
    """Count a failure of a provider; from the third in a row on, leave it alone for a while."""
    ChannelState.objects.get_or_create(channel=channel)
    here = ChannelState.objects.filter(channel=channel)
    here.update(failures=F("failures") + 1, last_error=reason[:60])
    here.filter(failing_since=None).update(failing_since=now)
    failures = here.values_list("failures", flat=True).get()
    if failures >= FAILURES:
        pause = min(SHORTEST * 2 ** min(failures - FAILURES, 8), LONGEST)
        here.update(open_until=now + pause)
        log.warning("delivery.channel_away", channel=channel, failures=failures, fault=reason)


def note_success(channel: str, *, now: datetime) -> None:
    """Note that a provider accepted something, at most once a minute while all is well. What waited for it is due."""
    ChannelState.objects.get_or_create(channel=channel)
    stale = Q(failures__gt=0) | Q(open_until__isnull=False) | Q(last_sent_at=None)
    stale |= Q(last_sent_at__lt=now - NOTED_EVERY)
    noted = ChannelState.objects.filter(stale, channel=channel).update(
        failures=0, failing_since=None, open_until=None, last_error="", last_sent_at=now
    )
    if noted:
        waiting = OutboxMessage.objects.filter(done_at=None, failed_at=None, last_error=AWAY, due_at__gt=now)
        waiting.update(due_at=now)


def is_any_away() -> bool:
    """Say whether a provider is being left alone."""
    return ChannelState.objects.filter(failures__gte=FAILURES).exists()


def standings() -> list[Standing]:
    """Return how each channel that was ever used does."""
    return [
        Standing(
            channel=state.channel,
            is_away=state.failures >= FAILURES,
            failing_since=state.failing_since,
            last_sent_at=state.last_sent_at,
            last_error=state.last_error,
            is_stopped=state.stopped_at is not None,
        )
        for state in ChannelState.objects.order_by("channel")
    ]


def when_broken(function: Listener) -> Listener:
    """Register who wants to know that a contact stopped working."""
    _listeners.append(function)
    return function


def mark_broken(channel: str, contact: str, reason: str, *, now: datetime) -> None:
    """Note that a contact takes nothing from us any more."""
    BrokenContact.objects.update_or_create(
        channel=channel,
        contact_hash=contact_hash(channel, contact),
        defaults={"reason": reason[:60], "broken_at": now},
    )
    for told in _listeners:
        told(channel, contact, now)


def mark_working(channel: str, contact: str) -> None:
    """Believe in a contact again."""
    BrokenContact.objects.filter(channel=channel, contact_hash=contact_hash(channel, contact)).delete()


def broken_among(ways: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return which of some pairs of channel and contact are known to take nothing from us. One query."""
    hashes = {contact_hash(channel, contact): (channel, contact) for channel, contact in ways}
    broken = BrokenContact.objects.filter(contact_hash__in=hashes).values_list("contact_hash", flat=True)
    return {hashes[digest] for digest in broken}

"""Messages that leave exactly because a transaction committed: written with it, sent after it, tried again.

The row is the truth and the queue a hint: ``core.deliver_outbox`` wakes a worker at once and ``core.sweep_outbox``
finds whatever was missed. What a message says is worked out by the handler of its topic when it is sent, from ids, so
that a row never holds anything about a person.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import F, Q

from core import jobs
from core.delivery import Letter, send_letter
from core.models import OutboxMessage

Payload = Mapping[str, int | str]
Handler = Callable[[Payload], Letter | None]

MOST_ATTEMPTS = 5
CLAIM = timedelta(minutes=2)
FIRST_PAUSE = timedelta(seconds=30)
SWEPT = 200

_handlers: dict[str, Handler] = {}


class Later(Exception):  # named after what the handler asks for
    """A handler's wish to be asked again at a moment, because now is no time to send; not a failure."""

    def __init__(self, moment: datetime) -> None:
        super().__init__(moment.isoformat())
        self.moment = moment


log = structlog.get_logger(__name__)


def handler(topic: str) -> Callable[[Handler], Handler]:
    """Register the function that turns the ids of a topic's message into a letter, or into nothing to send."""

    def keep(function: Handler) -> Handler:
        _handlers[topic] = function
        return function

    return keep


def topics() -> frozenset[str]:
    """Return the topics that have a handler."""
    return frozenset(_handlers)


def put(topic: str, *, key: str, due_at: datetime, **payload: int | str) -> OutboxMessage:
    """Write down that a message is due; part of the caller's transaction. The same key twice is one message.

    Raises KeyError for a topic nobody handles.
    """
    _handlers[topic]
    message, created = OutboxMessage.objects.get_or_create(
        key=key, defaults={"topic": topic, "payload": payload, "due_at": due_at}
    )
    if created:
        jobs.hint("core.deliver_outbox", message_id=message.pk)
    return message


def put_all(topic: str, payloads: Mapping[str, Payload], *, due_at: datetime) -> None:
    """Write down many messages of a topic by key, as ``put`` does one, in statements that do not grow with them."""
    _handlers[topic]
    rows = [
        OutboxMessage(topic=topic, key=key, payload=dict(payload), due_at=due_at) for key, payload in payloads.items()
    ]
    if rows:
        OutboxMessage.objects.bulk_create(rows, ignore_conflicts=True, batch_size=SWEPT)
        jobs.hint("core.sweep_outbox")


def known(keys: Iterable[str]) -> set[str]:
    """Return which of some keys are written down already, whatever became of them."""
    return set(OutboxMessage.objects.filter(key__in=list(keys)).values_list("key", flat=True))


def forget(topic: str, *, before: datetime, dry: bool = False) -> int:
    """Delete a topic's messages that were due by a moment, whatever became of them; return how many."""
    old = OutboxMessage.objects.filter(topic=topic, due_at__lte=before)
    return old.count() if dry else old.delete()[0]


def due(now: datetime) -> list[int]:
    """Return the messages that should be sent now and are in nobody's hands, oldest first."""
    waiting = OutboxMessage.objects.filter(_unclaimed(now), done_at=None, failed_at=None, due_at__lte=now)
    return list(waiting.order_by("due_at", "pk").values_list("pk", flat=True)[:SWEPT])


def deliver(message_id: int, *, now: datetime) -> bool:
    """Send one message if it is due and in nobody's hands; say whether this call sent it.

    1. The row is claimed by an update that must change exactly one row. 2. The handler writes the letter; one that no
    longer applies is done without sending. 3. A failure is tried again after a growing pause, and given up after
    ``MOST_ATTEMPTS``.
    """
    claimed = OutboxMessage.objects.filter(
        _unclaimed(now), pk=message_id, done_at=None, failed_at=None, due_at__lte=now
    ).update(claimed_until=now + CLAIM, attempts=F("attempts") + 1)
    if claimed != 1:
        return False
    message = OutboxMessage.objects.get(pk=message_id)
    try:
        with transaction.atomic():
            letter = _handlers[message.topic](message.payload)
        if letter is not None:
            send_letter(letter, key=message.key)
    except Later as wish:
        OutboxMessage.objects.filter(pk=message.pk).update(
            claimed_until=None, due_at=wish.moment, attempts=F("attempts") - 1
        )
        return False
    except Exception as failure:  # whatever a provider raises is tried again, and named in the row
        _put_off(message, failure, now)
        return False
    OutboxMessage.objects.filter(pk=message.pk).update(done_at=now, last_error="")
    return letter is not None


def _unclaimed(now: datetime) -> Q:
    return Q(claimed_until=None) | Q(claimed_until__lte=now)


def _put_off(message: OutboxMessage, failure: Exception, now: datetime) -> None:
    log.warning("outbox.failed", message=message.pk, topic=message.topic, fault=type(failure).__name__)
    again = now + FIRST_PAUSE * 2 ** (message.attempts - 1)
    OutboxMessage.objects.filter(pk=message.pk).update(
        claimed_until=None,
        due_at=again,
        last_error=type(failure).__name__[:60],
        failed_at=now if message.attempts >= MOST_ATTEMPTS else None,
    )

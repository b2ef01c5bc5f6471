"""Messages that leave exactly because a transaction committed: written with it, sent after it, tried again.

The row is the truth and the queue a hint: ``core.deliver_outbox`` wakes a worker at once and ``core.sweep_outbox``
finds whatever was missed. What a message says is worked out by the handler of its topic when it is sent, from ids, so
that a row never holds anything about a person. How it travels is decided by the router that accounts register, and
``core.delivery`` hands it over.
"""

import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q

from core import jobs
from core.delivery import health
from core.delivery.contract import EMAIL, SMS
from core.delivery.faults import ChannelAway
from core.delivery.hours import quiet_until
from core.delivery.kinds import ANY_HOUR
from core.delivery.letter import Letter, LetterTooLarge
from core.delivery.patience import TookTooLong, at_most
from core.delivery.sending import OVER, NotNow, Way, hand_over
from core.models import OutboxMessage

Payload = Mapping[str, int | str]


class Errand(Protocol):
    """Something else than a letter to a person that a message may be: it knows its own way."""

    def run(self, message: OutboxMessage, *, now: datetime) -> bool:
        """Do it; return whether anything was sent. Raises ChannelAway or NotNow to be asked again."""


Handler = Callable[[Payload], "Letter | Errand | None"]

MOST_ATTEMPTS = 5
CLAIM = timedelta(seconds=40)  # twice as long as one message may take
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=1)
PATIENCE = timedelta(days=1)  # how long a message waits for a provider that is away
SWEPT = 200
LATE = timedelta(minutes=5)

_handlers: dict[str, Handler] = {}

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Route:
    """How a letter travels: by every way of ``ways``, and by the first of ``spare`` that works when none of them did.

    ``holds_until`` lets it wait. A letter without any way is for the inbox alone.
    """

    ways: tuple[Way, ...] = ()
    spare: tuple[Way, ...] = ()
    holds_until: datetime | None = None


Router = Callable[[OutboxMessage, Letter, datetime], Route]
_routers: list[Router] = []


def router(function: Router) -> Router:
    """Register who decides how a letter to an account travels; there is one."""
    _routers[:] = [function]
    return function


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
    count = old.count()
    if not dry:
        old.delete()
    return count


def due(now: datetime) -> list[int]:
    """Return the messages that should be sent now and are in nobody's hands, oldest first."""
    waiting = OutboxMessage.objects.filter(_unclaimed(now), done_at=None, failed_at=None, due_at__lte=now)
    return list(waiting.order_by("due_at", "pk").values_list("pk", flat=True)[:SWEPT])


def deliver(message_id: int, *, now: datetime) -> bool:
    """Send one message if it is due and in nobody's hands; say whether this call sent it.

    1. The row is claimed by an update that must change exactly one row. 2. The handler writes the letter; one that no
    longer applies is done without sending. 3. A failure is tried again after a growing pause, and given up after
    ``MOST_ATTEMPTS``; for a provider that is away it waits a day. 4. What takes longer than it may is cut off. Nothing
    happens while the switch is off.
    """
    if health.is_stopped():
        return False
    claimed = OutboxMessage.objects.filter(
        _unclaimed(now), pk=message_id, done_at=None, failed_at=None, due_at__lte=now
    ).update(claimed_until=now + CLAIM, attempts=F("attempts") + 1)
    if claimed != 1:
        return False
    message = OutboxMessage.objects.get(pk=message_id)
    try:
        with at_most(settings.MESSAGE_SECONDS):
            is_sent = _send(message, now)
    except NotNow as pause:
        _wait(message, pause)
        return False
    except TookTooLong as failure:
        _drop_connection()
        _put_off(message, failure, now)
        return False
    except Exception as failure:  # whatever is raised is tried again, and named in the row
        _put_off(message, failure, now)
        return False
    OutboxMessage.objects.filter(pk=message.pk).update(done_at=now, last_error="")
    return is_sent


def _drop_connection() -> None:
    """Take a fresh connection to the database: the old one may have been cut off in the middle of a question."""
    if not connection.in_atomic_block:
        connection.close()


def _send(message: OutboxMessage, now: datetime) -> bool:
    with transaction.atomic():
        letter = _handlers[message.topic](message.payload)
    if letter is None:
        return False
    if not isinstance(letter, Letter):
        return letter.run(message, now=now)
    letter.require_size()
    return _travel(letter, _route(message, letter, now), message, now)


def _route(message: OutboxMessage, letter: Letter, now: datetime) -> Route:
    if letter.user_id is not None:
        with transaction.atomic():
            return _routers[0](message, letter, now)
    way = Way(SMS, letter.phone) if letter.phone else Way(EMAIL, letter.email)
    starts, ends = settings.QUIET_HOURS
    is_loud = letter.phone and letter.kind not in ANY_HOUR  # a letter wakes nobody who has no account
    quiet = quiet_until(now, zone=settings.TIME_ZONE, starts=starts, ends=ends) if is_loud else None
    return Route(ways=(way,) if way.contact else (), holds_until=quiet)


def _travel(letter: Letter, route: Route, message: OutboxMessage, now: datetime) -> bool:
    """Go every way of the route; one that is away does not keep the others waiting, and the message waits for it.

    A spare way is gone when every other one was refused.
    """
    if route.holds_until is not None:
        raise NotNow(route.holds_until, "quiet hours")
    states, later = [], None
    for way in route.ways:
        try:
            states.append(hand_over(letter, way, message=message, now=now))
        except (ChannelAway, NotNow) as failure:
            later = later or failure
    for way in route.spare if later is None else ():
        if any(state in OVER for state in states):
            break
        states.append(hand_over(letter, way, message=message, now=now))
    if later is not None:
        raise later
    return any(state in OVER for state in states)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many messages wait and were given up, and for how long the oldest that is due has waited."""

    waiting: int
    given_up: int
    oldest_seconds: int

    @property
    def is_late(self) -> bool:
        """Whether something is due longer than a healthy site ever lets it wait."""
        return self.oldest_seconds > LATE.total_seconds()


def counts(*, now: datetime) -> Counts:
    """Count what waits. Two queries."""
    waiting = OutboxMessage.objects.filter(done_at=None, failed_at=None, due_at__lte=now)
    oldest = waiting.order_by("due_at").values_list("due_at", flat=True).first()
    given_up = OutboxMessage.objects.filter(failed_at__isnull=False).count()
    return Counts(waiting.count(), given_up, int((now - oldest).total_seconds()) if oldest else 0)


def revive(*, now: datetime) -> int:
    """Make messages that were given up due again; return how many."""
    return OutboxMessage.objects.filter(failed_at__isnull=False).update(
        failed_at=None, attempts=0, claimed_until=None, due_at=now
    )


def _unclaimed(now: datetime) -> Q:
    return Q(claimed_until=None) | Q(claimed_until__lte=now)


def _wait(message: OutboxMessage, pause: NotNow) -> None:
    """Give a message back untried. It comes some seconds after the moment, so that not all come at once."""
    OutboxMessage.objects.filter(pk=message.pk).update(
        claimed_until=None,
        due_at=pause.until + timedelta(seconds=message.pk % 20),
        attempts=F("attempts") - 1,
        last_error=pause.why[:60],
    )


def _put_off(message: OutboxMessage, failure: BaseException, now: datetime) -> None:
    fault = failure.reason if isinstance(failure, ChannelAway) else type(failure).__name__
    log.warning("outbox.failed", message=message.pk, topic=message.topic, fault=fault)
    growing = min(FIRST_PAUSE * 2 ** min(message.attempts - 1, 10), LONGEST_PAUSE)
    # While a provider is away the channel's own pause keeps the number of tries down.
    is_shared = isinstance(failure, ChannelAway) and failure.is_shared and health.is_any_away()
    pause = min(growing, health.LONGEST) if is_shared else growing
    OutboxMessage.objects.filter(pk=message.pk).update(
        claimed_until=None,
        due_at=now + pause * random.uniform(1, 1.25),  # spread, not secret
        last_error=fault[:60],
        failed_at=now if _is_given_up(message, failure, now) else None,
    )


def _is_given_up(message: OutboxMessage, failure: BaseException, now: datetime) -> bool:
    if isinstance(failure, LetterTooLarge):
        return True
    if isinstance(failure, ChannelAway):
        return now - message.created_at > PATIENCE
    return message.attempts >= MOST_ATTEMPTS

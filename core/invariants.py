"""What must always be true of the data, looked at without changing anything.

Each app registers what it knows; ``manage doctor`` asks all of them, and a task asks every night.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from core.chains import breaks, streams
from core.models import OutboxMessage

Check = Callable[[datetime], Iterator["Finding"]]
OLDEST_MESSAGE = timedelta(minutes=5)  # a sweep runs every half minute
_checks: dict[str, Check] = {}


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where the data is not as it must be: which rows, by key, and what is wrong with them."""

    where: str
    what: str


def invariant(code: str) -> Callable[[Check], Check]:
    """Register a check under a code such as ``events.capacity``."""

    def keep(check: Check) -> Check:
        _checks[code] = check
        return check

    return keep


def codes() -> tuple[str, ...]:
    """Return what can be checked, in order."""
    return tuple(sorted(_checks))


def examine(*, now: datetime) -> dict[str, list[Finding]]:
    """Run every check on one state of the database, which refuses writes meanwhile; return the findings by code."""
    with _read_only():
        return {code: list(_checks[code](now)) for code in codes()}


@contextmanager
def _read_only() -> Iterator[None]:
    """Let nothing be written meanwhile; on PostgreSQL everything is read from one moment."""
    if connection.vendor == "sqlite":  # a transaction here would hold the one write lock
        connection.ensure_connection()
        connection.connection.execute("PRAGMA query_only = ON")
        try:
            yield
        finally:  # past Django's own cursor, which does nothing more after a failure in a transaction
            connection.connection.execute("PRAGMA query_only = OFF")
        return
    is_first = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET TRANSACTION {'ISOLATION LEVEL REPEATABLE READ, ' if is_first else ''}READ ONLY")
        yield


@invariant("core.outbox")
def _outbox(now: datetime) -> Iterator[Finding]:
    """Every message leaves soon after it is due, or is given up and named."""
    late = OutboxMessage.objects.filter(done_at=None, failed_at=None, due_at__lte=now - OLDEST_MESSAGE)
    for message in late.order_by("due_at", "pk"):
        minutes = int((now - message.due_at).total_seconds()) // 60
        yield Finding(f"message {message.pk}", f"{message.topic} is {minutes} minutes late")
    for message in OutboxMessage.objects.filter(failed_at__gt=now - timedelta(days=1)).order_by("pk"):
        yield Finding(f"message {message.pk}", f"{message.topic} was given up: {message.last_error}")


@invariant("core.chains")
def _chains(now: datetime) -> Iterator[Finding]:
    """Nobody has changed the logs."""
    for model in streams():
        for place in breaks(model):
            yield Finding(f"{model._meta.label} lane {place.lane} position {place.position}", place.kind)

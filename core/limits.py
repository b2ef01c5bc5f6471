"""How often somebody may do something: one table of numbers, and counters that hold in a crowd.

Decision 0018 argues the stores and what happens without them. Who is counted goes into a counter as a keyed hash.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.models import F
from django.utils.crypto import salted_hmac

from core.errors import TooMany, Unavailable
from core.models import RateCounter

MINUTE, HOUR = 60, 60 * 60
KEPT = timedelta(days=1)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Limit:
    """So many in a window of so many seconds.

    A courtesy is counted in the cache and lets everybody pass when the cache is down; anything else is counted in the
    database and lets nobody pass without it.
    """

    amount: int
    seconds: int
    is_courtesy: bool = False


# Source of the numbers: docs/decisions/0018-limits.md.
LIMITS: dict[str, Limit] = {
    "requests_of_account": Limit(300, MINUTE, is_courtesy=True),
    "pages_of_address": Limit(600, MINUTE, is_courtesy=True),
    "api_of_address": Limit(60, MINUTE, is_courtesy=True),
    "sign_ups_of_account": Limit(60, HOUR),
    "concerns_of_account": Limit(5, HOUR),
    "concerns_of_address": Limit(5, HOUR),
    "receipts_of_address": Limit(20, HOUR),
    "certificates_of_account": Limit(30, HOUR),
    "outside_hours_of_account": Limit(60, HOUR),
    "letters_of_account": Limit(30, HOUR),
    "nominations_of_account": Limit(30, HOUR),
    "materials_of_account": Limit(60, HOUR),
    "certificate_guesses_of_address": Limit(20, HOUR),
    "guardian_answers_of_address": Limit(60, HOUR),
    "gate_words_of_account": Limit(5, HOUR),
    "gate_words_of_address": Limit(100, HOUR),
    "link_answers_of_address": Limit(60, HOUR),
    "teams_of_account": Limit(5, HOUR),
    "code_requests_of_account": Limit(10, HOUR),
    "messages_of_event": Limit(5, 24 * HOUR),
    "invitations_of_account": Limit(30, HOUR),
    "login_failures_of_account": Limit(10, 15 * MINUTE),
    "login_failures_of_address": Limit(20, HOUR),
}

# One statement: two at once can neither read the same number nor both take the last place.
_TAKE = """
    INSERT INTO core_ratecounter (key, count, ends_at) VALUES (%s, 1, %s)
    ON CONFLICT (key) DO UPDATE SET count = core_ratecounter.count + 1 WHERE core_ratecounter.count < %s
    RETURNING count
"""


@dataclass(frozen=True, slots=True)
class Usage:
    """What is left of a limit after this time, and in how many seconds its window ends."""

    name: str
    remaining: int
    seconds_left: int


@dataclass(frozen=True, slots=True)
class _Window:
    key: str
    ends_at: datetime
    seconds_left: int


def take(name: str, who: str, *, now: datetime) -> Usage:
    """Count one more of what is limited by ``name`` for whoever it is.

    Raises TooMany, whose ``seconds`` say when the next one is possible, or Unavailable when it cannot be counted and
    must be. A refused attempt changes nothing, so waiting as long as said is enough.
    """
    limit, window = LIMITS[name], _window(name, who, now)
    count = _count_in_cache(limit, window) if limit.is_courtesy else _count_in_database(limit, window)
    if count is None or count > limit.amount:
        raise TooMany(seconds=window.seconds_left)
    return Usage(name=name, remaining=limit.amount - count, seconds_left=window.seconds_left)


def take_all(wanted: Sequence[tuple[str, str]], *, now: datetime) -> None:
    """Count one more for each pair of name and who, or for none of them. Raises as ``take``."""
    taken: list[tuple[str, str]] = []
    for name, who in wanted:
        try:
            take(name, who, now=now)
        except TooMany:
            give_back(taken, now=now)
            raise
        taken.append((name, who))


def give_back(taken: Sequence[tuple[str, str]], *, now: datetime) -> None:
    """Uncount what turned out not to count, in the window of ``now``; not for courtesies."""
    for name, who in taken:
        key = _window(name, who, now).key
        RateCounter.objects.filter(key=key, count__gt=0).update(count=F("count") - 1)


def clear(name: str, who: str, *, now: datetime) -> None:
    """Begin the present window anew; not for courtesies."""
    RateCounter.objects.filter(key=_window(name, who, now).key).delete()


def forget(*, now: datetime) -> int:
    """Delete the counters whose window ended more than a day ago; return how many."""
    return RateCounter.objects.filter(ends_at__lt=now - KEPT).delete()[0]


def _window(name: str, who: str, now: datetime) -> _Window:
    """Return the present window. Windows of different people begin at different moments, so nobody can aim at one."""
    seconds, moment = LIMITS[name].seconds, now.timestamp()
    person = salted_hmac("core.limits", f"{name}:{who}", algorithm="sha256").hexdigest()[:40]
    shift = int(person[:8], 16) % seconds
    number = math.floor((moment + shift) / seconds)
    end = (number + 1) * seconds - shift
    left = max(1, math.ceil(end - moment))
    return _Window(key=f"{person}:{number}", ends_at=datetime.fromtimestamp(end, UTC), seconds_left=left)


def _count_in_database(limit: Limit, window: _Window) -> int | None:
    """Return the new count, or None when the limit is reached."""
    ends_at = connection.ops.adapt_datetimefield_value(window.ends_at)
    try:
        with connection.cursor() as cursor:
            cursor.execute(_TAKE, [window.key, ends_at, limit.amount])
            row = cursor.fetchone()
    except DatabaseError as failure:
        log.exception("limits.unavailable", store="database")
        raise Unavailable from failure
    return int(row[0]) if row else None


def _count_in_cache(limit: Limit, window: _Window) -> int:
    """Return the new count; a cache that does not answer counts nobody."""
    key = f"limit:{window.key}"
    try:
        cache.add(key, 0, timeout=2 * limit.seconds)
        return cache.incr(key)
    except Exception as failure:  # each kind of cache raises its own; reading goes on, and the log says so in a line
        log.error("limits.unavailable", store="cache", fault=type(failure).__name__)
        return 1

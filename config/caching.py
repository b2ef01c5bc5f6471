"""Redis as a cache that may be away: after one failure it is left alone, and then asked by one request for all."""

import threading
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import ConnectionError as RedisAway
from redis.exceptions import InvalidResponse as RedisGarbled
from redis.exceptions import TimeoutError as RedisSilent

REST = 5.0  # seconds
ROOM = {"MAX_ENTRIES": 20_000}  # more than Django's 300: dropping one would drop a counter of a limit
_OPERATIONS = (
    "add", "clear", "delete", "delete_many", "get", "get_many", "has_key", "incr", "set", "set_many", "touch",
)  # fmt: skip
_rests_until: dict[tuple[str, ...], float] = {}  # by servers: every thread has a client of its own
_asking = threading.Lock()


class _Client(RedisCacheClient):
    """Django's own, which says at once that Redis is away while it is left alone."""

    def __init__(self, servers: list[str], **options: Any) -> None:
        super().__init__(servers, **options)
        self.servers = tuple(servers)


def _may_ask(servers: tuple[str, ...]) -> bool:
    """Say whether Redis may be asked; while it was away, one caller gets leave when the rest is over."""
    if servers not in _rests_until:
        return True
    with _asking:
        if time.monotonic() < _rests_until.get(servers, 0.0):
            return False
        _rests_until[servers] = time.monotonic() + REST
        return True


def _watched(operation: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(operation)
    def asked(client: _Client, *arguments: Any, **options: Any) -> Any:
        if not _may_ask(client.servers):
            raise RedisAway("left alone for a while")
        try:
            answer = operation(client, *arguments, **options)
        except (RedisAway, RedisSilent, RedisGarbled):
            _rests_until[client.servers] = time.monotonic() + REST
            raise
        if client.servers in _rests_until:
            _rests_until.pop(client.servers, None)
        return answer

    return asked


for _name in _OPERATIONS:
    setattr(_Client, _name, _watched(getattr(RedisCacheClient, _name)))


def _made_do(operation: str) -> Callable[..., Any]:
    asked_of_redis = getattr(_Client, operation)

    def asked(client: _Client, *arguments: Any, **options: Any) -> Any:
        try:
            return asked_of_redis(client, *arguments, **options)
        except (RedisAway, RedisSilent, RedisGarbled):
            return getattr(_memory, operation)(*arguments, **options)

    return asked


# Keys come with their prefix and version.
_memory = LocMemCache("while-redis-is-away", {"KEY_FUNCTION": lambda key, prefix, version: key, "OPTIONS": ROOM})


class _ForgivingClient(_Client):
    """The same with the memory of this process for as long as Redis is away."""


for _name in _OPERATIONS:
    setattr(_ForgivingClient, _name, _made_do(_name))


class BreakingRedisCache(RedisCache):
    """Django's Redis cache with a breaker. Whoever uses it says what happens without: sessions, health, shards.

    The time-outs of its settings bound how long the one request waits that finds out.
    """

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = _Client


class ForgivingRedisCache(BreakingRedisCache):
    """The same for whoever does not say it, such as allauth's limits: while Redis is away, this process's memory.

    What has to be the same for every process, or must not come back from an earlier time, does not belong here.
    """

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = _ForgivingClient

"""Redis as a cache that may be away: after one failure it is left alone for a while, so that nobody waits for it."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import ConnectionError as RedisAway
from redis.exceptions import TimeoutError as RedisSilent

REST = 5.0  # seconds
_OPERATIONS = (
    "add", "clear", "delete", "delete_many", "get", "get_many", "has_key", "incr", "set", "set_many", "touch",
)  # fmt: skip
_rests_until: dict[tuple[str, ...], float] = {}  # by servers: every thread has a client of its own


class _Client(RedisCacheClient):
    """Django's own, which says at once that Redis is away while it is left alone."""

    def __init__(self, servers: list[str], **options: Any) -> None:
        super().__init__(servers, **options)
        self.servers = tuple(servers)


def _watched(operation: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(operation)
    def asked(client: _Client, *arguments: Any, **options: Any) -> Any:
        if time.monotonic() < _rests_until.get(client.servers, 0.0):
            raise RedisAway("left alone for a while")
        try:
            return operation(client, *arguments, **options)
        except (RedisAway, RedisSilent):
            _rests_until[client.servers] = time.monotonic() + REST
            raise

    return asked


for _name in _OPERATIONS:
    setattr(_Client, _name, _watched(getattr(RedisCacheClient, _name)))


class BreakingRedisCache(RedisCache):
    """Django's Redis cache with a breaker. Whoever uses it says what happens without: limits, sessions, health.

    The time-outs of its settings bound how long the one request waits that finds out.
    """

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = _Client

"""A Redis that does not answer costs one short wait, and nothing more while it is left alone."""

import socket
import threading
import time
from contextlib import contextmanager

import pytest
from redis.exceptions import ConnectionError as RedisAway
from redis.exceptions import TimeoutError as RedisSilent

from config.caching import BreakingRedisCache, ForgivingRedisCache

PATIENCE = 0.3


@contextmanager
def silent_server():
    """Accept every connection and say nothing; give its address and the list of who came."""
    came, stopped = [], threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as door:
        door.settimeout(0.05)

        def accept():
            while not stopped.is_set():
                try:
                    came.append(door.accept()[0])
                except TimeoutError:
                    continue

        thread = threading.Thread(target=accept)
        thread.start()
        try:
            yield f"redis://127.0.0.1:{door.getsockname()[1]}/0", came
        finally:
            stopped.set()
            thread.join()
            for link in came:
                link.close()


def cache_at(address):
    return BreakingRedisCache(address, {"OPTIONS": {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE}})


def test_only_the_first_of_many_waits_for_a_redis_that_hangs():
    with silent_server() as (address, came):
        began = time.monotonic()
        with pytest.raises(RedisSilent):
            cache_at(address).get("a")
        first = time.monotonic() - began
        asked_until_now, began = len(came), time.monotonic()
        for cache in [cache_at(address)] * 50 + [cache_at(address)] * 50:
            with pytest.raises(RedisAway):
                cache.incr("a")

    assert first >= PATIENCE
    assert time.monotonic() - began < PATIENCE
    assert len(came) == asked_until_now


def test_a_redis_that_is_not_there_is_left_alone_too():
    with socket.create_server(("127.0.0.1", 0)) as door:
        address = f"redis://127.0.0.1:{door.getsockname()[1]}/0"
    messages = []
    for _attempt in range(2):
        with pytest.raises(RedisAway) as away:
            cache_at(address).get("a")
        messages.append(str(away.value))

    assert messages[1] == "left alone for a while" != messages[0]


def test_whoever_does_not_say_what_happens_without_redis_has_the_memory_of_the_process():
    with socket.create_server(("127.0.0.1", 0)) as door:
        address = f"redis://127.0.0.1:{door.getsockname()[1]}/0"
    one, other = (ForgivingRedisCache(address, {"KEY_PREFIX": "here"}) for _thread in range(2))

    assert (one.get("a"), one.add("a", 1), other.add("a", 5)) == (None, True, False)
    assert (other.incr("a"), one.get_many(["a", "b"]), other.has_key("a")) == (2, {"a": 2}, True)
    assert (one.delete("a"), other.get("a", "none")) == (True, "none")
    with pytest.raises(ValueError, match="not found"):
        one.incr("a")


def test_one_request_asks_for_all_whether_redis_is_back(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as door:
        address = f"redis://127.0.0.1:{door.getsockname()[1]}/0"
    times = [100.0]
    monkeypatch.setattr("config.caching.time.monotonic", lambda: times[0])
    asked = []
    monkeypatch.setattr(
        "config.caching._Client.get_client", lambda self, key=None, *, write=False: asked.append(key) or refused()
    )

    def refused():
        if len(asked) == 2:  # while this one asks, the others are told at once
            with pytest.raises(RedisAway, match="left alone"):
                cache_at(address).get("b")
        raise RedisAway("nobody there")

    for moment in (100.0, 101.0, 106.0, 107.0):
        times[0] = moment
        with pytest.raises(RedisAway):
            cache_at(address).get("a")

    assert len(asked) == 2

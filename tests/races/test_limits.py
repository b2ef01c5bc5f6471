"""A hundred attempts at one moment take exactly as many places as there are, and counting by hand would not."""

import threading
from datetime import timedelta

import pytest
from django.db import connections

from core import clock, limits
from core.errors import TooMany
from core.models import RateCounter

CROWD = 100


def burst(attempt):
    """Run the attempt a hundred times behind one barrier; return how many passed."""
    barrier, passed, failed = threading.Barrier(CROWD), [], []

    def run():
        barrier.wait()
        try:
            passed.append(attempt())
        except TooMany:
            pass
        except Exception as fault:
            failed.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(CROWD)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads)
    assert failed == []
    return len(passed)


def read_then_write():
    """Count the way the house forbids."""
    counter = RateCounter.objects.get(key="by hand")
    if counter.count >= 10:
        raise TooMany
    counter.count += 1
    counter.save()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(3))
def test_a_hundred_at_once_are_counted_exactly(attempt):
    now = clock.now() + timedelta(hours=attempt)

    passed = burst(lambda: limits.take("login_failures_of_account", "target", now=now))

    print(f"one statement: {passed} of {CROWD} passed a limit of 10")
    assert passed == 10


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_reading_and_then_writing_lets_more_pass_which_shows_that_the_race_is_real():
    RateCounter.objects.create(key="by hand", count=0, ends_at=clock.now())

    passed = burst(read_then_write)

    print(f"read, then written: {passed} of {CROWD} passed a limit of 10")
    assert passed > 10


@pytest.mark.redis
@pytest.mark.parametrize("attempt", range(3))
def test_a_hundred_at_once_are_counted_exactly_in_redis(attempt):
    now = clock.now()

    passed = burst(lambda: limits.take("api_of_address", f"target{attempt}", now=now))

    print(f"Redis: {passed} of {CROWD} passed a limit of 60")
    assert passed == 60

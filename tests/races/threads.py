"""Many things at one moment, each on a connection of its own."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connections

from config.backends import POOL
from core.errors import DomainError

# A process has so many connections beside the one of the test itself; more jobs take turns for them, as requests do.
# Waiting for the pool instead ends in a fault after five seconds, which a busy machine reaches.
IN_FLIGHT = POOL["max_size"] - 1


def at_once(*jobs: Callable[[], Any]) -> list[Any]:
    """Run the jobs behind one barrier; return what each returned, or the refusal it met."""
    barrier, turns = threading.Barrier(len(jobs)), threading.BoundedSemaphore(IN_FLIGHT)
    outcomes: list[Any] = [None] * len(jobs)

    def run(number: int, job: Callable[[], Any]) -> None:
        try:
            barrier.wait(timeout=30)
            with turns:
                try:
                    outcomes[number] = job()
                finally:
                    connections.close_all()  # back to the pool before the next has its turn
        except DomainError as refusal:
            outcomes[number] = refusal
        except Exception as fault:  # handed back: the test says what it means
            outcomes[number] = fault

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=300)  # a busy machine is slow; a deadlock never ends
    assert not any(thread.is_alive() for thread in threads)
    return outcomes


def faults(outcomes: list[Any]) -> list[Any]:
    """Return what went wrong that is no answer of a rule."""
    return [one for one in outcomes if isinstance(one, Exception) and not isinstance(one, DomainError)]

"""Many things at one moment, each on a connection of its own."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connections

from core.errors import DomainError


def at_once(*jobs: Callable[[], Any]) -> list[Any]:
    """Run the jobs behind one barrier; return what each returned, or the refusal it met."""
    barrier, outcomes = threading.Barrier(len(jobs)), [None] * len(jobs)

    def run(number: int, job: Callable[[], Any]) -> None:
        try:
            barrier.wait(timeout=30)
            outcomes[number] = job()
        except DomainError as refusal:
            outcomes[number] = refusal
        except Exception as fault:  # handed back: the test says what it means
            outcomes[number] = fault
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads)
    return outcomes


def faults(outcomes: list[Any]) -> list[Any]:
    """Return what went wrong that is no answer of a rule."""
    return [one for one in outcomes if isinstance(one, Exception) and not isinstance(one, DomainError)]

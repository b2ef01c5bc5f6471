"""The only door to Celery for services: jobs are named, wait for the commit, and carry primitives."""

import threading
import time
from functools import partial

import structlog
from celery import current_app
from django.db import transaction

Primitive = str | int | float | bool | None

REST = 10.0  # seconds without hints after one that was lost
_rests_until = 0.0  # 0 while hints arrive
_asking = threading.Lock()

log = structlog.get_logger(__name__)


def enqueue(name: str, **arguments: Primitive) -> None:
    """Run the task registered as ``name`` once the current transaction has committed.

    The task is looked up in the registry rather than sent by name, so eager mode is respected. Raises KeyError at
    once when no such task exists.
    """
    task = current_app.tasks[name]
    transaction.on_commit(partial(task.apply_async, kwargs=arguments))


def hint(name: str, **arguments: Primitive) -> None:
    """Run the task like ``enqueue`` does, but let a queue that is down pass: for work that a sweep finds anyway.

    Tried once. After a loss no hint is given for a while, and then one for all, so that a queue which hangs holds up
    those who find out and nobody else.
    """
    task = current_app.tasks[name]

    def wake() -> None:
        global _rests_until
        if not _may_hint():
            return
        try:
            task.apply_async(kwargs=arguments, retry=False)
        except Exception:  # each kind of queue raises its own; what was written is written
            _rests_until = time.monotonic() + REST
            log.exception("jobs.hint_lost", task=name)
        else:
            _rests_until = 0.0

    transaction.on_commit(wake)


def _may_hint() -> bool:
    global _rests_until
    with _asking:
        if time.monotonic() < _rests_until:
            return False
        if _rests_until:
            _rests_until = time.monotonic() + REST
        return True


def send(name: str, **arguments: Primitive) -> None:
    """Run the task registered as ``name`` at once, whatever becomes of the current transaction.

    For questions to workers that somebody waits for; everything else is enqueued. Raises KeyError like ``enqueue``.
    """
    current_app.tasks[name].apply_async(kwargs=arguments)


def register() -> None:
    """Import every app's tasks, so that a web process knows their names as well as a worker does."""
    current_app.autodiscover_tasks(force=True)

"""Background work of the floor: the outbox, and deleting what has served its time."""

import time

import structlog
from celery import shared_task

from core import clock, limits, outbox
from core.invariants import examine as look_at_everything
from core.privacy.retention import retain as delete_what_is_over

log = structlog.get_logger(__name__)

SWEEP_SECONDS = 25  # the next sweep comes after 30


@shared_task(name="core.deliver_outbox", acks_late=True, soft_time_limit=60, time_limit=90)
def deliver_outbox(*, message_id: int, **unknown: object) -> None:
    """Send one message, if nobody else has."""
    outbox.deliver(message_id, now=clock.now())


@shared_task(name="core.sweep_outbox", acks_late=True, soft_time_limit=240, time_limit=300)
def sweep_outbox(**unknown: object) -> None:
    """Send whatever is due and was not sent: the guarantee behind the hint."""
    until, seen = time.monotonic() + SWEEP_SECONDS, set[int]()
    while time.monotonic() < until and (waiting := [key for key in outbox.due(clock.now()) if key not in seen]):
        for message_id in waiting:
            outbox.deliver(message_id, now=clock.now())
        seen.update(waiting)


@shared_task(name="core.forget_counters", acks_late=True, soft_time_limit=60, time_limit=90)
def forget_counters(**unknown: object) -> None:
    """Delete counters of limits that are a day old; running twice changes nothing more."""
    limits.forget(now=clock.now())


@shared_task(name="core.retain", acks_late=True, soft_time_limit=1_500, time_limit=1_800)
def retain(**unknown: object) -> None:
    """Delete what has served its time; running twice changes nothing more."""
    delete_what_is_over(now=clock.now())


@shared_task(name="core.examine", acks_late=True, soft_time_limit=1_500, time_limit=1_800)
def examine(**unknown: object) -> None:
    """Write an error to the log for each invariant that does not hold; ``manage doctor`` says more."""
    for code, findings in look_at_everything(now=clock.now()).items():
        if findings:
            log.error("doctor.found", check=code, count=len(findings), first=findings[0].where)

"""Background work of shifts."""

from celery import shared_task

from core import clock
from events.services.nightly import recheck_gates
from events.services.waiting import fill_from_waitlists, lapse_offers


@shared_task(name="events.move_waitlists", acks_late=True, soft_time_limit=240, time_limit=300)
def move_waitlists(**unknown: object) -> None:
    """End the offers nobody answered in time and offer what is free to who waits."""
    lapse_offers(now=clock.now())
    fill_from_waitlists(now=clock.now())


@shared_task(name="events.recheck_gates", acks_late=True, soft_time_limit=1_800, time_limit=1_860)
def recheck_all_gates(*, after: int = 0, **unknown: object) -> None:
    """Judge the places ahead again; running twice changes and tells nothing more."""
    recheck_gates(now=clock.now(), after=after)

"""Background work about hours."""

from celery import shared_task

from core import clock
from recognition.services.suspecting import suspect


@shared_task(name="recognition.suspect", acks_late=True, soft_time_limit=1_800, time_limit=1_860)
def suspect_hours(**unknown: object) -> None:
    """Look for doubtful hours in the ledger; running twice writes nothing twice."""
    suspect(now=clock.now())

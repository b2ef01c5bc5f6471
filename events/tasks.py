"""Background work about events."""

from celery import shared_task

from core import clock
from events.services.concerns import escalate_concerns
from events.services.needs import forget_shared_needs


@shared_task(name="events.forget_shared_needs", acks_late=True, soft_time_limit=300, time_limit=330)
def forget_needs(**unknown: object) -> None:
    """Empty what people shared for shifts that are long over; running twice changes nothing more."""
    forget_shared_needs(now=clock.now())


@shared_task(name="events.escalate_concerns", acks_late=True, soft_time_limit=60, time_limit=90)
def escalate_waiting_concerns(**unknown: object) -> None:
    """Tell more people of reports that wait too long; running twice tells them once."""
    escalate_concerns(now=clock.now())

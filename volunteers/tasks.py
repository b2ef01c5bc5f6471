"""Background work about volunteers."""

from celery import shared_task

from core import clock
from volunteers import services


@shared_task(name="volunteers.ask_renewals", acks_late=True, soft_time_limit=300, time_limit=330)
def ask_renewals(**unknown: object) -> None:
    """Ask for new papers 60, 30 and 7 days before the present ones end; running twice asks nobody twice."""
    services.ask_renewals(now=clock.now())

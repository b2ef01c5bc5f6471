"""Background work about hours."""

from celery import shared_task

from core import clock
from recognition.services.closing import close_due_months
from recognition.services.disputes import move_overdue
from recognition.services.settling import settle_silent


@shared_task(name="recognition.settle_hours", acks_late=True, soft_time_limit=1_800, time_limit=1_860)
def settle_hours(**unknown: object) -> None:
    """Settle what nobody said in time, move objections on, close months; running twice does each once."""
    move_overdue(now=clock.now())
    settle_silent(now=clock.now())
    close_due_months(now=clock.now())

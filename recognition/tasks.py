"""Background work of recognition."""

import structlog
from celery import shared_task

from core import clock
from recognition import errors, services
from recognition.services.closing import close_due_months
from recognition.services.disputes import move_overdue
from recognition.services.settling import settle_silent
from recognition.services.suspecting import suspect

log = structlog.get_logger(__name__)


@shared_task(name="recognition.publish_head", acks_late=True, soft_time_limit=600, time_limit=900)
def publish_head(**unknown: object) -> None:
    """Sign the ledger once a day; running twice changes nothing more. A break is an error in the log."""
    try:
        services.publish_head(now=clock.now())
    except errors.LedgerBroken as broken:
        log.exception("ledger.broken", **broken.context)


@shared_task(name="recognition.suspect", acks_late=True, soft_time_limit=1_800, time_limit=1_860)
def suspect_hours(**unknown: object) -> None:
    """Look for doubtful hours in the ledger; running twice writes nothing twice."""
    suspect(now=clock.now())


@shared_task(name="recognition.settle_hours", acks_late=True, soft_time_limit=1_800, time_limit=1_860)
def settle_hours(**unknown: object) -> None:
    """Settle what nobody said in time, move objections on, close months; running twice does each once."""
    move_overdue(now=clock.now())
    settle_silent(now=clock.now())
    close_due_months(now=clock.now())

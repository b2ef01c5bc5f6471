"""Background work of recognition."""

import structlog
from celery import shared_task

from core import clock
from recognition import errors, services
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

"""Background work of the register."""

from celery import shared_task

from core import clock
from ngos.services import upkeep


@shared_task(name="ngos.keep_register", acks_late=True, soft_time_limit=1_200, time_limit=1_260)
def keep_register(**unknown: object) -> None:
    """Warn of levels that end, open checks whose day has come, remind of filings; running twice does each once."""
    upkeep.warn_of_ends(now=clock.now())
    upkeep.tell_of_ended(now=clock.now())
    upkeep.open_rechecks(now=clock.now())
    upkeep.remind_of_filings(now=clock.now())

"""Background work of the register."""

from celery import shared_task
from django.utils.timezone import localdate

from core import clock
from ngos.services import upkeep
from ngos.services.ratings import run_ratings


@shared_task(name="ngos.keep_register", acks_late=True, soft_time_limit=1_200, time_limit=1_260)
def keep_register(**unknown: object) -> None:
    """Warn of levels that end, open checks whose day has come, remind of filings; running twice does each once."""
    upkeep.warn_of_ends(now=clock.now())
    upkeep.tell_of_ended(now=clock.now())
    upkeep.open_rechecks(now=clock.now())
    upkeep.remind_of_filings(now=clock.now())


@shared_task(name="ngos.rate_organisations", acks_late=True, soft_time_limit=600, time_limit=660)
def rate_organisations(**unknown: object) -> None:
    """Rate every organisation as of today; running twice writes only what has changed."""
    now = clock.now()
    run_ratings(as_of=localdate(now), now=now)

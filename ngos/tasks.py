"""Background work about organisations."""

from celery import shared_task
from django.utils.timezone import localdate

from core import clock
from ngos.services.ratings import run_ratings


@shared_task(name="ngos.rate_organisations", acks_late=True, soft_time_limit=600, time_limit=660)
def rate_organisations(**unknown: object) -> None:
    """Rate every organisation as of today; running twice writes only what has changed."""
    now = clock.now()
    run_ratings(as_of=localdate(now), now=now)

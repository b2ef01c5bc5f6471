"""Background work of reports."""

from celery import shared_task

from core import clock
from reports.services import catch_up
from reports.services.digests import write_digests
from reports.services.drafts import compare_published, prepare_drafts


@shared_task(name="reports.update_cube", acks_late=True, soft_time_limit=600, time_limit=660)
def update_cube(**unknown: object) -> None:
    """Read what is new in the ledger into the cube, so that no page has to; twice is once."""
    catch_up()


@shared_task(name="reports.prepare_drafts", acks_late=True, soft_time_limit=1_800, time_limit=1_860)
def prepare(**unknown: object) -> None:
    """Prepare drafts of what is over, and mark published reports whose numbers have changed; twice is once."""
    prepare_drafts(now=clock.now())
    compare_published(now=clock.now())


@shared_task(name="reports.write_digests", acks_late=True, soft_time_limit=300, time_limit=360)
def write_to_officers(**unknown: object) -> None:
    """Write to every officer for whom a report waits; twice a day is once."""
    write_digests(now=clock.now())

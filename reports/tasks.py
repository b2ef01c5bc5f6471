"""Background work of reports."""

from celery import shared_task

from reports.services import catch_up


@shared_task(name="reports.update_cube", acks_late=True, soft_time_limit=600, time_limit=660)
def update_cube(**unknown: object) -> None:
    """Read what is new in the ledger into the cube, so that no page has to; running twice is once."""
    catch_up()

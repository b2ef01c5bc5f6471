"""Background work of matching."""

from celery import shared_task

from core import clock
from matching.models import MatchRun
from matching.services.runs import solve_run


@shared_task(name="matching.solve_run", acks_late=True)
def solve_waiting_run(*, run_id: int, **unknown: object) -> None:
    """Solve an allocation that waits; delivered twice, it is solved once."""
    run = MatchRun.objects.filter(pk=run_id).first()
    if run is not None:
        solve_run(run=run, now=clock.now())

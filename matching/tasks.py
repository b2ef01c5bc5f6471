"""Background work of matching."""

from celery import shared_task
from django.conf import settings

from core import clock
from matching import shards
from matching.models import MatchRun
from matching.services.cover import search_cover
from matching.services.runs import solve_run
from matching.services.shortlists import refresh_shortlists
from matching.services.upkeep import revive_runs


@shared_task(name="matching.solve_run", acks_late=True)
def solve_waiting_run(*, run_id: int, **unknown: object) -> None:
    """Solve an allocation that waits; delivered twice, it is solved once."""
    run = MatchRun.objects.filter(pk=run_id).first()
    if run is not None:
        with shards.queued_workers(settings.MATCH_SHARDS) as workers:
            solve_run(run=run, now=clock.now(), workers=workers)


@shared_task(name="matching.answer_shard", acks_late=True, reject_on_worker_lost=True)
def answer_shard(*, run: str, shard: int, step: int, **unknown: object) -> None:
    """Answer one question about some people's pairs; asked twice, it is answered once."""
    shards.answer_question(run=run, shard=shard, step=step)


@shared_task(name="matching.revive_runs", acks_late=True, soft_time_limit=60, time_limit=90)
def revive_silent_runs(**unknown: object) -> None:
    """Put runs back into the queue whose worker was lost."""
    revive_runs(now=clock.now())


@shared_task(name="matching.refresh_shortlists", acks_late=True, soft_time_limit=600, time_limit=660)
def refresh_all_shortlists(**unknown: object) -> None:
    """Work out what is new for whom since the last time; running twice changes nothing more."""
    refresh_shortlists(now=clock.now())


@shared_task(name="matching.search_cover", acks_late=True, soft_time_limit=240, time_limit=300)
def search_cover_everywhere(**unknown: object) -> None:
    """Ask the next people of every search for cover that is due; running twice asks nobody twice."""
    search_cover(now=clock.now())

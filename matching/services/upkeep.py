"""What has to happen to runs by itself: lost ones go back into the queue, personal records are forgotten."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from core import audit, jobs
from core.privacy.retention import sweep
from matching import engine
from matching.enums import RunStatus
from matching.models import MatchRun, RunRecord
from volunteers.models import Volunteer

LOST_AFTER = timedelta(minutes=15)  # a worker is heard of after every round; nothing between two takes as long
MOST_ATTEMPTS = 3


def revive_runs(*, now: datetime) -> int:
    """Put runs whose worker has gone silent back into the queue, and waiting ones whose message was lost.

    The worker that was thought lost may still be at work: it holds an older attempt and will keep nothing. After
    ``MOST_ATTEMPTS`` a run fails for good. Returns how many were put back.
    """
    silent = MatchRun.objects.filter(status=RunStatus.RUNNING, heard_at__lt=now - LOST_AFTER)
    given_up = silent.filter(attempt__gte=MOST_ATTEMPTS)
    given_up.update(status=RunStatus.FAILED, failure="WorkerLost", finished_at=now)
    stranded = Q(status=RunStatus.QUEUED, made_at__lt=now - LOST_AFTER, heard_at=None)
    found = MatchRun.objects.filter(Q(pk__in=silent.values("pk")) | stranded)
    return sum(_revive(run, now) for run in found.order_by("pk"))


@transaction.atomic
def _revive(run: MatchRun, now: datetime) -> bool:
    waiting = MatchRun.objects.filter(pk=run.pk, status=run.status, attempt=run.attempt)
    if waiting.update(status=RunStatus.QUEUED, heard_at=now) != 1:
        return False
    audit.record("match.revived", actor=None, subject=run, at=now, attempt=run.attempt)
    jobs.enqueue("matching.solve_run", run_id=run.pk)
    return True


@sweep("problems of runs")
def forget_records(now: datetime, dry: bool = False) -> int:
    """Delete the problems whose time is up and those that name somebody who has left; return how many.

    Prices, hash, counts and the report stay: they name nobody.
    """
    kept = RunRecord.objects.filter(problem__isnull=False)
    due = set(kept.filter(kept_until__lte=now.date()).values_list("pk", flat=True))
    here = {str(key) for key in Volunteer.objects.active().values_list("public_id", flat=True)}
    for record in kept.exclude(pk__in=due).order_by("pk").iterator(chunk_size=1):
        named = engine.people_named(bytes(record.problem or b""))
        if not named <= here:
            due.add(record.pk)
    for record in () if dry else RunRecord.objects.filter(pk__in=due).select_related("run").defer("problem", "prices"):
        _forget(record, now)
    return len(due)


def forget_records_naming(person: str, *, now: datetime) -> int:
    """Delete the problems that hold one person, by public id; return how many."""
    kept = RunRecord.objects.filter(problem__isnull=False).select_related("run").order_by("pk")
    naming = [row for row in kept.iterator(chunk_size=1) if person in engine.people_named(bytes(row.problem or b""))]
    for record in naming:
        _forget(record, now)
    return len(naming)


@transaction.atomic
def _forget(record: RunRecord, now: datetime) -> None:
    RunRecord.objects.filter(pk=record.pk).update(problem=None, forgotten_at=now)
    audit.record("match.forgotten", actor=None, subject=record.run, at=now)

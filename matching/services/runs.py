"""Runs of an allocation: asked for on a page, solved by a worker, kept as a draft with everything to check it."""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import F

from accounts.models import User
from core import audit, jobs
from matching import engine, errors
from matching.enums import RunKind, RunStatus
from matching.gather import Gathered, gather
from matching.gather.horizon import HORIZON_WEEKS
from matching.gather.kept import warm_start
from matching.models import LeftOut, MatchRun
from matching.queries import gather_filling
from matching.queries.region import people_of, roles_of
from matching.services.insisting import solve_filling
from matching.services.replays import Wanted, make_replay, replay
from matching.services.results import (
    DEFAULT_SEED,
    Result,
    judge,
    keep_result,
    outcome_of,
    report_of,
    without_first_places,
)
from places.models import Territory

if TYPE_CHECKING:
    from matching.engine.shards.sharded import Workers

DEFAULT_WEEKS = 4
MOST_WEEKS = HORIZON_WEEKS - 1  # the horizon opens on a Monday, which may be six days ago
SOLVE_SECONDS = 120.0  # a safety net: only where it strikes does the answer depend on the machine
Tell = Callable[[engine.Progress], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What an allocation is about: a territory or, without one, the country; whole weeks from today; weights.

    ``warm_from`` is a run to start from: its prices save the search for first ones, and whom it left out stays out.
    """

    territory: Territory | None
    weeks: int = DEFAULT_WEEKS
    weights_version: str = engine.CURRENT
    seed: int = DEFAULT_SEED
    warm_from: MatchRun | None = None


@transaction.atomic
def request_allocation(*, plan: Plan, actor: User | None, now: datetime) -> MatchRun:
    """Put an allocation into the queue; a worker solves it. Raises WeeksOutOfRange or WeightsUnknown."""
    run = _make_run(plan, actor=actor, now=now)
    audit.record("match.requested", actor=actor, subject=run, at=now, weeks=plan.weeks)
    jobs.enqueue("matching.solve_run", run_id=run.pk)
    return run


def allocate_now(
    *, plan: Plan, actor: User | None, now: datetime, tell: Tell | None = None, workers: "Workers | None" = None
) -> MatchRun:
    """Make an allocation and solve it in this process: for the command line. Raises as request_allocation."""
    run = _make_run(plan, actor=actor, now=now)
    return solve_run(run=run, now=now, tell=tell, workers=workers)


def replay_now(*, wanted: Wanted, actor: User | None, now: datetime) -> MatchRun:
    """Make a replay and solve it in this process: for the command line. Raises as request_replay."""
    return solve_run(run=make_replay(wanted=wanted, actor=actor, now=now), now=now)


def _make_run(plan: Plan, *, actor: User | None, now: datetime) -> MatchRun:
    if not 1 <= plan.weeks <= MOST_WEEKS:
        raise errors.WeeksOutOfRange(most=MOST_WEEKS)
    if plan.weights_version not in engine.VERSIONS:
        raise errors.WeightsUnknown(version=plan.weights_version)
    today = _today(plan.territory, now)
    run = MatchRun.objects.create(
        kind=RunKind.ALLOCATION,
        status=RunStatus.QUEUED,
        territory=plan.territory,
        from_day=today,
        until_day=today + timedelta(weeks=plan.weeks),
        warm_from=plan.warm_from,
        actor=actor,
        made_at=now,
        weights_version=plan.weights_version,
        options={
            "weights": asdict(engine.VERSIONS[plan.weights_version]),
            "limits": asdict(engine.Limits(seconds=SOLVE_SECONDS)),
        },
        seed=plan.seed,
    )
    if plan.warm_from is not None:
        left_out = LeftOut.objects.filter(run=plan.warm_from).order_by("pk")
        LeftOut.objects.bulk_create(
            LeftOut(run=run, volunteer_id=one.volunteer_id, role_id=one.role_id) for one in left_out
        )
    return run


def _today(territory: Territory | None, now: datetime) -> date:
    return now.astimezone(ZoneInfo(territory.time_zone if territory else settings.TIME_ZONE)).date()


def solve_run(*, run: MatchRun, now: datetime, tell: Tell | None = None, workers: "Workers | None" = None) -> MatchRun:
    """Solve a waiting run and keep it as a draft; a run that is not waiting is returned as it is.

    ``workers`` keep the pairs of a large problem; the result is the same without them.

    1. The run is claimed by an update that must change exactly one row, so a message delivered twice is solved once.
    2. Nothing is locked while the engine works; every round is written down. 3. Suggestions, record and result are
    kept in one transaction, and only by the worker that still holds the run: one that was taken for lost and replaced
    keeps nothing. A worker that dies leaves a run that `revive_runs` puts back into the queue; an error leaves a run
    that failed, with the name of the error.
    """
    waiting = MatchRun.objects.filter(pk=run.pk, status=RunStatus.QUEUED)
    is_mine = waiting.update(status=RunStatus.RUNNING, attempt=F("attempt") + 1, heard_at=now) == 1
    run.refresh_from_db()
    if not is_mine:
        return run
    held = MatchRun.objects.filter(pk=run.pk, attempt=run.attempt, status=RunStatus.RUNNING)
    began = time.monotonic()

    def note(step: engine.Progress) -> None:
        heard = now + timedelta(seconds=time.monotonic() - began)
        held.update(
            round=step.round,
            objective=step.lower,
            bound=step.upper,
            gap_ppm=step.gap_ppm,
            seconds=round(step.seconds, 3),
            heard_at=heard,
        )
        if tell:
            tell(step)

    try:
        result = _work(run, note, workers)
        seconds = time.monotonic() - began
        with transaction.atomic():
            if held.update(status=RunStatus.DRAFT, finished_at=now + timedelta(seconds=seconds)) == 1:
                run.refresh_from_db()
                keep_result(run, result, seconds=seconds)
                audit.record("match.proposed", actor=run.actor, subject=run, at=now, placed=run.placed_count)
    except Exception as error:
        held.update(status=RunStatus.FAILED, failure=type(error).__name__, finished_at=now)
        raise
    run.refresh_from_db()
    return run


def _work(run: MatchRun, note: Tell, workers: "Workers | None") -> Result:
    """Do what the kind of a run asks for."""
    if run.kind == RunKind.FILLING:
        return _fill(run)
    return replay(run, note) if run.kind == RunKind.REPLAY else _allocate(run, note, workers)


def _fill(run: MatchRun) -> Result:
    """Fill what the run is about, once more from the tables as they stand."""
    gathered = gather_filling(run, now=run.made_at)
    return judge(gathered, solve_filling(run, gathered).solution)


def _allocate(run: MatchRun, note: Tell, workers: "Workers | None") -> Result:
    """Solve with the weights of the run, then once more without the fairness term, to know its price."""
    gathered = gather_run(run)
    limits, problem = engine.Limits(**run.options["limits"]), gathered.problem
    warm = warm_start(run.warm_from, problem) if run.warm_from else None
    solution = engine.solve(problem, limits=limits, seed=run.seed, warm=warm, workers=workers, on_progress=note)
    plain = with_weights(gathered, without_first_places(problem.options.weights))
    unfair = engine.solve(plain.problem, limits=limits, seed=run.seed, warm=solution, workers=workers)
    report = report_of(gathered, solution, territory=run.territory, without_fairness=outcome_of(plain, unfair))
    return replace(judge(gathered, solution), report=report.as_dict())


def gather_run(run: MatchRun) -> Gathered:
    """Load the problem of an allocation as the tables stand: its people and open roles less those left out."""
    roles = roles_of(run.territory, until=run.until_day or run.made_at.date(), now=run.made_at)
    left_out = LeftOut.objects.filter(run=run)
    gathered = gather(
        volunteers=people_of(run.territory).exclude(pk__in=left_out.filter(role=None).values("volunteer")),
        roles=roles.exclude(pk__in=left_out.filter(volunteer=None).values("role")),
        now=run.made_at,
    )
    return with_weights(gathered, engine.Weights(**run.options["weights"]))


def with_weights(gathered: Gathered, weights: engine.Weights) -> Gathered:
    """Return the same tables under other weights."""
    problem = gathered.problem
    return replace(gathered, problem=replace(problem, options=replace(problem.options, weights=weights)))

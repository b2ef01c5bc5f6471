"""The policy sandbox: a quarter that is over, allocated again under the real weights and under others."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np
from django.db import transaction

from accounts.models import User
from core import audit, jobs
from core.clock import local_day
from matching import engine, errors
from matching.enums import RunKind, RunStatus
from matching.fairness import compare_groups
from matching.gather import Gathered
from matching.gather.groups import groups_of
from matching.gather.past import gather_past
from matching.models import MatchRun
from matching.queries.region import past_roles_of, people_of
from matching.services.results import DEFAULT_SEED, Result, report_of
from places.models import Territory
from volunteers.validators import JOINING_AGE_YEARS

MOST_EXTRA_KM = 500
OLDEST_LEAST_AGE = 99
DRAFT_VERSION = "draft"
Tell = Callable[[engine.Progress], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A policy to try on a territory (the country without one) and a stretch of days [first_day, end_day).

    ``points`` replace some of the real weights by name; ``extra_km`` are added to everybody's own limit;
    ``least_age`` in years replaces the age every role asks for.
    """

    territory: Territory | None
    first_day: date
    end_day: date
    points: dict[str, int] = field(default_factory=dict)
    extra_km: int = 0
    least_age: int | None = None
    seed: int = DEFAULT_SEED


@transaction.atomic
def request_replay(*, wanted: Wanted, actor: User | None, now: datetime) -> MatchRun:
    """Put a replay into the queue. Raises PeriodNotOver, WeightsImpossible, AgeBelowLaw or ExtraKmImpossible."""
    run = make_replay(wanted=wanted, actor=actor, now=now)
    audit.record("match.replay_requested", actor=actor, subject=run, at=now)
    jobs.enqueue("matching.solve_run", run_id=run.pk)
    return run


def make_replay(*, wanted: Wanted, actor: User | None, now: datetime) -> MatchRun:
    """Write a replay down, waiting to be solved. Raises as request_replay."""
    if wanted.end_day > local_day(now):
        raise errors.PeriodNotOver
    if not -MOST_EXTRA_KM <= wanted.extra_km <= MOST_EXTRA_KM:
        raise errors.ExtraKmImpossible(most=MOST_EXTRA_KM)
    if wanted.least_age is not None and not JOINING_AGE_YEARS <= wanted.least_age <= OLDEST_LEAST_AGE:
        raise errors.AgeBelowLaw(years=JOINING_AGE_YEARS)
    weights = _weights(wanted.points)
    return MatchRun.objects.create(
        kind=RunKind.REPLAY,
        status=RunStatus.QUEUED,
        territory=wanted.territory,
        from_day=wanted.first_day,
        until_day=wanted.end_day,
        actor=actor,
        made_at=now,
        weights_version=DRAFT_VERSION,
        options={
            "weights": asdict(weights),
            "limits": asdict(engine.Limits()),
            "extra_km": wanted.extra_km,
            "least_age": wanted.least_age,
        },
        seed=wanted.seed,
    )


def _weights(points: dict[str, int]) -> engine.Weights:
    real = asdict(engine.VERSIONS[engine.CURRENT])
    unknown = points.keys() - real.keys() - {"version"}
    if unknown:
        raise errors.WeightsImpossible
    try:
        return engine.Weights(**real | points | {"version": DRAFT_VERSION})
    except ValueError as impossible:
        raise errors.WeightsImpossible from impossible


def replay(run: MatchRun, note: Tell) -> Result:
    """Allocate the days of a run twice, under the real weights and under its own, and compare who gets a place."""
    first_day, end_day = run.from_day or run.made_at.date(), run.until_day or run.made_at.date()
    real = gather_past(
        volunteers=people_of(run.territory), roles=past_roles_of(run.territory), first_day=first_day, end_day=end_day
    )
    policy = engine.Policy(
        weights=engine.Weights(**run.options["weights"]),
        extra_metres=run.options["extra_km"] * 1000,
        least_age=run.options["least_age"],
    )
    draft = Gathered(engine.under_policy(real.problem, policy), real.volunteer_pks, real.role_pks)
    limits = engine.Limits(**run.options["limits"])
    answers = [engine.solve(side.problem, limits=limits, seed=run.seed, on_progress=note) for side in (real, draft)]
    accepted = all(
        engine.verify(side.problem, answer).accepted for side, answer in zip((real, draft), answers, strict=True)
    )
    report = _comparison(run, real, draft, answers)
    return Result(draft, answers[1], accepted, b"", [], report)


def _comparison(run: MatchRun, real: Gathered, draft: Gathered, answers: list[engine.Solution]) -> dict[str, Any]:
    reports = [
        report_of(side, answer, territory=run.territory, without_fairness=None).as_dict()
        for side, answer in zip((real, draft), answers, strict=True)
    ]
    placed = [np.bincount(answer.volunteer, minlength=len(real.volunteer_pks)) > 0 for answer in answers]
    groups = groups_of(real, people_of(run.territory), run.territory)._asdict()
    everybody = ["all"] * len(real.volunteer_pks)
    return {
        "real": reports[0],
        "draft": reports[1],
        "changes": {
            name: [asdict(row) for row in compare_groups(labels, *placed)]
            for name, labels in {"all": everybody, **groups}.items()
        },
    }

"""What a solve leaves behind: verified, explained, counted, and written down in one go."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import numpy as np

from matching import engine
from matching.fairness import Outcome, Report, count_groups, gini, staffing
from matching.gather import Gathered
from matching.gather.groups import groups_of
from matching.models import MatchRun, RunRecord, Suggestion
from matching.queries import parts_of
from matching.queries.region import people_of
from places.models import Territory

DEFAULT_SEED = 1
KEPT_DAYS = 90  # how long a run can be checked again. docs/matching/region.md
RESULT_FIELDS = (
    "problem_hash",
    "volunteers_count",
    "shifts_count",
    "seats_count",
    "placed_count",
    "objective",
    "bound",
    "gap_ppm",
    "stopped_by",
    "is_verified",
    "seconds",
    "report",
)


@dataclass(frozen=True, slots=True)
class Result:
    """A solution with the verifier's word and everything to keep of it, worked out before any row is locked.

    ``packed`` is the problem to keep; empty where nothing is proposed and so nothing has to be checked again.
    """

    gathered: Gathered
    solution: engine.Solution
    is_verified: bool
    packed: bytes
    suggestions: list[Suggestion]
    report: dict[str, Any] = field(default_factory=dict)


def judge(gathered: Gathered, solution: engine.Solution) -> Result:
    """Verify a solution and write down its pairs with the parts of their scores."""
    index = engine.build_index(gathered.problem)
    pairs = zip(solution.volunteer.tolist(), solution.role.tolist(), solution.score.tolist(), strict=True)
    suggestions = [
        Suggestion(
            volunteer_id=gathered.volunteer_pks[person],
            role_id=gathered.role_pks[place],
            score=score,
            parts=parts_of(engine.explain_pair(index, person, place)),
        )
        for person, place, score in pairs
    ]
    verdict = engine.verify(gathered.problem, solution)
    return Result(gathered, solution, verdict.accepted, engine.pack_problem(gathered.problem), suggestions)


def keep_result(run: MatchRun, result: Result, *, seconds: float) -> None:
    """Write a result onto a saved run, with its suggestions and the record to check it; part of a transaction."""
    problem, solution = result.gathered.problem, result.solution
    run.problem_hash = problem.sha256
    run.volunteers_count = run.volunteers_count or len(result.gathered.volunteer_pks)
    run.shifts_count, run.seats_count = len(problem.shifts), open_seats(result.gathered)
    run.placed_count = len(solution.volunteer)
    run.objective, run.bound, run.gap_ppm = solution.objective, solution.bound, solution.gap_ppm
    run.stopped_by, run.is_verified, run.seconds = solution.stopped_by, result.is_verified, round(seconds, 3)
    run.report = result.report
    run.save(update_fields=[*RESULT_FIELDS, "updated_at"])
    if result.packed:
        RunRecord.objects.create(
            run=run,
            problem=result.packed,
            prices=engine.pack_prices(solution.certificate),
            kept_until=run.made_at.date() + timedelta(days=KEPT_DAYS),
        )
    for suggestion in result.suggestions:
        suggestion.run = run
    Suggestion.objects.bulk_create(result.suggestions, batch_size=2_000)


def outcome_of(gathered: Gathered, solution: engine.Solution) -> Outcome:
    """Count what an answer is worth to people."""
    people = np.unique(solution.volunteer)
    return Outcome(
        value=int(solution.score.astype(np.int64).sum()),
        places=len(solution.role),
        people=len(people),
        newcomers=int((gathered.problem.volunteers.history[people] == 0).sum()),
    )


def report_of(
    gathered: Gathered, solution: engine.Solution, *, territory: Territory | None, without_fairness: Outcome | None
) -> Report:
    """Count who gains from an answer."""
    problem = gathered.problem
    index = engine.build_index(problem)
    placed = np.bincount(solution.volunteer, minlength=index.volunteer_count) > 0
    eligible = engine.count_reachable(index) > 0
    load = np.bincount(solution.role, minlength=index.role_count)
    is_open = index.seats_left > 0
    groups = groups_of(gathered, people_of(territory), territory)
    return Report(
        groups={name: count_groups(labels, eligible, placed) for name, labels in groups._asdict().items()},
        staffing=staffing(problem.roles.minimum[is_open].astype(np.int64), index.fixed[is_open], load[is_open]),
        outcome=outcome_of(gathered, solution),
        without_fairness=without_fairness,
        seats=int(index.seats_left.sum()),
        gini=round(gini(load[is_open] / index.seats_left[is_open]), 4),
    )


def without_first_places(weights: engine.Weights) -> engine.Weights:
    """Return the weights with the fairness term switched off."""
    return replace(weights, first_new=0, first_known=0)


def open_seats(gathered: Gathered) -> int:
    """Count the free places of a problem."""
    return int(engine.build_index(gathered.problem).seats_left.sum())

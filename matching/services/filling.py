"""Filling one opportunity or all of an organisation: propose, review, send."""

import time
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from core import audit, jobs
from core.errors import DomainError
from events.enums import SignUpOrigin
from events.models import Opportunity
from events.services.signups import invite
from matching import engine, errors
from matching.enums import RunKind, RunStatus, SuggestionStatus
from matching.models import MatchRun, Suggestion
from matching.queries import candidate_pool, gather_filling
from matching.services.insisting import solve_filling
from matching.services.results import DEFAULT_SEED, judge, keep_result, open_seats
from ngos.models import Organisation
from volunteers.models import Volunteer


@dataclass(frozen=True, slots=True)
class SendResult:
    """What became of a proposal: the invitations made, and those no longer possible with the reason."""

    sent: list[Suggestion]
    stale: list[tuple[Suggestion, DomainError]]


def propose_filling(
    *, opportunity: Opportunity, actor: User | None, now: datetime, seed: int = DEFAULT_SEED
) -> MatchRun:
    """Let the engine fill the open places of one opportunity; nothing is sent. Raises NothingToFill.

    The filling is the proven best for this opportunity alone, with everything people already promised held fixed. A
    small one is worked out at once. A large one is not for somebody to wait for: it goes into the queue, and the run
    that is returned waits for a worker.
    """
    return fill_or_queue(MatchRun(opportunity=opportunity), actor=actor, now=now, seed=seed)


def propose_all(
    *, organisation: Organisation, actor: User | None, now: datetime, seed: int = DEFAULT_SEED
) -> MatchRun:
    """Let the engine fill the open places of all opportunities of an organisation at once, as propose_filling."""
    return fill_or_queue(MatchRun(organisation=organisation), actor=actor, now=now, seed=seed)


def fill_or_queue(run: MatchRun, *, actor: User | None, now: datetime, seed: int) -> MatchRun:
    """Solve a new filling here if it is small, else leave it to a worker. Raises NothingToFill."""
    gathered = gather_filling(run, now=now)
    if open_seats(gathered) == 0:
        raise errors.NothingToFill
    weights, limits = gathered.problem.options.weights, engine.Limits()
    run.kind, run.actor, run.made_at, run.seed = RunKind.FILLING, actor, now, seed
    run.weights_version = weights.version
    run.options |= {"weights": asdict(weights), "limits": asdict(limits)}
    # Everybody who could be asked, also those the problem leaves out because they cannot matter.
    run.volunteers_count = candidate_pool().count()
    if not engine.is_quick(engine.build_index(gathered.problem)):
        return _ask_a_worker(run)
    started = time.perf_counter()
    result = judge(gathered, solve_filling(run, gathered).solution)
    seconds = time.perf_counter() - started
    run.status, run.finished_at = RunStatus.DRAFT, now
    with transaction.atomic():
        run.save()
        keep_result(run, result, seconds=seconds)
        audit.record("match.proposed", actor=actor, subject=run, at=now, placed=run.placed_count)
    return run


@transaction.atomic
def _ask_a_worker(run: MatchRun) -> MatchRun:
    run.status = RunStatus.QUEUED
    run.save()
    audit.record("match.requested", actor=run.actor, subject=run, at=run.made_at)
    jobs.enqueue("matching.solve_run", run_id=run.pk)
    return run


@transaction.atomic
def send_proposals(*, run: MatchRun, keep: frozenset[UUID], actor: User, now: datetime) -> SendResult:
    """Invite the people the coordinator kept, and drop the rest.

    The volunteers are locked in key order first, so two coordinators sending at once wait for each other and never
    deadlock. A proposal the world has overtaken is marked stale with its reason; the others still go out. Sending a
    run twice invites nobody twice. Raises NobodyChosen.
    """
    waiting = list(
        Suggestion.objects.filter(run=run, status=SuggestionStatus.PROPOSED)
        .select_related(
            "role", "role__shift", "role__shift__opportunity", "role__shift__opportunity__organisation",
            "volunteer", "volunteer__user",
        )
        .order_by("volunteer_id", "pk")
    )  # fmt: skip
    kept = [suggestion for suggestion in waiting if suggestion.public_id in keep]
    if not kept:
        raise errors.NobodyChosen
    list(
        Volunteer.objects.select_for_update()
        .filter(pk__in=[suggestion.volunteer_id for suggestion in kept])
        .order_by("pk")
        .values_list("pk")
    )
    result = SendResult(sent=[], stale=[])
    for suggestion in kept:
        _send_one(suggestion, result, actor, now)
    dropped = [suggestion.pk for suggestion in waiting if suggestion.public_id not in keep]
    Suggestion.objects.filter(pk__in=dropped).update(status=SuggestionStatus.DROPPED)
    audit.record("match.sent", actor=actor, subject=run, at=now, sent=len(result.sent), stale=len(result.stale))
    return result


def _send_one(suggestion: Suggestion, result: SendResult, actor: User, now: datetime) -> None:
    # Each invitation stands alone: one that fails must not undo those before it.
    try:
        with transaction.atomic():
            invite(
                role=suggestion.role,
                volunteer=suggestion.volunteer,
                origin=SignUpOrigin.AUTOFILL,
                actor=actor,
                now=now,
            )
    except DomainError as overtaken:
        suggestion.status = SuggestionStatus.STALE
        result.stale.append((suggestion, overtaken))
    else:
        suggestion.status = SuggestionStatus.SENT
        result.sent.append(suggestion)
    suggestion.save(update_fields=["status"])

"""Insisting on a person in a filling: what it costs and who gives way, weighed by solving again."""

import time
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from core import audit
from events.models import ShiftRole
from matching import engine, errors
from matching.enums import RunKind, RunStatus
from matching.gather import Gathered
from matching.models import MatchRun
from matching.queries import candidate_pool, gather_filling
from matching.services.results import judge, keep_result
from volunteers.models import Volunteer

Row = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Weighed:
    """What one wish does to a filling.

    ``least`` and ``most`` points it costs, equal where the search ended; ``typical``: what one place of the filling is
    worth; ``places``: how many more (or fewer) places are filled; pairs of keys (volunteer, role) that are ``gone``
    and ``new``.
    """

    least: int
    most: int
    typical: int
    places: int
    gone: tuple[Row, ...]
    new: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Filling:
    """A solution of a filling, its cost against the free one, and the free one."""

    solution: engine.Solution
    least: int = 0
    most: int = 0


def solve_filling(run: MatchRun, gathered: Gathered, *, extra: tuple[tuple[str, str], ...] = ()) -> Filling:
    """Solve a filling with everybody the coordinator insists on. Raises CannotInsist."""
    limits = engine.Limits(**run.options["limits"])
    free = engine.solve(gathered.problem, limits=limits, seed=run.seed)
    wishes = (*run.insisted, *extra)
    if not wishes:
        return Filling(free)
    try:
        found = engine.insist(gathered.problem, free, _rows(gathered, wishes), limits=limits, seed=run.seed)
    except engine.CannotInsist as refused:
        raise errors.CannotInsist from refused
    return Filling(found.solution, found.least, found.most)


def _rows(gathered: Gathered, wishes: tuple[tuple[str, str], ...]) -> list[Row]:
    """Find wishes among the rows. Raises CannotInsist where a person or a place is no longer among them."""
    people = {key.decode(): row for row, key in enumerate(gathered.problem.volunteers.ids.tolist())}
    places = {key.decode(): row for row, key in enumerate(gathered.problem.roles.ids.tolist())}
    if any(person not in people or place not in places for person, place in wishes):
        raise errors.CannotInsist
    return [(people[person], places[place]) for person, place in wishes]


def weigh_wish(*, run: MatchRun, volunteer: Volunteer, role: ShiftRole, now: datetime) -> Weighed:
    """Say what insisting on a person costs and who gives way; changes nothing.

    Raises CannotInsist, or TooLargeToWeigh where nobody could wait for the answer.
    """
    gathered = _gathered(run, volunteer, now)
    before = solve_filling(run, gathered)
    after = solve_filling(run, gathered, extra=(_wish(volunteer, role),))
    had, has = _pairs(gathered, before.solution), _pairs(gathered, after.solution)
    return Weighed(
        least=max(after.least - before.most, 0),
        most=max(after.most - before.least, 0),
        typical=before.solution.objective // max(len(had), 1),
        places=len(has) - len(had),
        gone=tuple(sorted(had - has)),
        new=tuple(sorted(has - had)),
    )


def _gathered(run: MatchRun, volunteer: Volunteer, now: datetime) -> Gathered:
    gathered = gather_filling(run, now=now, also=(volunteer.pk,))
    if not engine.is_quick(engine.build_index(gathered.problem)):
        raise errors.TooLargeToWeigh
    return gathered


def _wish(volunteer: Volunteer, role: ShiftRole) -> tuple[str, str]:
    return str(volunteer.public_id), str(role.public_id)


def _pairs(gathered: Gathered, solution: engine.Solution) -> set[Row]:
    pairs = zip(solution.volunteer.tolist(), solution.role.tolist(), strict=True)
    return {(gathered.volunteer_pks[person], gathered.role_pks[place]) for person, place in pairs}


def insist_on(*, run: MatchRun, volunteer: Volunteer, role: ShiftRole, actor: User, now: datetime) -> MatchRun:
    """Make a new filling with one more person fixed; the old one stays as it is. Raises as weigh_wish."""
    gathered = _gathered(run, volunteer, now)
    began = time.perf_counter()
    made = MatchRun(
        kind=RunKind.FILLING,
        status=RunStatus.DRAFT,
        opportunity=run.opportunity,
        organisation=run.organisation,
        actor=actor,
        made_at=now,
        finished_at=now,
        weights_version=run.weights_version,
        options=run.options | {"insist": [*run.insisted, _wish(volunteer, role)]},
        seed=run.seed,
        volunteers_count=candidate_pool().count(),
    )
    result = judge(gathered, solve_filling(made, gathered).solution)
    seconds = time.perf_counter() - began
    with transaction.atomic():
        made.save()
        keep_result(made, result, seconds=seconds)
        audit.record("match.insisted", actor=actor, subject=made, at=now, role=str(role.public_id))
    return made

"""Reads of allocations: whom and what they are about, whether their proof holds, what has changed since."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db.models import Q, QuerySet

from events.models import ShiftRole
from events.queries import public_shifts
from matching import engine, errors
from matching.enums import SuggestionStatus
from matching.gather.drift import find_differences
from matching.gather.kept import kept_problem, read_back
from matching.models import MatchRun, Suggestion
from matching.queries import candidate_pool, open_roles
from places.models import Territory
from volunteers.models import Volunteer


def people_of(territory: Territory | None) -> QuerySet[Volunteer]:
    """Return everybody who may be asked and lives in a territory, or in the country without one."""
    people = candidate_pool()
    return people if territory is None else people.filter(inside(territory, "home"))


def roles_of(territory: Territory | None, *, until: date, now: datetime) -> QuerySet[ShiftRole]:
    """Return open roles on shifts before a day: at a place in the territory, or remote for an organisation there."""
    roles = open_roles(now).filter(shift__starts_on__lt=until)
    if territory is None:
        return roles
    is_remote = Q(shift__opportunity__is_remote=True)
    on_site = ~is_remote & inside(territory, "shift__opportunity__venue")
    return roles.filter(on_site | is_remote & inside(territory, "shift__opportunity__organisation__region"))


def inside(territory: Territory, at: str) -> Q:
    """Filter rows whose place at ``at`` is the territory or lies below it."""
    return Q(**{at: territory}) | Q(**{f"{at}__path__startswith": territory.inner_path})


def waiting_in(run: MatchRun) -> list[Suggestion]:
    """Return the proposals of a run that are neither dropped nor sent, in the order in which rows are locked."""
    waiting = Suggestion.objects.filter(run=run, status=SuggestionStatus.PROPOSED)
    return list(waiting.select_related("volunteer", "role__shift").order_by("volunteer_id", "role_id"))


def differences_of(run: MatchRun, *, now: datetime) -> list[errors.Difference]:
    """Say what has changed under the proposals of a draft, as things stand. Raises RecordForgotten."""
    return changes_under(run, waiting_in(run), now=now)


def changes_under(run: MatchRun, waiting: Sequence[Suggestion], *, now: datetime) -> list[errors.Difference]:
    """Compare what some proposals rest on with the problem the run was solved from. Raises RecordForgotten."""
    problem = kept_problem(run)
    if problem is None:
        raise errors.RecordForgotten
    roles = {suggestion.role_id for suggestion in waiting}
    is_open = ShiftRole.objects.filter(pk__in=roles, shift__in=public_shifts(now))
    return find_differences(run, problem, waiting, open_role_ids=set(is_open.values_list("pk", flat=True)))


def verify_run(run: MatchRun) -> engine.Verdict:
    """Check a stored run from its problem and its prices alone, with the verifier that shares nothing with the solver.

    Raises RecordForgotten when the problem is not kept any more.
    """
    kept = read_back(run)
    if kept is None:
        raise errors.RecordForgotten
    verdict = engine.verify(kept.problem, kept.solution)
    if not kept.lost:
        return verdict
    lost = engine.Reason("other_problem", f"{kept.lost} proposals are about nobody or nothing in the problem")
    return replace(verdict, accepted=False, reasons=(lost, *verdict.reasons))

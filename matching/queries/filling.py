"""A filling as it is looked over: why each person is proposed, why each place stays empty, and whether it holds."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import numpy as np
from django.db.models import QuerySet

from events.models import Opportunity, ShiftRole
from events.queries import consent_scopes
from matching import engine
from matching.enums import SuggestionStatus
from matching.gather import ANY_WORK, Gathered, Scopes, gather_able, gather_fitting
from matching.gather.kept import read_back
from matching.models import MatchRun, Suggestion
from matching.queries.ranking import candidate_pool, coordinator_texts, open_roles, skill_names
from matching.reasons import FactorText, SkillNames, coarse_distance, elsewhere_lines, in_bands, lack_lines
from ngos.models import Organisation
from volunteers.models import Volunteer


@dataclass(frozen=True, slots=True)
class Reasons:
    """Sentences by the key of a suggestion; by the key of a role, how many fit and why places stay empty."""

    texts: dict[int, list[FactorText]]
    fitting_counts: dict[int, int]
    empty: dict[int, list[str]]


def roles_to_fill(opportunity: Opportunity, *, now: datetime) -> QuerySet[ShiftRole]:
    """Return the roles of one opportunity with free seats on shifts ahead."""
    return open_roles(now).filter(shift__opportunity=opportunity)


def roles_of_organisation(organisation: Organisation, *, now: datetime) -> QuerySet[ShiftRole]:
    """Return the roles of all opportunities of an organisation with free seats on shifts ahead."""
    return open_roles(now).filter(shift__opportunity__organisation=organisation)


def roles_of_filling(run: MatchRun, *, now: datetime) -> QuerySet[ShiftRole]:
    """Return the roles a filling is about, as they are open now."""
    if run.opportunity is not None:
        return roles_to_fill(run.opportunity, now=now)
    return roles_of_organisation(run.organisation, now=now) if run.organisation else ShiftRole.objects.none()


def gather_filling(run: MatchRun, *, now: datetime, also: Collection[int] = ()) -> Gathered:
    """Load the problem of a filling as the tables stand, with everybody the coordinator insists on."""
    insisted = [person for person, _role in run.insisted]
    kept = Volunteer.objects.filter(public_id__in=insisted).values_list("pk", flat=True) if insisted else ()
    roles = roles_of_filling(run, now=now)
    return gather_fitting(
        volunteers=candidate_pool(), roles=roles, now=now, also={*kept, *also}, scopes=scopes_of_filling(run)
    )


def scopes_of_filling(run: MatchRun) -> Scopes:
    """Return the scopes of the consents that cover all that a filling is about."""
    if run.opportunity is not None:
        return consent_scopes(run.opportunity)
    return ANY_WORK | {f"organisation:{run.organisation.public_id}"} if run.organisation else ANY_WORK


def suggestions_of(run: MatchRun) -> QuerySet[Suggestion]:
    """Return what a run proposed, by shift, role and score, ready to show."""
    return (
        Suggestion.objects.filter(run=run)
        .select_related(
            "role", "role__shift", "role__shift__opportunity", "volunteer", "volunteer__user", "volunteer__home"
        )
        .prefetch_related("role__skills__skill", "volunteer__skills__skill")
        .order_by("role__shift__starts_at", "role__position", "role_id", "-score", "public_id")
    )


def reasons_behind(
    run: MatchRun, suggestions: Sequence[Suggestion], roles: QuerySet[ShiftRole], *, now: datetime
) -> Reasons:
    """Say why each proposal was made and why places stay empty, as things stand now.

    One gathering for the whole page: of the people proposed, and of those who could take a place that stays empty.
    Proposals the world has overtaken have no sentences any more.
    """
    proposed = {suggestion.volunteer_id for suggestion in suggestions}
    unfilled = _unfilled(suggestions, roles)
    near = roles.filter(pk__in=unfilled)
    gathered = gather_able(
        volunteers=candidate_pool(), roles=roles, now=now, also=proposed, near=near, scopes=scopes_of_filling(run)
    )
    if not gathered.role_pks or not gathered.volunteer_pks:
        return Reasons(texts={}, fitting_counts={}, empty={})
    index = engine.build_index(gathered.problem)
    standing = _Standing.of(run, suggestions, gathered)
    names = skill_names() if unfilled else {}
    empty = {pk: _empty(index, standing, pk, names) for pk in unfilled if pk in standing.role_at}
    return Reasons(
        texts={
            suggestion.pk: _texts(suggestion, index, standing)
            for suggestion in suggestions
            if suggestion.volunteer_id in standing.person_at and suggestion.role_id in standing.role_at
        },
        fitting_counts={pk: found.fitting_count for pk, found in empty.items()},
        empty={pk: found.lines for pk, found in empty.items()},
    )


def _unfilled(suggestions: Sequence[Suggestion], roles: QuerySet[ShiftRole]) -> list[int]:
    """Return the roles that the proposal leaves with a free seat. One query."""
    proposed = Counter(row.role_id for row in suggestions if row.status == SuggestionStatus.PROPOSED)
    seats = roles.values_list("pk", "capacity", "taken_count")
    return [pk for pk, capacity, taken in seats if capacity - taken > proposed[pk]]


@dataclass(frozen=True, slots=True)
class _Standing:
    """A proposal put onto the world as it is now: rows by key, and the pairs still proposed as a solution."""

    person_at: dict[int, int]
    role_at: dict[int, int]
    solution: engine.Solution

    @classmethod
    def of(cls, run: MatchRun, suggestions: Sequence[Suggestion], gathered: Gathered) -> "_Standing":
        person_at = {pk: row for row, pk in enumerate(gathered.volunteer_pks)}
        role_at = {pk: row for row, pk in enumerate(gathered.role_pks)}
        pairs = sorted(
            (person_at[row.volunteer_id], role_at[row.role_id], row.score)
            for row in suggestions
            if row.status == SuggestionStatus.PROPOSED and row.volunteer_id in person_at and row.role_id in role_at
        )
        rows = np.array(pairs, dtype=np.int32).reshape(len(pairs), 3)
        certificate = engine.Certificate(run.problem_hash, _prices(run, gathered), run.objective, run.bound)
        solution = engine.Solution(
            rows[:, 0], rows[:, 1], rows[:, 2], run.objective, certificate, run.stopped_by, run.seed
        )
        return cls(person_at, role_at, solution)


def _prices(run: MatchRun, gathered: Gathered) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return the run's price of every role that has one, else 0."""
    kept = read_back(run)
    if kept is None:
        return np.zeros(len(gathered.role_pks), dtype=np.int64)
    known = dict(zip(kept.problem.roles.ids.tolist(), kept.solution.certificate.prices.tolist(), strict=True))
    return np.array([known.get(key, 0) for key in gathered.problem.roles.ids.tolist()], dtype=np.int64)


def _texts(suggestion: Suggestion, index: engine.Index, standing: _Standing) -> list[FactorText]:
    person, role = suggestion.volunteer, suggestion.role
    distance = coarse_distance(role.shift.opportunity, person)
    factors = in_bands(engine.explain_pair(index, standing.person_at[person.pk], standing.role_at[role.pk]), distance)
    return coordinator_texts(factors, person, role, distance)


class _Empty(NamedTuple):
    """How many people fit a role with an empty place, and where they and the others are."""

    fitting_count: int
    lines: list[str]


def _empty(index: engine.Index, standing: _Standing, role_pk: int, names: SkillNames) -> _Empty:
    row = standing.role_at[role_pk]
    bits = engine.bits_of_role(index, row)
    outcome = engine.explain_role(index, standing.solution, row, bits=bits)
    counts = {code: value for code, value in outcome.values.items() if isinstance(value, int)}
    elsewhere = elsewhere_lines(counts) if outcome.code == "people_elsewhere" else []
    fitting = sum(counts.get(code, 0) for code in engine.CHOICES) if outcome.code == "people_elsewhere" else 0
    return _Empty(fitting, [*elsewhere, *lack_lines(engine.lacking_one(index, row, bits=bits), names)])

"""What fits a volunteer, who fits a role, and why."""

from collections.abc import Collection, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from django.conf import settings
from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import get_language

from core.text import localised
from events.models import ShiftRole
from events.queries import distance_to, public_shifts
from matching import engine
from matching.enums import MatchLevel
from matching.gather import gather, gather_reachable, shortlist_people, shortlist_roles
from matching.queries.asking import consents_needed, truly_agreed
from matching.reasons import (
    ChangeStep,
    FactorText,
    change_step,
    coarse_distance,
    for_coordinator,
    for_everybody,
    for_volunteer,
    in_bands,
    lack_lines,
    pair_facts,
)
from places.distance import GeoPoint
from volunteers.models import Skill, Volunteer

ROLES_EACH = 3  # roles an opportunity may take up among the best before another one goes unseen
FEW_KEYS = 500  # more keys than this cost more in a condition than the rest of their table
# Shares of the points a pair could have without priority. docs/sources.md, "Match levels".
BESIDE_THE_PAIR = frozenset({"priority", "unseen", "first_shift"})
LEVEL_SHARES = ((0.8, MatchLevel.VERY_STRONG), (0.65, MatchLevel.STRONG), (0.45, MatchLevel.GOOD))


@dataclass(frozen=True, slots=True)
class RankedRole:
    """A role for a volunteer; ``parts`` are integer points that add up to ``score``."""

    role: ShiftRole
    score: int
    parts: dict[str, int]
    factors: list[FactorText]
    level: MatchLevel
    distance_km: float | None


@dataclass(frozen=True, slots=True)
class RankedVolunteer:
    """A volunteer for a role; ``parts`` are integer points that add up to ``score``.

    ``distance_km`` is measured from the cell the home lies in, and the points for it are those of its band.
    """

    volunteer: Volunteer
    score: int
    parts: dict[str, int]
    factors: list[FactorText]
    level: MatchLevel
    distance_km: float | None


@dataclass(frozen=True, slots=True)
class Candidates:
    """Who fits a role: the best people, how many fit in all, and lines about those who would but for one need."""

    ranked: list[RankedVolunteer]
    fitting_count: int
    lacking: list[str]


@dataclass(frozen=True, slots=True)
class Names:
    """People and roles by key, ready to be named."""

    people: dict[int, Volunteer]
    roles: dict[int, ShiftRole]


@dataclass(frozen=True, slots=True)
class PairExplanation:
    """Why a pair fits or does not; without a score when a hard rule fails."""

    is_eligible: bool
    score: int | None
    parts: dict[str, int]
    factors: list[FactorText]
    level: MatchLevel | None


@dataclass(frozen=True, slots=True)
class Found:
    """What fits a volunteer: the best roles, and how many opportunities fit in all."""

    ranked: list[RankedRole]
    opportunity_count: int


@dataclass(frozen=True, slots=True)
class HelpfulChange:
    """Steps that, once made, let ``count`` more opportunities fit."""

    steps: tuple[ChangeStep, ...]
    count: int


def open_roles(now: datetime) -> QuerySet[ShiftRole]:
    """Return roles with a free seat on shifts the public may join."""
    return ShiftRole.objects.with_free_seats().filter(shift__in=public_shifts(now))


def candidate_pool() -> QuerySet[Volunteer]:
    """Return everybody who may be asked."""
    return Volunteer.objects.active()


def one_volunteer(volunteer: Volunteer) -> QuerySet[Volunteer]:
    """Return a set of one."""
    return Volunteer.objects.filter(pk=volunteer.pk)


def level_of(parts: dict[str, int]) -> MatchLevel:
    """Name the level of a pair from its points, leaving the priority of the shift aside."""
    weights = engine.VERSIONS[engine.CURRENT]
    most = weights.distance + weights.cause + weights.skills + weights.language
    share = sum(points for code, points in parts.items() if code not in BESIDE_THE_PAIR) / most
    return next((level for least, level in LEVEL_SHARES if share >= least), MatchLevel.POSSIBLE)


def suggest_roles(volunteer: Volunteer, *, now: datetime, limit: int = 20) -> list[RankedRole]:
    """Return the best open roles for a volunteer, best first, only those she may take; ties by public id."""
    return find_roles(volunteer, now=now, limit=limit).ranked


def find_roles(volunteer: Volunteer, *, now: datetime, limit: int = 20, one_each: bool = False) -> Found:
    """Return the best open roles for a volunteer as :func:`suggest_roles`, and count the opportunities that fit.

    With ``one_each``, only the best role of every opportunity: ``limit`` counts opportunities.
    """
    lifts, wanted = lifts_on(now), limit * ROLES_EACH if one_each else limit
    shortlist = shortlist_roles(
        volunteer=volunteer, roles=open_roles(now), people=candidate_pool(), now=now, limit=wanted, lifts=lifts
    )
    gathered = shortlist.gathered
    if not gathered.volunteer_pks or not gathered.role_pks:
        return Found([], 0)
    index = engine.build_index(gathered.problem)
    ranking = engine.top_k_roles(index, 0, len(gathered.role_pks), lifts=lifts, offset=shortlist.offset)
    keys = [gathered.role_pks[row] for row in ranking.rows.tolist()]
    roles = loaded_roles(keys) if len(keys) <= limit else {}
    event_of = {pk: role.shift.opportunity_id for pk, role in roles.items()} or _opportunity_of(keys)
    places = _first_of_each([event_of[key] for key in keys]) if one_each else range(len(keys))
    roles = roles or loaded_roles([keys[place] for place in places[:limit]])
    person = loaded_volunteers([volunteer.pk])[volunteer.pk]
    shown = [(roles[keys[place]], _factors_at(index, ranking, place)) for place in places[:limit]]
    consents = consents_needed((person, factors) for _role, factors in shown)
    found = [_ranked_role(person, role, truly_agreed(factors, person, role, consents)) for role, factors in shown]
    if shortlist.opportunity_count is not None:
        return Found(found, shortlist.opportunity_count)
    return Found(found, len(set(event_of.values())))


def _factors_at(index: engine.Index, ranking: engine.Ranking, place: int) -> tuple[engine.Factor, ...]:
    factors = engine.explain_pair(index, 0, int(ranking.rows[place]))
    return lifted(factors, "unseen", int(ranking.lifts[place]))


def _first_of_each(events: Sequence[int]) -> list[int]:
    """Return where each event comes first, in order."""
    first: dict[int, int] = {}
    for place, event in enumerate(events):
        first.setdefault(event, place)
    return list(first.values())


def _ranked_role(person: Volunteer, role: ShiftRole, factors: tuple[engine.Factor, ...]) -> RankedRole:
    parts = parts_of(factors)
    distance = distance_to(role.shift.opportunity, GeoPoint(person.latitude, person.longitude))
    facts = pair_facts(person, role, distance_km=distance)
    texts = [text for text in (for_volunteer(factor, facts) for factor in factors) if text]
    return RankedRole(role, sum(parts.values()), parts, texts, level_of(parts), distance)


def lifts_on(now: datetime) -> engine.Lifts:
    """Return the lifts in force on the day of the moment, none where the site has switched them off."""
    return engine.version_on(localdate(now)).lifts if settings.RANK_LIFTS else engine.NO_LIFTS


def lifted(factors: tuple[engine.Factor, ...], code: str, points: int) -> tuple[engine.Factor, ...]:
    """Add the lift of a ranked list as a factor of its own, where one was given."""
    return (*factors, engine.Factor(code, "fits", points, {})) if points else factors


def count_fitting(volunteer: Volunteer, *, now: datetime) -> int:
    """Count the opportunities with at least one role the volunteer may take."""
    return find_roles(volunteer, now=now, limit=1).opportunity_count


def changes_that_help(volunteer: Volunteer, *, now: datetime, most: int = 5) -> list[HelpfulChange]:
    """Find the smallest changes of a profile that let more opportunities fit, the most helpful for its size first.

    Every count comes from making the change and asking every rule again; changes that the law or others decide are
    never among them. Where no single change helps, two together are tried.
    """
    farther = _reaching_farther(volunteer)
    gathered = gather_reachable(volunteer=farther, roles=open_roles(now), now=now)
    if not gathered.volunteer_pks or not gathered.role_pks:
        return []
    event_of = _opportunity_of(gathered.role_pks)
    group = np.array([event_of[pk] for pk in gathered.role_pks], dtype=np.int64)
    gains = engine.smallest_changes(engine.build_index(gathered.problem), 0, group=group, most=most)
    first_day = date.fromordinal(gathered.problem.options.origin_day)
    skills = skill_names() if gains else {}
    return [
        HelpfulChange(
            tuple(change_step(change, volunteer, first_day=first_day, skills=skills) for change in gain.changes), count
        )
        for gain, count in gains
    ]


def _reaching_farther(volunteer: Volunteer) -> Volunteer:
    """Return the person as if she went as far as any proposed change of her distance, and worked either way."""
    farther = copy(volunteer)
    farther.max_km = engine.farthest_km(volunteer.max_km)
    farther.accepts_on_site = farther.accepts_remote = True
    return farther


def skill_names() -> dict[int, tuple[str, str]]:
    """Return code and name of every skill in the reader's language, by the number the engine knows it by."""
    language = get_language() or "kk"
    catalogue = Skill.objects.order_by("code")
    return {number: (skill.code, localised(skill, "name", language).text) for number, skill in enumerate(catalogue)}


def _opportunity_of(role_pks: Collection[int]) -> dict[int, int]:
    """Return the opportunity of each role. One query."""
    few = len(role_pks) <= FEW_KEYS
    roles = ShiftRole.objects.filter(pk__in=role_pks) if few else ShiftRole.objects.all()
    known = dict(roles.order_by().values_list("pk", "shift__opportunity_id"))
    return {pk: known[pk] for pk in role_pks}


def explain_role(volunteer: Volunteer, role: ShiftRole, *, now: datetime) -> PairExplanation:
    """Say why a role fits a volunteer or which rules stand in the way; a guardian can be asked afterwards."""
    itself = ShiftRole.objects.filter(pk=role.pk)
    gathered = gather(volunteers=one_volunteer(volunteer), roles=itself, now=now, scopes=None)
    loaded = loaded_roles([role.pk])[role.pk]
    if role.pk not in gathered.role_pks:
        return PairExplanation(False, score=None, parts={}, factors=for_everybody(loaded), level=None)
    index = engine.build_index(gathered.problem)
    factors = engine.explain_pair(index, 0, gathered.role_row(role.pk))
    person = loaded_volunteers([volunteer.pk])[volunteer.pk]
    factors = truly_agreed(factors, person, loaded, consents_needed([(person, factors)]))
    distance = distance_to(loaded.shift.opportunity, GeoPoint(person.latitude, person.longitude))
    facts = pair_facts(person, loaded, distance_km=distance)
    texts = [text for text in (for_volunteer(factor, facts) for factor in factors) if text]
    if any(factor.verdict == "fails" for factor in factors):
        return PairExplanation(is_eligible=False, score=None, parts={}, factors=texts, level=None)
    parts = parts_of(factors)
    return PairExplanation(
        is_eligible=True, score=sum(parts.values()), parts=parts, factors=texts, level=level_of(parts)
    )


def rank_candidates(role: ShiftRole, *, now: datetime, limit: int = 10) -> list[RankedVolunteer]:
    """Return the best people for a role, best first, only those who may take it; ties by public id."""
    return find_candidates(role, now=now, limit=limit).ranked


def find_candidates(role: ShiftRole, *, now: datetime, limit: int = 10) -> Candidates:
    """Return the best people for a role as :func:`rank_candidates`, how many fit, and who would but for one need.

    The engine chooses who is among the best; they are shown in the order of what an organisation may know of them.

    People are looked for within their own kilometres, so the distance keeps nobody among them out.
    """
    lifts, itself = lifts_on(now), ShiftRole.objects.filter(pk=role.pk)
    shortlist = shortlist_people(
        role=itself, roles=open_roles(now), people=candidate_pool(), now=now, limit=limit, lifts=lifts
    )
    gathered, everybody = shortlist.gathered, shortlist.everybody
    if role.pk not in gathered.role_pks or not (gathered.volunteer_pks or everybody):
        return Candidates([], 0, [])
    index = engine.build_index(gathered.problem)
    place = gathered.role_row(role.pk)
    ranking = engine.top_k_volunteers(index, place, max(1, len(gathered.volunteer_pks)), lifts=lifts)
    people = loaded_volunteers([gathered.volunteer_pks[row] for row in ranking.rows[:limit]])
    loaded = loaded_roles([role.pk])[role.pk]
    best = zip(ranking.rows[:limit].tolist(), ranking.lifts[:limit].tolist(), strict=True)
    shown = [
        (people[gathered.volunteer_pks[row]], lifted(engine.explain_pair(index, row, place), "first_shift", lift))
        for row, lift in best
    ]
    consents = consents_needed(shown)
    found = [_ranked_volunteer(who, loaded, truly_agreed(factors, who, loaded, consents)) for who, factors in shown]
    if everybody is None:
        everybody = engine.Everybody(len(ranking), engine.lacking_one(index, place))
    found.sort(key=lambda one: (-one.score, one.volunteer.public_id))  # within a band nobody is told to be nearer
    return Candidates(found, everybody.fitting, lack_lines(everybody.lacks, skill_names()))


def _ranked_volunteer(person: Volunteer, role: ShiftRole, factors: tuple[engine.Factor, ...]) -> RankedVolunteer:
    distance = coarse_distance(role.shift.opportunity, person)
    told = in_bands(factors, distance)
    parts = parts_of(told)
    texts = coordinator_texts(told, person, role, distance)
    return RankedVolunteer(person, sum(parts.values()), parts, texts, level_of(parts), distance)


def coordinator_texts(
    factors: tuple[engine.Factor, ...], volunteer: Volunteer, role: ShiftRole, distance_km: float | None
) -> list[FactorText]:
    """Write the factors of a pair for the coordinator."""
    facts = pair_facts(volunteer, role, distance_km=distance_km)
    return [text for text in (for_coordinator(factor, facts) for factor in factors) if text]


def parts_of(factors: tuple[engine.Factor, ...]) -> dict[str, int]:
    """Return the named points among the factors; they add up to the score."""
    return {factor.code: factor.points for factor in factors if factor.points is not None}


def names_of(pairs: Sequence[tuple[int, int]]) -> Names:
    """Load everybody and every place that pairs of keys name."""
    return Names(
        loaded_volunteers([person for person, _role in pairs]), loaded_roles([role for _person, role in pairs])
    )


def loaded_roles(pks: list[int]) -> dict[int, ShiftRole]:
    """Return roles by key with everything their sentences name."""
    return (
        ShiftRole.objects.select_related(
            "shift", "shift__opportunity__organisation__region", "shift__opportunity__venue__region"
        )
        .prefetch_related("skills__skill")
        .in_bulk(pks)
    )


def loaded_volunteers(pks: list[int]) -> dict[int, Volunteer]:
    """Return people by key with everything their sentences name."""
    return Volunteer.objects.select_related("user", "home").prefetch_related("skills__skill").in_bulk(pks)

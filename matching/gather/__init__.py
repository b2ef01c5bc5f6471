"""Tables to one matching problem: a query a table, rows known by public id, so key order never decides."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.db.models import QuerySet
from numpy.typing import NDArray

from events.models import ShiftRole
from matching import engine
from matching.gather.assembly import Gathered, assemble, load, roles_within
from matching.gather.consents import ANY_WORK, Scopes
from matching.gather.horizon import Horizon
from matching.gather.reach import able_people, reachable_roles
from matching.gather.ready import kept_ready
from volunteers.models import Volunteer

__all__ = [
    "ANY_WORK",
    "Gathered",
    "PeopleShortlist",
    "Scopes",
    "Shortlist",
    "gather",
    "gather_able",
    "gather_fitting",
    "gather_reachable",
    "shortlist_people",
    "shortlist_roles",
]


def gather(
    *, volunteers: QuerySet[Volunteer], roles: QuerySet[ShiftRole], now: datetime, scopes: Scopes = ANY_WORK
) -> Gathered:
    """Load people, open roles and standing sign-ups into a problem; the number of queries is constant.

    Roles outside the horizon, and those nobody may take yet, are left out. Standing sign-ups of the people are always
    in, with their roles, so that clashes and weekly limits hold against everything they promised. ``scopes``: which
    consents of guardians count; None where a place can wait for one.
    """
    at = Horizon.around(now)
    return assemble(load(volunteers, roles_within(at, roles), at, scopes=scopes))


def gather_reachable(*, volunteer: Volunteer, roles: QuerySet[ShiftRole], now: datetime) -> Gathered:
    """Gather one person and the roles she could take by mode, distance and age; no role that fits is left out.

    It is her own list: no consent is asked for, because a place waits for her guardian.
    """
    at = Horizon.around(now)
    reachable = reachable_roles(roles, volunteer, until=at.end_day)
    herself = Volunteer.objects.filter(pk=volunteer.pk)
    return assemble(load(herself, roles_within(at, reachable), at, scopes=None, expected_few=True))


@dataclass(frozen=True, slots=True)
class Shortlist:
    """A problem with everything a list needs; ``opportunity_count`` says how many fit, None if the problem does.

    ``offset`` is taken off the score of each role for the order, 1/64 points.
    """

    gathered: Gathered
    opportunity_count: int | None
    offset: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class PeopleShortlist:
    """A problem with everything a list needs; ``everybody`` counts who fits, None if the problem holds them all."""

    gathered: Gathered
    everybody: engine.Everybody | None


def shortlist_roles(
    *,
    volunteer: Volunteer,
    roles: QuerySet[ShiftRole],
    people: QuerySet[Volunteer],
    now: datetime,
    limit: int,
    lifts: engine.Lifts,
) -> Shortlist:
    """Gather one person and at least her best roles; ``people`` are those who may be asked at all.

    From what the process keeps ready, where it does; else every role within reach.
    """
    kept = kept_ready(roles=roles, people=people, now=now)
    if kept is None:
        everything = gather_reachable(volunteer=volunteer, roles=roles, now=now)
        return Shortlist(everything, None, np.zeros(len(everything.role_pks), dtype=np.int64))
    herself = load(Volunteer.objects.filter(pk=volunteer.pk), [], Horizon.around(now), scopes=None, expected_few=True)
    with kept.lock:
        kept.refresh(roles=roles, people=people)
        best = kept.roles.best(herself, limit, lifts)
    gathered = assemble(herself.proposing(roles.filter(pk__in=best.prices)))
    offset = np.array([best.prices.get(pk, 0) for pk in gathered.role_pks], dtype=np.int64)
    return Shortlist(gathered, best.opportunity_count, offset)


def shortlist_people(
    *,
    role: QuerySet[ShiftRole],
    roles: QuerySet[ShiftRole],
    people: QuerySet[Volunteer],
    now: datetime,
    limit: int,
    lifts: engine.Lifts,
) -> PeopleShortlist:
    """Gather one role and at least the best people for it; ``roles`` are those that are open at all.

    From what the process keeps ready, where it does; else everybody who might be able to. A minor whose guardian has
    not agreed is among them: the place waits, and the guardian is asked.
    """
    kept = kept_ready(roles=roles, people=people, now=now)
    if kept is None:
        return PeopleShortlist(gather_able(volunteers=people, roles=role, now=now, scopes=None), None)
    at = Horizon.around(now)
    rows = roles_within(at, role)
    itself = assemble(load(people.none(), rows, at))
    if not rows:
        return PeopleShortlist(itself, None)
    index = engine.build_index(itself.problem)
    with kept.lock:
        kept.refresh(roles=roles, people=people)
        best, everybody = kept.people.best(index, 0, limit, lifts), kept.people.everybody(index, 0)
    asked = load(people.filter(pk__in=best), rows, at, scopes=None, expected_few=True)
    return PeopleShortlist(assemble(asked), everybody)


def gather_able(
    *,
    volunteers: QuerySet[Volunteer],
    roles: QuerySet[ShiftRole],
    now: datetime,
    also: Collection[int] = (),
    near: QuerySet[ShiftRole] | None = None,
    scopes: Scopes = ANY_WORK,
) -> Gathered:
    """Gather the roles and the people who could take one by mode, distance and age; nobody who fits is left out.

    ``also`` are keys of people to load in any case, to say why they do not fit; ``near`` are those of the roles to
    look for people at, all of them if not given. ``scopes`` as in :func:`gather`.
    """
    at = Horizon.around(now)
    open_roles = roles_within(at, roles)
    places = open_roles if near is None else roles_within(at, near)
    return assemble(load(able_people(volunteers, places, also=also), open_roles, at, scopes=scopes))


def gather_fitting(
    *,
    volunteers: QuerySet[Volunteer],
    roles: QuerySet[ShiftRole],
    now: datetime,
    also: Collection[int] = (),
    scopes: Scopes = ANY_WORK,
) -> Gathered:
    """Gather the roles and only the people a best filling needs, with what they hold.

    With s free seats in all, the s best people of each role are enough, judged by points and first place: at most
    s - 1 others are placed, so whoever stands further down can give way to one of the s who has no place yet, and
    nothing is lost. ``also`` are keys of people to load in any case, ``scopes`` as in :func:`gather`.
    """
    at = Horizon.around(now)
    open_roles = roles_within(at, roles)
    loaded = load(able_people(volunteers, open_roles, also=also), open_roles, at, scopes=scopes)
    gathered = assemble(loaded)
    if not gathered.volunteer_pks or not open_roles or _are_tied(gathered.problem):
        return gathered
    index, everybody = engine.build_index(gathered.problem), len(gathered.volunteer_pks)
    seats = int(index.seats_left.sum())
    needed: set[int] = set()
    for role in open_roles:
        ranking = engine.top_k_volunteers(index, gathered.role_row(role["pk"]), everybody)
        worth = ranking.scores + index.first_bonus[ranking.rows]
        needed.update(ranking.rows[np.argsort(-worth, kind="stable")[:seats]].tolist())
    return assemble(loaded.only({gathered.volunteer_pks[row] for row in needed} | set(also)))


def _are_tied(problem: engine.Problem) -> bool:
    """Say whether some people come as a team or would like to be with each other."""
    return bool(len(problem.buddies) or (problem.volunteers.team != engine.ALONE).any())

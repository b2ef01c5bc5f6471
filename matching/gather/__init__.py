"""Tables to one matching problem: a query a table, rows known by public id, so key order never decides."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import numpy as np
from django.db.models import QuerySet

from events.enums import SEAT_HOLDING
from events.models import ShiftRole, SignUp
from events.queries import attended_counts
from matching import engine
from matching.gather.horizon import HORIZON_WEEKS, Horizon, Row
from matching.gather.people import Days, Owners, People, read_people, volunteer_table
from matching.gather.reach import able_people, reachable_roles
from matching.gather.work import role_rows, role_table, shift_table
from volunteers.models import Skill, Volunteer

__all__ = ["Gathered", "gather", "gather_able", "gather_fitting", "gather_reachable"]


@dataclass(frozen=True, slots=True)
class Gathered:
    """A problem and the keys of its rows: ``volunteer_pks[row]`` and ``role_pks[row]`` in the problem's own order."""

    problem: engine.Problem
    volunteer_pks: list[int]
    role_pks: list[int]

    def volunteer_row(self, pk: int) -> int:
        """Return the row of a person."""
        return self.volunteer_pks.index(pk)

    def role_row(self, pk: int) -> int:
        """Return the row of a role."""
        return self.role_pks.index(pk)


@dataclass(frozen=True, slots=True)
class _Loaded:
    """Rows read: people, the roles to propose, the roles they hold, and who holds what."""

    at: Horizon
    volunteers: QuerySet[Volunteer]
    people: People
    open_roles: Sequence[Row]
    held_roles: Sequence[Row]
    standing: Sequence[Row]
    history: Mapping[int, int]
    skills: Mapping[int, int] = field(
        default_factory=lambda: {
            pk: number for number, pk in enumerate(Skill.objects.order_by("code").values_list("pk", flat=True))
        }
    )

    @property
    def owners(self) -> Owners:
        return Owners(self.volunteers, self.people.pks.tolist())

    @property
    def days(self) -> Days:
        """The days on which the roles to propose lie; the whole horizon without any."""
        return (
            min((row["shift__starts_on"] for row in self.open_roles), default=self.at.first_day),
            max((row["shift__ends_on"] for row in self.open_roles), default=self.at.end_day) + timedelta(days=1),
        )

    def only(self, volunteer_pks: Collection[int]) -> "_Loaded":
        """Keep some of the people, and of the roles held only theirs."""
        standing = [row for row in self.standing if row["volunteer_id"] in volunteer_pks]
        held = {row["role_id"] for row in standing}
        return replace(
            self,
            people=self.people.take(np.flatnonzero(np.isin(self.people.pks, list(volunteer_pks)))),
            held_roles=[row for row in self.held_roles if row["pk"] in held],
            standing=standing,
        )


def gather(*, volunteers: QuerySet[Volunteer], roles: QuerySet[ShiftRole], now: datetime) -> Gathered:
    """Load people, open roles and standing sign-ups into a problem; the number of queries is constant.

    Roles outside the horizon are left out. Standing sign-ups of the people are always in, with their roles, so that
    clashes and weekly limits hold against everything they promised.
    """
    at = Horizon.around(now)
    return _assemble(_load(volunteers, _roles_within(at, roles), at))


def gather_reachable(*, volunteer: Volunteer, roles: QuerySet[ShiftRole], now: datetime) -> Gathered:
    """Gather one person and the roles she could take by mode, distance and age; no role that fits is left out."""
    at = Horizon.around(now)
    reachable = reachable_roles(roles, volunteer, until=at.end_day)
    return _assemble(
        _load(Volunteer.objects.filter(pk=volunteer.pk), _roles_within(at, reachable), at, expected_few=True)
    )


def gather_able(
    *, volunteers: QuerySet[Volunteer], roles: QuerySet[ShiftRole], now: datetime, also: Collection[int] = ()
) -> Gathered:
    """Gather the roles and the people who could take one by mode, distance and age; nobody who fits is left out.

    ``also`` are keys of people to load in any case, to say why they do not fit.
    """
    at = Horizon.around(now)
    open_roles = _roles_within(at, roles)
    return _assemble(_load(able_people(volunteers, open_roles, also=also), open_roles, at))


def gather_fitting(*, volunteers: QuerySet[Volunteer], roles: QuerySet[ShiftRole], now: datetime) -> Gathered:
    """Gather the roles and only the people a best filling needs, with what they hold.

    With s free seats in all, the s best people of each role are enough, judged by points and first place: at most
    s - 1 others are placed, so whoever stands further down can give way to one of the s who has no place yet, and
    nothing is lost.
    """
    at = Horizon.around(now)
    open_roles = _roles_within(at, roles)
    loaded = _load(able_people(volunteers, open_roles), open_roles, at)
    gathered = _assemble(loaded)
    if not gathered.volunteer_pks or not open_roles:
        return gathered
    index, everybody = engine.build_index(gathered.problem), len(gathered.volunteer_pks)
    seats = int(index.seats_left.sum())
    needed: set[int] = set()
    for role in open_roles:
        ranking = engine.top_k_volunteers(index, gathered.role_row(role["pk"]), everybody)
        worth = ranking.scores + index.first_bonus[ranking.rows]
        needed.update(ranking.rows[np.argsort(-worth, kind="stable")[:seats]].tolist())
    return _assemble(loaded.only({gathered.volunteer_pks[row] for row in needed}))


def _roles_within(at: Horizon, roles: QuerySet[ShiftRole]) -> Sequence[Row]:
    return role_rows(roles.filter(shift__starts_on__gte=at.first_day, shift__starts_on__lt=at.end_day))


def _load(
    volunteers: QuerySet[Volunteer], open_roles: Sequence[Row], at: Horizon, *, expected_few: bool = False
) -> _Loaded:
    people = read_people(volunteers, expected_few=expected_few)
    owners = Owners(volunteers, people.pks.tolist())
    mine = owners.of(SignUp.objects.filter(status__in=SEAT_HOLDING)).filter(
        shift__starts_on__gte=at.first_day, shift__starts_on__lt=at.end_day
    )
    standing = list(mine.order_by("pk").values("volunteer_id", "role_id"))
    known = {row["pk"] for row in open_roles}
    held_roles = role_rows(ShiftRole.objects.filter(pk__in={row["role_id"] for row in standing} - known))
    history = attended_counts(owners.themselves)
    return _Loaded(at, volunteers, people, open_roles, held_roles, standing, history)


def _assemble(loaded: _Loaded) -> Gathered:
    people, roles, at = loaded.people, [*loaded.open_roles, *loaded.held_roles], loaded.at
    role_at = {row["pk"]: number for number, row in enumerate(roles)}
    shifts = list({row["shift_id"]: row for row in roles}.values())
    holders = people.rows_of([row["volunteer_id"] for row in loaded.standing])
    kept = [
        (holder, role_at[row["role_id"]])
        for holder, row in zip(holders.tolist(), loaded.standing, strict=True)
        if holder >= 0 and row["role_id"] in role_at
    ]
    problem = engine.make_problem(
        volunteers=volunteer_table(
            people, loaded.owners, history=loaded.history, skills=loaded.skills, at=at, days=loaded.days
        ),
        shifts=shift_table(shifts, at),
        roles=role_table(
            roles,
            shift_at={row["shift_id"]: number for number, row in enumerate(shifts)},
            skills=loaded.skills,
            proposable={row["pk"] for row in loaded.open_roles},
            confirmed_count=np.bincount([role for _holder, role in kept], minlength=len(roles)),
        ),
        confirmed=engine.Confirmed.of(
            volunteer=[holder for holder, _role in kept],
            role=[role for _holder, role in kept],
        ),
        options=engine.Options(
            origin_day=at.origin_day,
            weeks=HORIZON_WEEKS,
            first_start=engine.start_quarter(at.local_now, origin_day=at.origin_day) + 1,
        ),
    )
    role_pk = {str(row["public_id"]): row["pk"] for row in roles}
    return Gathered(
        problem=problem,
        volunteer_pks=people.pks[np.argsort(people.profile["ids"], kind="stable")].tolist(),
        role_pks=[role_pk[key.decode()] for key in problem.roles.ids.tolist()],
    )

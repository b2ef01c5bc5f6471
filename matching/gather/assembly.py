"""Rows read, put together into one problem."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
from django.db.models import QuerySet
from numpy.typing import NDArray

from events.enums import SEAT_HOLDING
from events.models import ShiftRole, SignUp
from matching import engine
from matching.gather.consents import ANY_WORK, Scopes
from matching.gather.horizon import Horizon, Row
from matching.gather.owners import Owners
from matching.gather.people import People, read_people, rows_of
from matching.gather.spans import Days
from matching.gather.work import role_rows, role_table, roles_beside, shift_table, terms_of
from volunteers.models import Skill, Volunteer


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
class Loaded:
    """Rows read: people, the roles to propose, the roles they hold, and who holds what."""

    at: Horizon
    people: People
    open_roles: Sequence[Row]
    held_roles: Sequence[Row]
    standing: NDArray[np.int64]  # keys of volunteer and role
    skills: Mapping[int, int]

    @property
    def days(self) -> Days:
        """The days on which the roles to propose lie; the whole horizon without any."""
        return (
            min((row["shift__starts_on"] for row in self.open_roles), default=self.at.first_day),
            max((row["shift__ends_on"] for row in self.open_roles), default=self.at.end_day) + timedelta(days=1),
        )

    def only(self, volunteer_pks: Collection[int]) -> "Loaded":
        """Keep some of the people, and of the roles held only theirs."""
        chosen = np.array(sorted(volunteer_pks), dtype=np.int64)
        standing = self.standing[np.isin(self.standing[:, 0], chosen)]
        held = set(standing[:, 1].tolist())
        return replace(
            self,
            people=self.people.take(np.flatnonzero(np.isin(self.people.pks, chosen))),
            held_roles=[row for row in self.held_roles if row["pk"] in held],
            standing=standing,
        )

    def proposing(self, roles: QuerySet[ShiftRole]) -> "Loaded":
        """Propose these roles to the same people."""
        open_roles = roles_within(self.at, roles)
        known = {row["pk"] for row in open_roles}
        held = [row for row in (*self.open_roles, *self.held_roles) if row["pk"] not in known]
        return replace(self, open_roles=open_roles, held_roles=held)


def skill_numbers() -> dict[int, int]:
    """Return the number the engine knows each skill by, by key. One query."""
    return {pk: number for number, pk in enumerate(Skill.objects.order_by("code").values_list("pk", flat=True))}


def roles_within(at: Horizon, roles: QuerySet[ShiftRole]) -> Sequence[Row]:
    """Read the roles on shifts that start within the horizon, less those whose organiser has things left to say.

    Nobody at all may take such a role yet: the hazards are not declared, or the host, a coordinator or whoever
    answers for the children is missing.
    """
    rows = role_rows(roles.filter(shift__starts_on__gte=at.first_day, shift__starts_on__lt=at.end_day))
    return [row for row in rows if terms_of(row).is_open]


def load(
    volunteers: QuerySet[Volunteer],
    open_roles: Sequence[Row],
    at: Horizon,
    *,
    scopes: Scopes = ANY_WORK,
    expected_few: bool = False,
) -> Loaded:
    """Read people and what they promised; a constant number of queries, those of few people at once.

    ``scopes``: which consents count; None where a place can wait for a guardian.
    """
    skills = skill_numbers()
    people = read_people(volunteers, skills=skills, at=at, scopes=scopes, expected_few=expected_few)
    owners = Owners(volunteers, people.pks.tolist())
    mine = owners.of(SignUp.objects.filter(status__in=SEAT_HOLDING)).filter(
        shift__starts_on__gte=at.first_day, shift__starts_on__lt=at.end_day
    )
    standing = owners.whole_numbers(mine.order_by("pk"), "volunteer_id", "role_id")
    unknown = set(standing[:, 1].tolist()) - {row["pk"] for row in open_roles}
    held = ShiftRole.objects.filter(pk__in=unknown if owners.are_few else mine.order_by().values_list("role"))
    held_roles = [row for row in role_rows(held) if row["pk"] in unknown]
    held_roles += roles_beside([*open_roles, *held_roles])
    return Loaded(at, people, open_roles, held_roles, standing, skills)


def assemble(loaded: Loaded, *, any_day: bool = False) -> Gathered:
    """Build the problem; with ``any_day``, consents and clearances count from the first span to the last."""
    people, roles, at = loaded.people, [*loaded.open_roles, *loaded.held_roles], loaded.at
    role_at = {row["pk"]: number for number, row in enumerate(roles)}
    shifts = list({row["shift_id"]: row for row in roles}.values())
    holder = rows_of(people.pks, loaded.standing[:, 0])
    role = np.array([role_at.get(pk, -1) for pk in loaded.standing[:, 1].tolist()], dtype=np.int64)
    kept = (holder >= 0) & (role >= 0)
    problem = engine.make_problem(
        volunteers=people.table(None if any_day else loaded.days),
        shifts=shift_table(shifts, at),
        roles=role_table(
            roles,
            shift_at={row["shift_id"]: number for number, row in enumerate(shifts)},
            skills=loaded.skills,
            proposable={row["pk"] for row in loaded.open_roles},
            confirmed_count=np.bincount(role[kept], minlength=len(roles)),
        ),
        confirmed=engine.Confirmed.of(volunteer=holder[kept], role=role[kept]),
        options=engine.Options(
            origin_day=at.origin_day,
            weeks=at.weeks,
            first_start=engine.start_quarter(at.local_now, origin_day=at.origin_day) + 1,
        ),
    )
    role_pk = {str(row["public_id"]): row["pk"] for row in roles}
    return Gathered(
        problem=problem,
        volunteer_pks=people.pks[np.argsort(people.columns["ids"], kind="stable")].tolist(),
        role_pks=[role_pk[key.decode()] for key in problem.roles.ids.tolist()],
    )

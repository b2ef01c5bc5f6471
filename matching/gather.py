"""Tables to one matching problem: a query a table, rows known by public id, so key order never decides."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from django.conf import settings
from django.db.models import Q, QuerySet

from accounts.enums import SPOKEN_LANGUAGE_CODES
from accounts.models import GuardianConsent
from core.enums import Cause
from events.enums import SEAT_HOLDING
from events.models import RoleSkill, ShiftRole, SignUp
from events.queries import attended_counts
from matching import engine
from volunteers.enums import ExceptionKind
from volunteers.models import AvailabilityException, Skill, Volunteer, VolunteerSkill

# Shifts further ahead are not matched yet: people do not know their weeks so far, and arrays stay small.
HORIZON_WEEKS = 12
CAUSES = list(Cause)
FULL_INTEREST = 100
MOST_CAUSE_WEIGHT = 3
NO_POINT = (0, 0, 0)
Row = Mapping[str, Any]  # one row of .values()


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
class Horizon:
    """The Monday on which quarter 0 lies, as an ordinal, and the present local wall time."""

    origin_day: int
    local_now: datetime

    @classmethod
    def around(cls, now: datetime) -> "Horizon":
        """Open the horizon on the Monday of the week of ``now``, in the country's zone."""
        local = now.astimezone(ZoneInfo(settings.TIME_ZONE)).replace(tzinfo=None)
        return cls(origin_day=engine.monday_on_or_before(local.date()), local_now=local)

    @property
    def first_day(self) -> date:
        """The first Monday."""
        return date.fromordinal(self.origin_day)

    @property
    def end_day(self) -> date:
        """The first day after the horizon."""
        return self.first_day + timedelta(weeks=HORIZON_WEEKS)


def gather(*, volunteers: QuerySet[Volunteer], roles: QuerySet[ShiftRole], now: datetime) -> Gathered:
    """Load people, open roles and standing sign-ups into a problem; the number of queries is constant.

    Roles outside the horizon are left out. Standing sign-ups of the people are always in, with their roles, so that
    clashes and weekly limits hold against everything they promised.
    """
    horizon = Horizon.around(now)
    people = _volunteer_rows(volunteers)
    standing = _standing_rows([row["pk"] for row in people], horizon)
    open_roles = _role_rows(
        roles.filter(shift__starts_on__gte=horizon.first_day, shift__starts_on__lt=horizon.end_day)
    )
    known = {row["pk"] for row in open_roles}
    held_roles = _role_rows(ShiftRole.objects.filter(pk__in={row["role_id"] for row in standing} - known))
    every_role = [*open_roles, *held_roles]
    history = attended_counts(volunteers)
    return _assemble(people, history, every_role, known, standing, horizon)


def _assemble(
    people: Sequence[Row],
    history: dict[int, int],
    roles: Sequence[Row],
    proposable: set[int],
    standing: Sequence[Row],
    at: Horizon,
) -> Gathered:
    skills = {pk: number for number, pk in enumerate(Skill.objects.order_by("code").values_list("pk", flat=True))}
    person_at = {row["pk"]: number for number, row in enumerate(people)}
    role_at = {row["pk"]: number for number, row in enumerate(roles)}
    shifts = list({row["shift_id"]: row for row in roles}.values())
    shift_at = {row["shift_id"]: number for number, row in enumerate(shifts)}
    kept = [row for row in standing if row["volunteer_id"] in person_at and row["role_id"] in role_at]
    confirmed_count = np.bincount([role_at[row["role_id"]] for row in kept], minlength=len(roles))
    problem = engine.make_problem(
        volunteers=_volunteers(people, history, skills, at),
        shifts=_shifts(shifts, at),
        roles=_roles(roles, role_at, shift_at, skills, proposable, confirmed_count),
        confirmed=engine.Confirmed.of(
            volunteer=[person_at[row["volunteer_id"]] for row in kept],
            role=[role_at[row["role_id"]] for row in kept],
        ),
        options=engine.Options(
            origin_day=at.origin_day,
            weeks=HORIZON_WEEKS,
            first_start=engine.start_quarter(at.local_now, origin_day=at.origin_day) + 1,
        ),
    )
    person_pk = {str(row["public_id"]): row["pk"] for row in people}
    role_pk = {str(row["public_id"]): row["pk"] for row in roles}
    return Gathered(
        problem=problem,
        volunteer_pks=[person_pk[key.decode()] for key in problem.volunteers.ids.tolist()],
        role_pks=[role_pk[key.decode()] for key in problem.roles.ids.tolist()],
    )


def _volunteer_rows(volunteers: QuerySet[Volunteer]) -> Sequence[Row]:
    return list(
        volunteers.order_by("pk").values(
            "pk",
            "public_id",
            "user_id",
            "user__language",
            "birth_date",
            "latitude",
            "longitude",
            "max_km",
            "accepts_remote",
            "accepts_on_site",
            "languages",
            "cause_ecology",
            "cause_child_protection",
            "cause_inclusion",
            "free_parts",
            "max_minutes_week",
            "max_shifts_week",
        )
    )


def _role_rows(roles: QuerySet[ShiftRole]) -> Sequence[Row]:
    return list(
        roles.order_by("pk").values(
            "pk",
            "public_id",
            "shift_id",
            "capacity",
            "minimum",
            "taken_count",
            "languages",
            "min_age",
            "shift__public_id",
            "shift__starts_on",
            "shift__start_time",
            "shift__ends_on",
            "shift__end_time",
            "shift__opportunity__latitude",
            "shift__opportunity__longitude",
            "shift__opportunity__is_remote",
            "shift__opportunity__cause",
            "shift__opportunity__has_child_contact",
            "shift__opportunity__min_age",
            "shift__opportunity__languages",
            "shift__opportunity__priority",
        )
    )


def _standing_rows(volunteer_pks: list[int], at: Horizon) -> Sequence[Row]:
    standing = SignUp.objects.filter(
        status__in=SEAT_HOLDING, shift__starts_on__gte=at.first_day, shift__starts_on__lt=at.end_day
    )
    if len(volunteer_pks) == 1:
        standing = standing.filter(volunteer_id=volunteer_pks[0])
    return list(standing.order_by("pk").values("volunteer_id", "role_id"))


def _volunteers(
    people: Sequence[Row], history: dict[int, int], skills: dict[int, int], at: Horizon
) -> engine.Volunteers:
    count = len(people)
    row_of = {row["pk"]: number for number, row in enumerate(people)}
    owned = _among(VolunteerSkill.objects.order_by(), people).values_list("volunteer_id", "skill_id", "level")
    known = [(row_of[owner], skills[skill], level) for owner, skill, level in owned if owner in row_of]
    consent_from, consent_until = _consents(people)
    return engine.Volunteers.of(
        ids=engine.stable_ids([str(row["public_id"]) for row in people]),
        birth_day=[row["birth_date"].toordinal() for row in people],
        point=_points((row["latitude"], row["longitude"]) for row in people),
        max_metres=[row["max_km"] * 1000 for row in people],
        accepts_remote=[row["accepts_remote"] for row in people],
        accepts_on_site=[row["accepts_on_site"] for row in people],
        languages=[row["languages"] for row in people],
        preferred_language=[int(SPOKEN_LANGUAGE_CODES[row["user__language"]]) for row in people],
        skills=engine.pack_skills(*_columns(known, 3), owner_count=count, skill_count=max(1, len(skills))),
        consent_from=consent_from,
        consent_until=consent_until,
        clearance_from=np.zeros((count, 1), dtype=np.int32),
        clearance_until=np.zeros((count, 1), dtype=np.int32),
        access_needs=np.zeros(count, dtype=np.uint16),
        cause_interest=np.array(
            [[row[f"cause_{cause}"] * FULL_INTEREST // MOST_CAUSE_WEIGHT for cause in CAUSES] for row in people],
            dtype=np.uint8,
        ).reshape(count, len(CAUSES)),
        free_week=engine.week_of_parts([row["free_parts"] for row in people]),
        blocked_days=_exception_days(people, row_of, ExceptionKind.BLOCKED, at),
        free_days=_exception_days(people, row_of, ExceptionKind.FREE, at),
        max_minutes=[row["max_minutes_week"] for row in people],
        max_shifts=[row["max_shifts_week"] for row in people],
        history=[history.get(row["pk"], 0) for row in people],
    )


def _consents(people: Sequence[Row]) -> tuple[list[int], list[int]]:
    spans: dict[int, tuple[int, int]] = {}
    given = GuardianConsent.objects.filter(withdrawn_at__isnull=True).order_by("valid_until", "pk")
    for minor, since, until in given.values_list("minor_id", "given_at", "valid_until"):
        spans[minor] = (since.date().toordinal(), until.toordinal())
    found = [spans.get(row["user_id"], (0, 0)) for row in people]
    return [since for since, _until in found], [until for _since, until in found]


def _exception_days(people: Sequence[Row], row_of: dict[int, int], kind: str, at: Horizon) -> Any:
    rows = _among(AvailabilityException.objects.order_by(), people).filter(
        kind=kind, on_date__gte=at.first_day, on_date__lt=at.end_day + timedelta(days=7)
    )
    days = [
        (row_of[owner], day.toordinal() - at.origin_day)
        for owner, day in rows.values_list("volunteer_id", "on_date")
        if owner in row_of
    ]
    return engine.pack_days(*_columns(days, 2), owner_count=len(people), weeks=HORIZON_WEEKS)


def _among(rows: QuerySet[Any], people: Sequence[Row]) -> QuerySet[Any]:
    """Narrow to one person where there is only one; a list of thousands of keys would cost more than it saves."""
    return rows.filter(volunteer_id=people[0]["pk"]) if len(people) == 1 else rows


def _shifts(rows: Sequence[Row], at: Horizon) -> engine.Shifts:
    starts = [datetime.combine(row["shift__starts_on"], row["shift__start_time"]) for row in rows]
    ends = [datetime.combine(row["shift__ends_on"], row["shift__end_time"]) for row in rows]
    return engine.Shifts.of(
        ids=engine.stable_ids([str(row["shift__public_id"]) for row in rows]),
        start=[engine.start_quarter(moment, origin_day=at.origin_day) for moment in starts],
        end=[engine.end_quarter(moment, origin_day=at.origin_day) for moment in ends],
        point=_points((row["shift__opportunity__latitude"], row["shift__opportunity__longitude"]) for row in rows),
        is_remote=[row["shift__opportunity__is_remote"] for row in rows],
        access=np.zeros(len(rows), dtype=np.uint16),
        cause=[CAUSES.index(row["shift__opportunity__cause"]) for row in rows],
        priority=[row["shift__opportunity__priority"] for row in rows],
    )


def _roles(
    rows: Sequence[Row],
    row_of: dict[int, int],
    shift_at: dict[int, int],
    skills: dict[int, int],
    proposable: set[int],
    confirmed_count: Any,
) -> engine.Roles:
    needs = list(
        RoleSkill.objects.filter(_within("role_id", row_of))
        .order_by()
        .values_list("role_id", "skill_id", "level", "is_required")
    )

    def packed(is_required: bool) -> Any:
        known = [
            (row_of[role], skills[skill], level)
            for role, skill, level, required in needs
            if required is is_required and role in row_of
        ]
        return engine.pack_skills(*_columns(known, 3), owner_count=len(rows), skill_count=max(1, len(skills)))

    others = [
        (row["taken_count"] if row["pk"] in proposable else row["capacity"]) - int(confirmed_count[number])
        for number, row in enumerate(rows)
    ]
    return engine.Roles.of(
        ids=engine.stable_ids([str(row["public_id"]) for row in rows]),
        shift=[shift_at[row["shift_id"]] for row in rows],
        capacity=[row["capacity"] for row in rows],
        minimum=[row["minimum"] for row in rows],
        held=[max(0, count) for count in others],
        min_age=[max(row["min_age"] or 0, row["shift__opportunity__min_age"]) for row in rows],
        child_contact=[
            row["shift__opportunity__has_child_contact"] or row["shift__opportunity__cause"] == Cause.CHILD_PROTECTION
            for row in rows
        ],
        languages=[row["languages"] for row in rows],
        work_languages=[row["shift__opportunity__languages"] for row in rows],
        need=packed(True),
        want=packed(False),
        clearances=np.zeros(len(rows), dtype=np.uint16),
    )


def _within(column: str, keys: Iterable[int]) -> Q:
    """Filter by a handful of keys in SQL; for many, load the table and drop the rest in Python."""
    few = list(keys)
    return Q(**{f"{column}__in": few}) if len(few) <= 500 else Q()


def _columns(rows: Sequence[tuple[int, ...]], width: int) -> list[list[int]]:
    return [[row[number] for row in rows] for number in range(width)]


def _points(pairs: Iterable[tuple[float | None, float | None]]) -> Any:
    places = list(pairs)
    latitude = np.array([math.nan if pair[0] is None else pair[0] for pair in places], dtype=float)
    longitude = np.array([math.nan if pair[1] is None else pair[1] for pair in places], dtype=float)
    unknown = np.isnan(latitude) | np.isnan(longitude)
    points = engine.ecef_cm(np.nan_to_num(latitude), np.nan_to_num(longitude))
    return np.where(unknown[:, None], np.array(NO_POINT, dtype=np.int32), points)

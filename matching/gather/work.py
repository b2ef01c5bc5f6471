"""Shifts and roles as the engine reads them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np
from django.db.models import Q, QuerySet

from events.eligibility import least_age_years
from events.enums import ADULT_CAUSES
from events.models import RoleSkill, ShiftRole
from events.models.opportunity import is_for_adults
from events.queries import PLACE_FACTS, provided_needs
from matching import engine
from matching.gather.horizon import CAUSES, Horizon, Row, columns, points


def role_rows(roles: QuerySet[ShiftRole]) -> Sequence[Row]:
    """Read roles with what the engine needs of their shifts and opportunities, in order of key."""
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
            "shift__opportunity_id",
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
            *(f"shift__opportunity__{name}" for name in PLACE_FACTS if name != "is_remote"),
        )
    )


def roles_beside(roles: Sequence[Row]) -> list[Row]:
    """Read the other roles with people on the shifts where children are: who stands there counts as an adult too.

    No query where there are no such shifts.
    """
    shifts, known = {row["shift_id"] for row in roles if is_adults_work(row)}, {row["pk"] for row in roles}
    if not shifts:
        return []
    taken = ShiftRole.objects.filter(_within("shift_id", shifts), taken_count__gt=0)
    near = taken.filter(
        Q(shift__opportunity__has_child_contact=True) | Q(shift__opportunity__cause__in=ADULT_CAUSES),
        shift__starts_on__gte=min(row["shift__starts_on"] for row in roles),
        shift__starts_on__lte=max(row["shift__starts_on"] for row in roles),
    )
    return [row for row in role_rows(near) if row["shift_id"] in shifts and row["pk"] not in known]


def least_age_of(role: Row) -> int:
    """Return the completed years a role asks for on the day its shift starts."""
    return least_age_years(role["shift__opportunity__min_age"], role["min_age"])


def is_adults_work(role: Row) -> bool:
    """Say whether nobody under 18 may take a role."""
    return is_for_adults(
        role["shift__opportunity__cause"], has_child_contact=role["shift__opportunity__has_child_contact"]
    )


def shift_table(rows: Sequence[Row], at: Horizon) -> engine.Shifts:
    """Build the table of shifts from one row of each."""
    starts = [datetime.combine(row["shift__starts_on"], row["shift__start_time"]) for row in rows]
    ends = [datetime.combine(row["shift__ends_on"], row["shift__end_time"]) for row in rows]
    return engine.Shifts.of(
        ids=engine.stable_ids([str(row["shift__public_id"]) for row in rows]),
        start=[engine.start_quarter(moment, origin_day=at.origin_day) for moment in starts],
        end=[engine.end_quarter(moment, origin_day=at.origin_day) for moment in ends],
        point=points((row["shift__opportunity__latitude"], row["shift__opportunity__longitude"]) for row in rows),
        is_remote=[row["shift__opportunity__is_remote"] for row in rows],
        access=[provided_needs(**{name: row[f"shift__opportunity__{name}"] for name in PLACE_FACTS}) for row in rows],
        cause=[CAUSES.index(row["shift__opportunity__cause"]) for row in rows],
        priority=[row["shift__opportunity__priority"] for row in rows],
    )


def role_table(
    rows: Sequence[Row],
    *,
    shift_at: Mapping[int, int],
    skills: Mapping[int, int],
    proposable: Collection[int],
    confirmed_count: Any,
) -> engine.Roles:
    """Build the table of roles; one nobody may be proposed for has just the seats that are taken.

    So it is full, and only people who really come count towards its minimum and as adults beside children.
    """
    row_of = {row["pk"]: number for number, row in enumerate(rows)}
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
        return engine.pack_skills(*columns(known, 3), owner_count=len(rows), skill_count=max(1, len(skills)))

    others = [row["taken_count"] - int(confirmed_count[number]) for number, row in enumerate(rows)]
    seats = [row["capacity"] if row["pk"] in proposable else row["taken_count"] for row in rows]
    return engine.Roles.of(
        ids=engine.stable_ids([str(row["public_id"]) for row in rows]),
        shift=[shift_at[row["shift_id"]] for row in rows],
        capacity=seats,
        minimum=[min(row["minimum"], count) for row, count in zip(rows, seats, strict=True)],
        held=[max(0, count) for count in others],
        min_age=[least_age_of(row) for row in rows],
        child_contact=[is_adults_work(row) for row in rows],
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

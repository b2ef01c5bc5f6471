"""Shifts and roles as the engine reads them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from events.eligibility import (
    ADULT_AGE_YEARS,
    Gate,
    RoleFacts,
    clearances_asked,
    closed_by_organiser,
    closed_to_minors,
    least_age_years,
)
from events.models import RoleSkill, ShiftRole
from events.queries import ORGANISER_FIELDS, PLACE_FACTS, organiser_facts, provided_needs
from matching import engine
from matching.gather.clearances import clearance_mask
from matching.gather.horizon import CAUSES, Horizon, Row, columns, points

HOURS = ("starts_on", "start_time", "ends_on", "end_time")
FREE_TEXT = frozenset({"safeguarding_lead", "host_approval", "contact_name"})  # only whether it is there counts
KNOWN_WORK = 10_000  # kinds of work whose terms are remembered: hours and declaration, whoever asks


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
            *(f"shift__{name}" for name in HOURS),
            *(f"shift__opportunity__{name}" for name in ORGANISER_FIELDS),
            "shift__opportunity__latitude",
            "shift__opportunity__longitude",
            "shift__opportunity__is_remote",
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
    shifts, known = (
        {row["shift_id"] for row in roles if row["shift__opportunity__has_child_contact"]},
        {row["pk"] for row in roles},
    )
    if not shifts:
        return []
    taken = ShiftRole.objects.filter(_within("shift_id", shifts), taken_count__gt=0)
    near = taken.filter(
        shift__opportunity__has_child_contact=True,
        shift__starts_on__gte=min(row["shift__starts_on"] for row in roles),
        shift__starts_on__lte=max(row["shift__starts_on"] for row in roles),
    )
    return [row for row in role_rows(near) if row["shift_id"] in shifts and row["pk"] not in known]


class Terms(NamedTuple):
    """What the gates ask of everybody for the hours and the declaration of a piece of work.

    ``is_open``: the organiser has said all that must be said. ``least_age``: 18 where a ban or the hours keep people
    under 18 out, else 0; contact with children does so by a rule of its own. ``clearances``: a bit for each kind.
    """

    is_open: bool
    least_age: int
    clearances: int


def terms_of(role: Row) -> Terms:
    """Ask the gates about the work of a role."""
    hours = tuple(role[f"shift__{name}"] for name in HOURS)
    said = [(name, role[f"shift__opportunity__{name}"]) for name in ORGANISER_FIELDS]
    return _terms(hours, tuple(bool(value) if name in FREE_TEXT else value for name, value in said))


@lru_cache(maxsize=KNOWN_WORK)
def _terms(hours: tuple[Any, ...], said: tuple[Any, ...]) -> Terms:
    declared = organiser_facts(dict(zip(ORGANISER_FIELDS, said, strict=True)))
    facts = RoleFacts(*hours, **declared)
    is_open = not closed_by_organiser(facts)
    barring = set(closed_to_minors(facts)) - ({Gate.ADULTS_ONLY} if facts.has_child_contact else set())
    return Terms(
        is_open=is_open,
        least_age=ADULT_AGE_YEARS if barring else 0,
        clearances=clearance_mask(clearances_asked(facts)) if is_open else 0,
    )


def least_age_of(role: Row) -> int:
    """Return the completed years a role asks for on the day its shift starts: its own, or the law's if higher."""
    return max(least_age_years(role["shift__opportunity__min_age"], role["min_age"]), terms_of(role).least_age)


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
        child_contact=[row["shift__opportunity__has_child_contact"] for row in rows],
        languages=[row["languages"] for row in rows],
        work_languages=[row["shift__opportunity__languages"] for row in rows],
        need=packed(True),
        want=packed(False),
        clearances=[terms_of(row).clearances for row in rows],
    )


def _within(column: str, keys: Iterable[int]) -> Q:
    """Filter by a handful of keys in SQL; for many, load the table and drop the rest in Python."""
    few = list(keys)
    return Q(**{f"{column}__in": few}) if len(few) <= 500 else Q()

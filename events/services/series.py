"""Shifts that repeat: what a rule would make, making it, and cutting a series in two."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from accounts.models import User
from core import audit
from core.intervals import TimeWindow
from events import errors
from events.models import Opportunity, RoleSkill, Shift, ShiftRole, ShiftSeries
from events.queries.recurrence import Expansion, SeriesPlan, chosen_days, expand, rule_days, split
from events.services.publishing import (
    OpportunityDraft,
    RolePlan,
    check_role,
    create_opportunity,
    require_editable,
    skills_of,
)
from events.validators import FARTHEST_AHEAD, check_shift_is_ahead, shift_window
from ngos.models import Organisation
from volunteers.queries import skills_by_code

SeriesJson = dict[str, Any]


def preview_series(*, plan: SeriesPlan, time_zone: str, now: datetime) -> Expansion:
    """Return the days on which shifts would be made; every one of them could be. Writes nothing.

    Raises NothingRepeats, ShiftDateImpossible, as expand, and as add_shift for the hours.
    """
    if not plan.rule and not plan.dates:
        raise errors.NothingRepeats
    today = now.astimezone(ZoneInfo(time_zone)).date()
    if not today <= plan.first_on <= today + FARTHEST_AHEAD:
        raise errors.ShiftDateImpossible
    found = expand(plan, time_zone=time_zone)
    for day in found.days:
        check_shift_is_ahead(window_on(plan, day, time_zone=time_zone), now=now)
    return found


def window_on(plan: SeriesPlan, day: date, *, time_zone: str) -> TimeWindow:
    """Return the span of a series' shift on one day. Raises as shift_window."""
    return shift_window(
        starts_on=day,
        start_time=plan.start_time,
        ends_on=_last_day(plan, day),
        end_time=plan.end_time,
        time_zone=time_zone,
    )


def _last_day(plan: SeriesPlan, day: date) -> date:
    if not plan.ends_next_day:
        return day
    if day == date.max:
        raise errors.ShiftDateImpossible
    return day + timedelta(days=1)


@transaction.atomic
def create_series(
    *, opportunity: Opportunity, plan: SeriesPlan, roles: Sequence[RolePlan], actor: User | None, now: datetime
) -> ShiftSeries:
    """Keep the rule and make all its shifts. Raises WrongStatus, as preview_series, and as check_role."""
    require_editable(opportunity)
    preview_series(plan=plan, time_zone=opportunity.time_zone, now=now)
    for role in roles:
        check_role(role)
    series = ShiftSeries(opportunity=opportunity, roles=pattern_of(roles))
    write_plan(series, plan)
    audit.record("series.created", actor=actor, subject=series, at=now, rule=series.rule)
    generate_shifts(series=series, actor=actor, now=now)
    return series


@transaction.atomic
def post_repeating_opportunity(
    *,
    organisation: Organisation,
    draft: OpportunityDraft,
    plan: SeriesPlan,
    roles: Sequence[RolePlan],
    actor: User | None,
    now: datetime,
) -> Opportunity:
    """Save a draft together with its series, or neither. Raises as create_opportunity and create_series."""
    opportunity = create_opportunity(organisation=organisation, draft=draft, actor=actor, now=now)
    create_series(opportunity=opportunity, plan=plan, roles=roles, actor=actor, now=now)
    return opportunity


@transaction.atomic
def generate_shifts(*, series: ShiftSeries, actor: User | None, now: datetime) -> list[Shift]:
    """Make the shifts of a series that are ahead and were never made; again makes nothing.

    A shift stands for its day of the series for good, so one that was moved or cancelled is not made anew.
    """
    locked = ShiftSeries.objects.select_for_update().select_related("opportunity").get(pk=series.pk)
    plan = plan_of(locked)
    made = set(locked.shifts.values_list("recurs_on", flat=True))
    days = expand(plan, time_zone=locked.time_zone).days
    windows = {day: window_on(plan, day, time_zone=locked.time_zone) for day in days if day not in made}
    shifts = Shift.objects.bulk_create(
        _shift_on(locked, plan, day, window) for day, window in windows.items() if window.starts_at > now
    )
    _add_roles(shifts, roles_from_pattern(locked.roles))
    series.generated_until = locked.generated_until = max(days)
    locked.save(update_fields=["generated_until", "updated_at"])
    audit.record("series.generated", actor=actor, subject=locked, at=now, shifts=len(shifts))
    return shifts


def _shift_on(series: ShiftSeries, plan: SeriesPlan, day: date, window: TimeWindow) -> Shift:
    return Shift(
        opportunity=series.opportunity,
        series=series,
        recurs_on=day,
        starts_on=day,
        start_time=plan.start_time,
        ends_on=_last_day(plan, day),
        end_time=plan.end_time,
        time_zone=series.time_zone,
        starts_at=window.starts_at,
        ends_at=window.ends_at,
    )


def _add_roles(shifts: Sequence[Shift], plans: Sequence[RolePlan]) -> None:
    """Write the roles of many shifts and their skills, in two statements."""
    pairs = list(product(shifts, enumerate(plans)))
    roles = ShiftRole.objects.bulk_create(
        ShiftRole(
            shift=shift,
            position=position,
            capacity=plan.capacity,
            minimum=plan.minimum,
            languages=plan.languages,
            min_age=plan.min_age,
            **{f"name_{language}": words.strip() for language, words in plan.names.items()},
        )
        for shift, (position, plan) in pairs
    )
    RoleSkill.objects.bulk_create(
        skill for role, (_, (_, plan)) in zip(roles, pairs, strict=True) for skill in skills_of(plan, role)
    )


def plan_of(series: ShiftSeries) -> SeriesPlan:
    """Return what a series says."""
    return SeriesPlan(
        first_on=series.first_on,
        start_time=series.start_time,
        end_time=series.end_time,
        ends_next_day=series.ends_next_day,
        rule=series.rule,
        dates=tuple(date.fromisoformat(day) for day in series.dates),
        except_on=frozenset(date.fromisoformat(day) for day in series.except_on),
        skips_holidays=series.skips_holidays,
    )


def write_plan(series: ShiftSeries, plan: SeriesPlan) -> None:
    """Make a series say this, and save it."""
    for name in ("first_on", "start_time", "end_time", "ends_next_day", "skips_holidays"):
        setattr(series, name, getattr(plan, name))
    series.rule = plan.rule.strip().upper().removeprefix("RRULE:")
    series.dates = [day.isoformat() for day in sorted(set(plan.dates))]
    series.except_on = [day.isoformat() for day in sorted(plan.except_on)]
    series.save()


def cut_series(series: ShiftSeries, day: date) -> ShiftSeries:
    """Return a series that begins on a day with all the shifts from then on; the old one keeps what comes before.

    Part of a transaction. A series that does not begin earlier is returned as it is.
    """
    before, after = split(plan_of(series), day, time_zone=series.time_zone)
    if before is None or after is None:
        return series
    later = ShiftSeries(opportunity=series.opportunity, roles=series.roles)
    later.generated_until = series.generated_until
    write_plan(later, after)
    series.generated_until = max([*rule_days(before, time_zone=series.time_zone), *before.dates])
    write_plan(series, before)
    Shift.objects.filter(series=series, recurs_on__gte=day).update(series=later)
    return later


def shift_days_of_series(series: ShiftSeries, days: int) -> None:
    """Let a series take place so many days later, as chosen days; its shifts go on standing for theirs.

    Part of a transaction.
    """
    distance = timedelta(days=days)
    kept = expand(plan_of(series), time_zone=series.time_zone).days
    moved = chosen_days(plan_of(series), [day + distance for day in kept])
    one_by_one = Shift.objects.filter(series=series).order_by("-recurs_on" if days > 0 else "recurs_on")
    for pk, day in one_by_one.values_list("pk", "recurs_on"):
        Shift.objects.filter(pk=pk).update(recurs_on=day and day + distance)
    series.generated_until = series.generated_until and series.generated_until + distance
    write_plan(series, replace(moved, except_on=frozenset(), skips_holidays=False))


def pattern_of(roles: Sequence[RolePlan]) -> list[SeriesJson]:
    """Write roles as plain values that a series can keep."""
    return [
        {
            "names": role.names,
            "capacity": role.capacity,
            "minimum": role.minimum,
            "languages": role.languages,
            "min_age": role.min_age,
            "required_skills": {skill.code: int(level) for skill, level in role.required_skills.items()},
            "wanted_skills": {skill.code: int(level) for skill, level in role.wanted_skills.items()},
        }
        for role in roles
    ]


def roles_from_pattern(pattern: Sequence[SeriesJson]) -> list[RolePlan]:
    """Read the roles a series keeps; one query for all their skills."""
    codes = {code for role in pattern for code in (*role["required_skills"], *role["wanted_skills"])}
    skills = skills_by_code(codes) if codes else {}
    return [
        RolePlan(
            names=role["names"],
            capacity=role["capacity"],
            minimum=role["minimum"],
            languages=role["languages"],
            min_age=role["min_age"],
            required_skills={skills[code]: level for code, level in role["required_skills"].items()},
            wanted_skills={skills[code]: level for code, level in role["wanted_skills"].items()},
        )
        for role in pattern
    ]

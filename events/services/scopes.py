"""Changing one shift of a series, that one and all after it, or all that are still ahead.

A shift that was moved by itself keeps its own time when the others move: somebody decided that. The change of one
shift leaves the series as it is, so it stays the exception; a change of several is a change of the series, which is
cut in two where it begins.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from core import audit
from core.text import LANGUAGES
from events import errors
from events.enums import Scope
from events.models import RoleSkill, Shift, ShiftRole, ShiftSeries, SignUp
from events.services.moving import cancel_shift, move_together, preview_move
from events.services.publishing import (
    RolePlan,
    ShiftPlan,
    add_role,
    change_capacity,
    check_role,
    require_editable,
    require_people_fit,
    skills_of,
)
from events.services.reconfirming import Foreseen
from events.services.releasing import lock_people_and_roles
from events.services.series import cut_series, pattern_of, shift_days_of_series
from events.validators import check_shift_is_ahead, shift_window


@dataclass(frozen=True, slots=True)
class Reach:
    """The shifts a change is about, soonest first, and those left out because they were moved by themselves."""

    shifts: tuple[Shift, ...]
    own_ways: tuple[Shift, ...]


def shifts_in_scope(shift: Shift, scope: str, *, now: datetime) -> list[Shift]:
    """Return the planned shifts ahead a change is about, soonest first. Raises ShiftStandsAlone or NothingAhead."""
    ahead = Shift.objects.planned().starting_after(now).select_related("opportunity", "series")
    if scope == Scope.THIS:
        found = ahead.filter(pk=shift.pk)
    elif shift.series_id is None:
        raise errors.ShiftStandsAlone
    else:
        found = ahead.filter(series=shift.series_id)
        if scope == Scope.FOLLOWING:
            found = found.filter(recurs_on__gte=shift.recurs_on)
    shifts = list(found.order_by("starts_at", "pk"))
    if not shifts:
        raise errors.NothingAhead
    return shifts


def reach_of_move(shift: Shift, scope: str, *, now: datetime) -> Reach:
    """Return which shifts would move together with one. Raises as shifts_in_scope."""
    found = shifts_in_scope(shift, scope, now=now)
    own = tuple(each for each in found if each.pk != shift.pk and has_own_time(each))
    return Reach(shifts=tuple(each for each in found if each not in own), own_ways=own)


def has_own_time(shift: Shift) -> bool:
    """Say whether a shift of a series was moved by itself; no query with its series."""
    series = shift.series
    if series is None or shift.recurs_on is None:
        return False
    planned = (shift.recurs_on, series.start_time, series.end_time, series.ends_next_day)
    return planned != (shift.starts_on, shift.start_time, shift.end_time, shift.ends_on > shift.starts_on)


@transaction.atomic
def move_shifts(*, shift: Shift, plan: ShiftPlan, scope: str, actor: User | None, now: datetime) -> list[Shift]:
    """Give a shift another time, and the others the same hours and as many days more or less. All or none.

    Whoever has a place on several of them reads one letter. Raises as shifts_in_scope and move_together.
    """
    require_editable(shift.opportunity)
    _check_times(plan, shift.time_zone, now)
    shifts = reach_of_move(shift, scope, now=now).shifts
    _lock(shifts)
    distance, nights = plan.starts_on - shift.starts_on, plan.ends_on - plan.starts_on
    if scope != Scope.THIS:
        _move_series(shift, shifts, plan)
    plans = [(each, _moved(each, plan, distance, nights)) for each in shifts]
    return move_together(plans=plans, actor=actor, now=now)


def foresee_moves(*, shift: Shift, plan: ShiftPlan, scope: str, now: datetime) -> Foreseen:
    """Return what ``move_shifts`` would mean for everybody with a place, all shifts together; writes nothing.

    ``until`` is the first deadline. Raises as move_shifts.
    """
    require_editable(shift.opportunity)
    _check_times(plan, shift.time_zone, now)
    distance, nights = plan.starts_on - shift.starts_on, plan.ends_on - plan.starts_on
    each = [
        preview_move(shift=one, plan=_moved(one, plan, distance, nights), now=now)
        for one in reach_of_move(shift, scope, now=now).shifts
    ]
    return Foreseen(
        asked=sum(one.asked for one in each),
        informed=sum(one.informed for one in each),
        ended=sum(one.ended for one in each),
        clashing=sum(one.clashing for one in each),
        until=min((one.until for one in each if one.asked), default=each[0].until),
    )


def _check_times(plan: ShiftPlan, time_zone: str, now: datetime) -> None:
    """Refuse what the shift itself cannot be, before days are counted from it. Raises as add_shift."""
    window = shift_window(
        starts_on=plan.starts_on,
        start_time=plan.start_time,
        ends_on=plan.ends_on,
        end_time=plan.end_time,
        time_zone=time_zone,
    )
    check_shift_is_ahead(window, now=now)


def _lock(shifts: Sequence[Shift]) -> QuerySet[Shift]:
    """Lock what a change of several shifts touches before the first of them is changed, in the order of all locks."""
    within = Shift.objects.filter(pk__in=[each.pk for each in shifts])
    lock_people_and_roles(within)
    return within


def _moved(shift: Shift, plan: ShiftPlan, distance: timedelta, nights: timedelta) -> ShiftPlan:
    starts_on = shift.starts_on + distance
    return ShiftPlan(
        starts_on=starts_on, start_time=plan.start_time, ends_on=starts_on + nights, end_time=plan.end_time
    )


def _move_series(shift: Shift, shifts: Sequence[Shift], plan: ShiftPlan) -> None:
    """Write the new hours into the series from the first of the shifts on, and take the new days along."""
    series = _series_from(shifts)
    series.start_time, series.end_time = plan.start_time, plan.end_time
    series.ends_next_day = plan.ends_on > plan.starts_on
    series.save()
    if days := (plan.starts_on - shift.starts_on).days:
        shift_days_of_series(series, days)
    _bring_up_to_date(shifts)


def _series_from(shifts: Iterable[Shift]) -> ShiftSeries:
    """Cut the series of some shifts before the first day they stand for."""
    by_day = {each.recurs_on: each for each in shifts if each.recurs_on}
    first = by_day[min(by_day)]
    assert first.series_id is not None  # a shift that stands for a day belongs to a series
    series = ShiftSeries.objects.select_for_update().select_related("opportunity").get(pk=first.series_id)
    return cut_series(series, min(by_day))


def _bring_up_to_date(shifts: Iterable[Shift]) -> None:
    """Read again what a cut changed, so that saving a shift does not write the old series back."""
    for each in shifts:
        each.refresh_from_db(fields=["series", "recurs_on"])


@transaction.atomic
def cancel_shifts(*, shift: Shift, scope: str, reason: str, actor: User | None, now: datetime) -> list[Shift]:
    """Call off a shift, it and all after it, or all ahead. All or none. Raises as shifts_in_scope and cancel_shift."""
    shifts = shifts_in_scope(shift, scope, now=now)
    _lock(shifts)
    return [cancel_shift(shift=each, reason=reason, actor=actor, now=now) for each in shifts]


@transaction.atomic
def change_roles(*, role: ShiftRole, plan: RolePlan, scope: str, actor: User | None, now: datetime) -> list[ShiftRole]:
    """Make a role, and the same one on the other shifts, what the plan says.

    Raises as shifts_in_scope and check_role, CapacityBelowTakenOn, and PeopleNoLongerFit while somebody with a place
    would not be let in by the new rules.
    """
    check_role(plan)
    require_editable(role.shift.opportunity)
    shifts = shifts_in_scope(role.shift, scope, now=now)
    within = _lock(shifts)
    roles = _roles_like(role, within)
    for each in roles:
        _change_role(each, plan, actor, now)
    require_people_fit(within)
    if scope != Scope.THIS:
        _rewrite_pattern(shifts)
    audit.record("roles.changed", actor=actor, subject=role, at=now, roles=len(roles), scope=str(scope))
    return roles


def _roles_like(role: ShiftRole, within: QuerySet[Shift]) -> list[ShiftRole]:
    """Return the roles of the same names on some shifts, locked before, in the order of the days."""
    names = {f"name_{language}": getattr(role, f"name_{language}") for language in LANGUAGES}
    found = ShiftRole.objects.filter(shift__in=within, **names)
    return list(found.select_related("shift", "shift__opportunity").order_by("shift__starts_at", "pk"))


def _change_role(role: ShiftRole, plan: RolePlan, actor: User | None, now: datetime) -> None:
    if role.capacity != plan.capacity:
        try:
            change_capacity(role=role, capacity=plan.capacity, actor=actor, now=now)
        except errors.CapacityBelowTaken as refusal:
            raise errors.CapacityBelowTakenOn(day=f"{role.shift.starts_on:%d.%m.%Y}", **refusal.context) from refusal
    role.refresh_from_db()
    for language in LANGUAGES:
        setattr(role, f"name_{language}", plan.names.get(language, "").strip())
    role.minimum, role.languages, role.min_age = plan.minimum, plan.languages, plan.min_age
    names = [f"name_{language}" for language in LANGUAGES]
    role.save(update_fields=["minimum", "languages", "min_age", "updated_at", *names])
    role.skills.all().delete()
    RoleSkill.objects.bulk_create(skills_of(plan, role))


@transaction.atomic
def add_roles(*, shift: Shift, plan: RolePlan, scope: str, actor: User | None, now: datetime) -> list[ShiftRole]:
    """Add a role to a shift, and to the others. Raises WrongStatus, as shifts_in_scope and as check_role."""
    require_editable(shift.opportunity)
    shifts = shifts_in_scope(shift, scope, now=now)
    added = [add_role(each, plan, each.roles.count()) for each in shifts]
    if scope != Scope.THIS:
        _rewrite_pattern(shifts)
    audit.record("roles.added", actor=actor, subject=shift, at=now, roles=len(added), scope=str(scope))
    return added


@transaction.atomic
def remove_roles(*, role: ShiftRole, scope: str, actor: User | None, now: datetime) -> int:
    """Take a role off a shift, and the same one off the others; the number removed.

    Raises WrongStatus, as shifts_in_scope, and RoleInUse where anybody ever had a place in it or it is the only one.
    """
    require_editable(role.shift.opportunity)
    shifts = shifts_in_scope(role.shift, scope, now=now)
    within = _lock(shifts)
    doomed = _roles_like(role, within)
    for each in doomed:
        if SignUp.objects.filter(role=each).exists() or each.shift.roles.count() < 2:
            raise errors.RoleInUse(day=f"{each.shift.starts_on:%d.%m.%Y}")
    ShiftRole.objects.filter(pk__in=[each.pk for each in doomed]).delete()
    if scope != Scope.THIS:
        _rewrite_pattern(shifts)
    audit.record("roles.removed", actor=actor, subject=role.shift, at=now, roles=len(doomed), scope=str(scope))
    return len(doomed)


def _rewrite_pattern(shifts: Sequence[Shift]) -> None:
    """Let shifts still to be made get the roles the first of these has now."""
    series = _series_from(shifts)
    series.roles = pattern_of([plan_of_role(role) for role in shifts[0].roles.order_by("position", "pk")])
    series.save()


def plan_of_role(role: ShiftRole) -> RolePlan:
    """Return what a role asks, with its skills."""
    needs = list(role.skills.select_related("skill"))
    return RolePlan(
        names={language: getattr(role, f"name_{language}") for language in LANGUAGES},
        capacity=role.capacity,
        minimum=role.minimum,
        languages=role.languages,
        min_age=role.min_age,
        required_skills={need.skill: need.level for need in needs if need.is_required},
        wanted_skills={need.skill: need.level for need in needs if not need.is_required},
    )

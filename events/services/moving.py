"""Shifts that move in time or place, and shifts that are called off; everybody with a place is told or asked again."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from core import audit
from core.intervals import TimeWindow
from events import errors
from events.enums import OpportunityStatus, ShiftStatus
from events.models import Opportunity, Shift
from events.services.announcing import Notice, announce_moves
from events.services.publishing import ShiftPlan
from events.services.reconfirming import Before, Foreseen, ask_again, foresee
from events.services.releasing import lock_people_and_roles, release_shifts
from events.services.whereabouts import PlacePlan, fill_place, keep_exact_place, place_of
from events.validators import check_shift_is_ahead, shift_window
from places.distance import GeoPoint, geodesic_km

LITTLE = timedelta(minutes=15)  # a shift that moves by so much at the same place only informs
SAME_PLACE_KM = 0.3


def move_shift(*, shift: Shift, plan: ShiftPlan, actor: User | None, now: datetime) -> Shift:
    """Give one shift ahead another time. Does and raises what ``move_together`` does."""
    [moved] = move_together(plans=[(shift, plan)], actor=actor, now=now)
    return moved


@transaction.atomic
def move_together(*, plans: Sequence[tuple[Shift, ShiftPlan]], actor: User | None, now: datetime) -> list[Shift]:
    """Give shifts ahead other times; everybody with a place is told, and asked again unless it moves a little.

    For each in turn: 1. People, then roles are locked, as for every other change of seats; whoever moves several has
    locked them all before. 2. The shift is read again under its lock and written with one more in its sequence.
    3. Whoever may not take it at the new time loses the place and reads why; the others are asked until a deadline. In
    the end each person reads one letter about all that moved. A plan that changes nothing writes nothing. Raises
    WrongStatus, ShiftStarted, ShiftNotOnQuarter, ShiftEndsBeforeStart, ShiftTooLong or ShiftDateImpossible.
    """
    notices = [notice for shift, plan in plans for notice in _move(shift, plan, actor, now)]
    announce_moves(notices, now=now)
    return [shift for shift, _plan in plans]


def _move(shift: Shift, plan: ShiftPlan, actor: User | None, now: datetime) -> list[Notice]:
    window = _window(plan, shift.time_zone)
    held = _locked(shift, now)
    check_shift_is_ahead(window, now=now)
    notices = []
    if held.window != window:
        before = Before.of(held)
        _write(held, plan, window)
        audit.record("shift.moved", actor=actor, subject=held, at=now, sequence=held.sequence)
        notices = ask_again(held, before, is_little=_is_little(before, window), now=now)
    _same(shift, held)
    return notices


def preview_move(*, shift: Shift, plan: ShiftPlan, now: datetime) -> Foreseen:
    """Return what ``move_shift`` would do to the people on a shift; nothing is written. Raises as move_shift."""
    window = _window(plan, shift.time_zone)
    check_shift_is_ahead(window, now=now)
    _require_movable(shift, now)
    before = Before.of(shift)
    moved = Shift(pk=shift.pk, opportunity=shift.opportunity, time_zone=shift.time_zone, sequence=shift.sequence)
    _set(moved, plan, window)
    return foresee(moved, before, is_little=_is_little(before, window), now=now)


@transaction.atomic
def cancel_shift(*, shift: Shift, reason: str, actor: User | None, now: datetime) -> Shift:
    """Call one shift off that has not begun; its seats are freed and everybody who had one is told the reason.

    Raises WrongStatus when it is called off already, and ShiftStarted.
    """
    held = _locked(shift, now)
    count = release_shifts([held.pk], now=now, reason=reason.strip())
    audit.record("shift.cancelled", actor=actor, subject=held, at=now, released=count)
    held.refresh_from_db(fields=["status", "sequence", "cancel_reason"])
    return _same(shift, held)


@transaction.atomic
def change_place(*, opportunity: Opportunity, place: PlacePlan, actor: User | None, now: datetime) -> Opportunity:
    """Move an opportunity to another place: everybody with a place on a shift ahead is told, and asked again.

    The hours people were told stay as they are, read by the clock of the new place. A new wording of the address at
    the same spot only informs. Raises WrongStatus or PlaceMissing, and ShiftDateImpossible when a shift would begin in
    the past by the new clock.
    """
    if opportunity.status not in (OpportunityStatus.DRAFT, OpportunityStatus.PUBLISHED):
        raise errors.WrongStatus
    before = place_of(opportunity)
    fill_place(opportunity, place)
    opportunity.save()
    is_elsewhere = keep_exact_place(opportunity, place)
    follow_place(opportunity, before, is_elsewhere=is_elsewhere, actor=actor, now=now)
    return opportunity


def follow_place(
    opportunity: Opportunity, before: PlacePlan, *, is_elsewhere: bool, actor: User | None, now: datetime
) -> int:
    """Let the shifts ahead follow an opportunity whose place was changed; part of the caller's transaction.

    ``is_elsewhere`` says that a protected place moved although what everybody reads is the same. Return how many
    shifts moved: none when the place is the same.
    """
    after = place_of(opportunity)
    if after == before and not is_elsewhere:
        return 0
    ahead = Shift.objects.planned().starting_after(now).filter(opportunity=opportunity)
    lock_people_and_roles(ahead)
    shifts, notices = list(ahead.select_for_update(of=("self",)).order_by("pk")), []
    for shift in shifts:
        shift.opportunity = opportunity
        was = Before.of(shift, venue=before.venue, address=before.address)
        _write(shift, _plan_of(shift), _window(_plan_of(shift), opportunity.time_zone))
        audit.record("shift.moved", actor=actor, subject=shift, at=now, sequence=shift.sequence)
        notices += ask_again(shift, was, is_little=not is_elsewhere and _is_same_spot(before, after), now=now)
    announce_moves(notices, now=now)
    return len(shifts)


def _locked(shift: Shift, now: datetime) -> Shift:
    """Return the shift as it is now, with people, roles and its own row locked. Raises WrongStatus or ShiftStarted."""
    itself: QuerySet[Shift] = Shift.objects.filter(pk=shift.pk)
    lock_people_and_roles(itself)
    held = (
        itself.select_for_update(of=("self",))
        .select_related("opportunity__organisation__region", "opportunity__venue__region")
        .get()
    )
    _require_movable(held, now)
    return held


def _require_movable(shift: Shift, now: datetime) -> None:
    if shift.status != ShiftStatus.PLANNED or shift.opportunity.status == OpportunityStatus.CANCELLED:
        raise errors.WrongStatus
    if shift.starts_at <= now:
        raise errors.ShiftStarted


def _plan_of(shift: Shift) -> ShiftPlan:
    return ShiftPlan(
        starts_on=shift.starts_on, start_time=shift.start_time, ends_on=shift.ends_on, end_time=shift.end_time
    )


def _window(plan: ShiftPlan, time_zone: str) -> TimeWindow:
    return shift_window(
        starts_on=plan.starts_on,
        start_time=plan.start_time,
        ends_on=plan.ends_on,
        end_time=plan.end_time,
        time_zone=time_zone,
    )


def _write(shift: Shift, plan: ShiftPlan, window: TimeWindow) -> None:
    _set(shift, plan, window)
    shift.time_zone = shift.opportunity.time_zone
    shift.sequence += 1
    shift.save()


def _set(shift: Shift, plan: ShiftPlan, window: TimeWindow) -> None:
    shift.starts_on, shift.start_time = plan.starts_on, plan.start_time
    shift.ends_on, shift.end_time = plan.ends_on, plan.end_time
    shift.starts_at, shift.ends_at = window.starts_at, window.ends_at


def _same(shift: Shift, held: Shift) -> Shift:
    """Bring the caller's row up to date and return it."""
    for field in Shift._meta.concrete_fields:
        setattr(shift, field.attname, getattr(held, field.attname))
    return shift


def _is_little(before: Before, after: TimeWindow) -> bool:
    start, end = after.starts_at - before.starts_at, after.ends_at - before.ends_at
    return abs(start) <= LITTLE and abs(end) <= LITTLE


def _is_same_spot(one: PlacePlan, other: PlacePlan) -> bool:
    """Say whether only the words for a place have changed: the same venue, and a stone's throw at most."""
    if one.is_remote != other.is_remote or one.venue != other.venue:
        return False
    if None in (one.latitude, one.longitude, other.latitude, other.longitude):
        return one.is_remote
    here, there = (GeoPoint(place.latitude or 0.0, place.longitude or 0.0) for place in (one, other))
    return geodesic_km(here, there) <= SAME_PLACE_KM

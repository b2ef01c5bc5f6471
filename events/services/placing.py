"""The one way into a seat and out of it; every path that gives, confirms or frees a place goes through here.

Rows are locked in one order, so that nobody waits in a circle: the person, the role, the sign-up, the shift.
"""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import get_language

from core import audit
from core.text import localised
from events import errors
from events.eligibility import Decision, Excess, Gate, rules_on
from events.enums import SEAT_HOLDING, OpportunityStatus, ShiftStatus, SignUpOrigin, SignUpStatus
from events.models import Shift, ShiftRole, SignUp, WaitlistEntry
from events.queries import clashing_signup, day_excess, has_enough, judge, vetted_adults
from events.services.states import (
    QueueEvent,
    SignUpEvent,
    move_entries,
    move_signup,
    move_signups,
    new_signup,
    status_after,
)
from events.services.telling import coordinators_of, officers_over, tell, tell_programs
from ngos.enums import WebhookTopic
from volunteers.models import Volunteer

# A place waits for a guardian this long, and not into the last day; one taken late waits a little all the same.
HELD_FOR, FREE_BEFORE = timedelta(hours=72), timedelta(hours=24)
LATE_HELD_FOR, LATE_FREE_BEFORE = timedelta(hours=3), timedelta(hours=1)


def lock_volunteer(volunteer: Volunteer) -> None:
    """Hold a person's row, so that two claims of one person are judged one after the other.

    Rows that name the person may be written meanwhile, such as somebody's offer to her: she is held, not her key. What
    the gates read from the row is read again: it may have been corrected since the person was loaded.
    """
    held = Volunteer.objects.select_for_update(no_key=True).only("birth_date", "languages").get(pk=volunteer.pk)
    volunteer.birth_date, volunteer.languages = held.birth_date, held.languages


def lock_role(role_id: int) -> None:
    """Hold a role's row before one of its sign-ups is changed, as every other writer does."""
    ShiftRole.objects.select_for_update().only("pk").get(pk=role_id)


def require_open(shift: Shift, now: datetime) -> None:
    """Raise ShiftNotOpen or ShiftStarted unless people may be asked for this shift and may take it now."""
    require_running(shift)
    if shift.starts_at <= now:
        raise errors.ShiftStarted


def require_running(shift: Shift) -> None:
    """Raise ShiftNotOpen unless the shift takes place, is published, and its organisation is verified."""
    is_open = shift.status == ShiftStatus.PLANNED and shift.opportunity.status == OpportunityStatus.PUBLISHED
    if not is_open or not shift.opportunity.organisation.is_verified:
        raise errors.ShiftNotOpen


def held_until(shift: Shift, now: datetime) -> datetime:
    """Return until when a place waits for a guardian: 72 hours, not into the last day; taken late, three hours."""
    usual = min(now + HELD_FOR, shift.starts_at - FREE_BEFORE)
    late = min(now + LATE_HELD_FOR, shift.starts_at - LATE_FREE_BEFORE)
    return max(usual, late)


def take_seat(
    role: ShiftRole,
    volunteer: Volunteer,
    *,
    origin: SignUpOrigin,
    now: datetime,
    as_invitation: bool = False,
    is_accompanied: bool = False,
    require: Callable[[Shift, datetime], None] = require_open,
) -> SignUp:
    """Give a person a seat, or hold it: part of the caller's transaction, after ``lock_volunteer``.

    1. Gates and clashes are checked. 2. The seat is claimed by an update that must change exactly one row, so callers
    at the same moment cannot overbook; the constraint ``events_shiftrole_taken_within_capacity`` refuses every other
    path. 3. The role is read again, now that its row is ours, and the gates are asked again: whoever cancels or
    changes the rules locks it first. 4. A minor who lacks nothing but a guardian's word gets a place that waits for
    it. 5. Where children are, the adults of the shift are counted.
    Raises ShiftNotOpen, ShiftStarted, ShiftMoved, a gate's error, ShiftsClash, DayFull, TooManyPlaces, AlreadySignedUp
    or ShiftFull.
    """
    require_gates(judge(role, volunteer, is_accompanied=is_accompanied))
    if SignUp.objects.filter(shift=role.shift, volunteer=volunteer, status__in=SEAT_HOLDING).exists():
        raise errors.AlreadySignedUp
    require_no_clash(role, volunteer)
    require_within_limits(role.shift, volunteer, now)
    free = ShiftRole.objects.filter(pk=role.pk, taken_count__lt=F("capacity"))
    if free.update(taken_count=F("taken_count") + 1) != 1:
        raise errors.ShiftFull
    present = present_role(role)
    if present.shift.sequence != role.shift.sequence and present.shift.status == ShiftStatus.PLANNED:
        raise errors.ShiftMoved
    require(present.shift, now)
    decision = judge(present, volunteer, is_accompanied=is_accompanied)
    event, until = _entry(decision, present.shift, now, as_invitation=as_invitation)
    try:
        with transaction.atomic():
            signup = new_signup(
                event,
                role=role,
                shift=role.shift,
                volunteer=volunteer,
                origin=origin,
                made_at=now,
                held_until=until,
                is_accompanied=is_accompanied,
            )
            signup.save(force_insert=True)
    except IntegrityError as clash:
        raise errors.AlreadySignedUp from clash
    waiting = WaitlistEntry.objects.filter(role__shift=role.shift_id, volunteer=volunteer)
    move_entries(waiting, QueueEvent.SEATED, now=now)
    count_adults(present.shift, now)
    tell_programs(WebhookTopic.SIGNUP_CREATED, present.shift.opportunity, now=now, signup=signup)
    return signup


def _entry(
    decision: Decision, shift: Shift, now: datetime, *, as_invitation: bool
) -> tuple[SignUpEvent, datetime | None]:
    """Return what happens to the sign-up and until when it is held. Raises a gate's error."""
    require_gates(decision)
    if as_invitation:
        return SignUpEvent.INVITE, None
    if decision.is_allowed:
        return SignUpEvent.CONFIRM, None
    until = held_until(shift, now)
    if until <= now:
        raise errors.GuardianConsentMissing
    return SignUpEvent.HOLD, until


def settle(signup: SignUp, *, now: datetime) -> SignUp:
    """Confirm a place that was offered or waits for a guardian, or let it wait: the gates decide, asked again.

    Part of the caller's transaction. Raises SignUpClosed, ShiftNotOpen, ShiftStarted, DayFull, TooManyPlaces or
    a gate's error.
    """
    status_after(signup.status, SignUpEvent.CONFIRM)
    ShiftRole.objects.select_for_update().only("pk").get(pk=signup.role_id)
    present = present_role(signup.role)
    require_open(present.shift, now)
    if signup.status == SignUpStatus.INVITED:
        require_within_limits(present.shift, signup.volunteer, now)
    decision = judge(present, signup.volunteer, is_accompanied=signup.is_accompanied)
    event, until = _entry(decision, present.shift, now, as_invitation=False)
    still = event == SignUpEvent.HOLD and signup.status == SignUpStatus.AWAITING
    move_signup(signup, event, now=now, held_until=signup.held_until if still else until)
    count_adults(present.shift, now)
    return signup


def free_seat(
    signup: SignUp, *, event: SignUpEvent, now: datetime, hands_over: bool = False, **columns: Any
) -> SignUp:
    """End a sign-up that holds a seat and free the seat; part of the caller's transaction.

    ``event`` says why, and ``states.SIGNUP_TABLE`` what the sign-up becomes; ``columns`` are written with it. The seat
    is offered to whoever waits for it, unless the caller hands it over to somebody at once. What the person shared
    with the host goes with the seat.
    Raises SignUpClosed.
    """
    status_after(signup.status, event)
    ShiftRole.objects.select_for_update().only("pk").get(pk=signup.role_id)
    move_signup(signup, event, now=now, shared_needs=0, **columns)
    ShiftRole.objects.filter(pk=signup.role_id, taken_count__gt=0).update(taken_count=F("taken_count") - 1)
    if not hands_over:
        count_adults(signup.shift, now)
        _pass_on(signup.role, now)
    tell_programs(WebhookTopic.SIGNUP_CANCELLED, signup.shift.opportunity, now=now, signup=signup)
    return signup


def release_all(*, shift_ids: Collection[int], now: datetime) -> int:
    """End every sign-up and every wait of shifts that do not take place; return how many sign-ups ended.

    Part of the caller's transaction, which holds the rows of the roles. Nothing is offered to anybody.
    """
    ended = move_signups(SignUp.objects.filter(shift_id__in=shift_ids), SignUpEvent.CALL_OFF, now=now, shared_needs=0)
    ShiftRole.objects.filter(shift_id__in=shift_ids).update(taken_count=0)
    move_entries(WaitlistEntry.objects.filter(role__shift_id__in=shift_ids), QueueEvent.CALL_OFF, now=now)
    return ended


def _pass_on(role: ShiftRole, now: datetime) -> None:
    from events.services.waiting import promote_next  # a freed seat is offered by taking it for somebody else

    promote_next(role, now)


def count_adults(shift: Shift, now: datetime) -> None:
    """Count again whether enough vetted adults stand beside the children of a shift; part of a transaction.

    The shift's row is locked first and the people are read after that, so of two who leave at the same moment the
    second sees that the first has gone. When the number falls short the shift may not run, and the coordinator and
    the safeguarding officers are told.
    """
    if not shift.opportunity.has_child_contact:
        return
    locked = Shift.objects.select_for_update().only("pk", "has_two_adults", "starts_on").get(pk=shift.pk)
    adults = vetted_adults(shift)
    is_enough = adults >= rules_on(locked.starts_on).vetted_adults_with_children
    if is_enough == locked.has_two_adults:
        return
    Shift.objects.filter(pk=shift.pk).update(has_two_adults=is_enough)
    shift.has_two_adults = is_enough
    audit.record("shift.adults_counted", actor=None, subject=shift, at=now, adults=adults, enough=is_enough)
    if not is_enough:
        people = [*coordinators_of(shift.opportunity), *officers_over(shift.opportunity)]
        tell("shifts.too_few_adults", people, key=f"{shift.pk}:{now.timestamp()}", now=now, shift_id=shift.pk)


def present_role(role: ShiftRole) -> ShiftRole:
    """Read a role with its shift again: it may have been called off or changed since it was loaded."""
    return ShiftRole.objects.select_related(
        "shift__opportunity__organisation__region", "shift__opportunity__venue__region"
    ).get(pk=role.pk)


def require_gates(decision: Decision) -> None:
    """Raise the error of the first closed gate, a missing guardian's word aside: a place can wait for that."""
    for closed in decision.closed:
        if closed.gate != Gate.GUARDIAN_CONSENT:
            raise errors.closed_gate(closed)


def require_no_clash(role: ShiftRole, volunteer: Volunteer) -> None:
    """Raise ShiftsClash when the person holds a seat that leaves no time for this one."""
    clash = clashing_signup(volunteer, role.shift)
    if clash is not None:
        raise clash_with(clash.shift)


def require_within_limits(shift: Shift, volunteer: Volunteer, now: datetime) -> None:
    """Raise DayFull or TooManyPlaces when the shift would be too much beside what the person has said yes to."""
    excess = day_excess(volunteer, shift)
    if excess is not None:
        raise day_full(excess)
    most = has_enough(volunteer, shift, now=now)
    if most:
        raise errors.TooManyPlaces(count=most)


def day_full(excess: Excess) -> errors.DayFull:
    """Say which day would hold too much."""
    return errors.DayFull(day=excess.day.strftime("%d.%m.%Y"), hours=excess.limit_minutes // 60)


def clash_with(other: Shift) -> errors.ShiftsClash:
    """Say with which shift another one cannot be done."""
    return errors.ShiftsClash(
        title=localised(other.opportunity, "title", get_language() or "kk").text,
        day=other.starts_on.strftime("%d.%m.%Y"),
        time=other.start_time.strftime("%H:%M"),
    )

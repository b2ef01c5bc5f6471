"""Fewer places than people: who leaves, why, and what they are offered. Nobody is taken off without a word."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from core import audit
from events import errors
from events.eligibility import rules_on
from events.enums import OpportunityStatus, SignUpStatus
from events.models import Reduction, Shift, ShiftRole, SignUp
from events.queries import vetted_places
from events.services.placing import count_adults, free_seat, lock_role, require_open
from events.services.states import SignUpEvent
from events.services.telling import tell
from events.validators import check_capacity

# Who leaves first: whoever has not answered, then whoever waits for a guardian, then the confirmed.
LEAVES_FIRST = (SignUpStatus.INVITED, SignUpStatus.AWAITING, SignUpStatus.CONFIRMED)


def holders(role: ShiftRole) -> list[SignUp]:
    """Return who holds a place of a role, whoever would leave first coming first."""
    held = list(SignUp.objects.holding_a_seat().filter(role=role).select_related("volunteer__user", "shift"))
    held.sort(key=lambda one: (-LEAVES_FIRST.index(SignUpStatus(one.status)), one.made_at, one.pk), reverse=True)
    return held


def who_would_leave(role: ShiftRole, count: int) -> list[SignUp]:
    """Return whom a reduction by so many takes off unless somebody chooses: of each kind the latest first.

    Where children are, cleared adults the shift needs are passed over; then fewer than asked for may come back.
    """
    spare = _spare_adults(role.shift)
    leaving: list[SignUp] = []
    vetted = vetted_places(role.shift) if spare is not None else frozenset()
    for signup in holders(role):
        if len(leaving) == count:
            break
        if spare is not None and signup.pk in vetted:
            if spare <= 0:
                continue
            spare -= 1
        leaving.append(signup)
    return leaving


def _spare_adults(shift: Shift) -> int | None:
    """Return how many cleared adults more there are than the shift needs; nothing where no children are."""
    if not shift.opportunity.has_child_contact:
        return None
    return len(vetted_places(shift)) - rules_on(shift.starts_on).vetted_adults_with_children


@transaction.atomic
def reduce_capacity(
    *,
    role: ShiftRole,
    capacity: int,
    reason: str,
    actor: User,
    now: datetime,
    leaving: Collection[UUID] | None = None,
) -> Reduction:
    """Lower the places of a role below the people there; who leaves is told why, and may head the waiting list.

    ``leaving`` are public ids of the sign-ups to end, exactly as many as are too many; without them
    :func:`who_would_leave` decides. The role's row is held, so that nobody joins or leaves in between. Raises
    WrongStatus, ShiftNotOpen, ShiftStarted, CapacityImpossible, ReasonMissing, NothingToReduce, LeavingMiscounted or
    ReductionTakesAdults; then nothing has changed.
    """
    words = " ".join(reason.split())
    if not words:
        raise errors.ReasonMissing
    lock_role(role.pk)
    role.refresh_from_db(fields=["capacity", "taken_count", "minimum"])
    _require_reducible(role, capacity, now)
    people = _chosen(role, role.taken_count - capacity, leaving)
    reduction = Reduction.objects.create(
        role=role,
        capacity_before=role.capacity,
        capacity=capacity,
        reason=words,
        made_at=now,
    )
    for signup in people:
        free_seat(signup, event=SignUpEvent.REDUCE, now=now, hands_over=True, reduction=reduction)
        tell("seats.reduced", [signup.volunteer.user], key=str(signup.pk), now=now, signup_id=signup.pk)
    ShiftRole.objects.filter(pk=role.pk).update(capacity=capacity, minimum=min(role.minimum, capacity))
    role.refresh_from_db(fields=["capacity", "taken_count", "minimum"])
    count_adults(role.shift, now)
    audit.record_all("signup.cancelled", actor=actor, subjects=people, at=now, reason="reduction")
    audit.record("role.reduced", actor=actor, subject=role, at=now, capacity=capacity, left=len(people))
    return reduction


def _require_reducible(role: ShiftRole, capacity: int, now: datetime) -> None:
    if role.shift.opportunity.status not in (OpportunityStatus.PUBLISHED, OpportunityStatus.CLOSED):
        raise errors.WrongStatus
    if role.shift.opportunity.status == OpportunityStatus.PUBLISHED:
        require_open(role.shift, now)
    elif role.shift.starts_at <= now:
        raise errors.ShiftStarted
    check_capacity(capacity=capacity, minimum=min(role.minimum, capacity))
    if role.taken_count <= capacity:
        raise errors.NothingToReduce


def _chosen(role: ShiftRole, count: int, leaving: Collection[UUID] | None) -> Sequence[SignUp]:
    """Return who leaves: the chosen ones if they are as many as they must be, else the default."""
    if leaving is None:
        people = who_would_leave(role, count)
        if len(people) < count:
            raise errors.ReductionTakesAdults
        return people
    held = SignUp.objects.holding_a_seat().filter(role=role, public_id__in=leaving)
    people = list(held.select_related("volunteer__user", "shift").order_by("pk"))
    if len(people) != count or len(set(leaving)) != count:
        raise errors.LeavingMiscounted(count=count)
    spare = _spare_adults(role.shift)
    if spare is not None:
        adults = len(vetted_places(role.shift) & {signup.pk for signup in people})
        if adults and adults > max(spare, 0):
            raise errors.ReductionTakesAdults
    return people

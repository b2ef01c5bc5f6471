"""Taking, offering and giving back a seat."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import get_language

from accounts.models import User
from core import audit
from core.text import localised
from events import errors
from events.enums import SEAT_HOLDING, OpportunityStatus, ShiftStatus, SignUpOrigin, SignUpStatus
from events.models import Shift, ShiftRole, SignUp
from events.queries import clashing_signup, judge
from volunteers.models import Volunteer


@transaction.atomic
def claim_seat(*, role: ShiftRole, volunteer: Volunteer, actor: User, now: datetime) -> SignUp:
    """Give one volunteer one seat on a shift.

    Atomic. 1. The volunteer's row is locked, so that two claims of one person are judged one after the other. 2. Gates
    and clashes are checked. 3. The seat is claimed by an update that must change exactly one row, so callers at the
    same moment cannot overbook; the constraint ``events_shiftrole_taken_within_capacity`` refuses every other path.
    4. The shift is read again, so a claim cannot slip past a cancellation.
    An open invitation to the same role is accepted instead. Raises ShiftNotOpen, ShiftStarted, a gate's error,
    ShiftsClash, AlreadySignedUp or ShiftFull.
    """
    _lock(volunteer)
    require_open(role.shift, now)
    invitation = SignUp.objects.filter(role=role, volunteer=volunteer, status=SignUpStatus.INVITED).first()
    if invitation is not None:
        return accept_invitation(signup=invitation, actor=actor, now=now)
    signup = _take_seat(role, volunteer, SignUpStatus.CONFIRMED, SignUpOrigin.SELF, now)
    audit.record("signup.claimed", actor=actor, subject=signup, at=now)
    return signup


@transaction.atomic
def invite(*, role: ShiftRole, volunteer: Volunteer, origin: SignUpOrigin, actor: User, now: datetime) -> SignUp:
    """Hold a seat for a volunteer who is asked to come. Raises as claim_seat."""
    _lock(volunteer)
    require_open(role.shift, now)
    signup = _take_seat(role, volunteer, SignUpStatus.INVITED, origin, now)
    audit.record("signup.invited", actor=actor, subject=signup, at=now, origin=origin)
    return signup


@transaction.atomic
def accept_invitation(*, signup: SignUp, actor: User, now: datetime) -> SignUp:
    """Turn an invitation into a place; the gates are asked again.

    Raises SignUpClosed, ShiftNotOpen, ShiftStarted or a gate's error.
    """
    _answer(signup, SignUpStatus.INVITED, SignUpStatus.CONFIRMED, now)
    present = _present(signup.role)
    require_open(present.shift, now)
    _require_gates(present, signup.volunteer)
    audit.record("signup.accepted", actor=actor, subject=signup, at=now)
    return signup


@transaction.atomic
def decline_invitation(*, signup: SignUp, actor: User, now: datetime) -> SignUp:
    """Say no; the seat is free again. Raises SignUpClosed."""
    _answer(signup, SignUpStatus.INVITED, SignUpStatus.DECLINED, now)
    _release(signup)
    audit.record("signup.declined", actor=actor, subject=signup, at=now)
    return signup


@transaction.atomic
def withdraw(*, signup: SignUp, actor: User, now: datetime) -> SignUp:
    """Leave a shift before it starts; the seat is free again. Raises ShiftStarted or SignUpClosed."""
    if signup.shift.starts_at <= now:
        raise errors.ShiftStarted
    _answer(signup, SignUpStatus.CONFIRMED, SignUpStatus.WITHDRAWN, now)
    _release(signup)
    audit.record("signup.withdrawn", actor=actor, subject=signup, at=now)
    return signup


@transaction.atomic
def cancel_signup(*, signup: SignUp, actor: User, now: datetime) -> SignUp:
    """Take a person off the list on the coordinator's word, invited or confirmed.

    Raises ShiftStarted or SignUpClosed.
    """
    if signup.shift.starts_at <= now:
        raise errors.ShiftStarted
    _answer(signup, signup.status, SignUpStatus.CANCELLED, now)
    _release(signup)
    audit.record("signup.cancelled", actor=actor, subject=signup, at=now)
    return signup


def _lock(volunteer: Volunteer) -> None:
    Volunteer.objects.select_for_update().only("pk").get(pk=volunteer.pk)


def require_open(shift: Shift, now: datetime) -> None:
    """Raise ShiftNotOpen or ShiftStarted unless people may be asked for this shift and may take it now."""
    is_open = shift.status == ShiftStatus.PLANNED and shift.opportunity.status == OpportunityStatus.PUBLISHED
    if not is_open or not shift.opportunity.organisation.is_verified:
        raise errors.ShiftNotOpen
    if shift.starts_at <= now:
        raise errors.ShiftStarted


def _present(role: ShiftRole) -> ShiftRole:
    """Read a role with its shift again: it may have been called off or changed since it was loaded."""
    return ShiftRole.objects.select_related(
        "shift__opportunity__organisation__region", "shift__opportunity__venue__region"
    ).get(pk=role.pk)


def _require_gates(role: ShiftRole, volunteer: Volunteer) -> None:
    for closed in judge(role, volunteer).closed:
        raise errors.closed_gate(closed)


def _take_seat(
    role: ShiftRole, volunteer: Volunteer, status: SignUpStatus, origin: SignUpOrigin, now: datetime
) -> SignUp:
    _require_gates(role, volunteer)
    if SignUp.objects.filter(shift=role.shift, volunteer=volunteer, status__in=SEAT_HOLDING).exists():
        raise errors.AlreadySignedUp
    _require_no_clash(role, volunteer)
    free = ShiftRole.objects.filter(pk=role.pk, taken_count__lt=F("capacity"))
    if free.update(taken_count=F("taken_count") + 1) != 1:
        raise errors.ShiftFull
    # The role's row is ours now, and whoever cancels or changes the rules locks it first: what is read again here
    # holds until we commit.
    present = _present(role)
    require_open(present.shift, now)
    _require_gates(present, volunteer)
    try:
        with transaction.atomic():
            return SignUp.objects.create(
                role=role, shift=role.shift, volunteer=volunteer, status=status, origin=origin, made_at=now
            )
    except IntegrityError as clash:
        raise errors.AlreadySignedUp from clash


def _require_no_clash(role: ShiftRole, volunteer: Volunteer) -> None:
    clash = clashing_signup(volunteer, role.shift)
    if clash is not None:
        raise clash_with(clash.shift)


def clash_with(other: Shift) -> errors.ShiftsClash:
    """Say with which shift another one cannot be done."""
    return errors.ShiftsClash(
        title=localised(other.opportunity, "title", get_language() or "kk").text,
        day=other.starts_on.strftime("%d.%m.%Y"),
        time=other.start_time.strftime("%H:%M"),
    )


def _answer(signup: SignUp, before: str, after: SignUpStatus, now: datetime) -> None:
    if before not in SEAT_HOLDING:
        raise errors.SignUpClosed
    # The role's row is locked before the sign-up's everywhere, so that nobody waits in a circle.
    ShiftRole.objects.select_for_update().only("pk").get(pk=signup.role_id)
    claimed = SignUp.objects.filter(pk=signup.pk, status=before)
    if claimed.update(status=after, answered_at=now) != 1:
        raise errors.SignUpClosed
    signup.refresh_from_db()


def release_seat(signup: SignUp) -> None:
    """Give the seat of a sign-up that holds one back to its role; what becomes of the row is the caller's business."""
    _release(signup)


def _release(signup: SignUp) -> None:
    ShiftRole.objects.filter(pk=signup.role_id, taken_count__gt=0).update(taken_count=F("taken_count") - 1)

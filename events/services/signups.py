"""Taking, offering and giving back a seat."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from core import audit
from events import errors
from events.enums import SignUpOrigin, SignUpStatus
from events.models import ShiftRole, SignUp
from events.services.guardians.asking import ask_known_guardian, require_waiting
from events.services.guardians.upkeep import free_unanswered
from events.services.placing import free_seat, lock_volunteer, require_open, settle, take_seat
from events.services.states import SignUpEvent
from events.services.telling import coordinators_of, tell, tell_if_confirmed, tell_of_place
from volunteers.models import Volunteer


@transaction.atomic
def claim_seat(*, role: ShiftRole, volunteer: Volunteer, actor: User, now: datetime) -> SignUp:
    """Give one volunteer one seat on a shift; for a minor without a guardian's consent the place is held.

    Places held for guardians who did not answer in time are freed first. A guardian known already is asked at once.
    Atomic; ``placing.take_seat`` says in which steps. An open invitation to the same role is accepted instead. Raises
    ShiftNotOpen, ShiftStarted, a gate's error, ShiftsClash, AlreadySignedUp or ShiftFull.
    """
    lock_volunteer(volunteer)
    require_open(role.shift, now)
    invitation = SignUp.objects.filter(role=role, volunteer=volunteer, status=SignUpStatus.INVITED).first()
    if invitation is not None:
        return accept_invitation(signup=invitation, actor=actor, now=now)
    free_unanswered(now=now, role=role)
    signup = take_seat(role, volunteer, origin=SignUpOrigin.SELF, now=now)
    audit.record("signup.claimed", actor=actor, subject=signup, at=now, status=signup.status)
    tell_if_confirmed(signup, now=now)
    ask_known_guardian(signup, actor=actor, now=now)
    return signup


@transaction.atomic
def invite(*, role: ShiftRole, volunteer: Volunteer, origin: SignUpOrigin, actor: User, now: datetime) -> SignUp:
    """Hold a seat for a volunteer who is asked to come. Raises as claim_seat."""
    lock_volunteer(volunteer)
    require_open(role.shift, now)
    free_unanswered(now=now, role=role)
    signup = take_seat(role, volunteer, origin=origin, now=now, as_invitation=True)
    audit.record("signup.invited", actor=actor, subject=signup, at=now, origin=origin)
    tell_of_place("signups.invited", signup, now=now)
    return signup


@transaction.atomic
def accept_invitation(*, signup: SignUp, actor: User, now: datetime) -> SignUp:
    """Turn an invitation into a place, or for a minor into one that waits for a guardian; the gates are asked again.

    Raises SignUpClosed, OfferLapsed, ShiftNotOpen, ShiftStarted or a gate's error.
    """
    lock_volunteer(signup.volunteer)
    if signup.status != SignUpStatus.INVITED:
        raise errors.SignUpClosed(status=signup.status)
    if signup.offer_expires_at is not None and signup.offer_expires_at <= now:
        raise errors.OfferLapsed
    settle(signup, now=now)
    audit.record("signup.accepted", actor=actor, subject=signup, at=now, status=signup.status)
    tell_if_confirmed(signup, now=now)
    ask_known_guardian(signup, actor=actor, now=now)
    return signup


@transaction.atomic
def confirm_awaiting(*, signup: SignUp, actor: User | None, now: datetime) -> SignUp:
    """Confirm a place that waited for a guardian, now that one has agreed or comes along; the gates are asked again.

    A place whose gate of consent is still closed goes on waiting. Raises SignUpClosed, ShiftNotOpen, ShiftStarted or
    another gate's error.
    """
    require_waiting(signup, now)
    settle(signup, now=now)
    if signup.status == SignUpStatus.CONFIRMED:
        audit.record("signup.confirmed", actor=actor, subject=signup, at=now)
    return signup


@transaction.atomic
def decline_invitation(*, signup: SignUp, actor: User, now: datetime) -> SignUp:
    """Say no; the seat is free again. Raises SignUpClosed."""
    free_seat(signup, event=SignUpEvent.DECLINE, now=now)
    audit.record("signup.declined", actor=actor, subject=signup, at=now)
    if signup.origin == SignUpOrigin.INVITATION:
        team = coordinators_of(signup.shift.opportunity)
        tell("signups.declined", team, key=str(signup.pk), now=now, signup_id=signup.pk)
    return signup


@transaction.atomic
def withdraw(*, signup: SignUp, actor: User, now: datetime) -> SignUp:
    """Leave a shift before it starts; the seat is free again. Raises ShiftStarted or SignUpClosed."""
    if signup.shift.starts_at <= now:
        raise errors.ShiftStarted
    free_seat(signup, event=SignUpEvent.WITHDRAW, now=now)
    audit.record("signup.withdrawn", actor=actor, subject=signup, at=now)
    return signup


@transaction.atomic
def cancel_signup(
    *,
    signup: SignUp,
    actor: User | None,
    now: datetime,
    reason: str = "coordinator",
    event: SignUpEvent = SignUpEvent.CANCEL,
) -> SignUp:
    """Take a person off the list, invited, waiting or confirmed; ``reason`` is a code for the audit log.

    Raises ShiftStarted or SignUpClosed.
    """
    if signup.shift.starts_at <= now:
        raise errors.ShiftStarted
    free_seat(signup, event=event, now=now)
    audit.record("signup.cancelled", actor=actor, subject=signup, at=now, reason=reason)
    if reason == "coordinator":
        tell_of_place("signups.taken_off", signup, now=now)
    return signup

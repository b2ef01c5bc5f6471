"""Endpoints about hours and the word that confirms them."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Router
from ninja.responses import Status

from accounts.access import signed_in
from accounts.permissions import Action
from core import clock
from core.schemas import problems
from events.access import own_signup, signup_for
from events.schemas import AttendanceIn, SignUpOut
from recognition import queries, schemas, services
from recognition.access import credit_for
from recognition.services.approving import approve, take_hours_back
from volunteers.access import own_profile

router = Router()


@router.get(
    "/me/hours",
    response={200: schemas.HoursOut, **problems(401, 404)},
    operation_id="recognition_get_hours",
    summary="My hours",
)
def get_hours(request: HttpRequest) -> schemas.HoursOut:
    """Return confirmed and waiting minutes with the entries behind them, newest work first."""
    return schemas.HoursOut.of(queries.hours_summary(own_profile(request.user), now=clock.now()))


@router.post(
    "/signups/{signup_id}/attendance",
    response={201: SignUpOut, **problems(401, 403, 404, 409, 422)},
    operation_id="recognition_confirm_attendance",
    summary="Confirm whether a person came",
)
def confirm_attendance(request: HttpRequest, signup_id: UUID, word: AttendanceIn) -> Status[SignUpOut]:
    """Record once, after the shift, who came and for how long; the minutes enter the person's hours."""
    signup = signup_for(request.user, signup_id, Action.ATTENDANCE_CONFIRM)
    coordinator = signed_in(request.user)
    approve(
        signup=signup,
        outcome=word.outcome,
        minutes=word.minutes,
        reason=word.reason,
        actor=coordinator,
        now=clock.now(),
    )
    return Status(201, SignUpOut.of(signup))


@router.post(
    "/signups/{signup_id}/reversal",
    response={201: schemas.EntryOut, **problems(401, 403, 404, 409, 422)},
    operation_id="recognition_reverse_hours",
    summary="Take confirmed hours back, with a reason",
)
def reverse_hours(request: HttpRequest, signup_id: UUID, word: schemas.ReversalIn) -> Status[schemas.EntryOut]:
    """Add an entry of the opposite sign; the first one stays."""
    entry = credit_for(request.user, signup_id)
    actor = signed_in(request.user)
    reversal = take_hours_back(entry=entry, reason=word.reason, actor=actor, now=clock.now())
    return Status(201, schemas.EntryOut.of(reversal))


@router.post(
    "/signups/{signup_id}/own-word",
    response={200: SignUpOut, **problems(401, 403, 404, 409, 422)},
    operation_id="recognition_confirm_own_walk_in",
    summary="Confirm that I came to a shift to which I was added on the day",
)
def confirm_own_walk_in(request: HttpRequest, signup_id: UUID) -> SignUpOut:
    """Give my word; hours that the organisation approves count from then on."""
    signup = own_signup(request.user, signup_id)
    return SignUpOut.of(services.confirm_own_walk_in(signup=signup, actor=signed_in(request.user), now=clock.now()))

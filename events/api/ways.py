"""Endpoints about the other ways into a place: waiting lists, places given by name, and the door."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest
from ninja import Router
from ninja.responses import Status

from accounts.access import signed_in
from accounts.permissions import Action
from core import clock
from core.schemas import problems, reader_language
from events import access, queries, schemas
from events.errors import RoleNotFound
from events.services import attendance, reducing, swaps, waiting, walk_ins
from volunteers.access import own_profile

if TYPE_CHECKING:
    from events.models import SignUp

router = Router()


@router.post(
    "/shifts/{shift_id}/waitlist",
    response={201: schemas.WaitingList, **problems(401, 403, 404, 409, 422)},
    operation_id="events_join_waitlist",
    summary="Wait for a place on a full shift",
)
def join_waitlist(request: HttpRequest, shift_id: UUID, wish: schemas.ClaimIn) -> Status[schemas.WaitingList]:
    """Put the volunteer who is signed in at the end of the queue of a role; return everything she waits for."""
    volunteer, now = own_profile(request.user), clock.now()
    role = access.role_on_shift(shift_id, wish.role_id)
    waiting.join_waitlist(role=role, volunteer=volunteer, actor=volunteer.user, now=now)
    return Status(201, _waiting(request))


@router.get(
    "/me/waitlist",
    response={200: schemas.WaitingList, **problems(401, 404)},
    operation_id="events_list_my_waiting",
    summary="What I wait for, with my number in each queue",
)
def list_my_waiting(request: HttpRequest) -> schemas.WaitingList:
    """Return the waiting lists of shifts ahead on which the volunteer stands."""
    return _waiting(request)


def _waiting(request: HttpRequest) -> schemas.WaitingList:
    found = queries.queued_of(own_profile(request.user), now=clock.now())
    return schemas.WaitingList(items=[schemas.WaitingOut.of(row) for row in found])


@router.delete(
    "/waitlist/{entry_id}",
    response={200: schemas.WaitingList, **problems(401, 403, 404, 409, 422)},
    operation_id="events_leave_waitlist",
    summary="Wait no longer",
)
def leave_waitlist(request: HttpRequest, entry_id: UUID) -> schemas.WaitingList:
    """Take the volunteer off one waiting list; return what is left."""
    entry = access.own_waiting(request.user, entry_id)
    waiting.leave_waitlist(entry=entry, actor=signed_in(request.user), now=clock.now())
    return _waiting(request)


@router.post(
    "/signups/{signup_id}/swap",
    response={201: schemas.SwapOut, **problems(401, 403, 404, 409, 422)},
    operation_id="events_offer_place",
    summary="Offer my place to somebody by address",
)
def offer_place(request: HttpRequest, signup_id: UUID, wish: schemas.SwapIn) -> Status[schemas.SwapOut]:
    """Offer a confirmed place; the answer is the same whether or not anybody has the address."""
    signup = access.own_signup(request.user, signup_id)
    offer = swaps.offer_place(signup=signup, email=wish.email, actor=signed_in(request.user), now=clock.now())
    return Status(201, schemas.SwapOut.of(offer))


@router.get(
    "/me/swaps",
    response={200: schemas.SwapList, **problems(401, 404)},
    operation_id="events_list_my_swaps",
    summary="Places others would like to give to me",
)
def list_my_swaps(request: HttpRequest) -> schemas.SwapList:
    """Return the open offers to the volunteer who is signed in, soonest shift first."""
    offered = queries.swaps_offered_to(own_profile(request.user), now=clock.now())
    return schemas.SwapList(items=[schemas.SwapOut.of(offer) for offer in offered])


@router.post(
    "/swaps/{swap_id}/accept",
    response={200: schemas.SignUpOut, **problems(401, 403, 404, 409, 422)},
    operation_id="events_take_over_place",
    summary="Take over a place",
)
def take_over_place(request: HttpRequest, swap_id: UUID) -> schemas.SignUpOut:
    """Move the place to the volunteer who is signed in, or say which rule stands in the way."""
    offer = access.swap_offered_to(request.user, swap_id)
    return schemas.SignUpOut.of(swaps.take_over(offer=offer, actor=signed_in(request.user), now=clock.now()))


@router.post(
    "/swaps/{swap_id}/decline",
    response={200: schemas.SwapOut, **problems(401, 403, 404, 409, 422)},
    operation_id="events_decline_place",
    summary="Say no to an offered place",
)
def decline_place(request: HttpRequest, swap_id: UUID) -> schemas.SwapOut:
    """Leave the place with its holder."""
    offer = access.swap_offered_to(request.user, swap_id)
    return schemas.SwapOut.of(swaps.decline_place(offer=offer, actor=signed_in(request.user), now=clock.now()))


@router.delete(
    "/swaps/{swap_id}",
    response={200: schemas.SwapOut, **problems(401, 403, 404, 409, 422)},
    operation_id="events_take_back_place",
    summary="Keep my place after all",
)
def take_back_place(request: HttpRequest, swap_id: UUID) -> schemas.SwapOut:
    """Take an offer back that nobody has taken yet."""
    offer = access.own_swap(request.user, swap_id)
    return schemas.SwapOut.of(swaps.take_back_place(offer=offer, actor=signed_in(request.user), now=clock.now()))


@router.post(
    "/shifts/{shift_id}/walk-ins",
    response={201: schemas.RosterRow, **problems(401, 403, 404, 409, 422)},
    operation_id="events_add_walk_in",
    summary="Add somebody who came without signing up",
)
def add_walk_in(request: HttpRequest, shift_id: UUID, wish: schemas.WalkInIn) -> Status[schemas.RosterRow]:
    """Give a person at the door a place, when name and address are those of one account and every gate is open."""
    role = access.role_for(request.user, wish.role_id, Action.ATTENDANCE_CONFIRM)
    if role.shift.public_id != shift_id:
        raise RoleNotFound
    signup = walk_ins.add_walk_in(
        role=role,
        name=wish.name,
        contact=wish.contact,
        is_parent_here=wish.is_parent_here,
        actor=signed_in(request.user),
        now=clock.now(),
    )
    return Status(201, _row(signup))


@router.post(
    "/signups/{signup_id}/check-in",
    response={200: schemas.RosterRow, **problems(401, 403, 404, 409, 422)},
    operation_id="events_check_in",
    summary="Let a person in",
)
def check_in(request: HttpRequest, signup_id: UUID, word: schemas.CheckInIn) -> schemas.RosterRow:
    """Ask every gate again and note that the person is there; twice is once."""
    signup = access.signup_for(request.user, signup_id, Action.ATTENDANCE_CONFIRM)
    here = attendance.check_in(
        signup=signup, is_parent_here=word.is_parent_here, actor=signed_in(request.user), now=clock.now()
    )
    return _row(here)


def _row(signup: "SignUp") -> schemas.RosterRow:
    """Shape one person of the list; what she shared is on the list itself."""
    standing = queries.standings_of_signups([signup], language=reader_language())[signup.pk]
    return schemas.RosterRow.of(signup, standing, [])


@router.post(
    "/roles/{role_id}/reductions",
    response={201: schemas.ReductionOut, **problems(401, 403, 404, 409, 422)},
    operation_id="events_reduce_capacity",
    summary="Lower the places of a role below the people there",
)
def reduce_capacity(request: HttpRequest, role_id: UUID, wish: schemas.ReductionIn) -> Status[schemas.ReductionOut]:
    """End as many places as are too many, the latest first unless somebody is named; everybody is told the reason."""
    role = access.role_for(request.user, role_id, Action.OPPORTUNITY_EDIT)
    reduction = reducing.reduce_capacity(
        role=role,
        capacity=wish.capacity,
        reason=wish.reason,
        leaving=wish.leaving,
        actor=signed_in(request.user),
        now=clock.now(),
    )
    return Status(201, schemas.ReductionOut.of(reduction))

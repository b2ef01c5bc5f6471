"""Endpoints about shifts that move or are called off, about cover, and about teams."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Router
from ninja.responses import Status

from accounts.access import signed_in
from accounts.permissions import Action
from core import clock
from core.schemas import problems
from events import access, schemas
from events.errors import RoleNotFound
from events.queries.cover import asks_waiting_for
from events.queries.teams import invited_to_teams, teams_led_by
from events.services import covering, reconfirming, teams
from volunteers.access import own_profile

router = Router()


@router.post(
    "/signups/{signup_id}/reconfirm",
    response={200: schemas.SignUpOut, **problems(401, 403, 404, 409, 422)},
    operation_id="events_reconfirm_signup",
    summary="Say that I come, at the time as it is now",
)
def reconfirm_signup(request: HttpRequest, signup_id: UUID) -> schemas.SignUpOut:
    """Answer after a shift has moved, or after a reminder; saying it twice is saying it once."""
    signup = access.own_signup(request.user, signup_id)
    reconfirming.reconfirm(signup=signup, actor=signed_in(request.user), now=clock.now())
    return schemas.SignUpOut.of(signup)


@router.post(
    "/shifts/{shift_id}/cover",
    response={201: schemas.CoverSearchOut, **problems(401, 403, 404, 409, 422)},
    operation_id="events_find_cover",
    summary="Look for people for the free places of a role",
)
def find_cover(request: HttpRequest, shift_id: UUID, wanted: schemas.CoverIn) -> Status[schemas.CoverSearchOut]:
    """Ask people who fit, a few at a time; the first yes takes the place."""
    now = clock.now()
    role = access.role_to_fill_for(request.user, wanted.role_id, Action.SIGNUP_INVITE, now=now)
    if role.shift.public_id != shift_id:
        raise RoleNotFound
    search = covering.open_search(role=role, wanted=role.free_count, actor=signed_in(request.user), now=now)
    return Status(201, schemas.CoverSearchOut.of(search))


@router.delete(
    "/cover-searches/{search_id}",
    response={200: schemas.CoverSearchOut, **problems(401, 403, 404, 409, 422)},
    operation_id="events_stop_cover",
    summary="Ask nobody else",
)
def stop_cover(request: HttpRequest, search_id: UUID) -> schemas.CoverSearchOut:
    """End a search for cover."""
    search = access.cover_search_for(request.user, search_id, Action.SIGNUP_INVITE)
    covering.stop_search(search=search, actor=signed_in(request.user), now=clock.now())
    return schemas.CoverSearchOut.of(search)


@router.get(
    "/me/cover-asks",
    response={200: schemas.CoverAskList, **problems(401, 404)},
    operation_id="events_list_my_cover_asks",
    summary="Whether I can come instead of somebody",
)
def list_my_cover_asks(request: HttpRequest) -> schemas.CoverAskList:
    """Return the questions that still wait for an answer."""
    found = asks_waiting_for(own_profile(request.user), now=clock.now())
    return schemas.CoverAskList(items=[schemas.CoverAskOut.of(ask) for ask in found])


@router.post(
    "/cover-asks/{ask_id}/accept",
    response={201: schemas.SignUpOut, **problems(401, 403, 404, 409, 422)},
    operation_id="events_accept_cover",
    summary="Come instead of somebody",
)
def accept_cover(request: HttpRequest, ask_id: UUID) -> Status[schemas.SignUpOut]:
    """Take the place; whoever says yes first has it, and the others read that it is filled."""
    ask = access.own_cover_ask(request.user, ask_id)
    signup = covering.accept_cover(ask=ask, actor=signed_in(request.user), now=clock.now())
    return Status(201, schemas.SignUpOut.of(signup))


@router.post(
    "/cover-asks/{ask_id}/decline",
    response={200: schemas.CoverAskOut, **problems(401, 403, 404, 409, 422)},
    operation_id="events_decline_cover",
    summary="Say that I cannot come instead",
)
def decline_cover(request: HttpRequest, ask_id: UUID, said: schemas.DeclineCoverIn) -> schemas.CoverAskOut:
    """Say no, for this time or for good; nobody asks why."""
    ask = access.own_cover_ask(request.user, ask_id)
    user, never = signed_in(request.user), said.never_again
    covering.decline_cover(ask=ask, actor=user, now=clock.now(), never_again=never)
    return schemas.CoverAskOut.of(ask)


@router.post(
    "/shifts/{shift_id}/teams",
    response={201: schemas.TeamOut, **problems(401, 403, 404, 409, 422, 429)},
    operation_id="events_reserve_team",
    summary="Hold places for a team of named people",
)
def reserve_team(request: HttpRequest, shift_id: UUID, wanted: schemas.TeamIn) -> Status[schemas.TeamOut]:
    """Hold places for the person who is signed in and those she names; the answer says nothing about accounts."""
    leader = own_profile(request.user)
    role = access.role_on_shift(shift_id, wanted.role_id)
    people = [teams.Invitee(name=one.name, contact=one.contact) for one in wanted.people]
    team = teams.reserve(role=role, leader=leader, invitees=people, actor=leader.user, now=clock.now())
    return Status(201, schemas.TeamOut.of(team))


@router.get(
    "/me/teams",
    response={200: schemas.Teams, **problems(401, 404)},
    operation_id="events_list_my_teams",
    summary="Teams I lead and teams I am named for",
)
def list_my_teams(request: HttpRequest) -> schemas.Teams:
    """Return the teams on shifts ahead, and the places that wait for an answer at one of my addresses."""
    volunteer, now = own_profile(request.user), clock.now()
    return schemas.Teams(
        led=[schemas.TeamOut.of(team) for team in teams_led_by(volunteer, now=now)],
        invited=[schemas.TeamInvitationOut.of(place) for place in invited_to_teams(volunteer.user, now=now)],
    )


@router.delete(
    "/teams/{team_id}",
    response={200: schemas.TeamOut, **problems(401, 403, 404, 409, 422)},
    operation_id="events_release_team",
    summary="Give all places of my team back",
)
def release_team(request: HttpRequest, team_id: UUID) -> schemas.TeamOut:
    """Give the places back; everybody in the team is told."""
    team = access.own_team(request.user, team_id)
    teams.release_team(team=team, actor=signed_in(request.user), now=clock.now())
    return schemas.TeamOut.of(access.own_team(request.user, team_id))


@router.post(
    "/team-places/{team_place_id}/accept",
    response={200: schemas.TeamInvitationOut, **problems(401, 403, 404, 409, 422)},
    operation_id="events_accept_team_place",
    summary="Come with a team",
)
def accept_team_place(request: HttpRequest, team_place_id: UUID) -> schemas.TeamInvitationOut:
    """Say yes; when everybody has, all are confirmed together."""
    place, volunteer = access.own_team_place(request.user, team_place_id), own_profile(request.user)
    teams.accept_team_place(place=place, volunteer=volunteer, actor=volunteer.user, now=clock.now())
    return schemas.TeamInvitationOut.of(access.own_team_place(request.user, team_place_id))


@router.post(
    "/team-places/{team_place_id}/decline",
    response={200: schemas.TeamInvitationOut, **problems(401, 403, 404, 409, 422)},
    operation_id="events_decline_team_place",
    summary="Not come with a team",
)
def decline_team_place(request: HttpRequest, team_place_id: UUID) -> schemas.TeamInvitationOut:
    """Say no, or take a yes back while the team gathers."""
    place = access.own_team_place(request.user, team_place_id)
    teams.decline_team_place(place=place, actor=signed_in(request.user), now=clock.now())
    return schemas.TeamInvitationOut.of(access.own_team_place(request.user, team_place_id))

"""Endpoints about shifts that repeat, and about moving or calling off one, the following or all of them."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Router
from ninja.responses import Status

from accounts.access import signed_in
from accounts.permissions import Action
from core import clock
from core.schemas import problems
from events import access, schemas
from events.services import scopes, series
from volunteers.queries import skills_by_code

router = Router()


@router.post(
    "/opportunities/{opportunity_id}/series/preview",
    response={200: schemas.SeriesPreviewOut, **problems(401, 403, 404, 422)},
    operation_id="events_preview_series",
    summary="Which days a repetition means",
)
def preview_series(
    request: HttpRequest, opportunity_id: UUID, wish: schemas.RepeatIn
) -> schemas.SeriesPreviewOut:  # fmt: skip
    """Return the days, what is left out and why; nothing is saved."""
    opportunity = access.opportunity_for(request.user, opportunity_id, Action.OPPORTUNITY_EDIT)
    found = series.preview_series(plan=wish.plan, time_zone=opportunity.time_zone, now=clock.now())
    return schemas.SeriesPreviewOut.of(found)


@router.post(
    "/opportunities/{opportunity_id}/series",
    response={201: schemas.SeriesOut, **problems(401, 403, 404, 409, 422)},
    operation_id="events_create_series",
    summary="Add shifts that repeat",
)
def create_series(request: HttpRequest, opportunity_id: UUID, wish: schemas.SeriesIn) -> Status[schemas.SeriesOut]:
    """Keep the rule and make all its shifts with their roles."""
    opportunity = access.opportunity_for(request.user, opportunity_id, Action.OPPORTUNITY_EDIT)
    roles = wish.role_plans(skills_by_code(wish.skill_codes))
    author, now = signed_in(request.user), clock.now()
    made = series.create_series(opportunity=opportunity, plan=wish.plan, roles=roles, actor=author, now=now)
    return Status(201, schemas.SeriesOut.of_series(made))


@router.post(
    "/shifts/{shift_id}/move",
    response={200: schemas.ShiftList, **problems(401, 403, 404, 409, 422)},
    operation_id="events_move_shift",
    summary="Give a shift another time, alone or with others of its series",
)
def move_shift(request: HttpRequest, shift_id: UUID, wish: schemas.MoveIn) -> schemas.ShiftList:
    """Move all of them or none; everybody with a place reads the old and the new time."""
    shift = access.shift_for(request.user, shift_id, Action.OPPORTUNITY_EDIT)
    author, now = signed_in(request.user), clock.now()
    moved = scopes.move_shifts(shift=shift, plan=wish.plan, scope=wish.scope, actor=author, now=now)
    return schemas.ShiftList.of_shifts(moved)


@router.post(
    "/shifts/{shift_id}/call-off",
    response={200: schemas.ShiftList, **problems(401, 403, 404, 409, 422)},
    operation_id="events_call_off_shift",
    summary="Call a shift off, alone or with others of its series",
)
def call_off_shift(request: HttpRequest, shift_id: UUID, wish: schemas.CallOffIn) -> schemas.ShiftList:
    """Call all of them off or none; everybody with a place reads the reason."""
    shift = access.shift_for(request.user, shift_id, Action.OPPORTUNITY_PUBLISH)
    author, now = signed_in(request.user), clock.now()
    ended = scopes.cancel_shifts(shift=shift, scope=wish.scope, reason=wish.reason, actor=author, now=now)
    return schemas.ShiftList.of_shifts(ended)

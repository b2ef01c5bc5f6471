"""Endpoints about what fits whom, and why."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router

from accounts.permissions import Action
from core import clock
from core.schemas import problems
from events.access import role_to_fill_for
from matching import queries, schemas
from volunteers.access import own_profile

router = Router()


@router.get(
    "/me/suggestions",
    response={200: schemas.Suggestions, **problems(401, 404, 422)},
    operation_id="matching_list_suggestions",
    summary="Roles that fit me, best first, with reasons",
)
def list_suggestions(request: HttpRequest, limit: Annotated[int, Query(ge=1, le=100)] = 20) -> schemas.Suggestions:
    """Return open roles the volunteer may take; the parts of each score add up to it."""
    found = queries.find_roles(own_profile(request.user), now=clock.now(), limit=limit)
    return schemas.Suggestions.of(found)


@router.get(
    "/me/changes",
    response={200: schemas.Changes, **problems(401, 404, 422)},
    operation_id="matching_list_changes",
    summary="Smallest changes of my profile that let more fit, each with its exact count",
)
def list_changes(request: HttpRequest, limit: Annotated[int, Query(ge=1, le=10)] = 5) -> schemas.Changes:
    """Return changes that help most for what they ask; nothing is changed, and no change is against the law."""
    changes = queries.changes_that_help(own_profile(request.user), now=clock.now(), most=limit)
    return schemas.Changes(items=[schemas.ChangeOut.of(change) for change in changes])


@router.get(
    "/roles/{role_id}/candidates",
    response={200: schemas.Candidates, **problems(401, 403, 404, 409, 422)},
    operation_id="matching_list_candidates",
    summary="People who fit a role of my organisation, best first, with reasons",
)
def list_candidates(
    request: HttpRequest, role_id: UUID, limit: Annotated[int, Query(ge=1, le=100)] = 10
) -> schemas.Candidates:
    """Return people who may take the role and are free then."""
    moment = clock.now()
    role = role_to_fill_for(request.user, role_id, Action.CANDIDATE_VIEW, now=moment)
    return schemas.Candidates.of(queries.find_candidates(role, now=moment, limit=limit))

"""Endpoints about what fits whom, and why; and allocations of a region."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from accounts.access import signed_in
from accounts.permissions import Action
from core import clock
from core.schemas import PlainText, problems, reader_language
from events.access import role_to_fill_for
from events.queries import standings_of_people
from events.services.looking import note_looks
from matching import access, queries, schemas
from matching.queries import region
from matching.services import commits, runs
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
    found = queries.find_candidates(role, now=moment, limit=limit)
    people = [person.volunteer for person in found.ranked]
    note_looks(
        "profile",
        people,
        viewer=signed_in(request.user),
        organisation=role.shift.opportunity.organisation,
        purpose="filling",
        about=role.shift.opportunity,
        now=moment,
    )
    return schemas.Candidates.of(found, standings_of_people(role, people, language=reader_language()))


Territory = Annotated[PlainText, Query(max_length=20, description="Code of a territory, or `country`.")]


@router.get(
    "/allocations",
    response={200: schemas.Allocations, **problems(401, 403, 404, 422)},
    operation_id="matching_list_allocations",
    summary="Allocations of a territory, newest first",
)
def list_allocations(
    request: HttpRequest, territory: Territory, limit: Annotated[int, Query(ge=1, le=100)] = 20
) -> schemas.Allocations:
    """Return the newest allocations of a territory the officer answers for."""
    found = region.allocations_of(access.scope_for(request.user, territory, Action.ALLOCATION_DRAFT))
    return schemas.Allocations(items=[schemas.AllocationOut.of(run) for run in found[:limit]])


@router.post(
    "/allocations",
    response={201: schemas.AllocationOut, **problems(401, 403, 404, 422)},
    operation_id="matching_request_allocation",
    summary="Ask for an allocation of everybody to everything",
)
def request_allocation(request: HttpRequest, wanted: schemas.AllocationIn) -> Status[schemas.AllocationOut]:
    """Put it into the queue; nothing is sent. Read it again to see how far it is."""
    territory = access.scope_for(request.user, wanted.territory, Action.ALLOCATION_DRAFT)
    plan = runs.Plan(territory, weeks=wanted.weeks, weights_version=wanted.weights, seed=wanted.seed)
    run = runs.request_allocation(plan=plan, actor=signed_in(request.user), now=clock.now())
    return Status(201, schemas.AllocationOut.of(run))


@router.get(
    "/allocations/{run_id}",
    response={200: schemas.AllocationOut, **problems(401, 404, 422)},
    operation_id="matching_get_allocation",
    summary="One allocation and how far it is",
)
def get_allocation(request: HttpRequest, run_id: UUID) -> schemas.AllocationOut:
    """Return rounds, both bounds and the gap while it is under way, the result afterwards."""
    return schemas.AllocationOut.of(access.allocation_for(request.user, run_id, Action.ALLOCATION_DRAFT))


@router.get(
    "/allocations/{run_id}/certificate",
    response={200: schemas.CertificateOut, **problems(401, 404, 422)},
    operation_id="matching_get_certificate",
    summary="What proves an allocation",
)
def get_certificate(request: HttpRequest, run_id: UUID) -> schemas.CertificateOut:
    """Return hash, bounds and prices; whoever has the problem can check them in one pass."""
    run = access.allocation_for(request.user, run_id, Action.ALLOCATION_DRAFT)
    return schemas.CertificateOut.model_validate(region.certificate_of(run))


@router.post(
    "/allocations/{run_id}/commit",
    response={200: schemas.SentOut, **problems(401, 403, 404, 409, 422)},
    operation_id="matching_commit_allocation",
    summary="Invite everybody an allocation proposes, or nobody",
)
def commit_allocation(request: HttpRequest, run_id: UUID) -> schemas.SentOut:
    """Send every invitation of a draft; refused as a whole if anything they rest on has changed."""
    run = access.allocation_for(request.user, run_id, Action.ALLOCATION_COMMIT)
    sent = commits.commit_run(run=run, actor=signed_in(request.user), now=clock.now())
    return schemas.SentOut(count=len(sent))


@router.post(
    "/allocations/{run_id}/undo",
    response={200: schemas.SentOut, **problems(401, 403, 404, 409, 422)},
    operation_id="matching_undo_allocation",
    summary="Take back the invitations of an allocation",
)
def undo_allocation(request: HttpRequest, run_id: UUID) -> schemas.SentOut:
    """Take back what the commit sent and nothing else; refused once somebody has answered."""
    run = access.allocation_for(request.user, run_id, Action.ALLOCATION_COMMIT)
    taken_back = commits.undo_run(run=run, actor=signed_in(request.user), now=clock.now())
    return schemas.SentOut(count=len(taken_back))

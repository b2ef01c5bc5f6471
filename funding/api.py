"""Endpoints about calls: everything public, as it is decided."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router

from core.clock import now
from core.paging import paginate
from core.schemas import problems
from funding import access, queries, schemas

router = Router()


@router.get(
    "/funding/calls",
    response={200: schemas.CallPage, **problems(422)},
    auth=None,
    operation_id="funding_list_calls",
    summary="Calls for the state social order, grants and prizes",
)
def list_calls(request: HttpRequest, search: Query[schemas.FundingSearch]) -> schemas.CallPage:
    """Return published calls, the earliest deadline first."""
    found = queries.public_calls(kind=search.kind or "", territory_code=search.territory.removeprefix("kato:"))
    page = paginate(found, limit=search.limit, cursor=search.cursor, keys=("closes_at", "public_id"))
    moment = now()
    items = [schemas.CallRow.of(call, moment) for call in page.items]
    return schemas.CallPage(items=items, next_cursor=page.next_cursor)


@router.get(
    "/funding/calls/{call_id}",
    response={200: schemas.CallOut, **problems(404, 422)},
    auth=None,
    operation_id="funding_get_call",
    summary="One call with its criteria and every version of its terms",
)
def get_call(request: HttpRequest, call_id: UUID) -> schemas.CallOut:
    """Return what was published about a call."""
    return schemas.CallOut.of(access.public_call(call_id), now())


@router.get(
    "/funding/calls/{call_id}/results",
    response={200: schemas.ResultsOut, **problems(404, 422)},
    auth=None,
    operation_id="funding_get_results",
    summary="What was decided about every application",
)
def get_results(request: HttpRequest, call_id: UUID) -> schemas.ResultsOut:
    """Return places, totals and sums of a decided call."""
    call = access.public_call(call_id)
    results = [schemas.ResultOut.of(result) for result in queries.results_of(call)]
    protocol = queries.published_protocol(call)
    return schemas.ResultsOut(
        phase=call.phase(now()), protocol_sha256=protocol.sha256 if protocol else "", results=results
    )

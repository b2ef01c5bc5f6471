"""Endpoint for other services that pass opportunities on."""

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from core import clock
from core.paging import paginate
from core.schemas import PageIn, problems, reader_language
from events import schemas
from events.exports.open_data import changed_at, graph_of
from events.queries.open_data import open_opportunities

router = Router()


@router.get(
    "/opportunities.jsonld",
    response={200: schemas.OpportunityGraph, **problems(422)},
    auth=None,
    by_alias=True,
    operation_id="events_export_opportunities",
    summary="Open opportunities as linked data (Volunteering Data Standard)",
)
def export_opportunities(
    request: HttpRequest, response: HttpResponse, page: Query[PageIn]
) -> schemas.OpportunityGraph:
    """Return organisations with activities, roles and sessions that have a free place; protected places never."""
    now = clock.now()
    keys = ("organisation__slug", "public_id")
    found = paginate(open_opportunities(now=now), limit=page.limit, cursor=page.cursor, keys=keys)
    response.headers["Content-Type"] = "application/ld+json; charset=utf-8"
    return schemas.OpportunityGraph.of(
        graph_of(found.items, language=reader_language()),
        modified=changed_at(found.items, now=now),
        next_cursor=found.next_cursor,
    )

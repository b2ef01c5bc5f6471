"""Endpoints about territories and places; open to everyone."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router

from core.paging import LIMIT_DEFAULT, LIMIT_MAX, paginate
from core.schemas import problems
from places import queries, schemas
from places.enums import TerritoryKind

router = Router()


@router.get(
    "/territories",
    response={200: schemas.TerritoryPage, **problems(404, 422)},
    auth=None,
    operation_id="places_list_territories",
    summary="List administrative units and places in force",
)
def list_territories(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=200, description="Start of any word of any name")] = "",
    kind: TerritoryKind | None = None,
    parent: Annotated[str, Query(max_length=40, description="Key of the unit directly above")] = "",
    limit: Annotated[int, Query(ge=1, le=LIMIT_MAX)] = LIMIT_DEFAULT,
    cursor: Annotated[str, Query(max_length=200)] = "",
) -> schemas.TerritoryPage:
    """Return units in force in the order of their codes."""
    found = queries.list_territories(name=q, kind=kind or "", parent_key=parent)
    page = paginate(found, limit=limit, cursor=cursor, keys=("code_system", "code"))
    return schemas.TerritoryPage(
        items=[schemas.TerritoryRow.of(territory) for territory in page.items], next_cursor=page.next_cursor
    )


@router.get(
    "/places/suggest",
    response={200: schemas.PlaceSuggestions, **problems(422)},
    auth=None,
    operation_id="places_suggest_places",
    summary="Suggest places for what has been typed so far",
)
def suggest_places(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=200, description="What has been typed; “Абай, Қарағанды” narrows to a region")],
    limit: Annotated[int, Query(ge=1, le=20)] = 8,
) -> schemas.PlaceSuggestions:
    """Return places with a point, the most populous first."""
    return schemas.PlaceSuggestions.of(queries.find_places(q, limit=limit))

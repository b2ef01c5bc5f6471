"""Endpoints about participation, for akimat officers."""

from django.http import HttpRequest
from ninja import Query, Router

from core.schemas import problems
from reports import queries, schemas
from reports.access import territory_for

router = Router()


@router.get(
    "/reports/participation",
    response={200: schemas.ParticipationOut, **problems(401, 403, 404, 422)},
    operation_id="reports_get_participation",
    summary="How many young people took part, by district, cause and month",
)
def get_participation(request: HttpRequest, search: Query[schemas.ParticipationSearch]) -> schemas.ParticipationOut:
    """Count people once and sum confirmed minutes in a territory of the officer."""
    territory = territory_for(request.user, search.code)
    return schemas.ParticipationOut.of(queries.cube_participation(queries.selection_of(territory, search.period)))

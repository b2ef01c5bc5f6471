"""Endpoints about participation, for akimat officers, and about published reports, for everybody."""

from django.http import HttpRequest
from ninja import Query, Router

from core.paging import paginate
from core.schemas import problems
from places.queries import get_territory_by_key
from reports import queries, schemas
from reports.access import territory_for
from reports.queries.snapshots import WITHOUT_BYTES, publications, publications_in

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


@router.get(
    "/reports",
    response={200: schemas.PublicationPage, **problems(404, 422)},
    auth=None,
    operation_id="reports_list_publications",
    summary="Published reports with the addresses and checksums of their files",
)
def list_publications(request: HttpRequest, search: Query[schemas.PublicationSearch]) -> schemas.PublicationPage:
    """Return every public version, the first published first, so that new ones come at the end; figures are in files.

    With a territory, those about it and about what lies below it.
    """
    found = publications_in(get_territory_by_key(search.territory)) if search.territory else publications()
    keys = ("published_at", "snapshot__public_id")
    page = paginate(found.prefetch_related(WITHOUT_BYTES), limit=search.limit, cursor=search.cursor, keys=keys)
    return schemas.PublicationPage(
        items=[schemas.PublicationOut.of(one) for one in page.items], next_cursor=page.next_cursor
    )

"""Endpoints about the public register of organisations."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router

from core import clock
from core.clock import local_day
from core.paging import paginate
from core.schemas import PageIn, problems
from ngos import access, queries, schemas
from ngos.api import cases, materials
from ngos.exports.ratings import rating_document
from ngos.queries.entries import facts_of
from ngos.queries.listing import RegisterWishes, search_register
from ngos.queries.ratings import current_ratings

router = Router()
router.add_router("", materials.router)
router.add_router("", cases.router)


@router.get(
    "/organisations",
    response={200: schemas.OrganisationPage, **problems(422)},
    auth=None,
    operation_id="ngos_list_organisations",
    summary="The public register of organisations",
)
def list_organisations(request: HttpRequest, search: Query[schemas.OrganisationSearch]) -> schemas.OrganisationPage:
    """Return organisations of any status in the order of their addresses."""
    wishes = RegisterWishes(
        text=search.q,
        region_code=search.region_code,
        cause=search.cause or "",
        status=search.status or "",
        direction=search.direction,
        legal_form=search.legal_form or "",
        legal_status=search.legal_status or "",
        level=search.level,
    )
    found = search_register(wishes, on=local_day(clock.now()))
    page = paginate(found, limit=search.limit, cursor=search.cursor, keys=("slug",))
    items = [schemas.OrganisationRow.of(organisation) for organisation in page.items]
    return schemas.OrganisationPage(items=items, next_cursor=page.next_cursor)


@router.get(
    "/organisations/{bin}",
    response={200: schemas.OrganisationOut, **problems(404, 422)},
    auth=None,
    operation_id="ngos_get_organisation",
    summary="One organisation by its BIN, or by its slug where it has none",
)
def get_organisation(
    request: HttpRequest, number: Annotated[str, Path(alias="bin", pattern=schemas.ADDRESS_PATTERN)]
) -> schemas.OrganisationOut:
    """Return what the register says about an organisation."""
    found = access.public_organisation_at(number)
    return schemas.OrganisationOut.of_entry(found, facts_of(found, on=local_day(clock.now())))


@router.get(
    "/ratings",
    response={200: schemas.RatingPage, **problems(422)},
    auth=None,
    operation_id="ngos_list_ratings",
    summary="Ratings of all organisations",
)
def list_ratings(request: HttpRequest, page: Query[PageIn]) -> schemas.RatingPage:
    """Return the current rating of every organisation in the order of their BINs."""
    found = paginate(current_ratings(), limit=page.limit, cursor=page.cursor, keys=("organisation__bin",))
    items = [schemas.RatingRow.of(rating) for rating in found.items]
    return schemas.RatingPage(items=items, next_cursor=found.next_cursor)


@router.get(
    "/organisations/{bin}/rating",
    response={200: schemas.RatingDocument, **problems(404, 422)},
    auth=None,
    operation_id="ngos_get_rating",
    summary="One rating with its inputs, to recompute",
)
def get_rating(
    request: HttpRequest, number: Annotated[str, Path(alias="bin", pattern=schemas.ADDRESS_PATTERN)]
) -> HttpResponse:
    """Return the published document of one rating, byte for byte: save it, and `rating recompute FILE` checks it."""
    return HttpResponse(rating_document(access.rating_of(number)), content_type="application/json")


@router.get(
    "/me/organisations",
    response={200: schemas.Memberships, **problems(401)},
    operation_id="ngos_list_my_organisations",
    summary="Organisations I act for",
)
def list_my_organisations(request: HttpRequest) -> schemas.Memberships:
    """Return the memberships of the person who is signed in."""
    memberships = queries.memberships_of(request.user)
    return schemas.Memberships(items=[schemas.MembershipOut.of(membership) for membership in memberships])

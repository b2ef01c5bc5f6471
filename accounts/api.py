"""Endpoints about the person who is signed in."""

from django.http import HttpRequest
from ninja import Router

from accounts import schemas, services
from accounts.access import signed_in
from accounts.queries import grants_of
from core import clock
from core.schemas import problems

router = Router()


@router.get(
    "/me",
    response={200: schemas.AccountOut, **problems(401)},
    operation_id="accounts_get_me",
    summary="The person who is signed in, with roles",
)
def get_me(request: HttpRequest) -> schemas.AccountOut:
    """Return name, address, language and the roles held outside organisations."""
    user = signed_in(request.user)
    return schemas.AccountOut.of(user, list(grants_of(user)))


@router.patch(
    "/me",
    response={200: schemas.AccountOut, **problems(401, 403, 422)},
    operation_id="accounts_update_me",
    summary="Change name or language",
)
def update_me(request: HttpRequest, change: schemas.AccountPatch) -> schemas.AccountOut:
    """Change what is sent and nothing else."""
    user = signed_in(request.user)
    services.update_account(
        user=user, full_name=change.full_name, language=change.language, actor=user, now=clock.now()
    )
    return schemas.AccountOut.of(user, list(grants_of(user)))


@router.get(
    "/me/export",
    response={200: schemas.CopyOut, **problems(401, 429)},
    operation_id="accounts_export_me",
    summary="Everything kept about me",
)
def export_me(request: HttpRequest) -> schemas.CopyOut:
    """Return every row about the person who is signed in, table by table; five times a day."""
    copy = services.copy_of_data(user=signed_in(request.user), now=clock.now())
    return schemas.CopyOut(made_at=copy.made_at, person=copy.person, columns=copy.columns, tables=copy.tables)

"""Endpoints about documents of organisations, the owner's tasks, and sending them for a check."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import File, Form, Path, Router
from ninja.files import UploadedFile
from ninja.responses import Status

from accounts.access import signed_in
from accounts.permissions import Action
from core import clock
from core.clock import local_day
from core.schemas import problems
from ngos import access, schemas
from ngos.queries.cases import days_waited
from ngos.queries.levels import level_of
from ngos.queries.materials import public_materials
from ngos.queries.rights import standings
from ngos.queries.tasks import tasks_of
from ngos.schemas import cases as shapes
from ngos.services import materials, opening
from ngos.services.materials import NewMaterial

router = Router()
Bin = Annotated[str, Path(alias="bin", pattern=schemas.ADDRESS_PATTERN)]


@router.get(
    "/organisations/{bin}/materials",
    response={200: shapes.MaterialList, **problems(404, 422)},
    auth=None,
    operation_id="ngos_list_materials",
    summary="Checked documents of an organisation",
)
def list_materials(request: HttpRequest, number: Bin) -> shapes.MaterialList:
    """Return the documents that everybody may read."""
    found = public_materials(access.public_organisation_at(number))
    return shapes.MaterialList(items=[shapes.MaterialOut.of(one) for one in found])


@router.post(
    "/organisations/{bin}/materials",
    response={201: shapes.MaterialOut, **problems(401, 403, 404, 409, 422)},
    operation_id="ngos_post_material",
    summary="Post a document for a check",
)
def post_material(
    request: HttpRequest, number: Bin, said: Form[shapes.MaterialIn], file: File[UploadedFile]
) -> Status[object]:
    """Keep a PDF, PNG or JPEG of at most 20 MB as ``multipart/form-data``. Owners only."""
    organisation = access.organisation_with_bin_for(request.user, number, Action.ORGANISATION_EDIT)
    older = access.material_of(organisation, said.replaces) if said.replaces else None
    days = said.model_dump(exclude={"replaces", "statement"})
    material = NewMaterial(**days, content=file.read(), has_statement=said.statement, replaces=older)
    actor = signed_in(request.user)
    row = materials.post_material(organisation=organisation, material=material, actor=actor, now=clock.now())
    return Status(201, shapes.MaterialOut.of(row))


@router.delete(
    "/organisations/{bin}/materials/{material_id}",
    response={200: shapes.MaterialOut, **problems(401, 403, 404, 409, 422)},
    operation_id="ngos_withdraw_material",
    summary="Withdraw a document",
)
def withdraw_material(request: HttpRequest, number: Bin, material_id: UUID) -> shapes.MaterialOut:
    """Take a document back; its file is deleted after 90 days. Owners only."""
    organisation = access.organisation_with_bin_for(request.user, number, Action.ORGANISATION_EDIT)
    material = access.material_of(organisation, material_id)
    actor = signed_in(request.user)
    return shapes.MaterialOut.of(materials.withdraw_material(material=material, actor=actor, now=clock.now()))


@router.get(
    "/organisations/{bin}/tasks",
    response={200: shapes.TasksOut, **problems(401, 403, 404, 422)},
    operation_id="ngos_list_tasks",
    summary="What is missing, and what each level opens",
)
def list_tasks(request: HttpRequest, number: Bin) -> shapes.TasksOut:
    """Return the owner's task list. Owners only."""
    organisation = access.organisation_with_bin_for(request.user, number, Action.ORGANISATION_EDIT)
    today = local_day(clock.now())
    level = level_of(organisation, on=today)
    return shapes.TasksOut(
        level=level,
        level_name=str(level.label),
        tasks=[shapes.TaskOut.of(task) for task in tasks_of(organisation, on=today).wanted],
        rights=[shapes.RightOut.of(standing) for standing in standings(organisation, on=today)],
    )


@router.post(
    "/organisations/{bin}/case",
    response={201: shapes.CaseRow, **problems(401, 403, 404, 409, 422)},
    operation_id="ngos_send_for_check",
    summary="Send everything that was posted for a check",
)
def send_for_check(request: HttpRequest, number: Bin) -> Status[object]:
    """Put the organisation into the reviewers' queue. Owners only."""
    organisation = access.organisation_with_bin_for(request.user, number, Action.ORGANISATION_EDIT)
    now = clock.now()
    case = opening.send_for_check(organisation=organisation, actor=signed_in(request.user), now=now)
    return Status(201, shapes.CaseRow.of(case, days_waited(case, on=local_day(now))))


@router.post(
    "/organisations/{bin}/appeal",
    response={201: shapes.CaseRow, **problems(401, 403, 404, 409, 422)},
    operation_id="ngos_appeal",
    summary="Object to the latest decision",
)
def appeal(request: HttpRequest, number: Bin, said: shapes.AppealIn) -> Status[object]:
    """Ask for another reviewer, once and within 30 days. Owners only."""
    organisation = access.organisation_with_bin_for(request.user, number, Action.ORGANISATION_EDIT)
    now = clock.now()
    case = opening.appeal(organisation=organisation, words=said.words, actor=signed_in(request.user), now=now)
    return Status(201, shapes.CaseRow.of(case, days_waited(case, on=local_day(now))))

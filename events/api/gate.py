"""Endpoints of the gate."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from accounts.access import signed_in
from accounts.permissions import Action
from core import clock
from core.addresses import address_of
from core.schemas import problems, reader_language
from events import access
from events.queries.gate.passes import pass_of
from events.queries.gate.people import names_of
from events.queries.gate.words import scanners
from events.schemas import gate as schemas
from events.services.gate import batches, lists, self_check_ins
from volunteers.access import own_profile

router = Router()


@router.get(
    "/shifts/{shift_id}/door",
    response={200: schemas.DoorOut, **problems(401, 403, 404, 409, 422)},
    operation_id="events_get_door",
    summary="What a phone keeps so that the gate works without network",
)
def get_door(request: HttpRequest, shift_id: UUID) -> schemas.DoorOut:
    """Return names, roles, whether people may come in, and marks of their codes; everybody on it sees who looked."""
    shift = access.shift_for(request.user, shift_id, Action.ATTENDANCE_CONFIRM)
    viewer, now = signed_in(request.user), clock.now()
    return schemas.DoorOut.of(
        lists.open_gate_list(shift=shift, viewer=viewer, language=reader_language(), now=now), now
    )


@router.post(
    "/shifts/{shift_id}/checkins:batch",
    response={200: schemas.BatchOut, **problems(401, 403, 404, 422)},
    operation_id="events_send_scans",
    summary="Send the scans of a phone, made with or without network",
)
def send_scans(request: HttpRequest, shift_id: UUID, sent: schemas.BatchIn) -> schemas.BatchOut:
    """Judge up to 500 scans, each on its own; a scan that was answered before gets the same answer."""
    shift = access.shift_for(request.user, shift_id, Action.ATTENDANCE_CONFIRM)
    now = clock.now()
    answers = batches.take_batch(batch=sent.batch, shift=shift, actor=signed_in(request.user), now=now)
    return schemas.BatchOut.of(answers, names_of(scanners(answers)), sent=sent, now=now)


@router.get(
    "/shifts/{shift_id}/gate-codes",
    response={200: schemas.GateCodesOut, **problems(401, 403, 404, 422)},
    operation_id="events_list_gate_codes",
    summary="Codes for the organiser's screen, the poster and the word of the day",
)
def list_gate_codes(request: HttpRequest, shift_id: UUID) -> schemas.GateCodesOut:
    """Return the codes of the next ten minutes; a screen shows each in its half minute, by our clock."""
    shift = access.shift_for(request.user, shift_id, Action.ATTENDANCE_CONFIRM)
    return schemas.GateCodesOut.of(shift, clock.now())


@router.get(
    "/me/pass",
    response={200: schemas.PassOut, **problems(401, 404, 422)},
    operation_id="events_get_my_pass",
    summary="My pass for my next shift",
)
def get_my_pass(request: HttpRequest) -> schemas.PassOut:
    """Return what I show at the gate on the day of my next shift; another day has another pass."""
    volunteer = own_profile(request.user)
    return schemas.PassOut.of(pass_of(volunteer, now=clock.now()), volunteer.user.short_name)


@router.post(
    "/me/check-ins",
    response={200: schemas.ScanAnswer, **problems(401, 404, 409, 422, 429)},
    operation_id="events_check_myself_in",
    summary="Check myself in by the code on the screen or by the poster",
)
def check_myself_in(request: HttpRequest, sent: schemas.OwnScanIn) -> schemas.ScanAnswer:
    """Check the volunteer who is signed in in or out, now; the same key again is the same answer."""
    volunteer, now = own_profile(request.user), clock.now()
    scan = self_check_ins.OwnScan(**sent.model_dump())
    answer = self_check_ins.check_myself_in(
        scan=scan, volunteer=volunteer, actor=volunteer.user, counted=address_of(request), now=now
    )
    return schemas.ScanAnswer.of(answer, names_of(scanners([answer])))

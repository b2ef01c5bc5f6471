"""Endpoints of the gate."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Router
from ninja.responses import Status

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
from events.services.gate import batches, deciding, lists, self_check_ins, tickets
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
    response={200: schemas.ScanAnswer, **problems(401, 403, 404, 409, 422, 429)},
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
    return schemas.ScanAnswer.of(answer, {}, is_own=True)


@router.get(
    "/shifts/{shift_id}/gate-review",
    response={200: schemas.ReviewOut, **problems(401, 403, 404, 422)},
    operation_id="events_get_gate_review",
    summary="What the gate saw, and what a coordinator has to decide",
)
def get_gate_review(request: HttpRequest, shift_id: UUID) -> schemas.ReviewOut:
    """Return the scans somebody has to look at, the heads counted, and how many people were seen."""
    shift = access.shift_for(request.user, shift_id, Action.ATTENDANCE_CONFIRM)
    review = lists.open_review(shift=shift, viewer=signed_in(request.user), now=clock.now())
    return schemas.ReviewOut.of(review, names_of(scanners(review.to_look_at)))


@router.post(
    "/checkins/{scan_key}/decide",
    response={200: schemas.ScanAnswer, **problems(401, 403, 404, 409, 422)},
    operation_id="events_decide_scan",
    summary="Decide about a check-in",
)
def decide_scan(request: HttpRequest, scan_key: UUID, word: schemas.VerdictIn) -> schemas.ScanAnswer:
    """Let a check-in stand or say that it does not count; what the gate saw is kept either way."""
    scan = access.scan_for(request.user, scan_key, Action.ATTENDANCE_CONFIRM)
    actor, now = signed_in(request.user), clock.now()
    done = deciding.decide_scan(scan=scan, verdict=word.verdict, reason=word.reason, actor=actor, now=now)
    return schemas.ScanAnswer.of(done, names_of(scanners([done])))


@router.post(
    "/shifts/{shift_id}/head-counts",
    response={201: schemas.HeadCountOut, **problems(401, 403, 404, 409, 422)},
    operation_id="events_count_heads",
    summary="Say how many people are there, best before opening the list",
)
def count_heads(request: HttpRequest, shift_id: UUID, word: schemas.HeadCountIn) -> Status[schemas.HeadCountOut]:
    """Keep a head-count, and whether whoever counted had opened the names of the shift before."""
    shift = access.shift_for(request.user, shift_id, Action.ATTENDANCE_CONFIRM)
    actor, now = signed_in(request.user), clock.now()
    count = deciding.count_heads(shift=shift, people=word.people, actor=actor, now=now)
    return Status(201, schemas.HeadCountOut.of(count))


@router.post(
    "/shifts/{shift_id}/tickets",
    response={200: schemas.TicketsOut, **problems(401, 403, 404, 409, 422)},
    operation_id="events_print_tickets",
    summary="Make the tickets of a shift for printing",
)
def print_tickets(request: HttpRequest, shift_id: UUID, wish: schemas.TicketsIn) -> schemas.TicketsOut:
    """Return all tickets of a shift, made where they are missing; each opens the gate once."""
    shift = access.shift_for(request.user, shift_id, Action.ATTENDANCE_CONFIRM)
    actor, now = signed_in(request.user), clock.now()
    made = tickets.print_tickets(shift=shift, blank=wish.blank, is_named=wish.is_named, actor=actor, now=now)
    return schemas.TicketsOut(items=[schemas.TicketOut.of(one) for one in made])


@router.post(
    "/signups/{signup_id}/presence",
    response={201: schemas.PresenceOut, **problems(401, 403, 404, 409, 422)},
    operation_id="events_write_presence",
    summary="Write down after the shift that somebody was there",
)
def write_presence(request: HttpRequest, signup_id: UUID, word: schemas.PresenceIn) -> Status[schemas.PresenceOut]:
    """Keep what one coordinator says; it counts once a second person agrees."""
    signup = access.signup_for(request.user, signup_id, Action.ATTENDANCE_CONFIRM)
    actor, now = signed_in(request.user), clock.now()
    presence = deciding.write_presence(signup=signup, **word.model_dump(), actor=actor, now=now)
    return Status(201, schemas.PresenceOut.of(presence))


@router.post(
    "/signups/{signup_id}/presence/confirm",
    response={200: schemas.PresenceOut, **problems(401, 403, 404, 409, 422)},
    operation_id="events_confirm_presence",
    summary="Agree, as a second person, that somebody was there",
)
def confirm_presence(request: HttpRequest, signup_id: UUID) -> schemas.PresenceOut:
    """Confirm what another coordinator has written down."""
    presence = access.presence_for(request.user, signup_id, Action.ATTENDANCE_CONFIRM)
    done = deciding.confirm_presence(presence=presence, actor=signed_in(request.user), now=clock.now())
    return schemas.PresenceOut.of(done)

"""Endpoints about hours and the word that confirms them."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.responses import Status

from accounts.access import signed_in
from accounts.permissions import Action
from core import clock
from core.addresses import address_of
from core.schemas import problems, reader_language
from events.access import own_signup, signup_for
from events.schemas import AttendanceIn, SignUpOut
from recognition import queries, schemas, services
from recognition.access import certificate_with_code, credit_for, own_certificate, own_standing_certificate
from recognition.api import claims
from recognition.documents import PDF_TYPE, paper_file
from recognition.enums import WithdrawnBy
from recognition.queries.merits import recognition_of
from recognition.services.approving import approve, take_hours_back
from volunteers.access import own_profile

router = Router()
router.add_router("", claims.router)


@router.get(
    "/me/hours",
    response={200: schemas.HoursOut, **problems(401, 404)},
    operation_id="recognition_get_hours",
    summary="My hours",
)
def get_hours(request: HttpRequest) -> schemas.HoursOut:
    """Return confirmed and waiting minutes with the entries behind them, newest work first."""
    return schemas.HoursOut.of(queries.hours_summary(own_profile(request.user), now=clock.now()))


@router.get(
    "/me/recognition",
    response={200: schemas.RecognitionOut, **problems(401, 404)},
    operation_id="recognition_get_recognition",
    summary="What my hours give: milestones, active months, schemes",
)
def get_recognition(request: HttpRequest) -> schemas.RecognitionOut:
    """Return milestones, months with work, and how far I am in each scheme by year; nobody is compared."""
    return schemas.RecognitionOut.of(recognition_of(own_profile(request.user), now=clock.now()))


@router.post(
    "/signups/{signup_id}/attendance",
    response={201: SignUpOut, **problems(401, 403, 404, 409, 422)},
    operation_id="recognition_confirm_attendance",
    summary="Confirm whether a person came",
)
def confirm_attendance(request: HttpRequest, signup_id: UUID, word: AttendanceIn) -> Status[SignUpOut]:
    """Record once, after the shift, who came and for how long; the minutes enter the person's hours."""
    signup = signup_for(request.user, signup_id, Action.ATTENDANCE_CONFIRM)
    coordinator = signed_in(request.user)
    approve(
        signup=signup,
        outcome=word.outcome,
        minutes=word.minutes,
        reason=word.reason,
        actor=coordinator,
        now=clock.now(),
    )
    return Status(201, SignUpOut.of(signup))


@router.post(
    "/signups/{signup_id}/reversal",
    response={201: schemas.EntryOut, **problems(401, 403, 404, 409, 422)},
    operation_id="recognition_reverse_hours",
    summary="Take confirmed hours back, with a reason",
)
def reverse_hours(request: HttpRequest, signup_id: UUID, word: schemas.ReversalIn) -> Status[schemas.EntryOut]:
    """Add an entry of the opposite sign; the first one stays."""
    entry = credit_for(request.user, signup_id)
    actor = signed_in(request.user)
    reversal = take_hours_back(entry=entry, reason=word.reason, actor=actor, now=clock.now())
    return Status(201, schemas.EntryOut.of(reversal))


@router.post(
    "/signups/{signup_id}/own-word",
    response={200: SignUpOut, **problems(401, 403, 404, 409, 422)},
    operation_id="recognition_confirm_own_walk_in",
    summary="Confirm that I came to a shift to which I was added on the day",
)
def confirm_own_walk_in(request: HttpRequest, signup_id: UUID) -> SignUpOut:
    """Give my word; hours that the organisation approves count from then on."""
    signup = own_signup(request.user, signup_id)
    return SignUpOut.of(services.confirm_own_walk_in(signup=signup, actor=signed_in(request.user), now=clock.now()))


@router.get(
    "/me/certificates",
    response={200: list[schemas.PaperOut], **problems(401, 404)},
    operation_id="recognition_list_certificates",
    summary="My certificates, letters and books",
)
def list_certificates(request: HttpRequest) -> list[schemas.PaperOut]:
    """Return every document that shows my hours, the newest first, with how it stands."""
    found = queries.certificates_of(own_profile(request.user))
    return [schemas.PaperOut.of(certificate, now=clock.now()) for certificate in found]


@router.post(
    "/me/certificates",
    response={201: schemas.PaperOut, **problems(401, 403, 404, 409, 422, 429)},
    operation_id="recognition_issue_certificate",
    summary="Make a certificate of my hours",
)
def issue_certificate(request: HttpRequest, wish: schemas.PaperIn) -> Status[schemas.PaperOut]:
    """Freeze what the ledger says of a period under a code that anybody can check."""
    moment = clock.now()
    certificate = services.issue_certificate(
        volunteer=own_profile(request.user), wish=wish.wish(), actor=signed_in(request.user), now=moment
    )
    return Status(201, schemas.PaperOut.of(certificate, now=moment))


@router.post(
    "/me/certificates/{certificate_id}/withdrawal",
    response={200: schemas.PaperOut, **problems(401, 403, 404, 409, 422)},
    operation_id="recognition_withdraw_certificate",
    summary="Withdraw a document of mine",
)
def withdraw_certificate(request: HttpRequest, certificate_id: UUID) -> schemas.PaperOut:
    """Make a document say nothing from now on; whoever checks it reads that it was withdrawn."""
    moment = clock.now()
    withdrawn = services.withdraw_certificate(
        certificate=own_certificate(request.user, certificate_id),
        actor=signed_in(request.user),
        by=WithdrawnBy.HOLDER,
        now=moment,
    )
    return schemas.PaperOut.of(withdrawn, now=moment)


@router.get(
    "/me/certificates/{certificate_id}/paper",
    response={200: bytes, **problems(401, 404, 409, 422)},
    operation_id="recognition_get_paper",
    summary="A document of mine as PDF",
)
def get_paper(request: HttpRequest, certificate_id: UUID) -> HttpResponse:
    """Return the document as PDF/UA-1 in its own language: the same bytes each time."""
    certificate = own_standing_certificate(request.user, certificate_id, now=clock.now())
    return HttpResponse(paper_file(certificate), content_type=PDF_TYPE)


@router.get(
    "/me/certificates/{certificate_id}/badge",
    response={200: str, **problems(401, 404, 409, 422)},
    operation_id="recognition_get_badge",
    summary="A document of mine as an Open Badge 3.0",
)
def get_badge(request: HttpRequest, certificate_id: UUID) -> HttpResponse:
    """Return a W3C Verifiable Credential as a JWT signed by ES256; the issuer's keys are at /.well-known/did.json."""
    moment = clock.now()
    certificate = own_standing_certificate(request.user, certificate_id, now=moment)
    return HttpResponse(services.signed_badge(certificate=certificate, now=moment), content_type="application/jwt")


@router.post(
    "/me/hours/record",
    response={200: bytes, **problems(401, 403, 404, 409, 422, 429)},
    operation_id="recognition_take_hours_along",
    summary="Take my confirmed hours along",
)
def take_hours_along(request: HttpRequest) -> HttpResponse:
    """Return a ZIP with a signed record for other platforms, badges, linked data and a table.

    The bytes are the same as long as nothing changes. The record is one of my certificates and can be withdrawn.
    """
    content = services.take_along(
        volunteer=own_profile(request.user),
        language=reader_language(),
        actor=signed_in(request.user),
        now=clock.now(),
    )
    return HttpResponse(content, content_type="application/zip")


@router.get(
    "/certificates/{code}",
    response={200: schemas.CheckedOut, **problems(404, 422, 429)},
    operation_id="recognition_check_certificate",
    summary="Check a document by its code",
    auth=None,
)
def check_certificate(request: HttpRequest, code: str) -> schemas.CheckedOut:
    """Say whether a document is genuine, withdrawn or expired, and what its holder chose to show.

    A mistyped code is 422 and is not looked up; a code that no document has is 404 and counts as a guess.
    """
    moment = clock.now()
    return schemas.CheckedOut.of(certificate_with_code(code, who=address_of(request), now=moment), now=moment)

"""Endpoints about what people say of hours: own reports, objections and their answers, corrections, hours by hand."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Path, Router
from ninja.responses import Status

from accounts.access import signed_in
from accounts.permissions import Action
from core import clock
from core.schemas import problems
from events.access import own_signup, role_for, signup_for
from events.services.looking import note_looks
from ngos.access import organisation_with_bin_for
from ngos.schemas import ADDRESS_PATTERN
from recognition.access import own_dispute, own_dispute_at
from recognition.queries.by_hand import hand_credits_at
from recognition.queries.disputes import disputes_at, disputes_of
from recognition.schemas import claims as schemas
from recognition.services.approving import correct_hours as write_correction
from recognition.services.by_hand import propose_by_hand
from recognition.services.disputes import agree, go_on, open_dispute, refuse, take_back
from recognition.services.reporting import report_own_hours
from volunteers.access import own_profile

router = Router()
Bin = Annotated[str, Path(alias="bin", pattern=ADDRESS_PATTERN)]
MOST = 200  # rows of a list: what waits comes first


@router.post(
    "/signups/{signup_id}/own-report",
    response={201: schemas.OwnReportOut, **problems(401, 403, 404, 409, 422)},
    operation_id="recognition_report_hours",
    summary="Say that I was at a shift and for how long",
)
def report_hours(request: HttpRequest, signup_id: UUID, word: schemas.OwnReportIn) -> Status[schemas.OwnReportOut]:
    """Declare hours that nobody has confirmed yet; said again it takes the place of the first word."""
    signup, actor = own_signup(request.user, signup_id), signed_in(request.user)
    report = report_own_hours(signup=signup, minutes=word.minutes, actor=actor, now=clock.now())
    return Status(201, schemas.OwnReportOut.of(report))


@router.post(
    "/signups/{signup_id}/objections",
    response={201: schemas.ObjectionOut, **problems(401, 403, 404, 409, 422)},
    operation_id="recognition_open_objection",
    summary="Object to what is written about my hours",
)
def open_objection(request: HttpRequest, signup_id: UUID, word: schemas.ObjectionIn) -> Status[schemas.ObjectionOut]:
    """Open an objection: the organisation has to answer in days, else somebody outside decides."""
    signup, actor = own_signup(request.user, signup_id), signed_in(request.user)
    dispute = open_dispute(
        signup=signup,
        reason=word.reason,
        words=word.words,
        wanted_minutes=word.wanted_minutes,
        actor=actor,
        now=clock.now(),
    )
    return Status(201, schemas.ObjectionOut.of(dispute))


@router.get(
    "/me/objections",
    response={200: list[schemas.ObjectionOut], **problems(401, 404)},
    operation_id="recognition_list_my_objections",
    summary="My objections",
)
def list_my_objections(request: HttpRequest) -> list[schemas.ObjectionOut]:
    """Return my objections with how they stand, the newest first."""
    return [schemas.ObjectionOut.of(found) for found in disputes_of(own_profile(request.user))[:MOST]]


@router.post(
    "/me/objections/{dispute_id}/further",
    response={200: schemas.ObjectionOut, **problems(401, 403, 404, 409, 422)},
    operation_id="recognition_take_objection_further",
    summary="Take a refused objection to somebody outside",
)
def take_objection_further(request: HttpRequest, dispute_id: UUID) -> schemas.ObjectionOut:
    """Go on after the organisation has refused."""
    dispute, actor = own_dispute(request.user, dispute_id), signed_in(request.user)
    return schemas.ObjectionOut.of(go_on(dispute=dispute, actor=actor, now=clock.now()))


@router.post(
    "/me/objections/{dispute_id}/withdrawal",
    response={200: schemas.ObjectionOut, **problems(401, 403, 404, 409, 422)},
    operation_id="recognition_withdraw_objection",
    summary="Take my objection back",
)
def withdraw_objection(request: HttpRequest, dispute_id: UUID) -> schemas.ObjectionOut:
    """Object no longer; what is written stays."""
    dispute, actor = own_dispute(request.user, dispute_id), signed_in(request.user)
    return schemas.ObjectionOut.of(take_back(dispute=dispute, actor=actor, now=clock.now()))


@router.get(
    "/organisations/{bin}/objections",
    response={200: list[schemas.ObjectionOut], **problems(401, 403, 404, 422)},
    operation_id="recognition_list_objections",
    summary="Objections to the hours of an organisation",
)
def list_objections(request: HttpRequest, number: Bin) -> list[schemas.ObjectionOut]:
    """Return what has to be answered, by deadline, and then what was. Nobody is named: the roster says who it is."""
    organisation = organisation_with_bin_for(request.user, number, Action.ATTENDANCE_CONFIRM)
    return [schemas.ObjectionOut.of(found) for found in disputes_at(organisation)[:MOST]]


@router.post(
    "/objections/{dispute_id}/answer",
    response={200: schemas.ObjectionOut, **problems(401, 403, 404, 409, 422)},
    operation_id="recognition_answer_objection",
    summary="Answer an objection for the organisation",
)
def answer_objection(request: HttpRequest, dispute_id: UUID, word: schemas.AnswerIn) -> schemas.ObjectionOut:
    """Agree, and the hours become what the volunteer says; or refuse with a reason, and she may go on."""
    dispute, actor = own_dispute_at(request.user, dispute_id), signed_in(request.user)
    act = agree if word.is_right else refuse
    return schemas.ObjectionOut.of(act(dispute=dispute, words=word.words, actor=actor, now=clock.now()))


@router.post(
    "/signups/{signup_id}/correction",
    response={201: schemas.CorrectionOut, **problems(401, 403, 404, 409, 422)},
    operation_id="recognition_correct_hours",
    summary="Correct confirmed hours, with a reason",
)
def correct_hours(request: HttpRequest, signup_id: UUID, word: schemas.CorrectionIn) -> Status[schemas.CorrectionOut]:
    """Put other minutes in the place of what was confirmed; what was written stays in the ledger beside it."""
    signup, actor = signup_for(request.user, signup_id, Action.ATTENDANCE_CONFIRM), signed_in(request.user)
    correction = write_correction(
        signup=signup, minutes=word.minutes, reason=word.reason, actor=actor, now=clock.now()
    )
    return Status(201, schemas.CorrectionOut.of(correction))


@router.get(
    "/organisations/{bin}/hand-credits",
    response={200: list[schemas.HandCreditOut], **problems(401, 403, 404, 422)},
    operation_id="recognition_list_hand_credits",
    summary="Hours by hand that an organisation wished for",
)
def list_hand_credits(request: HttpRequest, number: Bin) -> list[schemas.HandCreditOut]:
    """Return the wishes, those that wait first, with what another team decided."""
    organisation = organisation_with_bin_for(request.user, number, Action.ATTENDANCE_CONFIRM)
    wishes = list(hand_credits_at(organisation)[:MOST])
    note_looks(
        "name",
        [wish.volunteer for wish in wishes],
        viewer=signed_in(request.user),
        organisation=organisation,
        purpose="hours",
        now=clock.now(),
    )
    return [schemas.HandCreditOut.of(wish) for wish in wishes]


@router.post(
    "/roles/{role_id}/hand-credits",
    response={201: schemas.HandCreditOut, **problems(401, 403, 404, 409, 422)},
    operation_id="recognition_propose_by_hand",
    summary="Wish hours by hand for somebody without a place",
)
def propose_hand_credit(
    request: HttpRequest, role_id: UUID, word: schemas.HandCreditIn
) -> Status[schemas.HandCreditOut]:
    """Ask somebody from another team to credit minutes of a shift that is over; nothing counts before."""
    role, actor = role_for(request.user, role_id, Action.ATTENDANCE_CONFIRM), signed_in(request.user)
    wish = propose_by_hand(
        role=role, contact=word.contact, minutes=word.minutes, reason=word.reason, actor=actor, now=clock.now()
    )
    return Status(201, schemas.HandCreditOut.of(wish))

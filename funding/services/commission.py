"""A commission is appointed, says what ties it to applicants, and only then gives points, once."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import get_language

from accounts.models import User
from accounts.queries import account_known_as
from core import audit
from funding import errors
from funding.enums import SCORING_ROLES, ApplicationState, CallStatus, SeatRole, Tie
from funding.models import Application, Call, Declaration, Score, Seat
from funding.queries.commission import has_declared, is_scoring, member_ties, scorers, to_declare
from funding.scoring import outside_scale
from funding.services.applying import told_clock


@transaction.atomic
def appoint(*, call: Call, contact: str, role: SeatRole, actor: User | None, now: datetime) -> Seat:
    """Give the person behind an address a seat.

    Raises CommissionClosed, NobodyToAppoint, CommissionFull or SeatTaken.
    """
    row = Call.objects.select_for_update().get(pk=call.pk)
    if row.status not in (CallStatus.DRAFT, CallStatus.PUBLISHED):
        raise errors.CommissionClosed
    person = account_known_as(contact)
    if person is None:
        raise errors.NobodyToAppoint
    if role in SCORING_ROLES and scorers(row).count() >= row.commission_size:
        raise errors.CommissionFull(size=row.commission_size)
    try:
        with transaction.atomic():
            seat = Seat.objects.create(call=row, user=person, role=role)
    except IntegrityError as twice:
        raise errors.SeatTaken from twice
    audit.record("commission.appointed", actor=actor, subject=seat, at=now, role=role)
    return seat


@transaction.atomic
def declare(*, seat: Seat, ties: Mapping[int, Tie], actor: User, now: datetime) -> None:
    """Say for every applicant what ties the member to it; what the site knows is added, whatever she says.

    A tie may be added later, also after points were given, and is never taken back. Raises ScoringNotOpen,
    CommissionClosed, SecretaryDoesNotScore or DeclarationIncomplete.
    """
    call = _open(seat, now)
    missing = {application.pk for application in to_declare(seat)} - set(ties)
    if missing:
        raise errors.DeclarationIncomplete
    of_call = set(Application.objects.filter(call=call, state=ApplicationState.SUBMITTED).values_list("pk", flat=True))
    said = set(Declaration.objects.filter(seat=seat).values_list("application_id", "tie"))
    spoken = {application for application, _ in said}
    rows = [
        (application, tie, False)
        for application, tie in ties.items()
        if application in of_call and (tie != Tie.NONE or application not in spoken)
    ]
    rows += [(application, Tie.MEMBER, True) for member, application in member_ties(call) if member == seat.pk]
    Declaration.objects.bulk_create(
        Declaration(seat=seat, application_id=application, tie=tie, is_automatic=known, declared_at=now)
        for application, tie, known in {(one, tie): (one, tie, known) for one, tie, known in rows}.values()
        if (application, tie) not in said
    )
    tied = sum(tie != Tie.NONE for _, tie, _ in rows)
    audit.record("commission.declared", actor=actor, subject=seat, at=now, ties=tied)


@transaction.atomic
def score(*, seat: Seat, application: Application, points: Mapping[str, int], actor: User, now: datetime) -> None:
    """Give the points of one member for one application, on every criterion, once and for all.

    Raises ScoringNotOpen, CommissionClosed, SecretaryDoesNotScore, DeclareFirst, OwnOrganisation, TiedToApplicant,
    PointsOutsideScale or AlreadyScored.
    """
    call = _open(seat, now)
    if not has_declared(seat):
        raise errors.DeclareFirst
    if (seat.pk, application.pk) in member_ties(call):
        raise errors.OwnOrganisation
    if Declaration.objects.filter(seat=seat, application=application).exclude(tie=Tie.NONE).exists():
        raise errors.TiedToApplicant
    _require_scale(call, points)
    try:
        with transaction.atomic():
            Score.objects.bulk_create(
                Score(
                    seat=seat,
                    application=application,
                    criterion=criterion.code,
                    points=points[criterion.code],
                    best=criterion.best,
                    given_at=now,
                )
                for criterion in call.scale
            )
    except IntegrityError as twice:
        raise errors.AlreadyScored from twice
    audit.record("commission.scored", actor=actor, subject=seat, at=now, application=application.number)


def _open(seat: Seat, now: datetime) -> Call:
    """Hold the call so that no protocol is drawn up meanwhile, and ask that points are taken of this member."""
    call = Call.objects.select_for_update().get(pk=seat.call_id)
    if seat.role == SeatRole.SECRETARY:
        raise errors.SecretaryDoesNotScore
    if call.status != CallStatus.PUBLISHED:
        raise errors.CommissionClosed
    if not is_scoring(call, at=now):
        raise errors.ScoringNotOpen(**{"from": told_clock(call.closes_at)})
    return call


def _require_scale(call: Call, points: Mapping[str, int]) -> None:
    for code in outside_scale(points, call.scale):
        row = next((row for row in call.criteria if row["code"] == code), None)
        best = row["best"] if row else 0
        raise errors.PointsOutsideScale(field=f"points_{code}", best=best, criterion=criterion_name(row, code))


def criterion_name(row: Mapping[str, object] | None, code: str) -> str:
    """Return the name of a criterion in the reader's language."""
    names = row or {}
    wished = (get_language() or "kk")[:2]
    return next((str(names[one]) for one in (wished, "kk", "ru", "en") if names.get(one)), code)

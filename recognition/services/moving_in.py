"""Records of many people from one other platform, brought in by an operator who has vouched for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from core.errors import DomainError
from recognition import errors
from recognition.models import TrustedIssuer
from recognition.outside import is_holder, issuer_of, read_record
from recognition.services.issuers import as_issuer
from recognition.services.outside import approve_outside, send_outside
from volunteers.models import Volunteer


@dataclass(frozen=True, slots=True)
class Brought:
    """What became of one file: ``code`` and ``reason`` where it was refused, ``left_out`` counts its other rows."""

    name: str
    minutes: int = 0
    left_out: int = 0
    code: str = ""
    reason: str = ""


def bring_in(
    *, records: Iterable[tuple[str, str]], issuer: TrustedIssuer, approve: bool, is_dry: bool, now: datetime
) -> list[Brought]:
    """Send records for the people they belong to, each in a transaction of its own; keep nothing in a dry run.

    Without ``approve`` they wait for a reviewer as if each person had sent her own. The work grows with the number of
    files times the number of people here, because a record names nobody.
    """
    people = list(Volunteer.objects.active().select_related("user").order_by("pk"))
    return [_bring(name, text, issuer, people, approve=approve, is_dry=is_dry, now=now) for name, text in records]


def _bring(
    name: str,
    text: str,
    issuer: TrustedIssuer,
    people: list[Volunteer],
    *,
    approve: bool,
    is_dry: bool,
    now: datetime,
) -> Brought:
    try:
        with transaction.atomic():
            if issuer_of(text) != issuer.identifier:
                raise errors.OutsideIssuerUnknown(issuer=issuer_of(text)[:80])
            record = read_record(text, as_issuer(issuer), now=now)
            volunteer = _holder(record.identities, people)
            claim = send_outside(volunteer=volunteer, text=text, note="", picture=None, actor=None, now=now)
            if approve:
                approve_outside(claim=claim, words=issuer.name, actor=None, now=now)
            transaction.set_rollback(is_dry)
    except DomainError as refusal:
        return Brought(name, code=refusal.code, reason=str(refusal))
    return Brought(name, minutes=claim.minutes, left_out=len(record.rows) - len(claim.rows))


def _holder(identities: Iterable[object], people: Iterable[Volunteer]) -> Volunteer:
    known = list(identities)
    for volunteer in people:
        user = volunteer.user
        if is_holder(known, email=user.email, phone=user.phone if user.phone_verified_at else None):
            return volunteer
    raise errors.OutsideHolderUnknown

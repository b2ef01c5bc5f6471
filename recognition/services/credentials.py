"""Signed files about certificates: the badge itself, and the lists that say which were withdrawn."""

from datetime import datetime

from recognition.documents.credential import credential_of, key_name, status_list
from recognition.documents.record import record_claims
from recognition.enums import PaperKind
from recognition.models import Certificate
from recognition.queries.certificates import withdrawn_in_list
from recognition.services.keys import current_key, sign


def signed_badge(*, certificate: Certificate, now: datetime) -> str:
    """Return a certificate as an Open Badge 3.0, signed with the current key as a compact JWT.

    A record says every piece of work in it, any other document what it shows. What an older key signed stays valid:
    every key stays published. Raises IssuerKeyUnreadable.
    """
    claims = record_claims(certificate) if certificate.kind == PaperKind.RECORD else credential_of(certificate)
    return _signed(claims, now)


def signed_status_list(*, number: int, now: datetime) -> str:
    """Return a status list as it is now, signed. Raises IssuerKeyUnreadable."""
    return _signed(status_list(number, withdrawn_in_list(number), now=now), now)


def _signed(claims: dict[str, object], now: datetime) -> str:
    kid = current_key(now=now).kid
    return sign(content=claims, now=now, kind="JWT", headers={"kid": key_name(kid)})

"""Whom an operator vouches for: other platforms, their public keys, and what they have withdrawn."""

import base64
import binascii
import json
import zlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from core import audit
from recognition import errors
from recognition.documents.credential import issuer_id
from recognition.models import TrustedIssuer
from recognition.outside import Issuer
from recognition.outside.records import ALGORITHM

LARGEST_LIST_BYTES = 16 * 1024 * 1024
PUBLIC = ("kty", "crv", "x", "y")


@transaction.atomic
def trust_issuer(*, document: Any, name: str = "", now: datetime) -> TrustedIssuer:
    """Believe an issuer from now on, by its DID document or a mapping of ``issuer``, ``name`` and ``keys``.

    Keys known before stay: what a key signed while it was in use is still true. Raises IssuerFileWrong.
    """
    identifier, said, keys = _read_issuer(document)
    if identifier == issuer_id():
        raise errors.IssuerFileWrong(reason="it is this site")
    found, _is_new = TrustedIssuer.objects.select_for_update().get_or_create(
        identifier=identifier, defaults={"name": name or said or identifier, "trusted_since": now}
    )
    known = {key["kid"]: key for key in found.keys}
    found.keys = list((known | {key["kid"]: key for key in keys}).values())
    found.name, found.trusted_until = name or said or found.name, None
    found.save()
    audit.record("issuer.trusted", actor=None, subject=found, at=now, keys=len(found.keys))
    return found


@transaction.atomic
def end_trust(*, issuer: TrustedIssuer, now: datetime) -> TrustedIssuer:
    """Take no more records of an issuer; hours that were approved stay, and say where they come from."""
    if TrustedIssuer.objects.filter(pk=issuer.pk, trusted_until=None).update(trusted_until=now) == 1:
        issuer.trusted_until = now
        audit.record("issuer.trust_ended", actor=None, subject=issuer, at=now)
    return issuer


@transaction.atomic
def learn_withdrawn(*, issuer: TrustedIssuer, token: str, now: datetime) -> int:
    """Keep a status list as its issuer signed it; return how many records it withdraws.

    An older list never takes the place of a newer one of the same address. Raises IssuerFileWrong.
    """
    issuer = TrustedIssuer.objects.select_for_update().get(pk=issuer.pk)
    claims = _opened(token, issuer)
    subject, address = claims.get("credentialSubject"), claims.get("jti")
    if claims.get("iss") != issuer.identifier or not isinstance(address, str) or not isinstance(subject, Mapping):
        raise errors.IssuerFileWrong(reason="it is no status list of this issuer")
    if subject.get("statusPurpose") != "revocation" or not isinstance(claims.get("nbf"), int):
        raise errors.IssuerFileWrong(reason="it is no list of what was withdrawn")
    made = datetime.fromtimestamp(claims["nbf"], UTC)
    known = issuer.withdrawn.get(address)
    if known is not None and made < datetime.fromisoformat(known["as_of"]):
        raise errors.IssuerFileWrong(reason="a newer list is known already")
    places = list(_places(str(subject.get("encodedList"))))
    issuer.withdrawn[address] = {"as_of": made.isoformat(), "places": places}
    issuer.withdrawn_as_of = min(datetime.fromisoformat(one["as_of"]) for one in issuer.withdrawn.values())
    issuer.save(update_fields=["withdrawn", "withdrawn_as_of"])
    audit.record("issuer.withdrawn_learned", actor=None, subject=issuer, at=now, count=len(places))
    return len(places)


def issuer_named(identifier: str) -> TrustedIssuer | None:
    """Return an issuer that is trusted now, by its identifier."""
    return TrustedIssuer.objects.filter(identifier=identifier, trusted_until=None).first()


def as_issuer(found: TrustedIssuer) -> Issuer:
    """Return what the reader of records needs to know of an issuer."""
    withdrawn = {address: frozenset(one["places"]) for address, one in found.withdrawn.items()}
    return Issuer(found.identifier, found.keys, withdrawn)


def _read_issuer(document: Any) -> tuple[str, str, list[dict[str, str]]]:
    if not isinstance(document, Mapping):
        raise errors.IssuerFileWrong(reason="it is no JSON object")
    identifier, name = document.get("issuer") or document.get("id"), document.get("name", "")
    given = document.get("keys")
    if given is None:
        given = [method.get("publicKeyJwk") for method in document.get("verificationMethod") or ()]
    if not isinstance(identifier, str) or not 0 < len(identifier) <= 255 or not isinstance(name, str):
        raise errors.IssuerFileWrong(reason="there is no issuer in it")
    if not isinstance(given, list) or not given:
        raise errors.IssuerFileWrong(reason="there are no keys in it")
    return identifier, name[:200], [_public(key) for key in given]


def _public(key: Any) -> dict[str, str]:
    """Return a key as it is kept. Raises IssuerFileWrong for a private, a shared or another kind of key."""
    if not isinstance(key, Mapping) or "d" in key or "k" in key:
        raise errors.IssuerFileWrong(reason="a key is not public")
    try:
        read = ECKey.import_key({name: str(key[name]) for name in PUBLIC})
        if read.curve_name != "P-256":
            raise ValueError(read.curve_name)
        kid = str(key.get("kid") or read.thumbprint())
    except (KeyError, ValueError, JoseError) as wrong:
        raise errors.IssuerFileWrong(reason="a key is not of the curve P-256") from wrong
    return {**{name: str(key[name]) for name in PUBLIC}, "kid": kid.rpartition("#")[2]}


def _opened(token: str, issuer: TrustedIssuer) -> dict[str, Any]:
    try:
        kid = str(jws.extract_compact(token.encode()).headers().get("kid", "")).rpartition("#")[2]
        key = next((one for one in issuer.keys if one["kid"] == kid), None)
        if key is None:
            raise errors.IssuerFileWrong(reason="it is not signed with a key of this issuer")
        claims = json.loads(jws.deserialize_compact(token, ECKey.import_key(key), algorithms=[ALGORITHM]).payload)
    except (JoseError, ValueError) as wrong:
        raise errors.IssuerFileWrong(reason="its signature does not fit") from wrong
    return claims if isinstance(claims, dict) else {}


def _places(encoded: str) -> Iterator[int]:
    """Yield the places that are set; a list that unfolds beyond reason is refused. Raises IssuerFileWrong."""
    text = encoded.removeprefix("u")
    try:
        packed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        unfolding = zlib.decompressobj(wbits=31)
        bits = unfolding.decompress(packed, LARGEST_LIST_BYTES)
    except (ValueError, binascii.Error, zlib.error) as wrong:
        raise errors.IssuerFileWrong(reason="its list cannot be unfolded") from wrong
    if unfolding.unconsumed_tail:
        raise errors.IssuerFileWrong(reason="its list is too long")
    for place, byte in enumerate(bits):
        if byte:
            yield from (place * 8 + bit for bit in range(8) if byte & 0x80 >> bit)

"""The keys this site signs with: made at first use, changed by rotation, never lost once something was signed."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.db import IntegrityError, transaction
from joserfc.jwk import ECKey

from accounts.models import User
from core import audit
from core.sealing import seal, unseal
from recognition import errors
from recognition.models import IssuerKey
from recognition.queries.keys import ALGORITHM, CURVE

NUMBER_BYTES = 32  # of each half of a signature, RFC 7518 section 3.4


def current_key(*, now: datetime) -> IssuerKey:
    """Return the key that signs, and make it if there is none. Two that ask at once get the same one."""
    found = _current()
    if found is not None:
        return found
    try:
        return _make(actor=None, now=now)
    except IntegrityError:
        found = _current()
        if found is None:
            raise
        return found


@transaction.atomic
def rotate(*, actor: User | None, now: datetime) -> IssuerKey:
    """Sign with a new key from now on. The old one can no longer sign; what it signed is checked as before."""
    IssuerKey.objects.filter(algorithm=ALGORITHM, retired_at=None).update(retired_at=now, sealed="")
    return _make(actor=actor, now=now)


def sign(
    *, content: Mapping[str, Any] | bytes, now: datetime, kind: str = "JOSE", headers: Mapping[str, Any] | None = None
) -> str:
    """Return content as a compact JWS (RFC 7515) signed with the current key by ES256.

    A mapping is written as JSON with sorted keys. ``kind`` is the header ``typ``; ``headers`` are added and may say
    ``kid`` in another way, such as an address that ends in ``#`` and the kid. Raises IssuerKeyUnreadable.
    """
    key = current_key(now=now)
    private = unseal(key.sealed)
    if private is None:
        raise errors.IssuerKeyUnreadable
    header = {"alg": ALGORITHM, "kid": key.kid, "typ": kind, **(headers or {})}
    written = content if isinstance(content, bytes) else _written(content)
    return _signed(header, written, private)


def _signed(header: Mapping[str, Any], content: bytes, private: str) -> str:
    """Sign by ES256 with the number of RFC 6979: the same content and key always give the same signature."""
    key = load_pem_private_key(private.encode(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise errors.IssuerKeyUnreadable
    signed = f"{_in_base64(_written(header))}.{_in_base64(content)}"
    pair = decode_dss_signature(key.sign(signed.encode(), ec.ECDSA(SHA256(), deterministic_signing=True)))
    return f"{signed}.{_in_base64(b''.join(number.to_bytes(NUMBER_BYTES) for number in pair))}"


def _in_base64(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def _written(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def _current() -> IssuerKey | None:
    return IssuerKey.objects.filter(algorithm=ALGORITHM, retired_at=None).first()


@transaction.atomic
def _make(*, actor: User | None, now: datetime) -> IssuerKey:
    pair = ECKey.generate_key(CURVE)
    key = IssuerKey.objects.create(
        kid=pair.thumbprint(),
        algorithm=ALGORITHM,
        public=pair.as_dict(private=False),
        sealed=seal(pair.as_pem(private=True).decode()),
        made_at=now,
    )
    audit.record("issuer_key.made", actor=actor, subject=key, at=now)
    return key

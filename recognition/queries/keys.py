"""Reads of the issuer's keys, and checking what they signed."""

from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from recognition import errors
from recognition.models import IssuerKey

ALGORITHM = "ES256"  # RFC 7518, section 3.4
CURVE = "P-256"


def public_keys() -> dict[str, list[dict[str, Any]]]:
    """Return every public key as a JSON Web Key Set (RFC 7517), the newest first."""
    return {"keys": [as_jwk(key) for key in IssuerKey.objects.order_by("-made_at", "-pk")]}


def as_jwk(key: IssuerKey) -> dict[str, Any]:
    """Return the public half of one key as a JSON Web Key."""
    return {**key.public, "kid": key.kid, "use": "sig", "alg": key.algorithm}


def opened(token: str) -> bytes:
    """Return what a compact JWS of ours holds, once its signature is checked. Raises SignatureWrong.

    Keys that retired count: what they signed stays true. The key is the one its ``kid`` ends with, after a ``#``.
    """
    try:
        kid = str(jws.extract_compact(token.encode()).headers().get("kid", "")).rpartition("#")[2]
        key = IssuerKey.objects.filter(kid=kid).first()
        if key is None:
            raise errors.SignatureWrong
        return jws.deserialize_compact(token, ECKey.import_key(key.public), algorithms=[ALGORITHM]).payload
    except (JoseError, ValueError) as wrong:
        raise errors.SignatureWrong from wrong

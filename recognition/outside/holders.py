"""Whose record it is: contacts as Open Badges 3.0 hash them, so that a file names nobody to whoever finds it."""

import hmac
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

EMAIL, PHONE = "emailAddress", "ext:phone"
PREFIX = "sha256$"


def hashed_identity(contact: str, salt: str) -> str:
    """Return the hash of a contact: https://www.imsglobal.org/spec/ob/v3p0/#identityhash."""
    return f"{PREFIX}{sha256(f'{contact}{salt}'.encode()).hexdigest()}"


def identities_of(*, email: str | None, phone: str | None, salt: str) -> list[dict[str, Any]]:
    """Return the contacts of a person as identity objects, hashed; a contact she does not have is left out."""
    return [
        {
            "type": "IdentityObject",
            "hashed": True,
            "identityType": kind,
            "identityHash": hashed_identity(contact, salt),
            "salt": salt,
        }
        for kind, contact in ((EMAIL, email), (PHONE, phone))
        if contact
    ]


def is_holder(identities: Iterable[Any], *, email: str | None, phone: str | None) -> bool:
    """Say whether one of the hashed contacts of a record is hers."""
    own = {EMAIL: email, PHONE: phone}
    return any(
        _matches(one, own.get(str(one.get("identityType"))) or "") for one in identities if isinstance(one, Mapping)
    )


def _matches(identity: Mapping[str, Any], contact: str) -> bool:
    said, salt = identity.get("identityHash"), identity.get("salt", "")
    if not contact or identity.get("hashed") is not True or not isinstance(said, str) or not isinstance(salt, str):
        return False
    return hmac.compare_digest(said.encode(), hashed_identity(contact, salt).encode())

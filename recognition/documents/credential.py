"""A certificate as an Open Badge 3.0, which is a W3C Verifiable Credential 2.0, and what its readers look up.

Sources: https://www.imsglobal.org/spec/ob/v3p0/, https://www.w3.org/TR/vc-data-model-2.0/,
https://www.w3.org/TR/vc-bitstring-status-list/, https://w3c-ccg.github.io/did-method-web/.
"""

import base64
import gzip
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from recognition.documents.papers import check_url
from recognition.documents.words import MINUTES_IN_HOUR, day, line_name, time_worked
from recognition.enums import Detail
from recognition.queries.certificates import LIST_BITS

if TYPE_CHECKING:
    from recognition.models import Certificate

CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
LIST_LASTS = timedelta(hours=1)  # an older copy may not bring back what was withdrawn since
LIST_FRESH_SECONDS = 30


def issuer_id() -> str:
    """Return the decentralised identifier of this site: its host, whose keys stand at ``/.well-known/did.json``."""
    return f"did:web:{urlsplit(settings.SITE_URL).netloc.replace(':', '%3A')}"


def key_name(kid: str) -> str:
    """Return how a signature names a key, so that whoever reads it can find it."""
    return f"{issuer_id()}#{kid}"


def list_url(number: int) -> str:
    """Return the address of a status list."""
    return f"{settings.SITE_URL}/badges/status/{number}"


def issuer_profile() -> dict[str, Any]:
    """Return who issues, as Open Badges write it."""
    return {"id": issuer_id(), "type": ["Profile"], "name": "Asar", "url": f"{settings.SITE_URL}/"}


def did_document(keys: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return the document behind ``issuer_id``: every key that ever signed, the newest first."""
    shown = list(keys)
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/suites/jws-2020/v1"],
        "id": issuer_id(),
        "alsoKnownAs": [f"{settings.SITE_URL}/"],
        "verificationMethod": [
            {
                "id": key_name(key["kid"]),
                "type": "JsonWebKey2020",
                "controller": issuer_id(),
                "publicKeyJwk": key,
            }
            for key in shown
        ],
        "assertionMethod": [key_name(key["kid"]) for key in shown],
    }


def achievement() -> dict[str, Any]:
    """Return what the badge stands for, in English: one thing, however many hours it says."""
    address = f"{settings.SITE_URL}/badges/hours.json"
    return {
        "id": address,
        "type": ["Achievement"],
        "achievementType": "CommunityService",
        "name": "Volunteer hours",
        "description": "Hours of volunteer work, confirmed by the organisations where the work was done.",
        "criteria": {
            "narrative": "A coordinator other than the volunteer confirmed every hour in an append-only ledger."
        },
        "resultDescription": [
            {
                "id": f"{address}#hours",
                "type": ["ResultDescription"],
                "name": "Confirmed hours",
                "resultType": "Result",
            }
        ],
    }


def credential_of(certificate: "Certificate") -> dict[str, Any]:
    """Return a certificate as the claims of a credential; the same for the same certificate.

    Nothing stands in it that the certificate does not show: the name, the days, the total and the chosen lines.
    """
    with override(certificate.language):
        summary = _("%(hours)s of volunteer work, %(first)s – %(last)s") % {
            "hours": time_worked(certificate.minutes),
            "first": day(certificate.first_on),
            "last": day(certificate.last_on),
        }
        lines = [
            f"{line_name(line, certificate.language)}: {time_worked(line['minutes'])}"
            for line in certificate.lines
            if line["minutes"] and certificate.detail != Detail.SHIFTS  # a badge travels further than paper
        ]
    url = check_url(certificate)
    number, index = place_in_lists(certificate.pk)
    hours = {"type": ["Result"], "resultDescription": f"{achievement()['id']}#hours"}
    subject: dict[str, Any] = {
        "type": ["AchievementSubject"],
        "identifier": [
            {"type": "IdentityObject", "hashed": False, "identityType": "name", "identityHash": certificate.name}
        ],
        "activityStartDate": f"{certificate.first_on.isoformat()}T00:00:00Z",
        "activityEndDate": f"{certificate.last_on.isoformat()}T00:00:00Z",
        "achievement": achievement(),
        "result": [hours | {"value": in_hours(certificate.minutes)}],
    }
    if lines:
        subject["narrative"] = "\n".join(lines)
    return {
        "@context": [CREDENTIALS, BADGES],
        "id": url,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": summary,
        "issuer": issuer_profile(),
        "validFrom": iso(certificate.issued_at),
        "validUntil": iso(certificate.expires_at),
        "credentialSubject": subject,
        "credentialStatus": {
            "id": f"{list_url(number)}#{index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(index),
            "statusListCredential": list_url(number),
        },
        "iss": issuer_id(),
        "jti": url,
        "nbf": int(certificate.issued_at.timestamp()),
        "exp": int(certificate.expires_at.timestamp()),
    }


def status_list(number: int, indices: Iterable[int], *, now: datetime) -> dict[str, Any]:
    """Return a status list as the claims of a credential: a bit is set for every badge that was withdrawn."""
    url = list_url(number)
    return {
        "@context": [CREDENTIALS],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer_id(),
        "validFrom": iso(now),
        "validUntil": iso(now + LIST_LASTS),
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded(indices),
            "ttl": LIST_FRESH_SECONDS * 1000,
        },
        "iss": issuer_id(),
        "jti": url,
        "nbf": int(now.timestamp()),
        "exp": int((now + LIST_LASTS).timestamp()),
    }


def place_in_lists(pk: int) -> tuple[int, int]:
    """Return in which status list a certificate stands, and at which bit."""
    return divmod(pk, LIST_BITS)


def encoded(indices: Iterable[int]) -> str:
    """Write set bits as the standard does: the first bit is the highest of the first byte; gzip; base64url after u."""
    bits = bytearray(LIST_BITS // 8)
    for index in indices:
        bits[index // 8] |= 0x80 >> index % 8
    packed = gzip.compress(bytes(bits), mtime=0)
    return f"u{base64.urlsafe_b64encode(packed).rstrip(b'=').decode()}"


def in_hours(minutes: int) -> str:
    """Write minutes as a decimal number of hours, exact to a hundredth."""
    return f"{minutes / MINUTES_IN_HOUR:.2f}".rstrip("0").rstrip(".")


def iso(moment: datetime) -> str:
    """Write a moment as the standard does, in UTC and whole seconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

"""A record of hours as a credential: an Open Badge with every piece of work in it, for other platforms to count."""

from typing import TYPE_CHECKING, Any

from django.conf import settings

from recognition.documents.credential import credential_of
from recognition.documents.words import named
from recognition.outside import HOURS, RECORD_TYPE, identities_of

if TYPE_CHECKING:
    from recognition.models import Certificate

TEXTS = ("cause", "evidenceLevel", "bin", "activity")


def record_claims(certificate: "Certificate") -> dict[str, Any]:
    """Return a record as the claims of a credential; the same for the same record and contacts.

    Beside what a badge says stand every entry of the ledger by its id, and the holder's proven contacts, hashed with
    the record's own salt: whoever sends it has to sign in with one of them.
    """
    claims = credential_of(certificate)
    subject = claims["credentialSubject"]
    user = certificate.volunteer.user if certificate.volunteer else None
    if user is not None:
        phone = user.phone if user.phone_verified_at else None
        subject["identifier"] += identities_of(email=user.email, phone=phone, salt=certificate.public_id.hex)
    subject["totalMinutes"] = certificate.minutes
    subject[HOURS] = [_hours(line, certificate.language) for line in certificate.lines]
    claims["@context"] = [*claims["@context"], _context()]
    claims["type"] = [*claims["type"], RECORD_TYPE]
    return claims


def _hours(line: dict[str, Any], language: str) -> dict[str, Any]:
    entry = line["entry"]
    host = {"name": named(line["organisation"], language), "bin": entry["bin"]}
    return {
        "id": f"urn:uuid:{entry['id']}",
        "type": ["VolunteerHours"],
        "date": line["on"],
        "startDate": entry["since"],
        "endDate": entry["until"],
        "minutes": line["minutes"],
        "cause": entry["cause"],
        "evidenceLevel": entry["evidence"],
        "activity": named(line["name"], language),
        "organisation": {name: text for name, text in host.items() if text},
    }


def _context() -> dict[str, Any]:
    """Say what the words mean that Open Badges do not have; it stands in the file, so nothing has to be fetched."""
    here, schema = f"{settings.SITE_URL}/badges/hours.json#", "https://schema.org/"
    return {
        RECORD_TYPE: f"{here}{RECORD_TYPE}",
        "VolunteerHours": f"{here}VolunteerHours",
        HOURS: {"@id": f"{here}{HOURS}", "@container": "@list"},
        "minutes": f"{here}minutes",
        "totalMinutes": f"{here}totalMinutes",
        "organisation": f"{schema}organizer",
        "date": f"{here}date",
        "startDate": f"{schema}startDate",
        "endDate": f"{schema}endDate",
        **{name: f"{here}{name}" for name in TEXTS},
    }

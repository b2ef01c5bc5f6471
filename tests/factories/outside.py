"""Hours from elsewhere: another platform that signs, its records, and what people sent."""

import base64
import gzip
import io
import json
from datetime import date, datetime, timedelta
from typing import Any

from joserfc import jws
from joserfc.jwk import ECKey
from PIL import Image

from recognition.models import OutsideClaim, TrustedIssuer
from recognition.outside import HOURS, RECORD_TYPE, identities_of
from recognition.services.issuers import trust_issuer
from recognition.services.outside import send_outside
from volunteers.models import Volunteer

OTHER = "did:web:other.example"
LIST = "https://other.example/status/1"


class OtherPlatform:
    """A platform with one key that signs records in our form."""

    def __init__(self, identifier: str = OTHER) -> None:
        self.identifier = identifier
        self.key = ECKey.generate_key("P-256")

    @property
    def kid(self) -> str:
        return self.key.thumbprint()

    def document(self) -> dict[str, Any]:
        """Its DID document."""
        key = {**self.key.as_dict(private=False), "kid": self.kid}
        return {"id": self.identifier, "verificationMethod": [{"id": f"#{self.kid}", "publicKeyJwk": key}]}

    def trusted(self, now: datetime) -> TrustedIssuer:
        return trust_issuer(document=self.document(), name="Other Platform", now=now)

    def sign(self, claims: dict[str, Any], *, key: ECKey | None = None) -> str:
        header = {"alg": "ES256", "typ": "JWT", "kid": f"{self.identifier}#{self.kid}"}
        return jws.serialize_compact(header, json.dumps(claims).encode(), key or self.key, algorithms=["ES256"])

    def claims(self, volunteer: Volunteer, now: datetime, *, hours: list[dict[str, Any]], **more: Any) -> dict:
        """A record of somebody's hours, with whatever a test changes in it."""
        salt = "0123456789abcdef"
        name = {"type": "IdentityObject", "hashed": False, "identityType": "name", "identityHash": "Aliya S."}
        identities = identities_of(email=volunteer.user.email, phone=None, salt=salt)
        made = {
            "type": ["VerifiableCredential", "OpenBadgeCredential", RECORD_TYPE],
            "iss": self.identifier,
            "jti": "https://other.example/records/1",
            "nbf": int((now - timedelta(days=1)).timestamp()),
            "exp": int((now + timedelta(days=300)).timestamp()),
            "credentialSubject": {"identifier": [name, *identities], HOURS: hours},
            "credentialStatus": {
                "statusPurpose": "revocation",
                "statusListIndex": "7",
                "statusListCredential": LIST,
            },
        }
        return made | more

    def status_list(self, places: list[int], now: datetime, *, address: str = LIST) -> str:
        bits = bytearray(16_384)
        for place in places:
            bits[place // 8] |= 0x80 >> place % 8
        packed = base64.urlsafe_b64encode(gzip.compress(bytes(bits))).rstrip(b"=").decode()
        subject = {"statusPurpose": "revocation", "encodedList": f"u{packed}"}
        moment = int(now.timestamp())
        return self.sign({"iss": self.identifier, "jti": address, "nbf": moment, "credentialSubject": subject})


def hour(number: int, day: date, *, minutes: int = 120, starts: int | None = 9, **more: Any) -> dict[str, Any]:
    """One piece of work in a record; it begins at so many o'clock in Astana."""
    spans = {}
    if starts is not None:
        begins = datetime.fromisoformat(f"{day.isoformat()}T{starts:02}:00:00+05:00")
        spans = {"startDate": begins.isoformat(), "endDate": (begins + timedelta(minutes=minutes)).isoformat()}
    return {
        "id": f"urn:uuid:00000000-0000-4000-8000-{number:012}",
        "date": day.isoformat(),
        "minutes": minutes,
        "cause": "ecology",
        "evidenceLevel": "B",
        "organisation": {"name": "Green Hands"},
        **spans,
    } | more


def photograph(*, kind: str = "JPEG", size: tuple[int, int] = (400, 300)) -> bytes:
    """A picture with traces: a place, a camera and a comment."""
    target = io.BytesIO()
    picture = Image.new("RGB", size, "teal")
    exif = Image.Exif()
    exif[0x010F] = "CANARY camera"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (49.8, 0, 0)
    picture.save(target, kind, exif=exif)
    return target.getvalue()


def table(*rows: str, heads: str = "date,start,minutes,cause,organisation,bin") -> str:
    """A table as a person types it."""
    return "\n".join([heads, *rows, ""])


def make_outside_claim(volunteer: Volunteer, now: datetime, *, note: str = "Ask Green Hands.") -> OutsideClaim:
    """Two hours of thirty days ago in a table, sent with a photograph."""
    day = (now - timedelta(days=30)).date()
    text = table(f"{day},09:00,120,ecology,Green Hands,")
    return send_outside(volunteer=volunteer, text=text, note=note, picture=photograph(), actor=volunteer.user, now=now)

"""A signed record of hours from another platform: checked with keys that were handed over, never with the network.

The form is docs/hours.md's: an Open Badge 3.0 as a JWT signed by ES256, with every piece of work under ``hours``.
"""

import binascii
import json
import re
from base64 import urlsafe_b64decode
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from core.enums import Cause
from events.enums import Evidence
from recognition import errors
from recognition.outside.rows import LARGEST_TEXT, MOST_ROWS, Row

ALGORITHM = "ES256"
HOURS = "hours"
RECORD_TYPE = "VolunteerHoursRecord"
DAY_MINUTES = 24 * 60
LONGEST_ADDRESS = 500
_TOKEN = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+")


@dataclass(frozen=True, slots=True)
class Status:
    """Where the issuer of a record says whether it was withdrawn: the address of a list and a place in it."""

    address: str
    place: int


@dataclass(frozen=True, slots=True)
class Issuer:
    """Whose signature is believed: public keys, and the places withdrawn in each status list that is known."""

    identifier: str
    keys: Sequence[Mapping[str, Any]]
    withdrawn: Mapping[str, Collection[int]]

    def has_withdrawn(self, status: Status | None) -> bool:
        """Say whether a record is among those known to be withdrawn."""
        return status is not None and status.place in self.withdrawn.get(status.address, ())


@dataclass(frozen=True, slots=True)
class Record:
    """What a genuine record says."""

    id: str
    name: str
    identities: Sequence[Any]
    rows: tuple[Row, ...]
    status: Status | None = None


def is_token(text: str) -> bool:
    """Say whether a text looks like a signed record rather than a table."""
    return _TOKEN.fullmatch(text.strip()) is not None


def issuer_of(text: str) -> str:
    """Return who a record says has signed it; nothing is checked yet. Raises OutsideUnreadable."""
    if len(text) > LARGEST_TEXT or not is_token(text):
        raise errors.OutsideUnreadable
    part = text.strip().split(".")[1]
    try:
        claims = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, binascii.Error, RecursionError) as wrong:
        raise errors.OutsideUnreadable from wrong
    found = claims.get("iss") if isinstance(claims, dict) else None
    if not isinstance(found, str) or not found:
        raise errors.OutsideUnreadable
    return found


def read_record(text: str, issuer: Issuer, *, now: datetime) -> Record:
    """Return what a record says, once its signature, days and status hold.

    1. The signature by the key it names, whichever of the issuer's that is. 2. Its days. 3. Whether it was withdrawn,
    as far as the issuer's lists are known. Raises OutsideSignatureWrong, OutsideUnreadable, OutsideNotYet,
    OutsideExpired or OutsideWithdrawn.
    """
    claims = _opened(text.strip(), issuer)
    if claims.get("iss") != issuer.identifier:
        raise errors.OutsideSignatureWrong
    _require_days(claims, now)
    status = _status(claims)
    if issuer.has_withdrawn(status):
        raise errors.OutsideWithdrawn
    subject = claims.get("credentialSubject")
    if not isinstance(subject, dict) or RECORD_TYPE not in _list(claims.get("type")):
        raise errors.OutsideUnreadable
    identities = _list(subject.get("identifier"))
    hours = _list(subject.get(HOURS))
    if not isinstance(claims.get("jti"), str) or not 0 < len(claims["jti"]) <= 255 or not 0 < len(hours) <= MOST_ROWS:
        raise errors.OutsideUnreadable
    rows = tuple(_row(one, line) for line, one in enumerate(hours, start=1))
    return Record(claims["jti"], _name(identities), identities, rows, status)


def _opened(text: str, issuer: Issuer) -> dict[str, Any]:
    try:
        kid = str(jws.extract_compact(text.encode()).headers().get("kid", "")).rpartition("#")[2]
        key = next((one for one in issuer.keys if one.get("kid") == kid), None)
        if key is None:
            raise errors.OutsideSignatureWrong
        found = jws.deserialize_compact(text, ECKey.import_key(dict(key)), algorithms=[ALGORITHM])
        claims = json.loads(found.payload)
    except (JoseError, ValueError, RecursionError) as wrong:
        raise errors.OutsideSignatureWrong from wrong
    if not isinstance(claims, dict):
        raise errors.OutsideUnreadable
    return claims


def _require_days(claims: Mapping[str, Any], now: datetime) -> None:
    begins, ends = claims.get("nbf"), claims.get("exp")
    if not isinstance(begins, int) or not isinstance(ends, int):
        raise errors.OutsideUnreadable
    if begins > now.timestamp():
        raise errors.OutsideNotYet
    if ends <= now.timestamp():
        raise errors.OutsideExpired


def _status(claims: Mapping[str, Any]) -> Status | None:
    status = claims.get("credentialStatus")
    if status is None:
        return None
    if not isinstance(status, dict) or status.get("statusPurpose") != "revocation":
        raise errors.OutsideUnreadable
    place = str(status.get("statusListIndex"))
    address = str(status.get("statusListCredential"))
    if not place.isascii() or not place.isdigit() or len(place) > 12 or len(address) > LONGEST_ADDRESS:
        raise errors.OutsideUnreadable
    return Status(address, int(place))


def _row(hours: Any, line: int) -> Row:
    """Read one piece of work as strictly as it is written. Raises OutsideUnreadable."""
    try:
        host = hours["organisation"]
        row = Row(
            id=hours["id"],
            worked_on=date.fromisoformat(hours["date"]),
            minutes=hours["minutes"],
            cause=Cause(hours["cause"]).value,
            evidence=Evidence(hours["evidenceLevel"]).value,
            organisation=host["name"],
            bin=host.get("bin", ""),
            since=_moment(hours.get("startDate")),
            until=_moment(hours.get("endDate")),
            line=line,
        )
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        raise errors.OutsideUnreadable from wrong
    if not (_is_text(row.id, 100) and _is_text(row.organisation, 200) and isinstance(row.bin, str)):
        raise errors.OutsideUnreadable
    if not isinstance(row.minutes, int) or isinstance(row.minutes, bool) or not 1 <= row.minutes <= DAY_MINUTES:
        raise errors.OutsideUnreadable
    if (row.bin and not (len(row.bin) == 12 and row.bin.isdigit())) or not _is_span(row):
        raise errors.OutsideUnreadable
    return row


def _is_span(row: Row) -> bool:
    if row.since is None or row.until is None:
        return row.since is row.until
    return 0 < (row.until - row.since).total_seconds() <= DAY_MINUTES * 60


def _moment(text: Any) -> datetime | None:
    if text is None:
        return None
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(text)
    return found.astimezone(UTC)


def _is_text(value: Any, longest: int) -> bool:
    return isinstance(value, str) and 0 < len(value) <= longest


def _name(identities: Iterable[Any]) -> str:
    names = (one.get("identityHash") for one in identities if isinstance(one, dict) and one.get("hashed") is False)
    return next((name[:200] for name in names if isinstance(name, str)), "")


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []

"""An entry as bytes, version 1: frozen. Another form is another version; docs/ledger.md describes it with examples.

Nothing here says who: people, places and organisations go into one digest with the random id of the entry, and words
into another, so that what is hashed stays the same when a person leaves and her words are emptied.
"""

from datetime import UTC, date, datetime
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

VERSION = 1
SHARDS = 256
ORIGIN = "0" * 64  # stands before the first entry of a shard
DASH = "—"  # what the words of somebody who left are replaced by


class Record(NamedTuple):
    """One row of the ledger as it is stored; people and places by their primary keys.

    ``minutes`` are whole and signed, ``recorded_at`` has a time zone, digests are 64 lower-case hexadecimal digits.
    """

    shard: int
    position: int
    previous: str
    digest: str
    public_id: UUID
    kind: str
    minutes: int
    worked_on: date
    cause: str
    evidence: str
    policy: str
    recorded_at: datetime
    follows: UUID | None
    volunteer: int
    attendance: int
    organisation: int
    territory: int
    actor: int | None
    approver: int | None
    age_years: int
    reason: str
    reason_digest: str


def canonical(record: Record) -> str:
    """Return the entry as one line of ASCII: what is hashed and what a proof shows."""
    follows = record.follows.hex if record.follows else "-"
    recorded = record.recorded_at.astimezone(UTC).isoformat(timespec="microseconds")
    return (
        f"{VERSION}|{record.shard}|{record.position}|{record.public_id.hex}|{record.kind}|{record.minutes}|"
        f"{record.worked_on.isoformat()}|{record.cause}|{record.evidence}|{record.policy}|{recorded}|{follows}|"
        f"{links_of(record)}|{record.reason_digest}"
    )


def links_of(record: Record) -> str:
    """Return the SHA-256 over whose hours these are and where they come from, salted with the entry's random id."""
    return _sha(
        f"{record.public_id.hex}|{record.volunteer}|{record.attendance}|{record.organisation}|{record.territory}|"
        f"{record.actor or '-'}|{record.approver or '-'}|{record.age_years}"
    )


def reason_digest_of(public_id: UUID, reason: str) -> str:
    """Return the SHA-256 over the words of an entry, salted with its random id; an empty text for no words."""
    return _sha(f"{public_id.hex}|{reason}") if reason else ""


def content_of(line: str) -> str:
    """Return the SHA-256 of a canonical line."""
    return _sha(line)


def link(previous: str, content: str) -> str:
    """Return the digest of an entry: the SHA-256 over the digest before it and that of its own line."""
    return _sha(f"{previous}|{content}")


def _sha(text: str) -> str:
    return sha256(text.encode()).hexdigest()

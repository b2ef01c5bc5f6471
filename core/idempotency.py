"""Requests that are done once however often they are sent: their answers are kept with what they changed.

The row stands in the transaction of the change, so that after a crash either both are there or neither is, and a
client that asks again hears the truth.
"""

import hashlib
import json
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, OperationalError, connection, transaction

from core.errors import KeyInUse, KeyReused
from core.models import AnsweredRequest
from core.sealing import seal, unseal

LONGEST_KEY = 255
PATIENCE = "3s"  # for a request under the same key that is under way


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request was answered with."""

    status: int
    content_type: str
    body: bytes


def digest_of(operation: str, body: bytes) -> str:
    """Return what tells one request from another: its operation and its body, however the JSON is laid out."""
    try:
        canonical = json.dumps(json.loads(body), sort_keys=True, separators=(",", ":")).encode()
    except (ValueError, RecursionError):
        canonical = body
    return hashlib.sha256(operation.encode() + b"\n" + canonical).hexdigest()


def claim(*, actor: UUID, key: str, digest: str) -> Answer | None:
    """Write down that a person's request is under way, or return what it was answered with; part of a transaction.

    A request under the same key that another process has in hand is waited for, a little. Raises KeyReused when the
    key stands for another request, KeyInUse when the other one takes too long.
    """
    name = hashlib.sha256(f"{actor}:{key}".encode()).hexdigest()
    try:
        with transaction.atomic():
            _wait_no_longer_than(PATIENCE)
            AnsweredRequest.objects.create(key=name, actor=actor, digest=digest)
        _wait_no_longer_than("0")
    except IntegrityError:
        return _kept(name, digest)
    except OperationalError as busy:  # the lock of the row, or SQLite's one writer
        raise KeyInUse from busy
    return None


def keep(answer: Answer, *, actor: UUID, key: str) -> None:
    """Keep the answer to a request that was claimed in this transaction. Sealed: it may speak of people."""
    name = hashlib.sha256(f"{actor}:{key}".encode()).hexdigest()
    AnsweredRequest.objects.filter(key=name).update(
        status=answer.status, content_type=answer.content_type, sealed=seal(answer.body.decode())
    )


def _wait_no_longer_than(limit: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [limit])


def _kept(name: str, digest: str) -> Answer:
    row = AnsweredRequest.objects.get(key=name)
    if row.digest != digest:
        raise KeyReused
    body = unseal(row.sealed)
    if row.status is None or body is None:  # an answer sealed with a key that is no longer known
        raise KeyInUse
    return Answer(status=row.status, content_type=row.content_type, body=body.encode())

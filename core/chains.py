"""Rows that nobody can change unseen: each carries a digest over itself and the digest before it.

A stream (a table) is split into lanes, each a chain of its own. A writer takes any lane that is free and holds it to
the end of its transaction, so writers never wait for each other and cannot lock each other out. Whoever keeps the
heads of the lanes elsewhere also sees rows cut off at the end, or a whole chain written anew.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connections, router, transaction
from django.db.models import Model
from django.utils import timezone

from core.models import Chained

LANES = 64
ORIGIN = "0" * 64  # stands before the first row of a lane
_OWN_COLUMNS = frozenset({"id", "digest"})
# Any lane nobody holds, beginning with the connection's own so that connections seldom meet. Trying never waits.
_FREE_LANE = """
SELECT lane FROM (SELECT (pg_backend_pid() + step) %% %s AS lane FROM generate_series(0, %s - 1) AS step) AS lanes
WHERE pg_try_advisory_xact_lock(hashtext(%s), lane) LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Head:
    """The last row of a lane."""

    lane: int
    position: int
    digest: str


@dataclass(frozen=True, slots=True)
class Break:
    """Where a chain does not hold and why: ``missing``, ``changed``, ``cut_off`` or ``rewritten``."""

    lane: int
    position: int
    kind: str


def append(row: Chained) -> None:
    """Write a row at the end of a free lane of its stream. One transaction, or part of the caller's."""
    append_all([row])


def append_all(rows: Sequence[Chained]) -> None:
    """Write rows of one stream one after the other at the end of a free lane; as ``append``, in a few statements."""
    if not rows:
        return
    stream = type(rows[0])
    with transaction.atomic():
        last = _last(stream, take_lane(stream))
        position, before = last.position, last.digest
        for row in rows:
            position += 1
            row.lane, row.position = last.lane, position
            row.digest = before = digest_of(row, before)
        stream.objects.bulk_create(rows, batch_size=500)


def digest_of(row: Chained, before: str) -> str:
    """Return the SHA-256 over the digest before and every column in order of name, hexadecimal.

    Raises TypeError for a fraction inside JSON: databases do not all give it back as it was written.
    """
    columns = {
        field.attname: _written(getattr(row, field.attname))
        for field in row._meta.concrete_fields
        if field.attname not in _OWN_COLUMNS
    }
    text = json.dumps(columns, sort_keys=True, ensure_ascii=False, separators=(",", ":"), cls=DjangoJSONEncoder)
    return hashlib.sha256(f"{before}\n{text}".encode()).hexdigest()


def _written(value: Any) -> Any:
    """Return a value as it reads back from every database."""
    if isinstance(value, datetime):
        return timezone.localtime(value, timezone=timezone.get_fixed_timezone(0)).isoformat(timespec="microseconds")
    if isinstance(value, float):
        raise TypeError("a chained row holds whole numbers, not fractions")
    if isinstance(value, Mapping):
        return {str(key): _written(part) for key, part in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_written(part) for part in value]
    return str(value) if isinstance(value, UUID) else value


def streams() -> list[type[Chained]]:
    """Return every chained table, the audit log first."""
    found = [model for model in apps.get_models() if issubclass(model, Chained)]
    return sorted(found, key=lambda model: (model._meta.label != "core.AuditLine", model._meta.label))


def heads(model: type[Chained]) -> list[Head]:
    """Return the last row of every lane in use, in order of lane."""
    lanes = model.objects.order_by("lane").values_list("lane", flat=True).distinct()
    return [_last(model, lane) for lane in lanes]


def breaks(model: type[Chained], kept: Mapping[int, Head] | None = None) -> Iterator[Break]:
    """Yield the first place of every lane at which the chain does not hold; O(rows), one pass.

    Parameters
    ----------
    kept
        Heads written down earlier, by lane: the rows they name must still be there as they were.
    """
    kept = dict(kept or {})
    lanes = sorted({*model.objects.values_list("lane", flat=True).distinct(), *kept})
    for lane in lanes:
        found = _first_break(model, lane, kept.get(lane))
        if found:
            yield found


def _first_break(model: type[Chained], lane: int, kept: Head | None) -> Break | None:
    position, before = 0, ORIGIN
    for row in model.objects.filter(lane=lane).order_by("position").iterator(chunk_size=2_000):
        if row.position != position + 1:
            return Break(lane, position + 1, "missing")
        if row.digest != digest_of(row, before):
            return Break(lane, row.position, "changed")
        if kept and row.position == kept.position and row.digest != kept.digest:
            return Break(lane, row.position, "rewritten")
        position, before = row.position, row.digest
    if kept and position < kept.position:
        return Break(lane, position + 1, "cut_off")
    return None


def take_lane(model: type[Model], lanes: int = LANES) -> int:
    """Hold a lane that nobody holds to the end of the transaction; part of one.

    Waits only when every lane is taken. SQLite has one writer at a time, so one lane.
    """
    connection = connections[router.db_for_write(model)]
    if connection.vendor != "postgresql":
        return 0
    stream = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(_FREE_LANE, [lanes, lanes, stream])
        free = cursor.fetchone()
        if free is None:
            cursor.execute("SELECT pg_backend_pid() %% %s", [lanes])
            free = cursor.fetchone()
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s), %s)", [stream, free[0]])
    return int(free[0])


def _last(model: type[Chained], lane: int) -> Head:
    found = model.objects.filter(lane=lane).order_by("-position").values_list("position", "digest").first()
    return Head(lane, *(found or (0, ORIGIN)))

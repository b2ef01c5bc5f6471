"""Many scans of one phone at once: each is judged on its own, and none is lost because another could not be read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from accounts.models import User
from core.errors import DomainError
from events.enums import ScanKind, ScanOutcome, ScanWay
from events.models import GateScan, Shift
from events.queries.gate.clocks import when_was
from events.queries.gate.recognising import Recogniser
from events.services.gate.scans import Scan, Sender, take_scan

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Sent:
    """One scan of a batch, with what the phone knew about its own clock; no scan where it could not be read."""

    scan: Scan | None
    offset: timedelta | None = None
    was_offline: bool = False


@dataclass(frozen=True, slots=True)
class Batch:
    """What one phone sends at once."""

    device: str
    sent_at: datetime | None
    scans: Sequence[Sent]


def take_batch(*, batch: Batch, shift: Shift, actor: User, now: datetime) -> list[GateScan]:
    """Judge the scans of a phone in the order they happened; return the answers in the order they were sent.

    Every scan is a transaction of its own. One that was answered before gets the same answer, one that could not be
    read or failed on our side gets an answer that is not kept, so that it may come again.
    """
    sender = Sender(actor, shift, batch.device, Recogniser(shift))
    keys = [sent.scan.key for sent in batch.scans if sent.scan]
    known = {row.key: row for row in GateScan.objects.filter(key__in=keys).select_related("signup__volunteer__user")}
    answers: dict[int, GateScan] = {}
    for place in _in_time(batch.scans):
        sent = batch.scans[place]
        if sent.scan is None:
            answers[place] = _unkept(ScanOutcome.UNREADABLE, sender, now)
            continue
        answer = known.get(sent.scan.key) or _one(sent, batch.sent_at, sender, now)
        if answer.shift_id != shift.pk:
            answer = _unkept(ScanOutcome.KEY_TAKEN, sender, now, sent.scan)
        elif answer.pk:
            known[sent.scan.key] = answer
        answers[place] = answer
    return [answers[place] for place in range(len(batch.scans))]


def _in_time(scans: Sequence[Sent]) -> list[int]:
    """Return the places of scans in the order they happened, by the phone's own clock; unreadable ones first."""
    return sorted(range(len(scans)), key=lambda place: (scans[place].scan is not None, _moment(scans[place]), place))


def _moment(sent: Sent) -> float:
    return sent.scan.scanned_at.timestamp() if sent.scan else 0.0


def _one(sent: Sent, sent_at: datetime | None, sender: Sender, now: datetime) -> GateScan:
    scan = sent.scan
    assert scan is not None  # asked before
    moment = when_was(
        scan.scanned_at, received_at=now, sent_at=sent_at, offset=sent.offset, was_offline=sent.was_offline
    )
    try:
        return take_scan(scan, moment, sender=sender, now=now)
    except DomainError as refusal:
        log.warning("gate.scan_refused", code=refusal.code)
    except Exception:  # one scan that breaks must not lose the others; it is not kept, and the phone sends it again
        log.exception("gate.scan_failed")
    return _unkept(ScanOutcome.TRY_AGAIN, sender, now, scan)


def _unkept(outcome: ScanOutcome, sender: Sender, now: datetime, scan: Scan | None = None) -> GateScan:
    """Shape an answer that nothing keeps."""
    row = GateScan(
        shift=sender.shift,
        kind=scan.kind if scan else ScanKind.IN,
        way=scan.way if scan else ScanWay.PASS,
        scanned_by=sender.actor.public_id,
        scanned_at=scan.scanned_at if scan else now,
        received_at=now,
        happened_at=now,
        outcome=outcome,
    )
    if scan is not None:
        row.key = scan.key
    return row

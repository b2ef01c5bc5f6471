"""The daily head of the ledger: one signed root that fixes everything recorded before it."""

from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from core import audit
from recognition import errors, ledger
from recognition.ledger import Break, Head
from recognition.models import LedgerHead
from recognition.queries import Tally, examine_ledger, head_of_day, heads_of, records, tally, token_digest
from recognition.services.keys import sign

KIND = "asar-ledger-head+jws"


def publish_head(*, now: datetime) -> LedgerHead:
    """Sign the ledger as it is, once a local day; return the head of the day.

    Only what was added since the head before is read, and the entries which that one names. Raises LedgerBroken when
    they do not hold: nothing is signed on top of a break.
    """
    day = timezone.localdate(now)
    found = head_of_day(day)
    if found is not None:
        return found
    try:
        return _publish(now)
    except IntegrityError:  # another worker was first
        found = head_of_day(day)
        if found is None:
            raise
        return found


@transaction.atomic
def _publish(now: datetime) -> LedgerHead:
    before = LedgerHead.objects.order_by("-number").first()
    end = tally()
    broken = _first_break(before, end)
    if broken is not None:
        raise errors.LedgerBroken(shard=broken.shard, position=broken.position)
    head = LedgerHead(
        number=before.number + 1 if before else 1,
        day=timezone.localdate(now),
        made_at=now,
        entries=end.entries,
        root=ledger.root_of(end.heads),
        shards={str(shard): [last.position, last.digest] for shard, last in sorted(end.heads.items())},
    )
    head.token = sign(content=_signed(head, before), now=now, kind=KIND)
    head.save()
    audit.record("ledger.head_published", actor=None, subject=head, at=now, number=head.number, root=head.root)
    return head


def _first_break(before: LedgerHead | None, end: Tally) -> Break | None:
    """Return the first place after the head before, or at it, that does not hold."""
    known = heads_of(before) if before else {}
    for shard in sorted(known.keys() | end.heads.keys()):
        old, new = known.get(shard, Head()), end.heads.get(shard, Head())
        rows = list(records(Q(shard=shard, position__range=(old.position, new.position))))
        if old.position:
            if not rows or (rows[0].position, rows[0].digest) != (old.position, old.digest):
                return Break(shard, old.position, "rewritten")
            rows = rows[1:]
        breaks = ledger.examine(rows, since={shard: old}).breaks
        if breaks:
            return breaks[0]
    if end.entries != sum(head.position for head in end.heads.values()):
        return next(iter(examine_ledger().breaks), None)
    return None


def _signed(head: LedgerHead, before: LedgerHead | None) -> dict[str, object]:
    return {
        "iss": settings.SITE_URL,
        "version": ledger.VERSION,
        "number": head.number,
        "day": head.day.isoformat(),
        "made_at": head.made_at.astimezone(timezone.get_fixed_timezone(0)).isoformat(timespec="seconds"),
        "entries": head.entries,
        "root": head.root,
        "previous": token_digest(before.token) if before else "",
    }

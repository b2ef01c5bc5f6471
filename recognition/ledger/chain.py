"""Chains of entries: laying them, and finding the first place at which one does not hold."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from recognition.ledger.canonical import DASH, ORIGIN, Record, canonical, content_of, link, reason_digest_of


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry of a shard; position 0 and ``ORIGIN`` before there is one."""

    position: int = 0
    digest: str = ORIGIN


@dataclass(frozen=True, slots=True)
class Break:
    """The first place of a shard at which it does not hold.

    ``kind`` is ``missing``, ``doubled``, ``changed``, ``rewritten`` or ``cut_off``; ``entry`` the public id of the row
    that stands there, if one does.
    """

    shard: int
    position: int
    kind: str
    entry: str = ""


@dataclass(slots=True)
class Examined:
    """What one pass over the ledger saw: breaks, the heads it ended with, entries and minutes."""

    breaks: list[Break] = field(default_factory=list)
    heads: dict[int, Head] = field(default_factory=dict)
    entries: int = 0
    minutes: int = 0


Kept = Mapping[int, Mapping[int, str]]


def chained(records: Sequence[Record], *, shard: int, head: Head) -> list[Record]:
    """Return records laid at the end of a shard, in their order: position, digest before, digest. O(n)."""
    position, before, laid = head.position, head.digest, []
    for record in records:
        position += 1
        placed = record._replace(
            shard=shard,
            position=position,
            previous=before,
            reason_digest=reason_digest_of(record.public_id, record.reason),
        )
        before = link(before, content_of(canonical(placed)))
        laid.append(placed._replace(digest=before))
    return laid


def examine(
    records: Iterable[Record], *, kept: Kept | None = None, since: Mapping[int, Head] | None = None
) -> Examined:
    """Follow every shard and note the first break of each. One pass, O(n).

    Parameters
    ----------
    records
        In order of shard and position.
    kept
        Digests written down earlier, by shard and position: the entries must still be there as they were.
    since
        Heads after which ``records`` begin, by shard; a shard that is absent begins at its origin.
    """
    kept, since = kept or {}, since or {}
    seen = Examined(heads=dict(since))
    shard, position, before, is_broken = -1, 0, ORIGIN, False
    wanted: Mapping[int, str] = {}
    for record in records:
        if record.shard != shard:
            shard, is_broken, wanted = record.shard, False, kept.get(record.shard, {})
            position, before = _start(since, shard)
        seen.entries += 1
        seen.minutes += record.minutes
        if is_broken:
            continue
        kind = _fault(record, position, before, wanted)
        if kind:
            is_broken = True
            place = position + 1 if kind == "missing" else record.position
            seen.breaks.append(Break(shard, place, kind, "" if kind == "missing" else str(record.public_id)))
            continue
        position, before = record.position, record.digest
        seen.heads[shard] = Head(position, before)
    seen.breaks += _cut_off(seen, kept)
    seen.breaks.sort(key=lambda place: (place.shard, place.position))
    return seen


def _start(since: Mapping[int, Head], shard: int) -> tuple[int, str]:
    head = since.get(shard, Head())
    return head.position, head.digest


def _fault(record: Record, position: int, before: str, wanted: Mapping[int, str]) -> str:
    if record.position != position + 1:
        return "doubled" if record.position == position else "missing"
    if record.previous != before or record.digest != link(before, content_of(canonical(record))):
        return "changed"
    if record.reason_digest != reason_digest_of(record.public_id, record.reason) and not _is_emptied(record):
        return "changed"
    return "rewritten" if wanted.get(record.position, record.digest) != record.digest else ""


def _is_emptied(record: Record) -> bool:
    """Say whether words that were there have become a dash; whoever knows who left checks that she did."""
    return record.reason == DASH and bool(record.reason_digest)


def _cut_off(seen: Examined, kept: Kept) -> list[Break]:
    """Name shards that end before what was kept of them; those that broke earlier are named already."""
    broken = {place.shard for place in seen.breaks}
    ends = {shard: seen.heads.get(shard, Head()).position for shard in kept if shard not in broken}
    return [Break(shard, end + 1, "cut_off") for shard, end in ends.items() if kept[shard] and max(kept[shard]) > end]

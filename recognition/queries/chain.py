"""The ledger as somebody who trusts nobody reads it: chains, heads, proofs, totals."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from hashlib import sha256
from json import loads
from typing import Any

from django.db.models import Count, Max, Q, QuerySet, Sum

from core.delivery import GONE_DOMAIN
from core.invariants import Finding, invariant
from recognition import errors, ledger
from recognition.ledger import Break, Head, Record, Totals
from recognition.ledger.canonical import DASH
from recognition.models import RECORD_COLUMNS, LedgerEntry, LedgerHead
from recognition.queries.keys import opened

CHUNK = 10_000


@dataclass(frozen=True, slots=True)
class LedgerReport:
    """What examining the whole ledger found: breaks by shard, words about heads, counts, and the root it ends with."""

    breaks: list[Break] = field(default_factory=list)
    head_faults: list[str] = field(default_factory=list)
    entries: int = 0
    minutes: int = 0
    heads: int = 0
    root: str = ""

    @property
    def is_intact(self) -> bool:
        """Whether nothing was found."""
        return not self.breaks and not self.head_faults


@dataclass(frozen=True, slots=True)
class Tally:
    """Every shard's head with the entries and net minutes up to it."""

    heads: Mapping[int, Head]
    entries: int
    minutes: int


def records(condition: Q | None = None) -> Iterator[Record]:
    """Return entries in order of shard and position, as they are hashed."""
    rows = LedgerEntry.objects.filter(condition or Q()).order_by("shard", "position")
    return map(Record._make, rows.values_list(*RECORD_COLUMNS).iterator(chunk_size=CHUNK))


def tally() -> Tally:
    """Return where every shard ends now. What commits between its two queries is in neither."""
    ends = LedgerEntry.objects.order_by().values_list("shard").annotate(Max("position"), Count("pk"), Sum("minutes"))
    found = list(ends)
    last = Q()
    for shard, position, _count, _minutes in found:
        last |= Q(shard=shard, position=position)
    digests = dict(LedgerEntry.objects.filter(last).values_list("shard", "digest")) if found else {}
    return Tally(
        heads={shard: Head(position, digests[shard]) for shard, position, _count, _minutes in found},
        entries=sum(count for _shard, _position, count, _minutes in found),
        minutes=sum(minutes for _shard, _position, _count, minutes in found),
    )


def heads_of(head: LedgerHead) -> dict[int, Head]:
    """Return the heads of all shards that a published head holds."""
    return {int(shard): Head(int(position), str(digest)) for shard, (position, digest) in head.shards.items()}


def published_heads() -> QuerySet[LedgerHead]:
    """Return the published heads without their shards, the newest first."""
    return LedgerHead.objects.defer("shards").order_by("-number")


def head_document(head: LedgerHead, *, file: str, keys: str, with_shards: bool = True) -> dict[str, Any]:
    """Return a published head as the file that others keep; docs/ledger.md describes it."""
    document = {
        "version": ledger.VERSION,
        "number": head.number,
        "day": head.day.isoformat(),
        "made_at": head.made_at.astimezone(UTC).isoformat(timespec="seconds"),
        "entries": head.entries,
        "root": head.root,
        "token": head.token,
        "keys": keys,
        "file": file,
    }
    return document | {"shards": head.shards} if with_shards else document


def examine_ledger(kept: Mapping[int, Mapping[int, str]] | None = None) -> LedgerReport:
    """Examine every entry, every published head and the two against each other. O(entries), one pass.

    ``kept`` are digests by shard and position that somebody wrote down elsewhere.
    """
    wanted: defaultdict[int, dict[int, str]] = defaultdict(dict)
    published = list(LedgerHead.objects.order_by("number"))
    faults = head_faults(published)
    for head in published:
        for shard, end in heads_of(head).items():
            wanted[shard][end.position] = end.digest
    for shard, digests in (kept or {}).items():
        wanted[shard] |= digests
    seen = ledger.examine(records(), kept=wanted)
    breaks = sorted([*seen.breaks, *_emptied_without_leaving()], key=lambda place: (place.shard, place.position))
    return LedgerReport(breaks, faults, seen.entries, seen.minutes, len(published), ledger.root_of(seen.heads))


def head_faults(published: list[LedgerHead]) -> list[str]:
    """Say what is wrong with published heads, given in order: numbers, signatures, contents, the order of tokens."""
    faults, before, number = [], "", 0
    for head in published:
        number += 1
        if head.number != number:
            faults.append(f"head {number} is missing")
            number, before = head.number, ""
        fault = head_fault(head, before)
        if fault:
            faults.append(f"head {head.number} of {head.day}: {fault}")
        before = token_digest(head.token)
    return faults


def head_fault(head: LedgerHead, before: str) -> str:
    """Say what is wrong with one head; nothing is an empty text. ``before`` is the digest of the token before it."""
    try:
        signed = loads(opened(head.token))
    except errors.SignatureWrong:
        return "the signature is wrong"
    if ledger.root_of(heads_of(head)) != head.root:
        return "the shards do not lead to the root"
    said = {name: signed.get(name) for name in ("number", "day", "entries", "root")}
    stored = {
        "number": head.number,
        "day": head.day.isoformat(),
        "entries": head.entries,
        "root": head.root,
    }
    if said != stored or signed.get("version") != ledger.VERSION:
        return "the row is not what was signed"
    return "it does not follow the head before it" if before and signed.get("previous") != before else ""


def token_digest(token: str) -> str:
    """Return what the next head says of a token: its SHA-256."""
    return sha256(token.encode()).hexdigest()


def _emptied_without_leaving() -> list[Break]:
    """Name entries whose words became a dash although their person has not left."""
    emptied = LedgerEntry.objects.filter(reason=DASH).exclude(volunteer__user__email__endswith=f"@{GONE_DOMAIN}")
    places = emptied.values_list("shard", "position", "public_id", "reason_digest")
    return [
        Break(shard, position, "changed", str(public_id))
        for shard, position, public_id, digest in places
        if digest != ledger.reason_digest_of(public_id, DASH)
    ]


def proof_of(entry: LedgerEntry) -> dict[str, Any]:
    """Return the proof that an entry is in the ledger, under the first published head that covers it.

    An entry of today is proved under the ledger as it is; then ``head`` is empty, and nothing is signed yet.
    """
    for head in LedgerHead.objects.order_by("number").iterator(chunk_size=50):
        heads = heads_of(head)
        if heads.get(entry.shard, Head()).position >= entry.position:
            return _proof(entry, heads) | {"root": head.root, "head": head.token, "day": head.day.isoformat()}
    heads = dict(tally().heads)
    return _proof(entry, heads) | {"root": ledger.root_of(heads), "head": "", "day": ""}


def _proof(entry: LedgerEntry, heads: Mapping[int, Head]) -> dict[str, Any]:
    part = Q(shard=entry.shard, position__range=(entry.position, heads[entry.shard].position))
    return ledger.make_proof(list(records(part)), heads)


def is_proved(proof: Mapping[str, Any]) -> bool:
    """Check a proof under a published head with nothing but the public keys: signature and path. No table is read.

    Raises SignatureWrong or ProofUnreadable.
    """
    signed = loads(opened(str(proof.get("head", ""))))
    return bool(ledger.root_of_proof(proof) == signed.get("root"))


def entry_by_public_id(public_id: str) -> LedgerEntry | None:
    """Return an entry by its public id."""
    return LedgerEntry.objects.filter(public_id=public_id).first()


def head_of_day(day: date) -> LedgerHead | None:
    """Return the head of a day."""
    return LedgerHead.objects.filter(day=day).first()


def totals_by_sql() -> Totals:
    """Return minutes by person and by territory as the database adds them up."""
    entries = LedgerEntry.objects.order_by()
    whole = entries.aggregate(minutes=Sum("minutes"), entries=Count("pk"))
    return Totals(
        people=dict(entries.values_list("volunteer").annotate(Sum("minutes"))),
        territories=dict(entries.values_list("territory").annotate(Sum("minutes"))),
        minutes=whole["minutes"] or 0,
        entries=whole["entries"],
    )


def totals_by_replay() -> Totals:
    """Return the same totals, added up here from every entry."""
    rows = LedgerEntry.objects.order_by().values_list("volunteer_id", "territory_id", "minutes")
    return ledger.replay(rows.iterator(chunk_size=CHUNK))


@invariant("recognition.chain")
def _chain(now: datetime) -> Iterator[Finding]:
    """Nobody has changed the ledger or its published heads."""
    report = examine_ledger()
    for place in report.breaks:
        yield Finding(f"ledger shard {place.shard} position {place.position}", place.kind)
    for fault in report.head_faults:
        yield Finding("ledger heads", fault)

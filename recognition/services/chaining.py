"""The only room that gives entries of the ledger their place in a chain."""

from collections import defaultdict
from collections.abc import Sequence

from django.db import connection, transaction

from core import jobs
from core.chains import take_lane
from recognition.ledger import SHARDS, Head, chained
from recognition.models import LedgerEntry

BATCH = 500
COPYING = "reports.update_cube"
_HOLD = "SELECT pg_advisory_xact_lock(hashtext(%s), shard) FROM unnest(%s::int[]) AS shards(shard)"

# A statement of its own, after the shard is held: one that also took it would read what was there before. Plain SQL,
# because building it anew took a third of the work of an entry.
_LAST = f"SELECT position, digest FROM {LedgerEntry._meta.db_table} WHERE shard = %s ORDER BY position DESC LIMIT 1"


def append(entry: LedgerEntry) -> None:
    """Write an entry at the end of a shard. One transaction, or part of the caller's."""
    append_all([entry])


def append_all(entries: Sequence[LedgerEntry]) -> None:
    """Write entries one after the other at the end of one shard that nobody holds.

    The shard is held to the end of the transaction; looking for one never waits, so writers of many entries cannot
    lock each other out. On SQLite, with its one writer, the shard is the person's. Whoever keeps copies of the ledger
    is told after the commit.
    """
    if not entries:
        return
    with transaction.atomic():
        shard = take_lane(LedgerEntry, SHARDS)
        if connection.vendor != "postgresql":
            shard = shard_of(entries[0])
        _lay(entries, shard, _head(shard))
        LedgerEntry.objects.bulk_create(entries, batch_size=BATCH)
        jobs.hint(COPYING)


@transaction.atomic
def chain(entries: Sequence[LedgerEntry]) -> None:
    """Give many entries that will be saved in this transaction their places, each in the shard of its person.

    For loading in bulk. The shards are held in order, and waited for.
    """
    by_shard: defaultdict[int, list[LedgerEntry]] = defaultdict(list)
    for entry in entries:
        by_shard[shard_of(entry)].append(entry)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_HOLD, [LedgerEntry._meta.db_table, sorted(by_shard)])
    for shard, own in by_shard.items():
        _lay(own, shard, _head(shard))
    jobs.hint(COPYING)


def shard_of(entry: LedgerEntry) -> int:
    """Return the shard of a person, 0 to 255."""
    return entry.volunteer_id % SHARDS


def _head(shard: int) -> Head:
    with connection.cursor() as cursor:
        cursor.execute(_LAST, [shard])
        last = cursor.fetchone()
    return Head(*last) if last else Head()


def _lay(entries: Sequence[LedgerEntry], shard: int, head: Head) -> None:
    laid = chained([entry.record for entry in entries], shard=shard, head=head)
    for entry, record in zip(entries, laid, strict=True):
        entry.shard, entry.position, entry.previous = record.shard, record.position, record.previous
        entry.digest, entry.reason_digest = record.digest, record.reason_digest

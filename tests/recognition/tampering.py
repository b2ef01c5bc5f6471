"""Changing the ledger behind its back, as the owner of the database could: without triggers and checks."""

import hashlib
import random
import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction

from core.guards import allowing
from recognition.ledger import Head, chained
from recognition.models import RECORD_COLUMNS, LedgerEntry
from recognition.queries import examine_ledger, records

TABLE = LedgerEntry._meta.db_table
PLACES_ONLY = frozenset({"shard", "position"})  # an entry that goes elsewhere leaves a gap


def lift_every_refusal():
    """Take away what the database refuses by itself; before rows are written, in the same transaction."""
    with connection.cursor() as cursor:
        for statement in allowing(connection.vendor, TABLE):
            cursor.execute(statement)
        cursor.execute("DROP INDEX recognition_ledgerentry_one_credit")
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
            return
        cursor.execute("SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'c'", [TABLE])
        for (name,) in cursor.fetchall():
            cursor.execute(f'ALTER TABLE {TABLE} DROP CONSTRAINT "{name}"')


def restore_checks():
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


def sql(text, *values):
    with connection.cursor() as cursor:
        cursor.execute(text, values)


@dataclass
class Tamperer:
    """One seeded enemy; every attempt says which place should be named, looks, and is rolled back."""

    entries: list
    chance: random.Random

    def __post_init__(self):
        self.entries = sorted(self.entries, key=lambda entry: (entry.shard, entry.position))
        self.last = {entry.shard: entry for entry in self.entries}

    def is_last(self, entry):
        return entry is self.last[entry.shard]

    def found(self, change):
        with transaction.atomic():
            change()
            report = examine_ledger()
            transaction.set_rollback(True)
        return [(place.shard, place.position, place.kind) for place in report.breaks]

    def edit(self):
        """One column of one entry, to another value of its kind."""
        return self.edit_column(self.chance.choice(self.entries), self.chance.choice(RECORD_COLUMNS))

    def edit_column(self, entry, column):
        value = self.other(entry, column)

        def change():
            sql(f"UPDATE {TABLE} SET {column} = %s WHERE id = %s", value, entry.pk)

        kind = "changed"
        if column in PLACES_ONLY:
            kind = "cut_off" if self.is_last(entry) and column == "shard" else "missing"
        return f"{column} of {entry}", (entry.shard, entry.position, kind), self.found(change)

    def other(self, entry, column):
        chance = self.chance
        made = {
            "shard": lambda: chance.choice([n for n in range(256) if n not in self.last]),
            "position": lambda: entry.position + 10_000,
            "previous": lambda: hashlib.sha256(chance.randbytes(8)).hexdigest(),
            "digest": lambda: hashlib.sha256(chance.randbytes(8)).hexdigest(),
            "reason_digest": lambda: hashlib.sha256(chance.randbytes(8)).hexdigest(),
            "public_id": lambda: _stored(uuid.UUID(int=chance.getrandbits(128))),
            "follows_id": lambda: _stored(uuid.UUID(int=chance.getrandbits(128))),
            "kind": lambda: chance.choice([k for k in ("credit", "reversal", "correction") if k != entry.kind]),
            "minutes": lambda: chance.choice([entry.minutes + 1, -entry.minutes, entry.minutes + 60]),
            "worked_on": lambda: date(2026, 1, chance.randint(1, 9)).isoformat(),
            "cause": lambda: chance.choice([c for c in ("ecology", "inclusion", "heritage") if c != entry.cause]),
            "evidence": lambda: chance.choice([e for e in "ABC" if e != entry.evidence]),
            "policy": lambda: "hours-0",
            "recorded_at": lambda: datetime(2020, 1, 1, chance.randint(0, 23)).isoformat(" "),  # noqa: DTZ001
            "reason": lambda: chance.choice(["Another word.", "—"]),
            "age_years": lambda: entry.age_years + 1,
        }
        return made.get(column, lambda: chance.randint(10_000, 99_999))()

    def delete(self):
        entry = self.chance.choice(self.entries)
        kind = "cut_off" if self.is_last(entry) else "missing"
        found = self.found(lambda: sql(f"DELETE FROM {TABLE} WHERE id = %s", entry.pk))
        return f"deleted {entry}", (entry.shard, entry.position, kind), found

    def swap(self):
        """Two entries of one shard change places."""
        one = self.chance.choice([entry for entry in self.entries if not self.is_last(entry)])
        other = self.chance.choice([e for e in self.entries if e.shard == one.shard and e.position > one.position])

        def change():
            for pk, position in ((one.pk, 10**6), (other.pk, one.position), (one.pk, other.position)):
                sql(f"UPDATE {TABLE} SET position = %s WHERE id = %s", position, pk)

        return f"swapped {one} and {other}", (one.shard, one.position, "changed"), self.found(change)

    def truncate(self):
        """The end of one shard is cut off."""
        entry = self.chance.choice(self.entries)

        def change():
            sql(f"DELETE FROM {TABLE} WHERE shard = %s AND position >= %s", entry.shard, entry.position)

        return f"cut off at {entry}", (entry.shard, entry.position, "cut_off"), self.found(change)

    def rewrite(self):
        """One entry gets other minutes and every digest after it is computed anew, without a fault.

        What was signed is the head, so the head's position is the first that can be known to be wrong.
        """
        entry = self.chance.choice(self.entries)

        def change():
            own = [record for record in records() if record.shard == entry.shard]
            own[entry.position - 1] = own[entry.position - 1]._replace(minutes=entry.minutes + 1)
            for record in chained(own, shard=entry.shard, head=Head()):
                sql(
                    f"UPDATE {TABLE} SET minutes = %s, previous = %s, digest = %s WHERE shard = %s AND position = %s",
                    record.minutes, record.previous, record.digest, record.shard, record.position,
                )  # fmt: skip

        return f"rewrote from {entry}", (entry.shard, self.last[entry.shard].position, "rewritten"), self.found(change)


def _stored(value):
    return value.hex if connection.vendor == "sqlite" else str(value)

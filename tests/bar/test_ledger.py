"""A large ledger on PostgreSQL: how long verifying and replaying take, and how many entries a second are appended.

``LEDGER_ENTRIES`` says how many rows (200,000 unless set; the promise is about 1,000,000). How many entries a second
are appended depends on what else the machine does: that figure is printed, and the chains are what is asserted.
"""

import os
import random
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection

from core import clock
from recognition.ledger import SHARDS, Head, Record, chained, differences
from recognition.models import RECORD_COLUMNS, LedgerEntry
from recognition.queries import examine_ledger, totals_by_replay, totals_by_sql
from recognition.services import publish_head
from tests.factories.events import make_attendance, make_role, make_shift, make_signup
from tests.factories.volunteers import make_volunteer
from tests.races.servers import ROOT, server_environment

pytestmark = [pytest.mark.bar, pytest.mark.django_db(transaction=True)]
ENTRIES = int(os.environ.get("LEDGER_ENTRIES", "200000"))
MILLION = 1_000_000
VERIFY_SECONDS, REPLAY_SECONDS = 20, 2  # wished for a million on an idle machine; docs/sources.md
SLOWER = 2  # how far a slow machine may be behind before the test is red; others on it are left out of the count
CLIENTS, EACH = 8, 400
TABLE = LedgerEntry._meta.db_table
BEGAN = datetime(2024, 1, 1, 6, tzinfo=UTC)


def make_shard(shard, count, chance):
    """Credits of some eighty people, one of fifty corrected; keys of rows that are not there."""
    records = []
    while len(records) < count:
        number = len(records)
        credit = Record(
            shard=shard, position=0, previous="", digest="", public_id=UUID(int=chance.getrandbits(128)),
            kind="credit", minutes=chance.randrange(15, 481, 15), worked_on=date(2024, 1, 1) + timedelta(number // 8),
            cause=chance.choice(("ecology", "inclusion", "child_protection")), evidence=chance.choice("ABC"),
            policy="hours-1", recorded_at=BEGAN + timedelta(minutes=number), follows=None,
            volunteer=shard + SHARDS * chance.randrange(1, 80), attendance=shard + SHARDS * (number + 1),
            organisation=1, territory=chance.randrange(1, 400), actor=None, approver=None, age_years=20, reason="",
            reason_digest="",
        )  # fmt: skip
        records.append(credit)
        if chance.random() < 0.02:
            reason, digest = "Left early.", ""
            reversal = credit._replace(
                public_id=UUID(int=chance.getrandbits(128)), kind="reversal", minutes=-credit.minutes,
                follows=credit.public_id, reason=reason, reason_digest=digest,
            )  # fmt: skip
            corrected = reversal._replace(
                public_id=UUID(int=chance.getrandbits(128)), kind="correction", minutes=10, follows=reversal.public_id
            )
            records += [reversal, corrected]
    return chained(records[:count], shard=shard, head=Head())


@pytest.fixture
def unguarded(transactional_db):
    """Take the foreign keys off the table, as its owner may, and put them back when it is empty again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE contype = 'f' AND conrelid = %s::regclass",
            [TABLE],
        )
        keys = cursor.fetchall()
        for name, _definition in keys:
            cursor.execute(f'ALTER TABLE {TABLE} DROP CONSTRAINT "{name}"')
    yield
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {TABLE} CASCADE")
        for name, definition in keys:
            cursor.execute(f'ALTER TABLE {TABLE} ADD CONSTRAINT "{name}" {definition}')


def fill(count):
    """Copy a ledger into the table; the rows it points to are not needed for what is measured."""
    chance = random.Random(20261205)
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY {TABLE} ({', '.join(RECORD_COLUMNS)}) FROM STDIN") as copy:
            for shard in range(SHARDS):
                for record in make_shard(shard, count // SHARDS + (shard < count % SHARDS), chance):
                    copy.write_row(record)
        cursor.execute(f"ANALYZE {TABLE}")


def timed(what):
    """Return how long it took by the clock, how long this process computed, and the result; seconds."""
    began, computed = time.perf_counter(), time.process_time()
    result = what()
    return time.perf_counter() - began, time.process_time() - computed, result


def test_a_large_ledger_is_verified_and_replayed_to_the_minute(unguarded, figure):
    made, _, _ = timed(lambda: fill(ENTRIES))
    signed, _, head = timed(lambda: publish_head(now=clock.now()))
    verified, verify_work, report = timed(examine_ledger)
    replayed, replay_work, again = timed(totals_by_replay)
    added, _, by_sql = timed(totals_by_sql)

    assert (report.is_intact, report.entries, report.heads) == (True, ENTRIES, 1)
    assert report.root == head.root
    assert differences(again, by_sql) == []
    assert again.minutes == by_sql.minutes == report.minutes
    figure(
        f"ledger of {ENTRIES:,} entries",
        ms_to_verify=int(verified * 1000),
        ms_of_work_to_verify=int(verify_work * 1000),
        ms_to_replay=int(replayed * 1000),
        ms_of_work_to_replay=int(replay_work * 1000),
        ms_in_sql=int(added * 1000),
        ms_for_the_first_head=int(signed * 1000),
        ms_to_make=int(made * 1000),
        minutes=report.minutes,
    )
    share = max(ENTRIES / MILLION, 0.1)
    assert verify_work <= VERIFY_SECONDS * share * SLOWER
    assert replay_work <= REPLAY_SECONDS * share * SLOWER


def test_one_changed_minute_among_all_is_named(unguarded):
    fill(min(ENTRIES, 100_000))
    publish_head(now=clock.now())
    victim = LedgerEntry.objects.get(shard=77, position=200)
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {TABLE} DISABLE TRIGGER USER")
        cursor.execute(f"UPDATE {TABLE} SET minutes = minutes + 1 WHERE id = %s", [victim.pk])
        cursor.execute(f"ALTER TABLE {TABLE} ENABLE TRIGGER USER")
        cursor.execute(f"ALTER TABLE {TABLE} DISABLE TRIGGER {TABLE}_no_truncate")  # as in tests/conftest.py

    (place,) = examine_ledger().breaks
    assert (place.shard, place.position, place.kind, place.entry) == (77, 200, "changed", str(victim.public_id))


def test_eight_clients_append(figure):
    role = make_role(make_shift(days_ahead=-5), capacity=CLIENTS)
    attendances = [make_attendance(make_signup(role, make_volunteer()), minutes=60) for _ in range(CLIENTS)]
    clients = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.bar.appender", str(attendance.pk), str(EACH)], cwd=ROOT,
            env=server_environment("config.settings"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for attendance in attendances
    ]  # fmt: skip
    try:
        assert [client.stdout.readline() for client in clients] == ["ready\n"] * CLIENTS
        began = time.perf_counter()
        for client in clients:
            client.stdin.write("go\n")
            client.stdin.flush()
        assert [client.wait(timeout=300) for client in clients] == [0] * CLIENTS
        took = time.perf_counter() - began
        work = sum(float(client.stdout.readline()) for client in clients)
    finally:
        for client in clients:
            client.kill()
            client.communicate()

    report = examine_ledger()
    assert (report.breaks, report.entries) == ([], CLIENTS * EACH)
    figure(
        f"ledger appended by {CLIENTS} clients",
        entries_a_second=int(CLIENTS * EACH / took),
        us_of_work_each=int(work / CLIENTS / EACH * 1_000_000),
    )

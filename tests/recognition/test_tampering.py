"""Whatever the owner of the database does behind our back is found, and the first bad place is named."""

import random
from collections import Counter

import pytest
from django.db import transaction

from recognition.models import RECORD_COLUMNS, LedgerEntry
from recognition.queries import examine_ledger
from recognition.services import publish_head
from tests.factories.recognition import make_ledger
from tests.recognition.tampering import Tamperer, lift_every_refusal, restore_checks, sql

pytestmark = pytest.mark.django_db

FEW = {"edit": 110, "delete": 12, "swap": 12, "truncate": 12, "rewrite": 4}
MANY = {"edit": 1_000, "delete": 100, "swap": 100, "truncate": 100, "rewrite": 20}


@pytest.fixture
def enemy(now):
    lift_every_refusal()
    try:
        entries = make_ledger(people=6, corrections=9, now=now)
        publish_head(now=now)
        yield Tamperer(entries, random.Random(20261205))
    finally:
        restore_checks()


def try_all(enemy, counts):
    """Return how many of each kind were found at the place where they were made."""
    named = Counter()
    for kind, count in counts.items():
        for _ in range(count):
            what, expected, found = getattr(enemy, kind)()
            assert expected in found, f"{what}: wanted {expected}, found {found}"
            # An entry that says it belongs elsewhere breaks both shards, and either may come first.
            assert found[0][0] == expected[0] or what.startswith("shard "), what
            named[kind] += 1
    return named


def test_the_columns_that_are_tried_are_all_there_are():
    assert {*RECORD_COLUMNS, "id"} == {field.attname for field in LedgerEntry._meta.concrete_fields}


def test_an_untouched_ledger_holds(enemy):
    report = examine_ledger()

    assert (report.is_intact, report.entries, report.heads) == (True, 114, 1)


def test_a_few_of_every_kind_are_found(enemy):
    assert try_all(enemy, FEW) == Counter(FEW)


def test_every_column_of_one_entry_is_found(enemy):
    for column in RECORD_COLUMNS:
        what, expected, found = enemy.edit_column(enemy.entries[7], column)
        assert expected in found, what


def test_words_turned_into_a_dash_for_somebody_who_is_still_here_are_found(enemy):
    entry = next(entry for entry in enemy.entries if entry.reason)
    with transaction.atomic():
        sql(f"UPDATE {LedgerEntry._meta.db_table} SET reason = '—' WHERE id = %s", entry.pk)
        (place,) = examine_ledger().breaks
        transaction.set_rollback(True)

    assert (place.shard, place.position, place.kind) == (entry.shard, entry.position, "changed")


@pytest.mark.slow
def test_a_thousand_edits_and_hundreds_of_other_changes_are_all_found(enemy, figure):
    named = try_all(enemy, MANY)

    assert named == Counter(MANY)
    figure("ledger tampering, found at the place", **named)

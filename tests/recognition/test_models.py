"""The ledger only grows."""

from itertools import count

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import ProtectedError

from core.guards import allowing, refusing_but
from recognition.enums import EntryKind
from recognition.models import LedgerEntry, LedgerHead, OutsideHours
from tests.factories.events import make_role, make_shift, make_signup
from tests.factories.recognition import make_hours
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db
TABLE = LedgerEntry._meta.db_table
positions = count(1_000_000)  # the chain is another file's subject


@pytest.fixture
def entry(db) -> LedgerEntry:
    return make_hours(make_signup(make_role(make_shift(days_ahead=-5)), make_volunteer()), minutes=120)


@pytest.fixture
def refusing_changes(db):
    """The triggers as the migration leaves them; on SQLite the tests' own emptying of tables lifts one of them."""
    columns = [field.column for field in LedgerEntry._meta.concrete_fields]
    with connection.cursor() as cursor:
        for statement in (
            *allowing(connection.vendor, TABLE),
            *refusing_but(connection.vendor, TABLE, emptied="reason", columns=columns),
        ):
            cursor.execute(statement)


def copy_of(entry: LedgerEntry, **columns: object) -> LedgerEntry:
    facts = ("volunteer", "attendance", "organisation", "territory", "cause", "worked_on", "age_years", "recorded_at")
    follows = entry if columns.get("kind") in (EntryKind.REVERSAL, EntryKind.CORRECTION) else None
    written = {"reason": "Wrong person.", "follows": follows, "shard": 255, "position": next(positions)}
    written["evidence"] = entry.evidence
    return LedgerEntry(**{name: getattr(entry, name) for name in facts}, **(written | columns))


def test_an_entry_is_never_changed(entry):
    entry.minutes = 600

    with pytest.raises(TypeError, match="never changed"):
        entry.save()

    entry.refresh_from_db()
    assert entry.minutes == 120


def test_an_entry_is_never_deleted(entry):
    with pytest.raises(TypeError, match="never deleted"):
        entry.delete()

    assert LedgerEntry.objects.get() == entry


def test_what_an_entry_rests_on_stays(entry):
    with pytest.raises(ProtectedError):
        entry.attendance.delete()
    with pytest.raises(ProtectedError):
        entry.volunteer.delete()


@pytest.mark.parametrize(
    ("kind", "minutes"),
    [
        (EntryKind.REVERSAL, 120),
        (EntryKind.REVERSAL, 0),
        (EntryKind.REVERSAL, -1441),
        (EntryKind.CREDIT, -120),
        (EntryKind.CORRECTION, -60),
        (EntryKind.CORRECTION, 0),
        ("gift", 60),
    ],
)
def test_the_table_refuses_a_wrong_sign_or_kind(entry, kind, minutes):
    with pytest.raises(IntegrityError), transaction.atomic():
        copy_of(entry, kind=kind, minutes=minutes).save()

    assert LedgerEntry.objects.get() == entry


def test_the_table_holds_one_credit_and_one_reversal_of_an_attendance(entry):
    with pytest.raises(IntegrityError), transaction.atomic():
        copy_of(entry, kind=EntryKind.CREDIT, minutes=60).save()
    copy_of(entry, kind=EntryKind.REVERSAL, minutes=-120).save()
    with pytest.raises(IntegrityError), transaction.atomic():
        copy_of(entry, kind=EntryKind.REVERSAL, minutes=-120).save()

    assert LedgerEntry.objects.count() == 2


def test_the_table_refuses_a_reversal_without_a_reason(entry):
    with pytest.raises(IntegrityError, match="reversal_has_reason"), transaction.atomic():
        copy_of(entry, kind=EntryKind.REVERSAL, minutes=-120, reason="").save()


@pytest.mark.parametrize("kind", [EntryKind.REVERSAL, EntryKind.CORRECTION])
def test_the_table_refuses_what_should_follow_and_follows_nothing(entry, kind):
    with pytest.raises(IntegrityError, match="follows_fits_kind"), transaction.atomic():
        copy_of(entry, kind=kind, minutes=-120 if kind == EntryKind.REVERSAL else 60, follows=None).save()


def test_the_table_refuses_two_entries_at_one_position(entry):
    with pytest.raises(IntegrityError), transaction.atomic():
        copy_of(entry, kind=EntryKind.REVERSAL, minutes=-120, shard=entry.shard, position=entry.position).save()


def test_the_table_refuses_an_unknown_level_of_evidence_and_an_unknown_shard(entry):
    with pytest.raises(IntegrityError, match="evidence_known"), transaction.atomic():
        copy_of(entry, kind=EntryKind.REVERSAL, minutes=-120, evidence="D").save()
    with pytest.raises(IntegrityError, match="shard_known"), transaction.atomic():
        copy_of(entry, kind=EntryKind.REVERSAL, minutes=-120, shard=256).save()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE recognition_ledgerentry SET minutes = 600",
        "UPDATE recognition_ledgerentry SET reason = 'Another.'",
        "UPDATE recognition_ledgerentry SET reason = '—', minutes = 600",
        "UPDATE recognition_ledgerentry SET reason = '—', actor_id = NULL, age_years = 99",
        "DELETE FROM recognition_ledgerentry",
    ],
)
def test_the_database_refuses_to_change_or_delete_an_entry(entry, change, refusing_changes):
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)

    assert LedgerEntry.objects.get().minutes == 120


def test_words_become_a_dash_when_a_person_leaves_and_nothing_else_does(entry, refusing_changes):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE recognition_ledgerentry SET reason = ''")  # as it was: nothing changes
        cursor.execute("UPDATE recognition_ledgerentry SET reason = '—'")

    assert LedgerEntry.objects.get().reason == "—"


@pytest.mark.parametrize("model", [LedgerEntry, LedgerHead, OutsideHours])
def test_migrations_leave_the_refusal_behind(model):
    table = model._meta.db_table
    names = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgrelid = %s::regclass",
    }
    with connection.cursor() as cursor:
        cursor.execute(names[connection.vendor], [table])
        triggers = {name for (name,) in cursor.fetchall()}

    wanted = {
        "sqlite": {f"{table}_no_update"},
        "postgresql": {f"{table}_append_only", f"{table}_no_truncate"},
    }  # the other: see conftest
    assert triggers == wanted[connection.vendor]

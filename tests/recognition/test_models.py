"""The ledger only grows."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from recognition.enums import EntryKind
from recognition.models import LedgerEntry
from tests.factories.events import make_role, make_shift, make_signup
from tests.factories.recognition import make_hours
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(db) -> LedgerEntry:
    return make_hours(make_signup(make_role(make_shift(days_ahead=-5)), make_volunteer()), minutes=120)


def copy_of(entry: LedgerEntry, **columns: object) -> LedgerEntry:
    facts = ("volunteer", "attendance", "organisation", "territory", "cause", "worked_on", "age_years", "recorded_at")
    return LedgerEntry(**{name: getattr(entry, name) for name in facts}, **({"reason": "Wrong person."} | columns))


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

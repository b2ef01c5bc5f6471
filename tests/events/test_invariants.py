"""The doctor names what is wrong, changes nothing, and its exit code is the verdict."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, transaction

from core import invariants, outbox
from core.invariants import codes, examine
from core.models import OutboxMessage
from events.enums import Outcome, ShiftStatus, SignUpOrigin, SignUpStatus
from events.models import Attendance, Shift, ShiftRole, SignUp, WaitlistEntry
from events.services.signups import claim_seat
from recognition.models import LedgerEntry
from recognition.services import confirm_attendance
from tests.factories.events import make_opportunity, make_role, make_shift


@pytest.fixture
def place(aliya, taza_su, now):
    """Aliya's place on a shift of two hours in five days."""
    role = make_role(make_shift(make_opportunity(organisation=taza_su)), capacity=3)
    return claim_seat(role=role, volunteer=aliya.volunteer, actor=aliya, now=now)


def found(now):
    return {code: [finding.where for finding in findings] for code, findings in examine(now=now).items() if findings}


def doctor(**options):
    out = StringIO()
    try:
        call_command("doctor", stdout=out, **options)
    except CommandError as verdict:
        return verdict.returncode, out.getvalue()
    return 0, out.getvalue()


def test_a_sound_place_is_no_finding_and_the_exit_code_is_zero(place, now):
    code, words = doctor()

    assert (code, found(now)) == (0, {})
    assert [line.split(": ")[1] for line in words.splitlines()] == ["holds"] * len(codes())


def test_a_counter_that_does_not_count_is_named(place, now):
    ShiftRole.objects.filter(pk=place.role_id).update(taken_count=2)

    assert found(now) == {"events.capacity": [f"role {place.role_id}"]}


def test_two_places_at_the_same_time_are_named(place, aliya, taza_su, now):
    other = make_role(make_shift(make_opportunity(organisation=taza_su)), capacity=1)
    SignUp.objects.create(
        role=other, shift=other.shift, volunteer=aliya.volunteer, status=SignUpStatus.CONFIRMED,
        origin=SignUpOrigin.SELF, made_at=now,
    )  # fmt: skip
    ShiftRole.objects.filter(pk=other.pk).update(taken_count=1)

    assert found(now) == {"events.clashes": [f"volunteer {aliya.volunteer.pk}"]}


def test_a_shift_whose_moment_left_its_wall_time_is_named(place, now):
    hour = timedelta(hours=1)
    shift = place.shift
    Shift.objects.filter(pk=shift.pk).update(starts_at=shift.starts_at - hour, ends_at=shift.ends_at - hour)

    assert found(now) == {"events.wall_time": [f"shift {shift.pk}"]}


def test_an_offer_that_outlived_its_end_is_named(place, now):
    SignUp.objects.filter(pk=place.pk).update(status=SignUpStatus.INVITED, offer_expires_at=now - timedelta(hours=1))

    assert found(now) == {"events.offers": [f"sign-up {place.pk}"]}


def test_an_entry_marked_as_offered_without_an_offer_is_named(place, zhanna, aliya, now):
    entry = WaitlistEntry.objects.create(
        role=place.role, volunteer=aliya.volunteer, joined_at=now - timedelta(days=1), offered_at=now
    )

    assert found(now) == {"events.offers": [f"waiting-list entry {entry.pk}"]}


def test_a_place_on_a_cancelled_shift_is_named(place, now):
    Shift.objects.filter(pk=place.shift_id).update(status=ShiftStatus.CANCELLED)

    assert found(now) == {"events.cancelled": [f"sign-up {place.pk}"]}


def test_a_shift_with_children_that_is_kept_as_staffed_and_is_not_is_named(place, now):
    opportunity = place.shift.opportunity
    opportunity.has_child_contact = True
    opportunity.save()
    Shift.objects.filter(pk=place.shift_id).update(has_two_adults=True)

    assert found(now) == {"events.staffing": [f"shift {place.shift_id}"]}


def test_attendance_of_a_place_that_was_given_back_is_named(place, dana, now):
    attendance = Attendance.objects.create(
        signup=place, outcome=Outcome.PRESENT, minutes=60, confirmed_by=dana, confirmed_at=now
    )
    SignUp.objects.filter(pk=place.pk).update(status=SignUpStatus.WITHDRAWN)
    ShiftRole.objects.filter(pk=place.role_id).update(taken_count=0)

    assert found(now) == {"events.attendance": [f"attendance {attendance.pk}"]}


def test_a_credit_longer_than_its_attendance_is_named(place, dana, now):
    later = place.shift.ends_at + timedelta(hours=1)
    confirm_attendance(signup=place, outcome=Outcome.PRESENT, minutes=60, actor=dana, now=later)
    Attendance.objects.filter(signup=place).update(minutes=30)

    assert found(later)["recognition.ledger"] == [f"ledger entry {LedgerEntry.objects.get().pk}"]


def test_a_message_that_waits_too_long_and_one_that_was_given_up_are_named(place, now):
    OutboxMessage.objects.all().delete()
    for number, fault in enumerate(("", "SMTPException")):
        outbox.put("signups.place_free", key=str(number), due_at=now - timedelta(minutes=9), user_id=0, signup_id=0)
        OutboxMessage.objects.filter(key=str(number), pk__gt=0).update(
            failed_at=now if fault else None, last_error=fault, done_at=None
        )

    assert found(now) == {
        "core.outbox": [f"message {pk}" for pk in OutboxMessage.objects.values_list("pk", flat=True)]
    }


def test_findings_decide_the_exit_code_and_json_holds_them(place):
    ShiftRole.objects.filter(pk=place.role_id).update(taken_count=0)

    code, words = doctor(json=True)

    told = json.loads(words)
    assert (code, told["healthy"], told["findings"]) == (6, False, 1)
    assert told["checks"]["events.capacity"] == [
        {"where": f"role {place.role_id}", "what": "1 people, counted as 0, 3 places"}
    ]


def test_a_check_that_writes_is_refused_by_the_database(place, now, monkeypatch):
    def writes(moment):
        ShiftRole.objects.update(capacity=9)
        yield from ()

    monkeypatch.setitem(invariants._checks, "tests.writes", writes)

    with transaction.atomic(), pytest.raises(DatabaseError):
        examine(now=now)

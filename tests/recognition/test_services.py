"""Hours are credited once, with the attendance or not at all, and taken back with an entry of the opposite sign."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.enums import Role
from core.models import AuditLine
from events.enums import Outcome, SignUpStatus
from events.errors import AlreadyConfirmed, MinutesImpossible, ShiftNotOver, SignUpClosed
from events.models import Attendance
from places.models import Territory
from recognition import errors
from recognition.enums import EntryKind
from recognition.models import LedgerEntry
from recognition.queries import minutes_of
from recognition.services import confirm_attendance, credit, reverse
from recognition.services.approving import approve_clean
from tests.factories.accounts import make_grant
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.places import KARAGANDA, make_territory, settlement
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db


@pytest.fixture
def signup(now, aliya):
    """Aliya's place on a shift of four hours that was five days ago."""
    return make_signup(make_role(make_shift(days_ahead=-5)), aliya.volunteer)


def confirm(signup, actor, now, *, minutes=240, outcome=Outcome.PRESENT):
    return confirm_attendance(signup=signup, outcome=outcome, minutes=minutes, actor=actor, now=now)


def test_a_confirmed_attendance_is_credited_once(signup, aliya, dana, now):
    attendance = confirm(signup, dana, now, minutes=210)

    entry = LedgerEntry.objects.get()
    assert (entry.attendance, entry.volunteer, entry.minutes, entry.kind) == (
        attendance,
        aliya.volunteer,
        210,
        EntryKind.CREDIT,
    )
    assert (entry.actor, entry.recorded_at) == (dana, now)
    assert minutes_of(aliya.volunteer) == 210


def test_the_entry_copies_what_a_report_counts(signup, aliya, dana, now):
    confirm(signup, dana, now)

    entry = LedgerEntry.objects.get()
    opportunity = signup.shift.opportunity
    assert (entry.organisation, entry.territory, entry.cause) == (
        opportunity.organisation,
        opportunity.venue,
        opportunity.cause,
    )
    assert entry.worked_on == signup.shift.starts_on
    assert entry.age_years == 21


def test_remote_work_is_credited_to_the_home(aliya, dana, now):
    remote = make_shift(make_opportunity(is_remote=True), days_ahead=-5)
    confirm(make_signup(make_role(remote), aliya.volunteer), dana, now)

    assert LedgerEntry.objects.get().territory == aliya.volunteer.home


def test_a_later_move_does_not_rewrite_the_past(aliya, dana, now):
    home = aliya.volunteer.home
    remote = make_shift(make_opportunity(is_remote=True), days_ahead=-5)
    confirm(make_signup(make_role(remote), aliya.volunteer), dana, now)

    aliya.volunteer.home = settlement(KARAGANDA)
    aliya.volunteer.save()

    assert Territory.objects.get(pk=LedgerEntry.objects.get().territory_id) == home


def test_who_did_not_come_gets_no_entry(signup, aliya, dana, now):
    attendance = confirm(signup, dana, now, minutes=240, outcome=Outcome.ABSENT)

    assert (attendance.outcome, attendance.minutes) == (Outcome.ABSENT, 0)
    assert not LedgerEntry.objects.exists()


def test_a_second_word_is_refused_and_credits_nothing(signup, dana, now):
    confirm(signup, dana, now, minutes=100)

    with pytest.raises(AlreadyConfirmed):
        confirm(signup, dana, now, minutes=200)

    assert list(LedgerEntry.objects.values_list("minutes", flat=True)) == [100]


def test_attendance_without_its_credit_is_not_kept(signup, dana, now):
    # The table refuses an unknown cause, so the credit fails after the attendance was written.
    signup.shift.opportunity.cause = "knitting"

    with pytest.raises(IntegrityError, match="cause_known"), transaction.atomic():
        confirm(signup, dana, now)

    assert not Attendance.objects.exists()
    assert not LedgerEntry.objects.exists()
    assert not AuditLine.objects.filter(action="attendance.confirmed").exists()


def test_everybody_or_nobody_of_a_list(signup, dana, now):
    other = make_signup(signup.role, make_volunteer())
    confirm(other, dana, now)

    with pytest.raises(AlreadyConfirmed):
        approve_clean(signups=[signup, other], actor=dana, now=now)

    assert not Attendance.objects.filter(signup=signup).exists()
    assert LedgerEntry.objects.count() == 1


def test_everybody_of_a_list_worked_the_whole_shift(signup, dana, now):
    other = make_signup(signup.role, make_volunteer())

    assert approve_clean(signups=[signup, other], actor=dana, now=now) == []

    assert list(LedgerEntry.objects.values_list("minutes", flat=True)) == [240, 240]


def test_nobody_confirms_their_own_hours(signup, aliya, now):
    make_grant(aliya, Role.STAFF)

    with pytest.raises(errors.OwnHours):
        confirm(signup, aliya, now)

    assert not Attendance.objects.exists()


def test_a_shift_is_confirmed_from_its_last_minute_on(signup, dana):
    end = signup.shift.ends_at

    with pytest.raises(ShiftNotOver):
        confirm(signup, dana, end - timedelta(seconds=1))
    confirm(signup, dana, end)

    assert LedgerEntry.objects.count() == 1


@pytest.mark.parametrize("minutes", [-60, 0, 241, 1440])
def test_minutes_outside_the_shift_are_refused(signup, dana, now, minutes):
    with pytest.raises(MinutesImpossible) as refused:
        confirm(signup, dana, now, minutes=minutes)

    assert "240" in str(refused.value)
    assert not Attendance.objects.exists()
    assert not LedgerEntry.objects.exists()


@pytest.mark.parametrize("minutes", [1, 240])
def test_both_edges_of_the_shift_are_fine(signup, aliya, dana, now, minutes):
    confirm(signup, dana, now, minutes=minutes)

    assert minutes_of(aliya.volunteer) == minutes


@pytest.mark.parametrize(
    "status", [SignUpStatus.INVITED, SignUpStatus.DECLINED, SignUpStatus.WITHDRAWN, SignUpStatus.CANCELLED]
)
def test_only_a_confirmed_place_can_be_worked(signup, dana, now, status):
    signup.status = status
    signup.save()

    with pytest.raises(SignUpClosed):
        confirm(signup, dana, now)

    assert not LedgerEntry.objects.exists()


def test_one_attendance_is_credited_once(signup, dana, now):
    attendance = confirm(signup, dana, now)

    with pytest.raises(errors.AlreadyCredited):
        credit(attendance=attendance, actor=dana, now=now)

    assert LedgerEntry.objects.count() == 1


def test_a_reversal_nets_to_zero_and_keeps_both_entries(signup, aliya, dana, now):
    confirm(signup, dana, now, minutes=210)
    entry = LedgerEntry.objects.get()

    reversal = reverse(entry=entry, reason="Wrong person.", actor=dana, now=now + timedelta(days=1))

    assert minutes_of(aliya.volunteer) == 0
    assert (reversal.kind, reversal.minutes) == (EntryKind.REVERSAL, -210)
    assert LedgerEntry.objects.count() == 2
    for fact in ("volunteer", "attendance", "organisation", "territory", "cause", "worked_on", "age_years"):
        assert getattr(reversal, fact) == getattr(entry, fact)


def test_hours_are_taken_back_once(signup, aliya, dana, now):
    confirm(signup, dana, now)
    entry = LedgerEntry.objects.get()
    reverse(entry=entry, reason="Wrong person.", actor=dana, now=now)

    with pytest.raises(errors.AlreadyReversed):
        reverse(entry=entry, reason="Again.", actor=dana, now=now)

    assert minutes_of(aliya.volunteer) == 0


def test_every_change_of_hours_leaves_an_audit_line(signup, dana, now):
    confirm(signup, dana, now, minutes=210)
    reverse(entry=LedgerEntry.objects.get(), reason="Wrong person.", actor=dana, now=now)

    lines = {line.action: line for line in AuditLine.objects.filter(actor=dana.public_id)}
    assert lines["hours.credited"].details["minutes"] == 210
    assert lines["hours.reversed"].details == {"minutes": -210}


def test_work_in_a_village_is_credited_to_the_village(aliya, dana, now):
    village = make_territory()
    shift = make_shift(make_opportunity(venue=village), days_ahead=-5)
    confirm(make_signup(make_role(shift), aliya.volunteer), dana, now)

    assert LedgerEntry.objects.get().territory == village


def test_hours_are_not_taken_back_without_a_reason(signup, aliya, dana, now):
    confirm(signup, dana, now, minutes=210)

    with pytest.raises(errors.ReasonMissing):
        reverse(entry=LedgerEntry.objects.get(), reason="  ", actor=dana, now=now)

    assert minutes_of(aliya.volunteer) == 210


def test_whole_sets_of_entries_cannot_be_changed_or_deleted(signup, dana, now):
    confirm(signup, dana, now)

    with pytest.raises(TypeError):
        LedgerEntry.objects.all().update(minutes=1)
    with pytest.raises(TypeError):
        LedgerEntry.objects.all().delete()

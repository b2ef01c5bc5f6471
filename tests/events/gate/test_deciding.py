from datetime import timedelta

import pytest

from core.models import Look
from events import errors
from events.enums import ScanVerdict, SignUpOrigin
from events.models import Attendance, GateScan, HeadCount, Presence, SignUp
from events.services.gate.deciding import confirm_presence, count_heads, decide_scan, write_presence
from events.services.gate.lists import open_gate_list
from recognition.models import LedgerEntry
from recognition.services import confirm_attendance, confirm_own_walk_in
from recognition.services.approving import approve_clean
from tests.events.gate.doors import pass_scan
from tests.factories.accounts import make_user
from tests.factories.events import make_signup
from tests.factories.ngos import make_member

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
WHY = "I saw her at the gate."


@pytest.fixture
def contested(outcomes, start, role, bekzat, now):
    """A minor who was let in without network after her guardian withdrew."""
    signup = make_signup(role, bekzat.volunteer)
    bekzat.guardian_consents.update(withdrawn_at=now)
    assert outcomes([pass_scan(signup, start, was_offline=True)], start + HOUR) == ["let_in_closed"]
    return GateScan.objects.get()


def approve(signup, dana, minutes=60):
    fresh = SignUp.objects.get(pk=signup.pk)
    return confirm_attendance(
        signup=fresh, outcome="present", minutes=minutes, actor=dana, now=signup.shift.ends_at + HOUR
    )


def test_hours_of_a_contested_check_in_wait_for_a_decision(contested, dana, now):
    with pytest.raises(errors.PresenceContested):
        approve(contested.signup, dana)

    decide_scan(scan=contested, verdict=ScanVerdict.STANDS, reason=WHY, actor=dana, now=now)

    assert not Presence.objects.get().is_contested
    assert approve(contested.signup, dana).evidence == "B"


def test_what_does_not_count_is_kept_and_ends_the_presence(contested, dana, now):
    decide_scan(scan=contested, verdict=ScanVerdict.DROPPED, reason=WHY, actor=dana, now=now)

    assert (Presence.objects.count(), GateScan.objects.count()) == (0, 1)
    assert SignUp.objects.get().checked_in_at is None
    with pytest.raises(errors.ScanDecided):
        decide_scan(scan=contested, verdict=ScanVerdict.STANDS, reason=WHY, actor=dana, now=now)


def test_a_decision_takes_a_reason_and_keeps_it(contested, dana, now):
    with pytest.raises(errors.GateReasonMissing):
        decide_scan(scan=contested, verdict=ScanVerdict.STANDS, reason=" \n ", actor=dana, now=now)
    assert GateScan.objects.get().looked_at is None

    decide_scan(scan=contested, verdict=ScanVerdict.STANDS, reason=f" {WHY} ", actor=dana, now=now)

    assert GateScan.objects.get().reason == WHY


def test_nobody_decides_about_herself(contested, now):
    with pytest.raises(errors.OwnScan):
        decide_scan(
            scan=contested, verdict=ScanVerdict.STANDS, reason=WHY, actor=contested.signup.volunteer.user, now=now
        )


def test_a_head_count_says_whether_the_list_was_seen_before(shift, signup, dana, start):
    first = count_heads(shift=shift, people=12, actor=dana, now=start)
    open_gate_list(shift=shift, viewer=dana, language="en", now=start)
    second = count_heads(shift=shift, people=12, actor=dana, now=start + HOUR)

    assert (first.is_blind, second.is_blind, HeadCount.objects.count()) == (True, False, 2)
    with pytest.raises(errors.HeadCountImpossible):
        count_heads(shift=shift, people=2_001, actor=dana, now=start)


def test_the_list_is_there_from_the_day_before_and_everybody_sees_who_looked(shift, signup, dana, start):
    with pytest.raises(errors.GateListClosed):
        open_gate_list(shift=shift, viewer=dana, language="en", now=start - timedelta(days=1, hours=3))
    with pytest.raises(errors.GateListClosed):
        open_gate_list(shift=shift, viewer=dana, language="en", now=shift.ends_at + timedelta(hours=24))

    open_gate_list(shift=shift, viewer=dana, language="en", now=start - timedelta(days=1))

    assert Look.objects.get().person == signup.volunteer.user.public_id


def test_what_is_written_down_afterwards_counts_with_a_second_person(signup, shift, start, dana, taza_su):
    later, other = shift.ends_at + HOUR, make_member(taza_su, user=make_user())
    presence = write_presence(
        signup=signup, starts_at=start, ends_at=start + 2 * HOUR, reason=WHY, actor=dana, now=later
    )

    assert presence.reason == WHY
    with pytest.raises(errors.SecondPersonMissing):
        approve(signup, dana)
    with pytest.raises(errors.SecondPersonMissing):
        confirm_presence(presence=presence, actor=dana, now=later)
    with pytest.raises(errors.OwnScan):
        confirm_presence(presence=presence, actor=signup.volunteer.user, now=later)
    confirm_presence(presence=presence, actor=other, now=later)
    with pytest.raises(errors.PresenceConfirmed):
        confirm_presence(presence=presence, actor=other, now=later)
    assert approve(signup, dana).evidence == "C"


@pytest.mark.parametrize(
    ("first", "last", "error"),
    [
        (2, 1, errors.PresenceReversed),
        (1, 1, errors.PresenceReversed),
        (-1, 1, errors.PresenceOutside),
        (1, 5, errors.PresenceOutside),
    ],
)
def test_an_end_before_its_start_and_times_outside_are_refused(signup, shift, start, dana, first, last, error):
    with pytest.raises(error):
        write_presence(
            signup=signup,
            starts_at=start + first * HOUR,
            ends_at=start + last * HOUR,
            reason=WHY,
            actor=dana,
            now=shift.ends_at + HOUR,
        )
    assert GateScan.objects.count() == 0


def test_what_is_written_down_takes_a_reason(signup, shift, start, dana):
    with pytest.raises(errors.GateReasonMissing):
        write_presence(
            signup=signup, starts_at=start, ends_at=start + HOUR, reason="", actor=dana, now=shift.ends_at + HOUR
        )
    assert GateScan.objects.count() == 0


def test_whom_the_gate_saw_is_not_written_down_again(outcomes, signup, shift, start, dana):
    outcomes([pass_scan(signup, start)], start)

    with pytest.raises(errors.PresenceSeen):
        write_presence(
            signup=signup, starts_at=start, ends_at=start + HOUR, reason=WHY, actor=dana, now=shift.ends_at + HOUR
        )


def test_everybody_is_approved_for_as_long_as_the_gate_saw_them(outcomes, signup, shift, start, dana):
    left_at = shift.ends_at - 4 * MINUTE
    outcomes([pass_scan(signup, start + 10 * MINUTE)], start + 10 * MINUTE)
    outcomes([pass_scan(signup, left_at, kind="out")], left_at)

    assert approve_clean(signups=[SignUp.objects.get()], actor=dana, now=shift.ends_at + HOUR) == []

    attendance = Attendance.objects.get()
    assert (attendance.minutes, attendance.evidence) == (shift.minutes - 14, "B")


def test_hours_of_a_walk_in_count_when_she_has_confirmed_them(role, aliya, dana, shift):
    signup = make_signup(role, aliya.volunteer, origin=SignUpOrigin.WALK_IN)

    approve(signup, dana)
    assert LedgerEntry.objects.count() == 0

    for _twice in range(2):
        confirm_own_walk_in(signup=SignUp.objects.get(), actor=aliya, now=shift.ends_at + 2 * HOUR)

    assert LedgerEntry.objects.get().minutes == 60


def test_her_word_before_the_approval_is_as_good(role, aliya, dana, shift):
    signup = make_signup(role, aliya.volunteer, origin=SignUpOrigin.WALK_IN)

    confirm_own_walk_in(signup=signup, actor=aliya, now=shift.ends_at)
    approve(signup, dana)

    assert LedgerEntry.objects.get().minutes == 60

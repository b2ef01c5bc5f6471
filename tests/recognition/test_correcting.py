"""A correction is a reversal and the right minutes; no shift gives more than its places times its duration."""

from datetime import timedelta

import pytest

from core.invariants import examine
from core.models import AuditLine
from events.enums import Evidence, Outcome, SignUpOrigin, SignUpStatus
from events.errors import MinutesImpossible
from events.models import SignUp
from recognition import errors
from recognition.access import credit_for
from recognition.enums import EntryKind
from recognition.models import LedgerEntry
from recognition.queries import claimable_minutes, claimed_minutes, examine_ledger, minutes_of
from recognition.services import confirm_attendance, correct, credit, reverse
from tests.factories.events import make_attendance, make_opportunity, make_role, make_shift, make_signup
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db


@pytest.fixture
def role(now, taza_su):
    """Two places on a shift of four hours that was five days ago."""
    return make_role(make_shift(make_opportunity(organisation=taza_su), days_ahead=-5), capacity=2)


@pytest.fixture
def entry(role, aliya, dana, now):
    confirm_attendance(
        signup=make_signup(role, aliya.volunteer), outcome=Outcome.PRESENT, minutes=240, actor=dana, now=now
    )
    return LedgerEntry.objects.get()


def findings(now):
    return {code: found for code, found in examine(now=now).items() if found and code.startswith("recognition.")}


def test_an_entry_says_how_well_it_is_known_and_who_answers_for_it(entry, dana):
    assert (entry.evidence, entry.policy, entry.actor, entry.approver) == (Evidence.MANUAL, "hours-1", dana, dana)


def test_the_level_of_evidence_is_that_of_the_attendance(role, aliya, dana, now):
    attendance = make_attendance(make_signup(role, aliya.volunteer))
    attendance.evidence = Evidence.SIGNED
    attendance.save()

    entry = credit(attendance=attendance, actor=dana, now=now, approver=aliya)

    entry.refresh_from_db()
    assert (entry.evidence, entry.actor, entry.approver) == (Evidence.SIGNED, dana, aliya)


def test_a_correction_keeps_what_was_there_and_counts_the_new_minutes(entry, aliya, dana, now):
    corrected = correct(entry=entry, minutes=180, reason=" Left early. ", actor=dana, now=now + timedelta(hours=1))

    first, reversal, last = LedgerEntry.objects.order_by("pk")
    assert (first, last) == (entry, corrected)
    assert [(e.kind, e.minutes, e.follows) for e in (first, reversal, last)] == [
        (EntryKind.CREDIT, 240, None),
        (EntryKind.REVERSAL, -240, first),
        (EntryKind.CORRECTION, 180, reversal),
    ]
    assert (reversal.reason, last.reason) == ("Left early.", "Left early.")
    assert minutes_of(aliya.volunteer) == 180
    assert list(LedgerEntry.objects.standing()) == [last]
    assert AuditLine.objects.get(action="hours.corrected").details == {"minutes": 180, "was": 240}
    assert examine_ledger().is_intact
    assert findings(now) == {}


def test_a_correction_is_corrected_and_taken_back_like_a_credit(entry, aliya, dana, now):
    once = correct(entry=entry, minutes=180, reason="Left early.", actor=dana, now=now)
    twice = correct(entry=once, minutes=200, reason="Not so early.", actor=dana, now=now + timedelta(hours=1))

    assert minutes_of(aliya.volunteer) == 200
    assert credit_for(dana, entry.attendance.signup.public_id) == twice
    with pytest.raises(errors.AlreadyReversed):
        correct(entry=once, minutes=100, reason="Again.", actor=dana, now=now)
    reverse(entry=twice, reason="Was not there.", actor=dana, now=now + timedelta(hours=2))

    assert minutes_of(aliya.volunteer) == 0
    assert list(LedgerEntry.objects.standing()) == []
    with pytest.raises(errors.AlreadyReversed):
        reverse(entry=entry, reason="Again.", actor=dana, now=now)
    assert LedgerEntry.objects.count() == 6
    assert findings(now) == {}


@pytest.mark.parametrize(
    ("minutes", "reason", "refusal"),
    [
        (0, "Why.", MinutesImpossible),
        (-60, "Why.", MinutesImpossible),
        (241, "Why.", MinutesImpossible),
        (1500, "Why.", MinutesImpossible),
        (240, "Why.", errors.MinutesUnchanged),
        (180, "  ", errors.ReasonMissing),
    ],
)
def test_an_impossible_correction_changes_nothing(entry, aliya, dana, now, minutes, reason, refusal):
    with pytest.raises(refusal):
        correct(entry=entry, minutes=minutes, reason=reason, actor=dana, now=now)

    assert list(LedgerEntry.objects.all()) == [entry]


def test_nobody_corrects_her_own_hours(entry, aliya, now):
    with pytest.raises(errors.OwnHours):
        correct(entry=entry, minutes=180, reason="Mine.", actor=aliya, now=now)


def test_a_shift_gives_its_places_times_its_duration_and_no_minute_more(role, entry, dana, now):
    phantom = SignUp(
        role=role,
        shift=role.shift,
        volunteer=make_volunteer(),
        status=SignUpStatus.CONFIRMED,
        origin=SignUpOrigin.SELF,
        made_at=now,
    )  # a place that the shift does not have, written past the rules
    signups = [make_signup(role, make_volunteer()), phantom]
    phantom.save()
    assert (claimable_minutes(role.shift), claimed_minutes(role.shift)) == (480, 240)
    confirm_attendance(signup=signups[0], outcome=Outcome.PRESENT, minutes=200, actor=dana, now=now)

    with pytest.raises(errors.MinutesSpent) as refusal:
        confirm_attendance(signup=signups[1], outcome=Outcome.PRESENT, minutes=41, actor=dana, now=now)

    assert refusal.value.context == {"claimable": 480, "left": 40}
    assert "480" in str(refusal.value)
    assert LedgerEntry.objects.count() == 2
    confirm_attendance(signup=signups[1], outcome=Outcome.PRESENT, minutes=40, actor=dana, now=now)
    assert claimed_minutes(role.shift) == 480
    assert findings(now) == {}


def test_minutes_taken_back_can_be_given_again_and_a_correction_takes_its_own(role, entry, dana, now):
    other = make_signup(role, make_volunteer())
    confirm_attendance(signup=other, outcome=Outcome.PRESENT, minutes=240, actor=dana, now=now)
    second = LedgerEntry.objects.get(attendance__signup=other)
    less = correct(entry=entry, minutes=100, reason="Left early.", actor=dana, now=now)
    correct(entry=less, minutes=240, reason="Stayed after all.", actor=dana, now=now + timedelta(hours=1))

    reverse(entry=second, reason="Was not there.", actor=dana, now=now)

    assert claimed_minutes(role.shift) == 240


def test_a_shift_that_gave_more_than_it_has_is_named(role, entry, dana, now):
    role.capacity = 0
    type(role).objects.filter(pk=role.pk).update(capacity=1, taken_count=1)
    type(role.shift).objects.filter(pk=role.shift_id).update(ends_at=role.shift.ends_at - timedelta(hours=1))

    (finding,) = findings(now)["recognition.claims"]
    assert finding.where == f"shift {role.shift_id}"
    assert finding.what == "240 minutes credited, 1 places of 180"


def test_an_entry_that_does_not_fit_the_one_it_follows_is_named(entry, dana, now):
    attendance = make_attendance(make_signup(make_role(make_shift(days_ahead=-6)), make_volunteer()))
    reversal = reverse(entry=credit(attendance=attendance, actor=dana, now=now), reason="No.", actor=dana, now=now)
    wrong = reverse(entry=entry, reason="Wrong.", actor=dana, now=now)
    assert findings(now) == {}

    type(attendance).objects.filter(pk=attendance.pk).update(minutes=1)

    assert {finding.where for finding in findings(now)["recognition.ledger"]} == {
        f"ledger entry {LedgerEntry.objects.get(followed_by=reversal).pk}"
    }
    assert wrong.pk

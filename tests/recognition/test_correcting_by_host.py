"""A coordinator corrects what she confirmed: with a reason, never her own, and not what she alone has seen."""

import pytest

from core.invariants import examine
from core.models import OutboxMessage
from events.enums import Outcome
from events.errors import MinutesImpossible
from events.models import Attendance
from recognition import errors
from recognition.enums import CorrectionSource, DisputeReason
from recognition.models import Certificate, Correction, LedgerEntry
from recognition.queries import minutes_of
from recognition.services.approving import correct_hours
from recognition.services.disputes import open_dispute
from tests.factories.events import make_opportunity, make_role, make_scan, make_shift, make_signup
from tests.factories.ngos import make_member
from tests.factories.recognition import make_certificate, make_hours

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(now, taza_su, aliya):
    role = make_role(make_shift(make_opportunity(organisation=taza_su), days_ahead=-3))
    return make_signup(role, aliya.volunteer)


@pytest.fixture
def confirmed(place):
    make_hours(place, minutes=240)
    return place


def fix(signup, actor, now, minutes=180, reason="She left at one."):
    return correct_hours(signup=signup, minutes=minutes, reason=reason, actor=actor, now=now)


def test_the_ledger_the_attendance_and_the_person_follow(confirmed, aliya, dana, now):
    correction = fix(confirmed, dana, now)

    assert (correction.minutes_before, correction.minutes_after, correction.source) == (240, 180, "coordinator")
    assert minutes_of(aliya.volunteer) == Attendance.objects.get().minutes == 180
    assert [entry.minutes for entry in LedgerEntry.objects.order_by("pk")] == [240, -240, 180]
    assert OutboxMessage.objects.filter(topic="hours.changed").count() == 1
    assert {code: found for code, found in examine(now=now).items() if found} == {}


def test_nought_takes_everything_back_and_more_gives_it_again(confirmed, aliya, dana, now):
    fix(confirmed, dana, now, minutes=0)
    assert (minutes_of(aliya.volunteer), Attendance.objects.get().outcome) == (0, Outcome.ABSENT)
    fix(confirmed, dana, now, minutes=120)
    assert (minutes_of(aliya.volunteer), Attendance.objects.get().outcome) == (120, Outcome.PRESENT)


def test_a_certificate_that_shows_more_is_withdrawn(confirmed, aliya, dana, now):
    make_certificate(aliya.volunteer, now, minutes=240)
    fix(confirmed, dana, now, minutes=60)
    assert Certificate.objects.get().withdrawn_by == "changed"


@pytest.mark.parametrize(
    ("word", "refusal"),
    [
        ({"minutes": 240}, errors.MinutesUnchanged),
        ({"minutes": 241}, MinutesImpossible),
        ({"minutes": -1}, MinutesImpossible),
        ({"reason": "  "}, errors.CorrectionReasonMissing),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(confirmed, dana, now, word, refusal):
    with pytest.raises(refusal):
        fix(confirmed, dana, now, **word)
    assert (LedgerEntry.objects.count(), Correction.objects.count()) == (1, 0)


def test_nobody_corrects_her_own_hours(confirmed, aliya, taza_su, now):
    make_member(taza_su, user=aliya)
    with pytest.raises(errors.OwnHours):
        fix(confirmed, aliya, now)


def test_what_nobody_confirmed_is_approved_and_not_corrected(place, dana, now):
    with pytest.raises(errors.NothingCredited):
        fix(place, dana, now)


def test_an_objection_is_answered_and_not_gone_around(confirmed, aliya, dana, now):
    open_dispute(signup=confirmed, reason=DisputeReason.MINUTES, wanted_minutes=200, actor=aliya, now=now)
    with pytest.raises(errors.ObjectionFirst):
        fix(confirmed, dana, now)


def test_who_alone_saw_her_gives_no_more_and_may_take_away(place, dana, now):
    make_scan(place, way="list", is_counted=True, needs_look=False, scanned_by=dana.public_id)
    make_hours(place, minutes=120)
    with pytest.raises(errors.OnlyWitness):
        fix(place, dana, now, minutes=180)
    assert fix(place, dana, now, minutes=60).minutes_after == 60


def test_the_source_says_who(confirmed, dana, now):
    fix(confirmed, dana, now)
    found = Correction.objects.get()
    assert (found.source, found.made_by) == (CorrectionSource.COORDINATOR, dana.public_id)

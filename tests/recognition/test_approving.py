"""Clean hours in one click, everything else looked at; nobody confirms her own, nor what only she saw."""

from datetime import date, timedelta

import pytest

from core.models import OutboxMessage
from events.enums import Evidence, Outcome, ScanKind, ScanOutcome, ScanWay
from events.models import Attendance, SignUp
from recognition import errors
from recognition.models import Correction, LedgerEntry
from recognition.queries import minutes_of
from recognition.queries.approving import Anomaly, expected_of
from recognition.services.approving import approve, approve_clean, take_hours_back
from recognition.services.closing import close_month
from recognition.services.disputes import open_dispute
from recognition.services.reporting import report_own_hours
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity, make_role, make_scan, make_shift, make_signup
from tests.factories.ngos import make_member
from tests.factories.recognition import make_hours, make_presence
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db


@pytest.fixture
def role(taza_su, dana, now):
    return make_role(make_shift(make_opportunity(organisation=taza_su), days_ahead=-5), capacity=20)


@pytest.fixture
def place(role, aliya):
    return make_signup(role, aliya.volunteer)


@pytest.fixture
def other(taza_su):
    return make_member(taza_su, user=make_user(full_name="Екінші Үйлестіруші"))


def scan(place, by, way=ScanWay.LIST):
    make_scan(
        place, kind=ScanKind.IN, way=way, scanned_by=by.public_id, outcome=ScanOutcome.IN_ON_TIME, is_counted=True,
        needs_look=False,
    )  # fmt: skip


def say(place, actor, now, minutes=240, **more):
    outcome = Outcome.PRESENT if minutes else Outcome.ABSENT
    return approve(signup=place, outcome=outcome, minutes=minutes, actor=actor, now=now, **more)


def anomalies(place, by):
    return set(expected_of([place], approver=by.public_id)[place.pk].anomalies)


def test_the_only_witness_of_a_scan_does_not_approve_it(place, aliya, dana, other, now):
    make_presence(place, evidence=Evidence.ORGANISER)
    scan(place, dana)
    assert Anomaly.ONLY_WITNESS in anomalies(place, dana)

    with pytest.raises(errors.OnlyWitness):
        say(place, dana, now)
    assert not Attendance.objects.exists()
    say(place, other, now)

    assert minutes_of(aliya.volunteer) == 240


def test_the_persons_own_word_is_a_second_witness(place, aliya, dana, now):
    make_presence(place, evidence=Evidence.ORGANISER)
    scan(place, dana)

    report_own_hours(signup=place, actor=aliya, now=now)
    say(place, dana, now)

    assert minutes_of(aliya.volunteer) == 240


@pytest.mark.parametrize("way", [ScanWay.PASS, ScanWay.GATE_CODE])
def test_a_pass_or_a_code_comes_from_the_person(place, aliya, dana, now, way):
    make_presence(place)
    scan(place, dana, way)

    say(place, dana, now)

    assert minutes_of(aliya.volunteer) == 240


def test_the_only_witness_may_say_that_somebody_did_not_stay(place, dana, now):
    make_presence(place, evidence=Evidence.ORGANISER)
    scan(place, dana)

    say(place, dana, now, 0, reason="Left at once.")

    assert Attendance.objects.get().outcome == Outcome.ABSENT


def test_nobody_approves_her_own(place, aliya, taza_su, now):
    make_member(taza_su, user=aliya)

    with pytest.raises(errors.OwnHours):
        say(place, aliya, now)
    assert approve_clean(signups=[place], actor=aliya, now=now) == [place]

    assert not LedgerEntry.objects.exists()


def test_other_minutes_than_the_gate_saw_need_a_reason_which_the_person_reads(place, aliya, dana, now):
    make_presence(place, minutes=200)
    with pytest.raises(errors.CorrectionReasonMissing):
        say(place, dana, now, 180)
    assert not LedgerEntry.objects.exists()

    say(place, dana, now, 180, reason="Left at 13:00.")

    change = Correction.objects.get()
    assert (change.minutes_before, change.minutes_after, change.reason) == (200, 180, "Left at 13:00.")
    assert minutes_of(aliya.volunteer) == 180
    assert OutboxMessage.objects.get(topic="hours.changed").payload["user_id"] == aliya.pk


def test_what_the_gate_saw_needs_none(place, dana, now):
    make_presence(place, minutes=200)

    say(place, dana, now, 200)

    assert not Correction.objects.exists()


def test_less_than_the_person_says_needs_a_reason(place, aliya, dana, now):
    report_own_hours(signup=place, minutes=200, actor=aliya, now=now)

    with pytest.raises(errors.CorrectionReasonMissing):
        say(place, dana, now, 100)
    say(place, dana, now, 220)

    assert minutes_of(aliya.volunteer) == 220


def test_a_closed_month_takes_only_corrections_with_a_reason(aliya, dana, taza_su, now):
    event = make_opportunity(organisation=taza_su)
    late = make_signup(make_role(make_shift(event, starts_on=date(2026, 3, 7))), aliya.volunteer)
    close_month(month=date(2026, 3, 7), actor=None, now=now)
    assert Anomaly.LATE in anomalies(late, dana)

    with pytest.raises(errors.CorrectionReasonMissing):
        say(late, dana, now)
    assert approve_clean(signups=[late], actor=dana, now=now) == [late]
    say(late, dana, now, reason="The list was found.")

    assert Correction.objects.get().is_late


def test_hours_of_a_closed_month_are_taken_back_as_a_late_correction(aliya, dana, now):
    entry = make_hours(make_signup(make_role(make_shift(starts_on=date(2026, 3, 7))), aliya.volunteer))
    close_month(month=date(2026, 3, 7), actor=None, now=now)

    take_hours_back(entry=entry, reason="Wrong person.", actor=dana, now=now)

    late = Correction.objects.get()
    assert (late.is_late, late.minutes_before, late.minutes_after) == (True, entry.minutes, 0)
    assert minutes_of(aliya.volunteer) == 0


def test_nobody_takes_back_her_own_hours(place, aliya, now):
    entry = make_hours(place)

    with pytest.raises(errors.OwnHours):
        take_hours_back(entry=entry, reason="I feel like it.", actor=aliya, now=now)


def stand(role, **presence):
    """One more person of the shift, seen as said; without words unseen."""
    place = make_signup(role, make_volunteer(user=make_user()))
    if presence:
        make_presence(place, **presence)
    return place


def test_each_anomaly_is_found_alone(role, dana, now):
    clean = stand(role, minutes=240)
    cases = {
        Anomaly.CONTESTED: stand(role, is_contested=True),
        Anomaly.SECOND: stand(role, evidence="C"),
        Anomaly.END_INFERRED: stand(role, is_end_inferred=True, seen_out_at=None),
        Anomaly.OFF_PLAN: stand(role, minutes=224),
        Anomaly.UNSEEN: stand(role),
        Anomaly.DISPUTED: stand(role, minutes=239),
        Anomaly.SAYS_OTHERWISE: stand(role, minutes=238),
    }
    disputed, otherwise = cases[Anomaly.DISPUTED], cases[Anomaly.SAYS_OTHERWISE]
    open_dispute(signup=disputed, reason="missing", actor=disputed.volunteer.user, now=now)
    report_own_hours(signup=otherwise, minutes=200, actor=otherwise.volunteer.user, now=now)

    found = expected_of([clean, *cases.values()], approver=dana.public_id)

    assert found[clean.pk].anomalies == ()
    assert {anomaly: found[place.pk].anomalies for anomaly, place in cases.items()} == {
        anomaly: (anomaly,) for anomaly in cases
    }


def test_small_differences_from_the_plan_are_clean(role, dana):
    near = stand(role, minutes=225)

    assert expected_of([near], approver=dana.public_id)[near.pk].is_clean


def test_where_nobody_checks_out_the_planned_end_is_no_anomaly(role, dana):
    places = [stand(role, is_end_inferred=True, seen_out_at=None) for _ in range(2)]

    assert all(one.is_clean for one in expected_of(places, approver=dana.public_id).values())


def test_one_click_approves_the_clean_ones_for_as_long_as_they_were_seen(role, dana, now):
    clean = [stand(role, minutes=240), stand(role, minutes=230)]
    odd = [stand(role, minutes=100), stand(role)]

    left = approve_clean(signups=[*clean, *odd], actor=dana, now=now)

    assert left == odd
    assert dict(LedgerEntry.objects.values_list("attendance__signup", "minutes")) == {
        clean[0].pk: 240,
        clean[1].pk: 230,
    }


def test_as_many_queries_for_three_places_as_for_one(role, dana, django_assert_num_queries):
    places = [stand(role, minutes=240) for _ in range(3)]

    for some in (places[:1], places):
        with django_assert_num_queries(6):
            expected_of(some, approver=dana.public_id)


def test_a_scan_that_was_dropped_is_no_witness(place, dana, other, now):
    make_presence(place, evidence=Evidence.ORGANISER)
    scan(place, dana)
    scan(place, other)
    SignUp.objects.get(pk=place.pk).scans.filter(scanned_by=other.public_id).update(
        verdict="dropped", looked_at=now - timedelta(days=1)
    )

    assert Anomaly.ONLY_WITNESS in anomalies(place, dana)

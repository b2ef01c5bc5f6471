"""Impossible hours are refused, a reviewer may let them in, and doubtful ones wait for a decision."""

from datetime import UTC, date, time, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.enums import Role
from core.models import AuditLine
from events.enums import Outcome, ShiftStatus
from events.models import Attendance, GateOverride, Presence, Shift, SignUp
from recognition import errors
from recognition.enums import EntryKind, SuspicionStatus
from recognition.models import LedgerEntry, Suspected, Suspicion
from recognition.queries import minutes_of
from recognition.queries.plausibility import Asked, broken_rules, impossible_as_they_stand
from recognition.queries.suspicions import NAMES, SENTENCES, pattern_name, what_was_seen
from recognition.services import ask_for_exception, confirm_attendance, correct, decide_suspicion, reverse, suspect
from recognition.tasks import suspect_hours
from tests.factories.accounts import make_grant, make_user
from tests.factories.events import make_attendance, make_opportunity, make_role, make_shift, make_signup
from tests.factories.places import KARAGANDA, settlement
from tests.factories.recognition import make_doubt, make_hours
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db
WEDNESDAY = date(2026, 4, 29)


@pytest.fixture
def raya(db):
    """A reviewer for the whole country."""
    user = make_user(full_name="Рая Тестова")
    make_grant(user, Role.REVIEWER)
    return user


def place(volunteer, *, event=None, day=WEDNESDAY, at=time(10), hours=4.0):
    return make_signup(make_role(make_shift(event, starts_on=day, start_time=at, hours=hours)), volunteer)


def approve(signup, dana, now, minutes=None):
    length = minutes or signup.shift.minutes
    return confirm_attendance(signup=signup, outcome=Outcome.PRESENT, minutes=length, actor=dana, now=now)


def nothing_written(signup):
    return (
        not Attendance.objects.filter(signup=signup).exists()
        and not LedgerEntry.objects.filter(attendance__signup=signup).exists()
    )


# --- Refused ---


def test_corrected_hours_stand_in_the_way_like_any_others(aliya, dana, raya, now):
    first = place(aliya.volunteer)
    approve(first, dana, now, minutes=60)
    corrected = correct(entry=LedgerEntry.objects.get(), minutes=200, reason="She stayed.", actor=dana, now=now)

    with pytest.raises(errors.HoursOverlap):
        approve(place(aliya.volunteer, at=time(12)), dana, now)

    doubt = make_doubt(first, now=now)
    assert decide_suspicion(suspicion=doubt, is_upheld=True, reason="Nobody saw her.", reviewer=raya, now=now) == 1
    assert LedgerEntry.objects.filter(follows=corrected, kind=EntryKind.REVERSAL).count() == 1
    assert minutes_of(aliya.volunteer) == 0


def test_a_correction_upwards_meets_the_rules_and_one_downwards_does_not(aliya, dana, now):
    early = place(aliya.volunteer, at=time(6), hours=6)
    approve(early, dana, now, minutes=60)
    approve(place(aliya.volunteer, at=time(14), hours=7.5), dana, now, minutes=400)
    entry = LedgerEntry.objects.get(attendance__signup=early)

    with pytest.raises(errors.DayTooLong), transaction.atomic():
        correct(entry=entry, minutes=100, reason="She stayed.", actor=dana, now=now)
    assert minutes_of(aliya.volunteer) == 460
    correct(entry=entry, minutes=30, reason="She left.", actor=dana, now=now)
    assert minutes_of(aliya.volunteer) == 430


def test_two_shifts_at_once_are_refused_and_nothing_is_written(aliya, dana, now):
    approve(place(aliya.volunteer), dana, now)
    other = place(aliya.volunteer, at=time(12))

    with pytest.raises(errors.HoursOverlap):
        approve(other, dana, now)

    assert nothing_written(other)
    assert not hasattr(other, "attendance")
    assert minutes_of(aliya.volunteer) == 240


def test_taken_back_hours_stand_in_nobodys_way(aliya, dana, now):
    approve(place(aliya.volunteer), dana, now)
    reverse(entry=LedgerEntry.objects.get(), reason="Wrong person.", actor=dana, now=now)

    approve(place(aliya.volunteer, at=time(12)), dana, now)

    assert minutes_of(aliya.volunteer) == 240


def test_no_time_to_travel(aliya, dana, now):
    approve(place(aliya.volunteer), dana, now)
    far = place(aliya.volunteer, event=make_opportunity(venue=settlement(KARAGANDA)), at=time(15), hours=2)

    with pytest.raises(errors.HoursTooFar) as refused:
        approve(far, dana, now)

    assert 750 < refused.value.context["km"] < 850
    assert str(refused.value.context["km"]) in str(refused.value)


def test_a_day_has_eight_hours_and_the_rest_is_said(aliya, dana, now):
    approve(place(aliya.volunteer, hours=6), dana, now)
    evening = place(aliya.volunteer, at=time(17), hours=4)

    with pytest.raises(errors.DayTooLong, match="120 minutes are left"):
        approve(evening, dana, now)

    approve(evening, dana, now, minutes=120)
    assert minutes_of(aliya.volunteer) == 480


def test_what_the_gate_saw_decides_and_not_the_plan(aliya, dana, now):
    first = place(aliya.volunteer)
    Presence.objects.create(
        signup=first,
        volunteer=aliya.volunteer,
        starts_at=first.shift.starts_at,
        ends_at=first.shift.starts_at + timedelta(hours=1),
        seen_in_at=first.shift.starts_at,
        seen_out_at=first.shift.starts_at + timedelta(hours=1),
        is_end_inferred=False,
        evidence="B",
    )
    approve(first, dana, now, minutes=60)

    approve(place(aliya.volunteer, at=time(11)), dana, now)

    assert minutes_of(aliya.volunteer) == 300


def test_ninety_days_are_the_limit(aliya, dana, now):
    in_time = place(aliya.volunteer, day=(now - timedelta(days=90)).date(), at=time(12))
    late = place(aliya.volunteer, day=(now - timedelta(days=92)).date())

    approve(in_time, dana, now)
    with pytest.raises(errors.EntryTooLate):
        approve(late, dana, now)


def test_a_minor_at_night_or_in_lessons(bekzat, dana, now):
    with pytest.raises(errors.MinorAtNight, match="22:00 and 06:00"):
        approve(place(bekzat.volunteer, at=time(20), hours=3), dana, now)
    with pytest.raises(errors.MinorInLessons, match="08:00 and 14:00"):
        approve(place(bekzat.volunteer), dana, now)

    approve(place(bekzat.volunteer, day=date(2026, 5, 2)), dana, now)
    assert minutes_of(bekzat.volunteer) == 240


def test_lesson_time_that_an_officer_allowed(bekzat, dana, now):
    signup = place(bekzat.volunteer)
    GateOverride.objects.create(
        role=signup.role, volunteer=bekzat.volunteer, gate="school_hours", reason="A school trip.",
        asked_by=dana.public_id, asked_at=now, decided_by=make_user().public_id, decided_at=now, is_granted=True,
    )  # fmt: skip

    approve(signup, dana, now)

    assert minutes_of(bekzat.volunteer) == 240


def test_hours_of_a_shift_that_was_called_off(aliya, dana, now):
    signup = place(aliya.volunteer)
    Shift.objects.update(status=ShiftStatus.CANCELLED)
    signup = SignUp.objects.get()

    with pytest.raises(errors.ShiftCalledOff):
        approve(signup, dana, now)


def test_a_list_is_judged_together_in_few_queries(aliya, now):
    both = [place(aliya.volunteer), place(aliya.volunteer, at=time(12))]
    people = [place(make_volunteer()) for _person in range(10)]

    assert set(impossible_as_they_stand(both, now=now)) == {both[1].pk}
    with CaptureQueriesContext(
        connection,
    ) as few:
        broken_rules([Asked(people[0], 60)], now=now)
    with CaptureQueriesContext(connection) as many:
        broken_rules([Asked(one, 60) for one in people], now=now)
    assert len(few) == len(many) <= 8


# --- Asked ---


def test_a_reviewer_lets_a_long_day_in(aliya, dana, raya, now):
    signup = place(aliya.volunteer, at=time(8), hours=10)
    with pytest.raises(errors.DayTooLong):
        approve(signup, dana, now)

    (question,) = ask_for_exception(signup=signup, minutes=600, reason="A flood.", actor=dana, now=now)
    with pytest.raises(errors.DayTooLong):
        approve(signup, dana, now)
    decide_suspicion(suspicion=question, is_upheld=False, reason="The mayor confirms.", reviewer=raya, now=now)
    approve(signup, dana, now)

    assert minutes_of(aliya.volunteer) == 600
    assert suspect(now=now) == 0  # what was let in is not doubted again
    assert AuditLine.objects.filter(action="suspicion.cleared").count() == 1


def test_a_question_that_is_refused_leaves_the_rule(aliya, dana, raya, now):
    signup = place(aliya.volunteer, at=time(8), hours=10)
    (question,) = ask_for_exception(signup=signup, minutes=600, reason="Long.", actor=dana, now=now)

    decide_suspicion(suspicion=question, is_upheld=True, reason="No.", reviewer=raya, now=now)

    with pytest.raises(errors.DayTooLong):
        approve(signup, dana, now)


def test_what_cannot_be_asked(aliya, bekzat, dana, now):
    fine, lessons = place(aliya.volunteer), place(bekzat.volunteer)
    long_day = place(make_volunteer(), hours=9)

    with pytest.raises(errors.NothingToAsk):
        ask_for_exception(signup=fine, minutes=60, reason="Why not.", actor=dana, now=now)
    with pytest.raises(errors.NoExceptionHere):
        ask_for_exception(signup=lessons, minutes=60, reason="Why not.", actor=dana, now=now)
    with pytest.raises(errors.DecisionReasonMissing):
        ask_for_exception(signup=long_day, minutes=540, reason="  ", actor=dana, now=now)
    ask_for_exception(signup=long_day, minutes=540, reason="A camp.", actor=dana, now=now)
    with pytest.raises(errors.AlreadyAsked):
        ask_for_exception(signup=long_day, minutes=540, reason="A camp!", actor=dana, now=now)
    assert Suspicion.objects.count() == Suspected.objects.count() == 1


# --- Doubted ---


@pytest.fixture
def paid(aliya, now):
    """Three people's hours for work whose title speaks of pay."""
    role = make_role(make_shift(make_opportunity(title="Paid promoter"), days_ahead=-5))
    return [make_hours(make_signup(role, one)) for one in (aliya.volunteer, make_volunteer(), make_volunteer())]


def test_the_night_writes_a_doubt_once(paid, now):
    assert suspect(now=now) == 1
    assert suspect(now=now + timedelta(days=1)) == 0

    doubt = Suspicion.objects.get()
    assert (doubt.pattern, doubt.status, doubt.found_at, doubt.organisation) == (
        "paid_work",
        SuspicionStatus.OPEN,
        now,
        paid[0].organisation,
    )
    assert doubt.suspected.count() == 3
    assert what_was_seen(doubt) == "The title speaks of pay: “paid”."


def test_upholding_takes_the_hours_back_with_the_reason(paid, raya, aliya, now):
    suspect(now=now)

    count = decide_suspicion(
        suspicion=Suspicion.objects.get(), is_upheld=True, reason="It was paid.", reviewer=raya, now=now
    )

    assert count == 3
    assert minutes_of(aliya.volunteer) == 0
    taken = LedgerEntry.objects.filter(kind=EntryKind.REVERSAL)
    assert set(taken.values_list("reason", "actor")) == {("It was paid.", raya.pk)}
    assert suspect(now=now) == 0


def test_clearing_keeps_the_hours_and_asks_no_second_time(paid, raya, aliya, now):
    suspect(now=now)
    doubt = Suspicion.objects.get()

    assert decide_suspicion(suspicion=doubt, is_upheld=False, reason="A joke.", reviewer=raya, now=now) == 0

    assert minutes_of(aliya.volunteer) == 240
    assert suspect(now=now) == 0
    assert (doubt.status, doubt.decided_by, doubt.reason) == (SuspicionStatus.CLEARED, raya.public_id, "A joke.")
    newcomer = make_hours(make_signup(paid[0].attendance.signup.role, make_volunteer()))
    assert suspect(now=now) == 1
    assert list(Suspected.objects.filter(suspicion__status="open").values_list("signup", flat=True)) == [
        newcomer.attendance.signup_id
    ]


def test_nobody_decides_twice_or_about_her_own(paid, raya, now):
    suspect(now=now)
    doubt = Suspicion.objects.get()
    make_grant(paid[0].volunteer.user, Role.REVIEWER)

    with pytest.raises(errors.OwnDoubt):
        decide_suspicion(suspicion=doubt, is_upheld=False, reason="Mine.", reviewer=paid[0].volunteer.user, now=now)
    with pytest.raises(errors.DecisionReasonMissing):
        decide_suspicion(suspicion=doubt, is_upheld=False, reason=" ", reviewer=raya, now=now)
    decide_suspicion(suspicion=doubt, is_upheld=False, reason="Fine.", reviewer=raya, now=now)
    with pytest.raises(errors.AlreadyDecided):
        decide_suspicion(suspicion=doubt, is_upheld=True, reason="Not fine.", reviewer=raya, now=now)
    assert LedgerEntry.objects.count() == 3


def test_impossible_hours_that_came_in_another_way_are_doubted(aliya, now):
    make_hours(place(aliya.volunteer))
    make_hours(place(aliya.volunteer, at=time(12), hours=2))

    suspect_hours()

    assert list(Suspicion.objects.values_list("pattern", flat=True)) == ["overlap"]


def test_one_phone_is_seen_through_the_gate(now):
    role = make_role(make_shift(days_ahead=-5), capacity=9)
    for _person in range(4):
        signup = make_signup(role, make_volunteer())
        make_hours(signup)
        signup.scans.create(
            key=f"00000000-0000-0000-0000-{signup.pk:012d}", shift=role.shift, kind="in", way="gate_code",
            device="one", scanned_by=signup.volunteer.user.public_id, outcome="in_on_time", is_counted=True,
            scanned_at=role.shift.starts_at, received_at=role.shift.starts_at, happened_at=role.shift.starts_at,
        )  # fmt: skip

    suspect(now=now)

    assert list(Suspicion.objects.values_list("pattern", flat=True)) == ["shared_phone"]


def test_a_doubt_costs_the_same_queries_for_one_and_for_three(now):
    def queries():
        with CaptureQueriesContext(connection) as caught:
            suspect(now=now)
        return len(caught)

    make_hours(place(make_volunteer()))
    one = queries()
    for _person in range(2):
        make_hours(place(make_volunteer()))
    assert queries() == one


def test_every_pattern_has_a_name_and_a_sentence(aliya, now):
    facts = {
        "minutes": 1, "km": 2, "way_minutes": 3, "day": "2026-05-04", "limit_minutes": 4, "days": 5, "limit_days": 6,
        "age": 15, "from": "22:00", "until": "06:00", "credits": 7, "of": 8, "usual": 9, "people": 10, "unseen": 11,
        "places": 12, "heads": 13, "at_once": 14, "week_of": "2026-05-04", "whole": 15, "written": 16, "word": "paid",
        "month": "2026-04",
        "signs": "over_places,over_heads,nobody_counted,joined_after,all_the_same,at_one_go",
    }  # fmt: skip
    assert set(NAMES) == set(SENTENCES)
    for pattern in NAMES:
        doubt = make_doubt(place(make_volunteer()), now=now, pattern=pattern.value, facts=facts)
        assert pattern_name(doubt.pattern)
        assert "%(" not in what_was_seen(doubt)


def test_the_clock_is_utc_and_the_day_is_the_venues(aliya, dana, now):
    """Two shifts of seven hours on two local days that share a day in UTC."""
    approve(place(aliya.volunteer, day=date(2026, 4, 28), at=time(17), hours=6.5), dana, now)
    second = place(aliya.volunteer, day=date(2026, 4, 29), at=time(0, 30), hours=4)
    assert second.shift.starts_at.astimezone(UTC).date() == date(2026, 4, 28)

    approve(second, dana, now)

    assert minutes_of(aliya.volunteer) == 630


def test_attendance_of_the_absent_is_never_judged(aliya, dana, now):
    make_attendance(place(aliya.volunteer, hours=12), minutes=0)

    assert suspect(now=now) == 0

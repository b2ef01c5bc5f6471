"""What an organisation does not say in time is counted from the gate, or the person is told; months close."""

from datetime import date, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.db import DatabaseError, transaction

from core.models import OutboxMessage
from events.enums import Outcome
from events.errors import SignUpClosed
from events.models import Attendance
from recognition import errors
from recognition.enums import CorrectionSource, DisputeReason
from recognition.models import Correction, LedgerEntry, MonthClose, OwnReport, Silence
from recognition.queries import minutes_of
from recognition.queries.closing import late_corrections, months_due
from recognition.services import confirm_attendance
from recognition.services.closing import close_due_months, close_month
from recognition.services.correcting import set_minutes
from recognition.services.disputes import open_dispute
from recognition.services.reporting import report_own_hours
from recognition.services.settling import settle_silent
from recognition.terms import Terms, terms_on
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.recognition import make_hours, make_presence
from tests.letters import sent

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SILENCE = 14 * DAY


@pytest.fixture
def role(taza_su, dana, now):
    return make_role(make_shift(make_opportunity(organisation=taza_su), days_ahead=-5))


@pytest.fixture
def place(role, aliya):
    return make_signup(role, aliya.volunteer)


def over(place):
    """The moment from which on the organisation is silent."""
    return place.shift.ends_at + SILENCE


def letters_at(moment):
    with time_machine.travel(moment, tick=False):
        return sent()


def told(topic):
    return [row.payload["user_id"] for row in OutboxMessage.objects.filter(topic=topic)]


@pytest.mark.parametrize("evidence", ["A", "B"])
def test_whom_the_gate_saw_gets_the_hours_from_the_site(place, aliya, evidence):
    make_presence(place, minutes=200, evidence=evidence)

    assert settle_silent(now=over(place)) == 1

    entry = LedgerEntry.objects.get()
    assert (entry.minutes, entry.actor, entry.attendance.evidence) == (200, None, evidence)
    assert Silence.objects.get().is_counted
    assert told("hours.settled") == [aliya.pk]


def test_nothing_is_settled_before_the_time_and_nothing_twice(place):
    make_presence(place)

    assert settle_silent(now=over(place) - timedelta(seconds=1)) == 0
    assert settle_silent(now=over(place)) == 1
    assert settle_silent(now=over(place) + DAY) == 0
    assert LedgerEntry.objects.count() == 1


@pytest.mark.parametrize(
    "seen",
    [None, {"evidence": "C", "confirmed_by": None}, {"evidence": "B", "is_contested": True}],
    ids=["unseen", "written down", "contested"],
)
def test_who_was_not_seen_beyond_doubt_waits_and_is_told_once(place, aliya, seen):
    if seen:
        make_presence(place, **seen)

    for days in range(3):
        assert settle_silent(now=over(place) + days * DAY) == 0

    assert not Attendance.objects.exists()
    assert not Silence.objects.get().is_counted
    assert told("hours.unanswered") == [aliya.pk]
    letter = letters_at(over(place))[-1]
    assert f"me/hours/{place.public_id}/object/" in letter.body
    dispute = open_dispute(signup=place, reason=DisputeReason.MISSING, actor=aliya, now=over(place) + 2 * DAY)
    assert dispute.is_open


def test_the_coordinator_may_still_speak_after_it(place, aliya, dana):
    settle_silent(now=over(place))

    confirm_attendance(signup=place, outcome=Outcome.PRESENT, minutes=240, actor=dana, now=over(place) + DAY)

    assert minutes_of(aliya.volunteer) == 240
    assert letters_at(over(place) + DAY) == []  # the letter no longer holds


def test_an_objection_that_waits_has_deadlines_of_its_own(place, aliya, now):
    make_presence(place)
    open_dispute(signup=place, reason=DisputeReason.MISSING, actor=aliya, now=now)

    assert settle_silent(now=over(place)) == 0
    assert not Silence.objects.exists()


def test_hours_that_a_rule_refuses_to_count_are_told(place, aliya, monkeypatch):
    make_presence(place)

    def refuses(**words):
        raise SignUpClosed

    monkeypatch.setattr("recognition.services.settling.confirm_attendance", refuses)

    assert settle_silent(now=over(place)) == 0
    assert told("hours.unanswered") == [aliya.pk]


def test_what_was_settled_can_be_corrected_like_everything(place, aliya, dana):
    make_presence(place)
    settle_silent(now=over(place))

    set_minutes(
        signup=place, minutes=100, source=CorrectionSource.COORDINATOR, reason="Left early.", actor=dana,
        now=over(place) + DAY,
    )  # fmt: skip

    assert minutes_of(aliya.volunteer) == 100


def test_an_own_report_is_kept_and_counts_for_nothing(place, aliya, now):
    report_own_hours(signup=place, actor=aliya, now=now)
    report_own_hours(signup=place, minutes=100, actor=aliya, now=now)

    assert OwnReport.objects.get().minutes == 100
    assert minutes_of(aliya.volunteer) == 0


@pytest.mark.parametrize("minutes", [-1, 0, 241])
def test_an_impossible_report_is_refused(place, aliya, now, minutes):
    with pytest.raises(errors.ReportImpossible):
        report_own_hours(signup=place, minutes=minutes, actor=aliya, now=now)


def test_a_report_after_the_organisations_word_is_an_objection(place, aliya, dana, now):
    confirm_attendance(signup=place, outcome=Outcome.ABSENT, minutes=0, actor=dana, now=now)

    with pytest.raises(errors.AlreadySaid):
        report_own_hours(signup=place, actor=aliya, now=now)


def worked(volunteer, day, minutes):
    return make_hours(make_signup(make_role(make_shift(starts_on=day)), volunteer), minutes=minutes)


def test_months_close_on_their_day_with_their_totals(aliya, bekzat, now):
    worked(aliya.volunteer, date(2026, 2, 28), 60)
    worked(aliya.volunteer, date(2026, 3, 1), 100)
    worked(bekzat.volunteer, date(2026, 3, 31), 200)
    assert months_due(now=now) == [date(2026, 2, 1), date(2026, 3, 1)]

    assert close_due_months(now=now) == [date(2026, 2, 1), date(2026, 3, 1)]
    assert close_due_months(now=now) == []

    march = MonthClose.objects.get(month=date(2026, 3, 1))
    assert (march.people, march.minutes, march.closed_at) == (2, 300, now)


def test_a_month_is_closed_neither_early_nor_twice(now):
    with pytest.raises(errors.MonthNotOver) as early:
        close_month(month=date(2026, 4, 9), actor=None, now=now)
    assert "2026-05-25" in str(early.value)
    close_month(month=date(2026, 3, 9), actor=None, now=now)

    with pytest.raises(errors.MonthAlreadyClosed):
        close_month(month=date(2026, 3, 1), actor=None, now=now)


def test_the_close_itself_stays_as_it_was_written(now):
    close = close_month(month=date(2026, 3, 9), actor=None, now=now)

    with pytest.raises(DatabaseError), transaction.atomic():
        MonthClose._base_manager.filter(pk=close.pk).update(minutes=9)
    with pytest.raises(TypeError):
        MonthClose.objects.all().delete()


def test_a_change_after_the_close_is_marked_as_such(aliya, dana, now):
    entry = worked(aliya.volunteer, date(2026, 3, 7), 100)
    close_due_months(now=now)

    change = set_minutes(
        signup=entry.attendance.signup, minutes=50, source=CorrectionSource.COORDINATOR, reason="Half of it.",
        actor=dana, now=now,
    )  # fmt: skip

    assert change.is_late
    assert list(late_corrections(date(2026, 3, 1))) == [change]
    assert MonthClose.objects.get().minutes == 100


def test_a_silence_settled_after_the_close_is_marked_as_such(aliya, now):
    place = make_signup(make_role(make_shift(starts_on=date(2026, 3, 7))), aliya.volunteer)
    make_presence(place)
    close_month(month=date(2026, 3, 7), actor=None, now=now)

    settle_silent(now=now)

    assert Correction.objects.get().is_late


def test_silence_ends_before_its_month_is_closed():
    terms = terms_on(date(2026, 5, 1))
    last_day = date(2026, 3, 31)

    assert last_day + timedelta(days=terms.silence_days + terms.answer_days) < terms.closes_on(last_day)


@pytest.mark.parametrize(
    ("day", "closes"), [(date(2026, 1, 31), date(2026, 2, 25)), (date(2026, 12, 1), date(2027, 1, 25))]
)
def test_the_day_of_closing_is_in_the_month_after(day, closes):
    terms: Terms = terms_on(day)

    assert terms.closes_on(day) == closes


def test_the_command_shows_and_closes_months(aliya, now):
    worked(aliya.volunteer, date(2026, 3, 1), 100)
    out = StringIO()
    call_command("months", stdout=out)
    assert "2026-03 due" in out.getvalue()

    out = StringIO()
    call_command("months", "--close", stdout=out)

    assert "2026-03 closed, 1 people, 100 minutes, 0 corrections since" in out.getvalue()

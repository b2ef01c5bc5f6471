"""What the ledger gives: standing entries alone, small numbers hidden, a switch that hides and never takes."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from core.models import AuditLine
from recognition.models import LedgerEntry, OptOut
from recognition.queries import hours_summary
from recognition.queries.merits import reached_in, recognition_of, work_of
from recognition.services import correct, reverse
from recognition.services.opting import set_recognition
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.recognition import make_hours
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(taza_su, now):
    return make_opportunity(organisation=taza_su)


def work(event, volunteer, *, days_ago, minutes, **columns):
    """Hours by factory may be longer than a shift: what is tried here is what comes after the ledger."""
    signup = make_signup(make_role(make_shift(event, days_ahead=-days_ago)), volunteer)
    return make_hours(signup, minutes=minutes, **columns)


def test_reversals_take_hours_milestones_and_months_back(event, aliya, dana, now):
    first = work(event, aliya.volunteer, days_ago=40, minutes=240)
    last = work(event, aliya.volunteer, days_ago=3, minutes=600)
    before = recognition_of(aliya.volunteer, now=now)
    assert [one.reached_on for one in before.milestones[:2]] == [last.worked_on, None]
    assert before.months == {2026: frozenset({first.worked_on.month, last.worked_on.month})}
    assert before.month_count == hours_summary(aliya.volunteer, now=now).active_months == 2

    reverse(entry=last, reason="Wrong person.", actor=dana, now=now)

    after = recognition_of(aliya.volunteer, now=now)
    assert after.minutes == 240
    assert (after.upcoming.hours, after.upcoming.missing_minutes) == (10, 360)
    assert after.months == {2026: frozenset({first.worked_on.month})}
    assert after.month_count == hours_summary(aliya.volunteer, now=now).active_months == 1


def test_a_correction_counts_once(event, aliya, dana, now):
    entry = work(event, aliya.volunteer, days_ago=3, minutes=240)
    correct(entry=entry, minutes=180, reason="She left earlier.", actor=dana, now=now)
    assert LedgerEntry.objects.count() == 3
    assert [piece.minutes for piece in work_of(aliya.volunteer)] == [180]
    found = recognition_of(aliya.volunteer, now=now)
    assert (found.minutes, sum(found.minutes_by_evidence.values())) == (180, 180)


@pytest.mark.parametrize("count", [1, 3])
def test_two_queries_however_many_entries(event, aliya, now, count, django_assert_num_queries):
    for place in range(count):
        work(event, aliya.volunteer, days_ago=3 + place, minutes=240)
    with django_assert_num_queries(2):
        found = recognition_of(aliya.volunteer, now=now)
    assert found.minutes == 240 * count


def test_years_with_work_and_the_current_one_are_shown(event, aliya, now):
    assert [(one.year, one.counted_minutes) for one in recognition_of(aliya.volunteer, now=now).progress] == [
        (2026, 0)
    ]
    work(event, aliya.volunteer, days_ago=3, minutes=1_200, worked_on=now.date().replace(year=2024))
    work(event, aliya.volunteer, days_ago=4, minutes=60)
    progress = recognition_of(aliya.volunteer, now=now).progress
    assert [(one.year, one.counted_minutes, one.credits) for one in progress] == [(2026, 60, 0), (2024, 1_200, 2)]


def test_the_switch_hides_and_takes_nothing(event, aliya, now):
    work(event, aliya.volunteer, days_ago=3, minutes=1_200)
    for _again in range(2):
        set_recognition(volunteer=aliya.volunteer, is_on=False, actor=aliya, now=now)
    off = recognition_of(aliya.volunteer, now=now)
    assert (off.is_off, list(off.milestones), off.months, off.upcoming) == (True, [], {}, None)
    assert (off.minutes, off.progress[0].counted_minutes) == (1_200, 1_200)

    for _again in range(2):
        set_recognition(volunteer=aliya.volunteer, is_on=True, actor=aliya, now=now + timedelta(days=1))
    on = recognition_of(aliya.volunteer, now=now)
    assert (on.is_off, on.milestones[0].reached_on) == (False, now.date() - timedelta(days=3))
    assert not OptOut.objects.exists()
    lines = AuditLine.objects.filter(action__startswith="recognition.").order_by("happened_at")
    assert [line.action for line in lines] == ["recognition.off", "recognition.on"]


def test_counts_of_people_hide_small_numbers_and_near_ones(event, now):
    """Ten people reach 20 hours and five of them 50; with one more at 50 h the difference would tell four apart."""
    people = [make_volunteer() for _one in range(11)]
    roles = [make_role(make_shift(event, days_ahead=-day), capacity=11) for day in (3, 5, 7)]

    def add(person, *minutes):
        for role, some in zip(roles, minutes, strict=False):
            make_hours(make_signup(role, person), minutes=some)

    for place, person in enumerate(people):
        add(person, *((1_000, 1_000, 1_000) if place < 5 else (1_000, 200 if place < 10 else 199)))
    assert [(one.hours, one.people) for one in reached_in(2026)] == [(20, 10), (50, 5)]
    assert [(one.hours, one.people) for one in reached_in(2025)] == [(20, 0), (50, 0)]
    assert reached_in(2018) == []

    work(event, people[5], days_ago=8, minutes=1_440)
    work(event, people[5], days_ago=9, minutes=360)
    assert [(one.hours, one.people) for one in reached_in(2026)] == [(20, 10), (50, None)]

    out = StringIO()
    call_command("schemes", "--year", "2026", "--json", stdout=out)
    rows = json.loads(out.getvalue())
    assert [row["people"] for row in rows["reached"]] == [10, None]
    assert rows["fewest_shown"] == 5
    out = StringIO()
    call_command("schemes", stdout=out)
    assert out.getvalue().splitlines()[0] == "2026 student_credit 20 h: 10"
    with pytest.raises(CommandError):
        call_command("schemes", "--year", "19999")

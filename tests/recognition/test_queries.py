"""A person's hours are what the ledger says."""

from datetime import date

import pytest
from django.db.models import Sum

from recognition.models import LedgerEntry
from recognition.queries import hours_summary, minutes_of
from recognition.services import reverse
from tests.factories.events import make_attendance, make_opportunity, make_role, make_shift, make_signup
from tests.factories.recognition import make_hours
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db


def worked(volunteer, day, minutes, **opportunity):
    shift = make_shift(make_opportunity(**opportunity), starts_on=day)
    return make_hours(make_signup(make_role(shift), volunteer), minutes=minutes)


def test_summary_equals_the_ledger(aliya, dana, now):
    person = aliya.volunteer
    worked(person, date(2026, 3, 14), 120)
    worked(person, date(2026, 4, 4), 90, cause="inclusion")
    mistake = worked(person, date(2026, 4, 11), 240)
    reverse(entry=mistake, reason="Wrong person.", actor=dana, now=now)
    worked(make_volunteer(), date(2026, 4, 4), 60)

    summary = hours_summary(person, now=now)

    ledger = LedgerEntry.objects.filter(volunteer=person)
    assert summary.confirmed_minutes == ledger.aggregate(total=Sum("minutes"))["total"] == 210
    assert summary.confirmed_minutes == minutes_of(person) == sum(entry.minutes for entry in summary.entries)
    assert summary.by_cause == {"ecology": 120, "child_protection": 0, "inclusion": 90}
    assert {entry.pk for entry in summary.entries} == set(ledger.values_list("pk", flat=True))
    assert summary.active_months == 2


def test_newest_work_comes_first(aliya, now):
    for day in (date(2026, 3, 14), date(2026, 4, 4), date(2026, 2, 1)):
        worked(aliya.volunteer, day, 60)

    days = [entry.worked_on for entry in hours_summary(aliya.volunteer, now=now).entries]

    assert days == sorted(days, reverse=True)


def test_held_shifts_wait_until_the_coordinator_speaks(aliya, now):
    waiting = make_signup(make_role(make_shift(days_ahead=-3, hours=3)), aliya.volunteer)
    make_signup(make_role(make_shift(days_ahead=3)), aliya.volunteer)
    assert hours_summary(aliya.volunteer, now=now).waiting_minutes == 180

    make_attendance(waiting, minutes=0)

    summary = hours_summary(aliya.volunteer, now=now)
    assert (summary.waiting_minutes, summary.confirmed_minutes) == (0, 0)


def test_a_newcomer_has_nothing(aliya, now):
    summary = hours_summary(aliya.volunteer, now=now)

    assert (summary.confirmed_minutes, summary.waiting_minutes, summary.active_months) == (0, 0, 0)
    assert summary.entries == []


def test_as_many_queries_for_three_entries_as_for_one(aliya, now, django_assert_num_queries):
    worked(aliya.volunteer, date(2026, 3, 14), 60)
    with django_assert_num_queries(2):
        assert len(hours_summary(aliya.volunteer, now=now).entries) == 1
    worked(aliya.volunteer, date(2026, 3, 21), 60)
    worked(aliya.volunteer, date(2026, 3, 28), 60)

    with django_assert_num_queries(2):
        entries = hours_summary(aliya.volunteer, now=now).entries
        assert len({entry.attendance.signup.shift.opportunity.title_en for entry in entries}) == 1

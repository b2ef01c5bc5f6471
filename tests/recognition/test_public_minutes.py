"""Hours of an organisation as anybody may read them: closed months, and never the difference of few people."""

from datetime import UTC, date, datetime, timedelta

import pytest

from ngos.services.merging import merge, undo_merge
from recognition.queries.organisations import public_minutes_at
from recognition.services import reverse
from recognition.services.closing import close_month
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity
from tests.factories.ngos import make_organisation
from tests.factories.participation import work
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db
JANUARY, FEBRUARY, MARCH = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)


@pytest.fixture
def fund():
    return make_organisation()


def worked(organisation, day, *, people, minutes=60):
    event = make_opportunity(organisation=organisation)
    at = datetime(day.year, day.month, day.day, 15, tzinfo=UTC)
    return [work(make_volunteer(), event, day, minutes, recorded_at=at) for _number in range(people)]


def close(month):
    day = (month + timedelta(days=31)).replace(day=25)
    close_month(month=month, actor=None, now=datetime(day.year, day.month, day.day, 18, tzinfo=UTC))


def shown(organisation):
    found = public_minutes_at(organisation)
    return (found.minutes, found.last_day) if found else None


def test_hours_of_one_person_are_no_number(fund):
    worked(fund, date(2026, 1, 10), people=1, minutes=135)
    close(JANUARY)

    assert shown(fund) is None


def test_a_month_counts_when_it_is_closed(fund):
    worked(fund, date(2026, 1, 10), people=6)
    assert shown(fund) is None

    close(JANUARY)
    worked(fund, date(2026, 2, 10), people=6)

    assert shown(fund) == (360, date(2026, 1, 31))


def test_few_people_wait_until_five_stand_behind_the_change(fund):
    worked(fund, date(2026, 1, 10), people=5)
    close(JANUARY)
    worked(fund, date(2026, 2, 10), people=1, minutes=135)
    close(FEBRUARY)
    assert shown(fund) == (300, date(2026, 2, 28))

    worked(fund, date(2026, 3, 10), people=4)
    close(MARCH)

    assert shown(fund) == (675, date(2026, 3, 31))


def test_a_correction_of_a_closed_month_waits_for_the_next_close(fund):
    wrong, *_others = worked(fund, date(2026, 1, 10), people=6)
    close(JANUARY)
    worked(fund, date(2026, 2, 10), people=5)
    reverse(entry=wrong, reason="Was ill.", actor=make_user(), now=datetime(2026, 3, 1, tzinfo=UTC))
    assert shown(fund) == (360, date(2026, 1, 31))

    close(FEBRUARY)

    assert shown(fund) == (600, date(2026, 2, 28))


def test_joining_with_an_entry_of_few_people_is_no_difference(fund, now):
    twin = make_organisation()
    worked(fund, date(2026, 1, 10), people=5)
    worked(twin, date(2026, 1, 10), people=1, minutes=135)
    close(JANUARY)
    before = shown(fund)

    joining = merge(survivor=fund, duplicate=twin, reason="The same.", reviewer=make_user(), now=now)
    together = shown(fund)
    undo_merge(joining=joining, reviewer=make_user(), now=now)

    assert before == together == shown(fund) == (300, date(2026, 1, 31))


@pytest.mark.parametrize("people", [5, 15])
def test_as_many_queries_however_many_worked_and_worked_out_once(fund, people, django_assert_num_queries):
    worked(fund, date(2026, 1, 10), people=people)
    close(JANUARY)

    for queries in (3, 2):
        with django_assert_num_queries(queries):
            assert shown(fund) == (60 * people, date(2026, 1, 31))

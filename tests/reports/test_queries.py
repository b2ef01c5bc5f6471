"""Counts on a world small enough to add up by hand; see tests.factories.participation.World."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from core.enums import Cause
from events.enums import ShiftStatus, SignUpStatus
from recognition.services import reverse
from reports.errors import PeriodUnreadable
from reports.indicators import AgeBand, Period, read_period, youth_ages
from reports.queries import (
    HeldPlaces,
    Totals,
    get_period,
    held_places,
    planned_events,
)
from tests.factories.events import make_attendance, make_opportunity, make_role, make_shift, make_signup
from tests.factories.participation import World, make_world, work
from tests.factories.places import KARAGANDA, make_territory, region, settlement
from tests.factories.volunteers import make_volunteer
from tests.participation import participation, people_by_month, people_by_region, totals

pytestmark = pytest.mark.django_db

QUARTER = read_period("2026-Q1")
YOUTH = AgeBand(14, 34)


@pytest.fixture
def world(db) -> World:
    return make_world()


def test_everybody_counts_once_and_minutes_add_up(world):
    report = participation(world.region, QUARTER)

    assert (report.people, report.minutes, report.events, report.organisations) == (5, 495, 4, 2)
    assert report.ages == YOUTH


def test_districts_take_in_what_lies_deep_below_them(world):
    rows = [(row.territory, row.people, row.minutes) for row in participation(world.region, QUARTER).districts]

    assert rows == [(world.district, 3, 300), (world.city, 3, 195)]


def test_causes_and_months_and_organisations(world):
    report = participation(world.region, QUARTER)

    assert [(row.cause, row.people, row.minutes) for row in report.causes] == [
        (Cause.ECOLOGY, 4, 285),
        (Cause.CHILD_PROTECTION, 1, 150),
        (Cause.INCLUSION, 1, 60),
    ]
    assert [(row.month, row.people, row.minutes) for row in report.months] == [
        (date(2026, 1, 1), 4, 285),
        (date(2026, 2, 1), 1, 60),
        (date(2026, 3, 1), 1, 150),
    ]
    assert [(row.organisation, row.people, row.minutes) for row in report.organisation_rows] == [
        (world.green, 4, 285),
        (world.ramp, 2, 210),
    ]


def test_every_breakdown_foots(world):
    report = participation(world.region, QUARTER)

    for rows in (report.districts, report.causes, report.months, report.organisation_rows):
        assert sum(row.minutes for row in rows) == report.minutes
        assert sum(row.people for row in rows) >= report.people
        assert max(row.people for row in rows) <= report.people


def test_newcomers_have_no_earlier_hours_anywhere(world):
    assert participation(world.region, QUARTER).newcomers == 4
    assert participation(world.region, read_period("2026-Q2")).newcomers == 0


def test_hours_taken_back_count_nowhere_even_with_every_age(world):
    report = participation(world.region, QUARTER, ages=AgeBand(0, 99))

    assert (report.people, report.minutes) == (7, 495 + 55 + 25)


def test_hours_taken_back_before_leave_a_newcomer_new(world):
    mistake = work(world.gul, make_opportunity(venue=world.city), date(2025, 11, 1), 60)
    assert participation(world.region, QUARTER).newcomers == 3

    reverse(entry=mistake, reason="Did not come.", actor=world.arai.user, now=mistake.recorded_at)

    assert participation(world.region, QUARTER).newcomers == 4


def test_a_district_report_has_the_units_below_it(world):
    report = participation(world.district, QUARTER)

    assert (report.people, report.minutes) == (3, 300)
    assert [row.territory for row in report.districts] == [world.village]
    assert [row.territory for row in participation(world.village, QUARTER).districts] == [world.village]


def test_remote_work_counts_where_the_person_lives(world):
    march = read_period("2026-03")

    assert participation(world.village, march).minutes == 150
    assert participation(world.city, march).minutes == 0


def test_last_day_belongs_to_the_period_and_the_end_day_does_not(world):
    assert participation(world.region, Period(date(2026, 3, 31), date(2026, 4, 1))).minutes == 150
    assert participation(world.region, Period(date(2026, 4, 1), date(2026, 4, 2))).minutes == 100


@pytest.mark.parametrize(("year", "counted"), [(2019, [14, 28]), (2026, [14, 28, 29, 34])])
def test_the_age_band_of_the_time_has_both_edges(year, counted):
    opportunity = make_opportunity(venue=settlement(KARAGANDA))
    for age in (13, 14, 28, 29, 34, 35):
        work(make_volunteer(), opportunity, date(year, 6, 1), age, age_years=age)

    report = participation(region("350000000"), read_period(str(year)))

    assert report.people == len(counted)
    assert report.minutes == sum(counted)


def test_age_is_that_of_the_day_of_the_work():
    thirty_five_on_2_june = make_volunteer(birth_date=date(1991, 6, 2))
    opportunity = make_opportunity(venue=settlement(KARAGANDA))
    work(thirty_five_on_2_june, opportunity, date(2026, 6, 1), 10)
    work(thirty_five_on_2_june, opportunity, date(2026, 6, 2), 20)

    assert participation(region("350000000"), read_period("2026-Q2")).minutes == 10


def test_totals_are_those_of_the_whole_report(world):
    assert totals(world.region, QUARTER, ages=YOUTH) == Totals(people=5, minutes=495, events=4, organisations=2)
    assert totals(world.region, read_period("2020"), ages=YOUTH) == Totals(0, 0, 0, 0)


def test_months_without_anybody_are_zero(world):
    assert people_by_month(world.region, Period(date(2025, 12, 1), date(2026, 5, 1)), ages=YOUTH) == {
        date(2025, 12, 1): 1,
        date(2026, 1, 1): 4,
        date(2026, 2, 1): 1,
        date(2026, 3, 1): 1,
        date(2026, 4, 1): 1,
    }


def test_regions_count_their_own_people_once(world):
    counts = people_by_region(QUARTER)

    assert counts == {"35": 5, "75": 1}
    assert counts["35"] == participation(world.region, QUARTER).people


def test_work_recorded_at_the_region_itself_is_its_own_row(world):
    work(world.arai, make_opportunity(venue=world.region), date(2026, 3, 1), 10)

    rows = {row.territory: row.minutes for row in participation(world.region, QUARTER).districts}

    assert rows[world.region] == 10
    assert sum(rows.values()) == 505


def test_an_empty_territory_has_empty_parts(world):
    report = participation(region("470000000"), QUARTER)

    assert (report.people, report.newcomers, report.minutes, report.events, report.organisations) == (0, 0, 0, 0, 0)
    assert report.districts == []
    assert [row.people for row in report.causes] == [0, 0, 0]


def test_as_many_queries_for_three_districts_as_for_one(django_assert_num_queries):
    karaganda = region("350000000")
    districts = [make_territory(name=f"Аудан {name}", parent=karaganda, kind="district") for name in "АӘБ"]
    villages = [make_territory(parent=district, region=karaganda) for district in districts]
    work(make_volunteer(), make_opportunity(venue=villages[0]), date(2026, 1, 3), 60)
    with django_assert_num_queries(8):
        assert len(participation(karaganda, QUARTER).districts) == 1
    for village in villages[1:]:
        work(make_volunteer(), make_opportunity(venue=village), date(2026, 1, 3), 60)

    with django_assert_num_queries(8):
        assert len(participation(karaganda, QUARTER).districts) == 3


def test_what_became_of_held_places(now):
    village = make_territory(parent=region("350000000"))
    held = make_shift(make_opportunity(venue=village), days_ahead=-10)
    role = make_role(held, capacity=9)
    came, absent, _waiting, withdrawn = (make_signup(role, make_volunteer()) for _ in range(4))
    make_attendance(came)
    make_attendance(absent, minutes=0)
    withdrawn.status = SignUpStatus.WITHDRAWN
    withdrawn.save()
    make_signup(make_role(make_shift(held.opportunity, days_ahead=1)), make_volunteer())
    cancelled = make_shift(held.opportunity, days_ahead=-9, status=ShiftStatus.CANCELLED)
    make_signup(make_role(cancelled), make_volunteer())
    online = make_shift(make_opportunity(is_remote=True), days_ahead=-8)
    make_signup(make_role(online), make_volunteer(home=village))

    found = held_places(region("350000000"), read_period("2026-Q2"), now=now)

    assert found == HeldPlaces(confirmed=1, absent=1, taken_back=0, waiting=2, counted_at=now)
    assert found.total == 4
    assert held_places(region("750000000"), read_period("2026-Q2"), now=now).total == 0


def test_hours_taken_back_are_no_longer_confirmed(world):
    now = datetime(2026, 5, 4, tzinfo=UTC)

    assert held_places(world.region, QUARTER, now=now) == HeldPlaces(8, 0, 1, 0, counted_at=now)


def test_held_places_are_looked_at_again_after_ten_minutes(world, now, django_assert_num_queries):
    first = held_places(world.region, QUARTER, now=now)
    with django_assert_num_queries(0):
        assert held_places(world.region, QUARTER, now=now + timedelta(minutes=9)) == first
    with django_assert_num_queries(4):
        later = held_places(world.region, QUARTER, now=now + timedelta(minutes=10))

    assert later == replace(first, counted_at=now + timedelta(minutes=10))


def test_planned_events_are_published_and_ahead(now):
    village = make_territory(parent=region("350000000"))
    twice = make_opportunity(venue=village)
    make_shift(twice, days_ahead=3)
    make_shift(twice, days_ahead=4)
    make_shift(make_opportunity(venue=village, published=False), days_ahead=3)
    make_shift(make_opportunity(venue=village), days_ahead=-3)
    make_shift(make_opportunity(venue=village), days_ahead=80)
    make_shift(make_opportunity(), days_ahead=3)
    make_shift(make_opportunity(venue=village), days_ahead=3, status=ShiftStatus.CANCELLED)

    assert planned_events(region("350000000"), read_period("2026-Q2"), now=now) == 1
    assert planned_events(region("350000000"), read_period("2026"), now=now) == 2
    assert planned_events(region("350000000"), read_period("2026"), now=now + timedelta(days=300)) == 0


def test_a_period_nobody_can_read_is_refused_with_examples():
    with pytest.raises(PeriodUnreadable) as refused:
        get_period("spring" * 20)

    assert "2026-Q2" in str(refused.value)
    assert len(str(refused.value)) < 120
    assert get_period("2026") == Period(date(2026, 1, 1), date(2027, 1, 1))
    assert youth_ages(get_period("2019").first_day).oldest == 28

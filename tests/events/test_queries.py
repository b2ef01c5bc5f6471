from datetime import date, time, timedelta

import pytest
from geopy.distance import geodesic

from accounts.enums import SpokenLanguage
from events.queries import OpportunityFilter, open_seats_by_region, open_shifts, search_opportunities
from places.distance import GeoPoint
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.ngos import make_organisation
from tests.factories.places import ASTANA, settlement
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db
CENTRE = GeoPoint(43.25, 76.91)


def open_opportunity(**columns):
    opportunity = make_opportunity(**columns)
    make_role(make_shift(opportunity), capacity=3)
    return opportunity


def found(now, **criteria):
    return [row.opportunity.pk for row in search_opportunities(OpportunityFilter(**criteria), now=now).rows]


def test_search_orders_by_distance_and_agrees_with_geopy(now):
    far = open_opportunity(latitude=43.30, longitude=76.95)
    near = open_opportunity(latitude=43.26, longitude=76.92)
    open_opportunity(venue=settlement(ASTANA))

    page = search_opportunities(OpportunityFilter(near=CENTRE, within_km=10), now=now)

    assert [row.opportunity.pk for row in page.rows] == [near.pk, far.pk]
    assert page.rows[1].distance_km == pytest.approx(geodesic((43.25, 76.91), (43.30, 76.95)).km, rel=1e-6)
    assert page.rows[1].bearing == pytest.approx(30.2, abs=1)


def test_search_edge_of_the_circle_is_inside(now):
    opportunity = open_opportunity(latitude=43.30, longitude=76.95)
    distance = geodesic((43.25, 76.91), (43.30, 76.95)).km

    assert found(now, near=CENTRE, within_km=distance + 0.001) == [opportunity.pk]
    assert found(now, near=CENTRE, within_km=distance - 0.001) == []


def test_search_hides_what_nobody_can_join(now):
    shown = open_opportunity()
    open_opportunity(published=False)
    open_opportunity(organisation=make_organisation(verified=False))
    make_role(make_shift(make_opportunity(), days_ahead=-1))
    full = make_role(make_shift(make_opportunity()), capacity=1)
    make_signup(full, make_volunteer())

    assert found(now) == [shown.pk]


@pytest.mark.parametrize(
    ("criteria", "matches"),
    [
        ({"causes": frozenset({"ecology"})}, True),
        ({"causes": frozenset({"inclusion"})}, False),
        ({"age": 16}, True),
        ({"age": 15}, False),
        ({"languages": SpokenLanguage.KAZAKH | SpokenLanguage.ENGLISH}, True),
        ({"languages": SpokenLanguage.SIGN}, False),
        ({"step_free": True}, True),
        ({"online": "only"}, False),
        ({"skills": frozenset({"first_aid"})}, True),
        ({"skills": frozenset({"photo"})}, False),
        ({"text": "ҚОҚЫС"}, True),
        ({"text": "кокыс жинау"}, True),
        ({"text": "кітап"}, False),
        ({"from_on": date(2026, 5, 9), "until_on": date(2026, 5, 10)}, True),
        ({"from_on": date(2026, 5, 10)}, False),
        ({"until_on": date(2026, 5, 9)}, False),
    ],
)
def test_search_filters(now, criteria, matches):
    opportunity = make_opportunity(
        min_age=16, languages=SpokenLanguage.KAZAKH, is_step_free=True, title_kk="Қоқыс жинау", cause="ecology"
    )
    make_role(make_shift(opportunity, starts_on=date(2026, 5, 9)), wanted={"first_aid": 1})

    assert found(now, **criteria) == ([opportunity.pk] if matches else [])


def test_search_online_too_keeps_far_online_work_after_near_places(now):
    online = open_opportunity(is_remote=True)
    near = open_opportunity(latitude=43.26, longitude=76.92)

    assert found(now, near=CENTRE, within_km=5, online="too") == [near.pk, online.pk]
    assert found(now, near=CENTRE, within_km=5) == [near.pk]


def test_search_pages_do_not_overlap_and_total_is_whole(now):
    opportunities = [open_opportunity() for _number in range(5)]
    everyone = [one.pk for one in sorted(opportunities, key=lambda one: one.public_id)]

    pages = [search_opportunities(OpportunityFilter(order="soonest"), now=now, offset=at, limit=2) for at in (0, 2, 4)]

    assert [row.opportunity.pk for page in pages for row in page.rows] == everyone
    assert {page.total for page in pages} == {5}


@pytest.mark.parametrize("count", [1, 3])
def test_search_takes_three_queries_whatever_the_length(now, count, django_assert_num_queries):
    for _number in range(count):
        open_opportunity()

    with django_assert_num_queries(3):
        rows = search_opportunities(OpportunityFilter(near=CENTRE), now=now).rows
        assert len([(row.opportunity.organisation.name_en, row.opportunity.venue.name_kk) for row in rows]) == count


def test_open_seats_are_counted_once_per_region(now):
    role = make_role(make_shift(make_opportunity()), capacity=4)
    make_signup(role, make_volunteer())
    make_role(make_shift(make_opportunity(venue=settlement(ASTANA))), capacity=2)
    make_role(make_shift(make_opportunity(is_remote=True)), capacity=9)

    assert open_seats_by_region(now=now, until=now + timedelta(days=30)) == {"75": 3, "71": 2}


def test_open_shifts_come_soonest_first_with_their_seats(now):
    opportunity = make_opportunity()
    late = make_shift(opportunity, days_ahead=9)
    soon = make_shift(opportunity, days_ahead=2, start_time=time(9))
    make_role(soon, capacity=3)
    make_role(soon, capacity=2)
    make_role(late, capacity=1)

    rows = open_shifts(opportunity, now=now)

    assert [(row.shift.pk, row.seats_left) for row in rows] == [(soon.pk, 5), (late.pk, 1)]


def work_for_adults():
    """What the law keeps people under 18 from, one of each, and two things they may do."""
    allowed = [open_opportunity(), open_opportunity(hazards=32 | 64)]
    closed = [open_opportunity(hazards=hazard) for hazard in (1, 2, 4, 8, 16, 127)]
    closed += [open_opportunity(has_child_contact=True), open_opportunity(cause="child_protection")]
    closed.append(open_opportunity(is_hazard_declared=False))
    for start, hours in ((20, 3), (22, 9), (5, 2)):
        night = make_opportunity()
        make_role(make_shift(night, start_time=time(start), hours=hours))
        closed.append(night)
    evening = make_opportunity()
    make_role(make_shift(evening, start_time=time(20), hours=2))
    return {event.pk for event in (*allowed, evening)}, {event.pk for event in closed}


def test_nothing_the_law_keeps_minors_from_is_found_for_them(now):
    allowed, closed = work_for_adults()

    assert set(found(now, age=17)) == set(found(now, of_age_on=date(2027, 1, 1))) == allowed
    assert (
        set(found(now, age=18)) == set(found(now, of_age_on=date(2020, 1, 1))) == set(found(now)) == allowed | closed
    )


@pytest.mark.parametrize(("day", "is_found"), [(date(2026, 5, 9), True), (date(2026, 5, 10), False)])
def test_work_for_adults_is_found_from_the_eighteenth_birthday_on(now, day, is_found):
    make_role(make_shift(make_opportunity(hazards=8), days_ahead=5))

    assert bool(found(now, of_age_on=day)) is is_found

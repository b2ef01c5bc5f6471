"""Several shifts at once, how much one person may take on, and spans that touch."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events import errors
from events.eligibility import excess_of, minutes_by_day
from events.models import Opportunity, Shift, SignUp
from events.queries import PAUSE_MINUTES, shifts_clash, travel_time
from events.services import joining, signups
from events.services.invitations import SeatsRefused, Wish, invite_all
from tests.factories.accounts import make_consent
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.volunteers import make_volunteer

ALMATY = ZoneInfo("Asia/Almaty")
MORNING = datetime(2026, 5, 9, 4, tzinfo=UTC)  # 9:00 in Almaty


def at(opportunity, hour, hours, *, days_ahead=5, **columns):
    return make_role(make_shift(opportunity, start_time=time(hour), hours=hours, days_ahead=days_ahead), **columns)


def take(roles, person, now):
    outcomes = joining.claim_seats(roles=roles, volunteer=person, actor=person.user, now=now)
    return [(one.role.pk, one.refusal.code if one.refusal else one.signup.status) for one in outcomes]


def test_what_can_be_had_is_taken_and_each_other_wish_has_its_reason(now, db):
    opportunity, person = make_opportunity(), make_volunteer()
    first, clash = at(opportunity, 9, 3), at(opportunity, 11, 3)
    full, touching = at(opportunity, 10, 2, days_ahead=6, capacity=1), at(opportunity, 12, 2)
    make_signup(full, make_volunteer())

    found = take([full, touching, clash, first], person, now)

    assert found == [
        (first.pk, "confirmed"),
        (clash.pk, "events.shifts_clash"),
        (touching.pk, "confirmed"),
        (full.pk, "events.shift_full"),
    ]
    assert SignUp.objects.filter(volunteer=person).count() == 2


def test_more_shifts_than_a_form_has_are_refused_whole(now, db):
    roles = [make_role(make_shift(make_opportunity(), days_ahead=day)) for day in range(2, 23)]

    with pytest.raises(errors.TooManyChosen):
        take(roles, make_volunteer(), now)

    assert not SignUp.objects.exists()


def test_one_shift_ticked_twice_is_taken_once(now, db):
    role = make_role()
    assert take([role, role], make_volunteer(), now) == [(role.pk, "confirmed")]


def test_others_are_of_the_same_event_free_and_possible(now, db):
    opportunity, person = make_opportunity(), make_volunteer()
    full, beside = at(opportunity, 10, 2, capacity=1), at(opportunity, 10, 2)
    make_signup(full, make_volunteer())
    adults, later = at(opportunity, 10, 2, days_ahead=6, min_age=40), at(opportunity, 10, 2, days_ahead=7)
    make_signup(at(make_opportunity(), 9, 4, days_ahead=8), person)
    at(opportunity, 10, 2, days_ahead=8)

    found = joining.others_of(opportunity, person, now=now)

    assert adults not in found
    assert found == [beside, later]


def test_no_more_than_eight_hours_of_shifts_on_one_local_day(now, db):
    opportunity, person = make_opportunity(), make_volunteer()
    roles = [at(opportunity, 8, 4), at(opportunity, 12, 4), at(opportunity, 16, 1)]

    assert [code for _role, code in take(roles, person, now)] == ["confirmed", "confirmed", "events.day_full"]


def test_one_shift_alone_may_be_longer_for_adults_and_not_for_the_young(now, db):
    long = at(make_opportunity(min_age=14), 9, 9)
    young = make_volunteer(age=15)
    make_consent(young.user)

    assert take([long], make_volunteer(), now) == [(long.pk, "confirmed")]
    assert take([long], young, now) == [(long.pk, "events.day_full")]


def test_under_sixteen_has_four_hours_a_day_and_at_sixteen_eight(now, db):
    opportunity = make_opportunity(min_age=14)
    roles = [at(opportunity, 14, 4), at(opportunity, 18, 2)]
    for age, last in ((15, "events.day_full"), (16, "confirmed")):
        person = make_volunteer(age=age)
        make_consent(person.user)
        assert [code for _role, code in take(roles, person, now)] == ["confirmed", last]


def test_an_invitation_that_would_be_too_much_is_refused_when_it_is_answered(now, db):
    opportunity, person = make_opportunity(), make_volunteer()
    invited = make_signup(at(opportunity, 8, 5), person, status="invited")
    take([at(opportunity, 14, 4)], person, now)

    with pytest.raises(errors.DayFull):
        signups.accept_invitation(signup=invited, actor=person.user, now=now)

    assert SignUp.objects.get(pk=invited.pk).status == "invited"


def test_the_engine_asks_nobody_for_too_long_a_day(now, db):
    opportunity, person = make_opportunity(), make_volunteer()
    wishes = [Wish(person.pk, role.pk) for role in (at(opportunity, 8, 5), at(opportunity, 14, 4))]

    with pytest.raises(SeatsRefused) as refused:
        invite_all(wishes=wishes, origin="autofill", actor=None, now=now)

    assert [(wish, refusal.code) for wish, refusal in refused.value.refusals] == [(wishes[1], "events.day_full")]


def test_nobody_hoards_places(now, db):
    person, roles = make_volunteer(), [make_role(make_shift(days_ahead=day)) for day in range(2, 23)]
    for role in roles[:20]:
        make_signup(role, person)

    assert take([roles[20]], person, now) == [(roles[20].pk, "events.too_many_places")]
    assert "20" in str(errors.TooManyPlaces(count=20))


@given(start=st.integers(0, 4 * 1440), minutes=st.integers(1, 1440))
def test_a_span_is_split_among_days_without_a_minute_lost(start, minutes):
    since = MORNING + timedelta(minutes=start)
    days = minutes_by_day((since, since + timedelta(minutes=minutes)), ALMATY)
    assert sum(days.values()) == minutes
    assert max(days.values()) <= 1440
    assert list(days) == sorted(days)


def test_the_night_when_almaty_went_back_has_an_hour_more():
    since, until = (datetime(2024, *day, tzinfo=ALMATY).astimezone(UTC) for day in ((2, 29, 22), (3, 1, 6)))
    assert minutes_by_day((since, until), ALMATY) == {date(2024, 2, 29): 180, date(2024, 3, 1): 360}


@given(st.lists(st.tuples(st.integers(0, 2880), st.integers(1, 600)), max_size=5), st.integers(14, 40))
def test_no_day_is_ever_allowed_above_its_limit_once_two_shifts_share_it(spans, age):
    held = []
    for start, minutes in spans:
        since = MORNING + timedelta(minutes=start)
        span = (since, since + timedelta(minutes=minutes))
        if excess_of(span, held, zone=ALMATY, age=age) is None:
            held.append(span)
    totals: dict[date, list[int]] = {}
    for span in held:
        for day, minutes in minutes_by_day(span, ALMATY).items():
            totals.setdefault(day, []).append(minutes)
    assert all(sum(parts) <= 480 or len(parts) == 1 for parts in totals.values())
    assert all(sum(parts) <= 240 for parts in totals.values()) or age >= 16


def shift_at(start, minutes, opportunity):
    since = MORNING + timedelta(minutes=start)
    return Shift(opportunity=opportunity, starts_at=since, ends_at=since + timedelta(minutes=minutes))


def place(pk, longitude, **columns):
    return Opportunity(pk=pk, latitude=43.2, longitude=longitude, **columns)


HERE, THERE = place(1, 76.9), place(2, 77.0)  # 8.1 km apart
ONLINE = Opportunity(pk=3, is_remote=True)
SPAN = st.tuples(st.integers(0, 900), st.integers(15, 600))


@given(SPAN, SPAN, st.sampled_from([(HERE, HERE), (HERE, ONLINE), (ONLINE, THERE)]))
def test_where_nobody_moves_two_shifts_clash_exactly_when_a_minute_is_in_both(one, other, places):
    first, second = shift_at(*one, places[0]), shift_at(*other, places[1])
    shared = min(one[0] + one[1], other[0] + other[1]) - max(one[0], other[0])
    assert shifts_clash(first, second) == shifts_clash(second, first) == (shared > 0)


@given(SPAN, st.integers(0, 120), st.integers(15, 600))
def test_between_two_places_there_is_time_for_the_way(span, gap, minutes):
    first = shift_at(*span, HERE)
    second = shift_at(span[0] + span[1] + gap, minutes, THERE)
    way = travel_time(first, second) // timedelta(minutes=1)
    assert way == PAUSE_MINUTES + 17  # 8.1 km at 30 km/h, begun minutes counted
    assert shifts_clash(first, second) == shifts_clash(second, first) == (gap < way)

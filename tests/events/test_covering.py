from datetime import timedelta

import pytest

from core.models import OutboxMessage
from events import errors
from events.enums import CoverEnd, SignUpOrigin, SignUpStatus
from events.models import CoverAsk, CoverRefusal, CoverSearch, ShiftRole, SignUp
from events.queries.cover import Hopeful, asks, asks_waiting_for, chances, searches
from events.services import covering
from matching.services.cover import hopefuls_for, search_cover
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db


@pytest.fixture
def role(now, taza_su, dana):
    return make_role(make_shift(make_opportunity(organisation=taza_su), days_ahead=1), capacity=2)


@pytest.fixture
def people(db):
    return [make_volunteer(user=make_user(email=f"cover{number}@example.org")) for number in range(8)]


@pytest.fixture
def search(role, now):
    return covering.open_search(role=role, wanted=1, actor=None, now=now)


def wave(search, people, now, chance=0.4):
    hopefuls = [Hopeful(person.pk, chance) for person in people]
    return covering.run_wave(search=searches().get(pk=search.pk), hopefuls=hopefuls, now=now)


def ask_of(person):
    return asks().get(volunteer=person)


def asked():
    return list(CoverAsk.objects.order_by("pk").values_list("volunteer_id", "wave"))


def test_a_wave_asks_only_as_many_as_let_one_yes_be_expected(now, search, people):
    wave(search, people, now)

    assert asked() == [(person.pk, 1) for person in people[:3]]  # 3 x 0.4 is more than one
    assert CoverSearch.objects.get().next_wave_at == now + timedelta(hours=3)
    assert OutboxMessage.objects.filter(topic="cover.ask").count() == 3


def test_the_next_wave_asks_others_and_never_the_same_twice(now, search, people):
    wave(search, people, now)
    assert wave(search, people, now + timedelta(hours=2)) == []  # not due yet
    wave(search, people, now + timedelta(hours=3))

    assert asked()[3:] == [(person.pk, 2) for person in people[3:6]]


@pytest.mark.parametrize(("left", "minutes"), [(25, 180), (8, 60), (2, 15), (1, 10)])
def test_the_nearer_the_start_the_shorter_the_wait(now, left, minutes):
    assert covering.next_wave(now + timedelta(hours=left), now) == now + timedelta(minutes=minutes)


def test_the_first_yes_takes_the_seat_and_the_others_read_that_it_is_filled(now, search, people, role, dana):
    wave(search, people, now)

    signup = covering.accept_cover(ask=ask_of(people[0]), actor=people[0].user, now=now)
    with pytest.raises(errors.CoverFilled):
        covering.accept_cover(ask=ask_of(people[1]), actor=people[1].user, now=now)

    assert (signup.status, signup.origin) == (SignUpStatus.CONFIRMED, SignUpOrigin.COVER)
    assert (CoverSearch.objects.get().end, ShiftRole.objects.get().taken_count) == (CoverEnd.FILLED, 1)
    assert OutboxMessage.objects.get(topic="cover.found").payload["user_id"] == dana.pk
    assert not asks_waiting_for(people[1], now=now).exists()
    assert wave(search, people, now + timedelta(hours=5)) == []


def test_nobody_is_asked_more_often_than_the_ceiling_in_a_week(now, settings, taza_su, people):
    settings.COVER_ASKS_A_WEEK = 2
    for number in range(3):
        role = make_role(make_shift(make_opportunity(organisation=taza_su), days_ahead=2 + number))
        wave(covering.open_search(role=role, wanted=1, actor=None, now=now), people[:1], now)

    assert CoverAsk.objects.count() == 2
    week_later = now + timedelta(days=7, minutes=1)
    role = make_role(make_shift(make_opportunity(organisation=taza_su), days_ahead=9))
    wave(covering.open_search(role=role, wanted=1, actor=None, now=week_later), people[:1], week_later)
    assert CoverAsk.objects.count() == 3


def test_whoever_wants_no_asks_is_left_alone_until_she_says_otherwise(now, search, people):
    covering.ask_no_more(volunteer=people[0], actor=people[0].user, now=now)
    wave(search, people[:1], now)
    assert asked() == []

    covering.ask_again_when_needed(volunteer=people[0], actor=people[0].user, now=now)
    assert not CoverRefusal.objects.exists()


def test_at_night_nobody_is_asked_and_the_search_goes_on_in_the_morning(now, role, people):
    night = now + timedelta(hours=14)  # 23:00
    search = covering.open_search(role=role, wanted=1, actor=None, now=night)

    assert wave(search, people, night) == []
    search.refresh_from_db()
    assert (search.next_wave_at, search.wave) == (now + timedelta(hours=24), 0)  # 9:00
    assert len(wave(search, people, search.next_wave_at)) == 3


def test_a_minor_without_consent_is_not_asked_and_one_with_it_is(now, taza_su, dana, bekzat):
    saturday = make_role(make_shift(make_opportunity(organisation=taza_su)))
    search = covering.open_search(role=saturday, wanted=1, actor=None, now=now)
    without = make_volunteer(user=make_user(email="young@example.org"), age=15)

    wave(search, [without, bekzat.volunteer], now)

    assert asked() == [(bekzat.volunteer.pk, 1)]


def test_whoever_has_another_shift_then_is_not_asked(now, search, role, people):
    make_signup(make_role(make_shift(days_ahead=1)), people[0])

    wave(search, people[:2], now)

    assert asked() == [(people[1].pk, 1)]


def test_when_nobody_is_left_the_coordinator_is_told_once(now, search, people, dana):
    wave(search, [], now)

    assert CoverSearch.objects.get().end == CoverEnd.EXHAUSTED
    assert OutboxMessage.objects.get(topic="cover.exhausted").payload["user_id"] == dana.pk


def test_a_no_of_everybody_asked_lets_the_next_be_asked_at_once(now, search, people):
    wave(search, people[:1], now)

    covering.decline_cover(ask=ask_of(people[0]), actor=people[0].user, now=now, never_again=True)

    assert CoverSearch.objects.get().next_wave_at == now
    assert CoverRefusal.objects.get().volunteer_id == people[0].pk
    with pytest.raises(errors.CoverClosed):
        covering.decline_cover(ask=ask_of(people[0]), actor=people[0].user, now=now)


def test_a_stopped_search_asks_nobody_and_takes_nobody(now, search, people, dana):
    wave(search, people, now)

    covering.stop_search(search=search, actor=dana, now=now)

    with pytest.raises(errors.CoverFilled):
        covering.accept_cover(ask=ask_of(people[0]), actor=people[0].user, now=now)
    assert wave(search, people, now + timedelta(hours=3)) == []


def test_a_search_for_more_places_than_are_free_is_cut_or_refused(now, role, people):
    first = covering.open_search(role=role, wanted=9, actor=None, now=now)
    assert first.wanted == 2
    make_signup(role, people[0])
    make_signup(role, people[1])
    covering.stop_search(search=first, actor=people[0].user, now=now)

    with pytest.raises(errors.NothingToCover):
        covering.open_search(role=role, wanted=1, actor=None, now=now)


def test_a_chance_comes_from_own_answers_and_nothing_else(now, search, people, role):
    wave(search, people[:2], now, chance=0.1)
    covering.accept_cover(ask=ask_of(people[0]), actor=people[0].user, now=now)

    found = chances([people[0].pk, people[1].pk, people[2].pk], now=now)

    assert found == {people[0].pk: 2 / 4, people[1].pk: 1 / 4, people[2].pk: 1 / 3}


def test_the_likeliest_of_those_who_fit_are_asked_first(now, search, people):
    SignUp.objects.bulk_create(
        SignUp(
            role=make_role(make_shift(days_ahead=-5 - number)),
            shift=make_shift(days_ahead=-5 - number),
            volunteer=people[5],
            status=SignUpStatus.CONFIRMED,
            origin=SignUpOrigin.INVITATION,
            made_at=now,
            answered_at=now,
        )
        for number in range(4)
    )

    order = hopefuls_for(searches().get(pk=search.pk), now=now)

    assert (order[0].volunteer_id, len(order)) == (people[5].pk, len(people))
    assert search_cover(now=now) > 0
    assert asked()[0][0] == people[5].pk

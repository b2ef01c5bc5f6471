"""My QR, a pass opened with a phone's camera, and checking oneself in."""

from datetime import time, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation

from events.enums import SignUpStatus
from events.models import GateScan, SignUp
from events.queries.gate.keys import pass_letters, pass_token, poster_token, shown_codes, word_of_the_day
from events.services.signups import claim_seat
from portal.offline import KEEP_UNTIL
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.guardians import make_minor

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(now, aliya, taza_su):
    role = make_role(make_shift(make_opportunity(organisation=taza_su), days_ahead=3))
    return make_signup(role, aliya.volunteer)


@pytest.fixture
def at_the_door(place):
    with time_machine.travel(place.shift.starts_at, tick=False):
        yield place


def my_pass(client):
    with translation.override("en"):
        return client.get(reverse("volunteer:pass"))


def address(signup):
    return f"/p/{pass_token(signup.volunteer_id, signup.shift.starts_on)}"


def test_pass_has_today_and_the_days_of_the_shifts_each_with_its_own_letters(client, aliya, place, now):
    client.force_login(aliya)

    page = my_pass(client).content.decode()

    today, later = (pass_letters(place.volunteer_id, day)[0] for day in (now.date(), place.shift.starts_on))
    assert today != later
    assert today in page
    assert later in page
    assert page.count('<svg viewBox="0 0 ') >= 2


def test_pass_may_be_kept_until_the_day_of_the_last_shift_is_over(client, aliya, place, now):
    client.force_login(aliya)

    until = int(my_pass(client)[KEEP_UNTIL])

    assert place.shift.ends_at.timestamp() < until <= (place.shift.ends_at + timedelta(days=1)).timestamp()


def test_minor_nobody_has_agreed_for_sees_what_is_waited_for_and_no_pass(client, now, taza_su):
    minor = make_minor()
    role = make_role(make_shift(make_opportunity(organisation=taza_su), days_ahead=9, start_time=time(16)))
    waiting = claim_seat(role=role, volunteer=minor.volunteer, actor=minor, now=now)
    assert waiting.status == SignUpStatus.AWAITING
    client.force_login(minor)

    page = my_pass(client).content.decode()

    assert "Waiting for guardian" in page
    assert pass_letters(minor.volunteer.pk, now.date())[0] not in page


def test_opened_pass_tells_a_stranger_nothing_and_its_organiser_who_it_is(client, place, zhanna, dana, aliya):
    shown = {}
    for name, user in (("guest", None), ("zhanna", zhanna), ("herself", aliya), ("dana", dana)):
        client.logout()
        if user:
            client.force_login(user)
        shown[name] = aliya.short_name in client.get(address(place)).content.decode().split("<main")[1]

    assert shown == {"guest": False, "zhanna": False, "herself": False, "dana": True}


def test_opening_a_pass_checks_nobody_in_and_the_button_does_once(client, at_the_door, dana):
    client.force_login(dana)
    page = client.get(address(at_the_door)).content.decode()
    key = page.split('name="key" value="')[1].split('"')[0]
    assert GateScan.objects.count() == 0

    for _ in range(2):
        client.post(address(at_the_door), {"signup": str(at_the_door.public_id), "key": key})

    assert GateScan.objects.filter(is_counted=True, way="pass").count() == 1
    assert SignUp.objects.get().checked_in_at is not None


def test_pass_of_another_organisation_cannot_be_checked_in(client, at_the_door, zhanna):
    client.force_login(zhanna)

    answer = client.post(address(at_the_door), {"signup": str(at_the_door.public_id)})

    assert (answer.status_code, GateScan.objects.count()) == (404, 0)


def test_code_on_the_screen_checks_in_and_an_old_one_does_not(client, at_the_door, aliya):
    client.force_login(aliya)
    code = next(shown_codes(at_the_door.shift, at_the_door.shift.starts_at)).code
    old = next(shown_codes(at_the_door.shift, at_the_door.shift.starts_at - timedelta(minutes=5))).code

    assert client.post(f"/g/{old}", {"kind": "in"}).status_code == 422
    assert GateScan.objects.count() == 0
    assert client.get(f"/g/{code}").status_code == 200
    assert client.post(f"/g/{code}", {"kind": "in"}).status_code == 302
    assert GateScan.objects.get().outcome == "in_on_time"


def test_poster_asks_for_the_word_of_the_day(client, at_the_door, aliya):
    client.force_login(aliya)
    poster, word = f"/s/{poster_token(at_the_door.shift)}", word_of_the_day(at_the_door.shift)
    wrong = f"{(int(word) + 1) % 10_000:04}"

    assert client.post(poster, {"kind": "in", "word": ""}).status_code == 422
    assert client.post(poster, {"kind": "in", "word": wrong}).status_code == 422
    assert GateScan.objects.count() == 0
    assert client.post(poster, {"kind": "in", "word": word}).status_code == 302


def test_somebody_without_a_place_is_told_whom_to_ask(client, at_the_door, bekzat):
    client.force_login(bekzat)
    code = next(shown_codes(at_the_door.shift, at_the_door.shift.starts_at)).code

    answer = client.post(f"/g/{code}", {"kind": "in"}, headers={"accept-language": "en"})

    assert answer.status_code == 422
    assert "You have no place on this shift." in answer.content.decode()

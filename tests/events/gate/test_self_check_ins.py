from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from events.models import Presence
from events.queries.gate import keys
from tests.factories.events import make_role, make_shift, make_signup

pytestmark = pytest.mark.django_db
HALF_MINUTE = timedelta(seconds=30)


@pytest.fixture
def phone(client, aliya):
    client.force_login(aliya)

    def send(at, **values):
        body = {"key": str(uuid4()), **values}
        with time_machine.travel(at, tick=False):
            return client.post(
                "/api/v1/me/check-ins", body, content_type="application/json", headers={"accept-language": "en"}
            )

    return send


def shown(shift, at):
    return next(keys.shown_codes(shift, at)).code


def test_the_code_on_the_screen_checks_in_with_the_best_evidence(phone, shift, start, signup):
    answer = phone(start, code=f"https://asar.example/g/{shown(shift, start)}").json()

    assert (answer["outcome"], answer["sentence"]) == ("in_on_time", "You are in, on time. Enjoy the work.")
    assert Presence.objects.get().evidence == "A"


@pytest.mark.parametrize(("windows", "status"), [(0, 200), (1, 200), (2, 409), (2880, 409)])
def test_a_screenshot_is_refused_once_the_next_window_is_over(phone, shift, start, signup, windows, status):
    response = phone(start + windows * HALF_MINUTE, code=shown(shift, start))

    assert response.status_code == status
    if status == 409:
        assert response.json()["code"] == "events.gate_code_old"
        assert not Presence.objects.exists()


def test_the_code_of_another_event_lets_nobody_in_there(phone, start, signup):
    other = make_role(make_shift(days_ahead=0)).shift

    assert phone(start, code=shown(other, start)).json()["outcome"] == "not_on_list"


def test_the_same_key_again_is_the_same_answer(phone, shift, start, signup):
    sent = {"key": str(uuid4()), "code": shown(shift, start)}

    assert phone(start, **sent).json() == phone(start, **sent).json()
    assert Presence.objects.count() == 1


def test_the_poster_takes_the_word_of_the_day_and_few_guesses(phone, shift, start, signup):
    poster, word = f"/s/{keys.poster_token(shift)}", keys.word_of_the_day(shift)
    wrong = f"{(int(word) + 1) % 10_000:04d}"

    codes = [phone(start, poster=poster, word=wrong).status_code for _ in range(5)]
    after = phone(start, poster=poster, word=word)
    later = phone(start + timedelta(hours=1), poster=poster, word=word)

    assert codes == [422] * 5
    assert (after.status_code, after.json()["code"]) == (429, "core.too_many")
    assert (later.json()["outcome"], Presence.objects.get().evidence) == ("in_late", "B")


@pytest.mark.parametrize("sent", [{"code": "garbage"}, {"poster": "A" * 45, "word": "0000"}, {}])
def test_garbage_is_an_unknown_code(phone, start, signup, sent):
    response = phone(start, **sent)

    assert (response.status_code, response.json()["code"]) == (422, "events.gate_code_unknown")


def test_somebody_without_a_place_is_told(phone, shift, start):
    assert phone(start, code=shown(shift, start)).json()["outcome"] == "not_on_list"


def test_a_pass_shows_the_day_of_the_next_shift(client, aliya, signup, shift, now):
    client.force_login(aliya)

    shown_pass = client.get("/api/v1/me/pass").json()

    assert (shown_pass["day"], shown_pass["signup_id"]) == (str(shift.starts_on), str(signup.public_id))
    assert shown_pass["path"] == f"/p/{keys.pass_token(aliya.volunteer.pk, shift.starts_on)}"


def test_without_a_shift_a_pass_is_for_today(client, aliya, now):
    client.force_login(aliya)

    assert client.get("/api/v1/me/pass").json()["day"] == "2026-05-04"


def test_two_people_share_no_pass(role, aliya, bekzat):
    make_signup(role, aliya.volunteer)

    one, other = (keys.pass_token(user.volunteer.pk, role.shift.starts_on) for user in (aliya, bekzat))

    assert one != other

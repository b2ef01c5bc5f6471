"""Taking confirmed hours back over the API."""

import json

import pytest

from recognition.queries import minutes_of
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.recognition import make_hours

pytestmark = pytest.mark.django_db


@pytest.fixture
def signup(now, aliya, taza_su):
    place = make_signup(make_role(make_shift(make_opportunity(organisation=taza_su), days_ahead=-3)), aliya.volunteer)
    make_hours(place, minutes=120)
    return place


def take_back(client, signup, reason="Wrong person."):
    target = f"/api/v1/signups/{signup.public_id}/reversal"
    return client.post(target, json.dumps({"reason": reason}), content_type="application/json")


def test_a_coordinator_takes_hours_back_once_and_the_reason_is_shown(client, signup, aliya, dana):
    client.force_login(dana)

    first, second = take_back(client, signup), take_back(client, signup)

    assert (first.status_code, first.json()["minutes"], first.json()["reason"]) == (201, -120, "Wrong person.")
    assert (second.status_code, second.json()["code"]) == (409, "recognition.already_reversed")
    assert minutes_of(aliya.volunteer) == 0


def test_without_a_reason_nothing_is_taken_back(client, signup, aliya, dana):
    client.force_login(dana)

    refused = take_back(client, signup, reason=" ")

    assert (refused.status_code, refused.json()["code"]) == (422, "recognition.reason_missing")
    assert minutes_of(aliya.volunteer) == 120


def test_a_stranger_does_not_find_the_sign_up(client, signup, zhanna):
    client.force_login(zhanna)

    assert take_back(client, signup).status_code == 404


def test_hours_that_were_never_credited_are_not_found(client, now, dana, taza_su, aliya):
    client.force_login(dana)
    waiting = make_signup(
        make_role(make_shift(make_opportunity(organisation=taza_su), days_ahead=-3)), aliya.volunteer
    )

    assert take_back(client, waiting).json()["code"] == "recognition.nothing_credited"

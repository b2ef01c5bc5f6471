from datetime import time, timedelta

import pytest
import time_machine

from events.models import GateScan, Presence, SignUp
from tests.events.gate.doors import pass_scan, scan, send
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def role(now, taza_su, dana):
    return make_role(make_shift(make_opportunity(organisation=taza_su), days_ahead=0, start_time=time(15)), capacity=9)


@pytest.fixture
def signup(role, aliya):
    return make_signup(role, aliya.volunteer)


@pytest.fixture
def desk(client, dana):
    client.force_login(dana)
    return client


def answers(desk, shift, scans, at, **values):
    with time_machine.travel(at, tick=False):
        response = send(desk, shift, scans, at=at, **values)
    assert response.status_code == 200, response.content
    return response.json()["results"]


def test_a_pass_lets_in_on_time_and_again_says_who_saw_it_when(desk, role, signup):
    start = role.shift.starts_at

    first = answers(desk, role.shift, [pass_scan(signup, start - 8 * MINUTE)], start - 8 * MINUTE)[0]
    again = answers(desk, role.shift, [pass_scan(signup, start)], start)[0]

    assert (first["outcome"], first["tone"], first["sentence"]) == ("in_on_time", "good", "In, on time.")
    assert (again["outcome"], again["tone"]) == ("already_in", "bad")
    assert again["sentence"] == "Already in: Дана Ә. saw this person at 14:52."
    presence = Presence.objects.get()
    assert (presence.starts_at, presence.ends_at) == (role.shift.starts_at, role.shift.ends_at)
    assert (presence.is_end_inferred, presence.evidence) == (True, "B")


def test_the_same_batch_again_gets_the_same_answers_and_changes_nothing(desk, role, signup):
    at = role.shift.starts_at + 12 * MINUTE
    scans = [pass_scan(signup, at), scan(at, token="garbage"), {"key": "what?", "way": "pass"}]

    first = answers(desk, role.shift, scans, at)
    again = answers(desk, role.shift, scans, at + 9 * MINUTE)

    assert again == first
    assert [answer["outcome"] for answer in first] == ["in_late", "unknown_code", "unreadable"]
    assert first[0]["sentence"] == "In, 12 minutes late."
    assert GateScan.objects.count() == 2
    assert SignUp.objects.get().checked_in_at == at

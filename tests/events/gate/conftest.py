"""A gate at Taza Su: a shift from 15:00 to 19:00 today, and its coordinator's phone."""

from datetime import time

import pytest
import time_machine

from tests.events.gate.doors import send
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup


@pytest.fixture
def role(now, taza_su, dana):
    return make_role(make_shift(make_opportunity(organisation=taza_su), days_ahead=0, start_time=time(15)), capacity=9)


@pytest.fixture
def shift(role):
    return role.shift


@pytest.fixture
def start(shift):
    return shift.starts_at


@pytest.fixture
def signup(role, aliya):
    return make_signup(role, aliya.volunteer)


@pytest.fixture
def desk(client, dana):
    client.force_login(dana)
    return client


@pytest.fixture
def answers(desk, shift):
    """Send scans at a moment; return the answers."""

    def sent(scans, at, *, to=shift, **values):
        with time_machine.travel(at, tick=False):
            response = send(desk, to, scans, at=at, **values)
        assert response.status_code == 200, response.content
        return response.json()["results"]

    return sent


@pytest.fixture
def outcomes(answers):
    """Send scans at a moment; return the codes of the answers."""
    return lambda scans, at, **values: [answer["outcome"] for answer in answers(scans, at, **values)]

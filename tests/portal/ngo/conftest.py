"""A coordinator's desk with one published event: two roles on a shift ahead, one shift that is over."""

from datetime import time

import pytest

from tests.factories.events import make_opportunity, make_role, make_shift


@pytest.fixture
def desk(client, dana):
    """Dana at her desk."""
    client.force_login(dana)
    return client


@pytest.fixture
def event(now, taza_su):
    return make_opportunity(organisation=taza_su, title="Clean the river bank")


@pytest.fixture
def role(event):
    """Five helpers next Saturday, 10:00 to 14:00."""
    return make_role(make_shift(event, days_ahead=5))


@pytest.fixture
def past_role(event):
    """Five helpers a week ago, 10:00 to 14:00."""
    return make_role(make_shift(event, days_ahead=-7, start_time=time(10)))


@pytest.fixture
def answers():
    """The nine answers a new event needs, and the declaration without which nobody may join."""
    return {
        "text_language": "en",
        "title": "Plant 400 saplings",
        "cause": "ecology",
        "place": "Almaty",
        "starts_on": "2026-05-09",
        "start_time": "10:00",
        "end_time": "14:00",
        "role_name": "Planter",
        "capacity": "28",
        "contact_name": "Dana",
        "hazards": ["none"],
    }

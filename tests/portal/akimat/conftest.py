"""The small country, and an officer of Karaganda who is signed in."""

import pytest

from accounts.enums import Role
from reports.services import catch_up
from tests.factories.accounts import make_grant, make_user
from tests.factories.participation import make_world
from tests.factories.places import region


@pytest.fixture
def world(now):
    made = make_world()
    catch_up()
    return made


@pytest.fixture
def officer(client, now):
    user = make_user()
    make_grant(user, Role.AKIMAT_OFFICER, region("350000000"))
    client.force_login(user)
    return client

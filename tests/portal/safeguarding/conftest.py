"""An officer of the city of Almaty at work, and what she looks after."""

import pytest

from accounts.enums import Role
from tests.factories.accounts import make_grant, make_user
from tests.factories.places import region


@pytest.fixture
def officer(db):
    user = make_user(email="saule@example.org", full_name="Сәуле Мұқанова")
    make_grant(user, Role.SAFEGUARDING_OFFICER, region())
    return user


@pytest.fixture
def work(client, officer):
    """The officer's browser."""
    client.force_login(officer)
    return client

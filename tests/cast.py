"""The standing cast: five people whose situations the tests tell as stories.

Each fixture is the account; ``aliya.volunteer`` and ``bekzat.volunteer`` are their profiles.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine

from accounts.enums import Role
from accounts.models import User
from ngos.models import Organisation
from tests.factories.accounts import make_consent, make_grant, make_user
from tests.factories.ngos import make_member, make_organisation
from tests.factories.places import region
from tests.factories.volunteers import make_volunteer

MONDAY_MORNING = datetime(2026, 5, 4, 4, 0, tzinfo=UTC)  # 9:00 in Almaty


@pytest.fixture
def now() -> Iterator[datetime]:
    """Stop the clock on a Monday morning; ask for it before anybody else."""
    with time_machine.travel(MONDAY_MORNING, tick=False):
        yield MONDAY_MORNING


@pytest.fixture
def aliya(db: None) -> User:
    """A volunteer of 21 in Almaty."""
    user = make_user(email="aliya@example.org", full_name="Әлия Серікова")
    make_volunteer(user=user, age=21)
    return user


@pytest.fixture
def bekzat(db: None) -> User:
    """A volunteer of 15 in Almaty whose guardian has agreed."""
    user = make_user(email="bekzat@example.org", full_name="Бекзат Оспанов")
    make_volunteer(user=user, age=15)
    make_consent(user)
    return user


@pytest.fixture
def taza_su(db: None) -> Organisation:
    """A verified organisation of Almaty."""
    return make_organisation(name="Таза Су", slug="taza-su")


@pytest.fixture
def dana(taza_su: Organisation) -> User:
    """A coordinator of Taza Su."""
    return make_member(taza_su, user=make_user(email="dana@example.org", full_name="Дана Әбілова"))


@pytest.fixture
def erlan(db: None) -> User:
    """An akimat officer of the city of Almaty."""
    user = make_user(email="erlan@example.org", full_name="Ерлан Жақсыбеков")
    make_grant(user, Role.AKIMAT_OFFICER, region())
    return user


@pytest.fixture
def zhanna(db: None) -> User:
    """Somebody with an account and nothing else."""
    return make_user(email="zhanna@example.org", full_name="Жанна Ким")

"""Places offered by name while the other person is busy: two who offer to each other wait in no circle."""

import pytest
from django.db import connection, transaction

from core import clock
from events.services.placing import lock_volunteer
from events.services.swaps import offer_place
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.volunteers import make_volunteer
from tests.races.threads import at_once, faults

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_offering_a_place_waits_for_nothing_the_other_person_is_doing():
    giver, taker = (make_volunteer(user=make_user()) for _ in range(2))
    signup = make_signup(make_role(make_shift(make_opportunity(), days_ahead=9)), giver)

    def offer():
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '5s'")
            return offer_place(signup=signup, email=taker.user.email, actor=giver.user, now=clock.now())

    with transaction.atomic():
        lock_volunteer(taker)
        outcomes = at_once(offer)

    assert faults(outcomes) == []
    assert outcomes[0].volunteer == taker

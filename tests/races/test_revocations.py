"""A clearance is revoked while its owner takes or accepts a place: she never ends up with one. PostgreSQL."""

import threading

import pytest
from django.db import connection

from core import clock
from core.errors import DomainError
from events.enums import SignUpStatus
from events.models import ShiftRole, SignUp
from events.services.clearances import revoke_clearance
from events.services.signups import accept_invitation, claim_seat
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.volunteers import clear_for_children, make_volunteer
from volunteers.services import revoke_clearance as revoke_alone

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ROUNDS = 20


def at_once(*calls):
    """Run the calls in threads that start together; what a rule refuses is an answer like any other."""
    ready = threading.Barrier(len(calls))

    def run(call):
        try:
            ready.wait(timeout=10)
            call()
        except DomainError:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
        assert not thread.is_alive(), "somebody waits in a circle"


def places_left(revoke, *, is_invited):
    """Let every person of the rounds move while an officer revokes; count the places that should not be."""
    now, officer = clock.now(), make_user()
    event = make_opportunity(has_child_contact=True)
    wrong = 0
    for number in range(ROUNDS):
        person = clear_for_children(make_volunteer())
        role = make_role(make_shift(event, days_ahead=3 + number), capacity=1)
        signup = make_signup(role, person, status=SignUpStatus.INVITED) if is_invited else None
        paper = person.clearances.get(kind="offences")

        def move(person=person, role=role, signup=signup):
            if signup:
                accept_invitation(signup=signup, actor=person.user, now=now)
            else:
                claim_seat(role=role, volunteer=person, actor=person.user, now=now)

        at_once(move, lambda paper=paper: revoke(clearance=paper, reason="Forged.", actor=officer, now=now))
        held = SignUp.objects.holding_a_seat().filter(role=role).count()
        assert ShiftRole.objects.get(pk=role.pk).taken_count == held
        wrong += held
    return wrong


@pytest.mark.parametrize("is_invited", [False, True], ids=["claim", "acceptance"])
def test_nobody_keeps_a_place_beside_a_revocation(is_invited):
    assert places_left(revoke_clearance, is_invited=is_invited) == 0


def test_without_the_second_half_places_are_left():
    """The control: revoking alone leaves the places that were taken first."""
    assert places_left(revoke_alone, is_invited=True) > 0

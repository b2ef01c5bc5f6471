from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from events.enums import SignUpOrigin
from events.models import SignUp
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_the_door(role):
    """Half an hour before the shift."""
    with time_machine.travel(role.shift.starts_at - timedelta(minutes=30), tick=False):
        yield role


def address(name, role, *more):
    opportunity = role.shift.opportunity
    return reverse(f"ngo:{name}", args=[opportunity.organisation.slug, opportunity.public_id, *more])


def test_one_button_lets_a_person_in(at_the_door, desk, aliya):
    signup = make_signup(at_the_door, aliya.volunteer)
    page = desk.get(address("door", at_the_door)).content.decode()
    assert "Check in" in page
    assert "0 of 1 are here" in page

    told = desk.post(address("check_in", at_the_door, signup.public_id), follow=True).content.decode()

    assert "Әлия С. is here." in told
    assert "1 of 1 are here" in told
    assert SignUp.objects.get().checked_in_at is not None


def test_before_the_door_opens_there_is_no_button(role, desk, aliya):
    make_signup(role, aliya.volunteer)

    assert "Check in" not in desk.get(address("door", role)).content.decode()


def test_a_minor_without_consent_is_let_in_when_the_parent_is_ticked(at_the_door, desk, bekzat):
    signup = make_signup(at_the_door, bekzat.volunteer)
    bekzat.guardian_consents.all().delete()
    let_in = address("check_in", at_the_door, signup.public_id)
    assert "A parent is here" in desk.get(address("door", at_the_door)).content.decode()

    desk.post(let_in)
    assert SignUp.objects.get().checked_in_at is None
    desk.post(let_in, {"is_parent_here": "1"})
    assert SignUp.objects.get().checked_in_at is not None


def test_somebody_who_came_is_added_in_two_fields(at_the_door, desk, aliya):
    page = address("walk_in", at_the_door, at_the_door.shift.public_id)
    words = {"name": "Әлия", "contact": "aliya@example.org", "role": str(at_the_door.public_id)}
    assert desk.get(page).status_code == 200

    told = desk.post(page, words, follow=True).content.decode()

    assert "Әлия С. is on the list." in told
    assert "came on the day" in told
    assert SignUp.objects.get().origin == SignUpOrigin.WALK_IN


def test_nobody_and_somebody_who_may_not_get_one_answer_and_the_way_to_join(at_the_door, desk, aliya):
    page = address("walk_in", at_the_door, at_the_door.shift.public_id)
    aliya.is_active = False
    aliya.save(update_fields=["is_active"])

    answers = []
    for contact in ("nobody@example.org", "aliya@example.org"):
        words = {"name": "Әлия", "contact": contact, "role": str(at_the_door.public_id)}
        answer = desk.post(page, words)
        answers.append((answer.status_code, list(answer.context["form"].errors["__all__"])))

    assert answers[0] == answers[1]
    assert answers[0][0] == 422
    assert "http://testserver/e/" in answer.content.decode()
    assert not SignUp.objects.exists()


def test_a_foreign_door_is_not_found(at_the_door, desk, aliya):
    foreign = make_role(make_shift(make_opportunity()))
    signup = make_signup(foreign, aliya.volunteer)

    assert desk.post(address("check_in", at_the_door, signup.public_id)).status_code == 404
    assert desk.get(address("walk_in", at_the_door, foreign.shift.public_id)).status_code == 404
    assert desk.get(address("walk_in", foreign, foreign.shift.public_id)).status_code == 404

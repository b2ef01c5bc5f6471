"""Old and new stand on a page before a correction is written; the way there begins at the door list."""

import pytest
from django.urls import reverse

from core.models import Look
from recognition.models import Correction
from tests.factories.events import make_signup
from tests.factories.ngos import make_member
from tests.factories.recognition import make_hours

pytestmark = pytest.mark.django_db


@pytest.fixture
def confirmed(past_role, aliya):
    signup = make_signup(past_role, aliya.volunteer)
    make_hours(signup, minutes=240)
    return signup


def page_of(signup):
    return reverse("ngo:correct_hours", args=["taza-su", signup.public_id])


def test_the_door_list_and_the_page_after_the_gate_lead_there(desk, event, past_role, confirmed):
    shift = past_role.shift.public_id
    door = desk.get(reverse("ngo:door", args=["taza-su", event.public_id]), {"shift": shift}).content.decode()
    after = desk.get(reverse("ngo:after_gate", args=["taza-su", event.public_id, shift])).content.decode()
    assert page_of(confirmed) in door
    assert page_of(confirmed) in after


def test_old_and_new_are_shown_before_anything_is_written(desk, confirmed, aliya):
    word = {"minutes": "180", "reason": "She left at one."}
    shown = desk.post(page_of(confirmed), word).content.decode()
    assert "4 hours → 3 hours" in shown
    assert not Correction.objects.exists()

    changed = desk.post(page_of(confirmed), word | {"change": "1"}).content.decode()
    assert 'value="180"' in changed
    done = desk.post(page_of(confirmed), word | {"send": "1"}, follow=True).content.decode()

    assert "Corrected. The volunteer is told, and may object." in done
    assert Correction.objects.get().minutes_after == 180
    assert Look.objects.filter(person=aliya.public_id, purpose="hours").exists()


@pytest.mark.parametrize("word", [{"minutes": "241"}, {"minutes": "-1"}, {"minutes": "x"}, {"reason": ""}])
def test_a_word_that_cannot_be_comes_back_with_what_was_typed(desk, confirmed, word):
    answer = desk.post(page_of(confirmed), {"minutes": "180", "reason": "She left.", "send": "1"} | word)
    assert answer.status_code == 422
    assert not Correction.objects.exists()


def test_what_a_rule_refuses_stands_on_the_form(desk, confirmed):
    answer = desk.post(page_of(confirmed), {"minutes": "240", "reason": "As it is.", "send": "1"})
    assert (answer.status_code, Correction.objects.count()) == (422, 0)
    assert "These are the minutes that are in the ledger already." in answer.content.decode()


def test_ones_own_hours_have_no_form(browser_of_member, taza_su, aliya, confirmed):
    make_member(taza_su, user=aliya)
    shown = browser_of_member(aliya).get(page_of(confirmed)).content.decode()
    assert "Another coordinator corrects them." in shown
    assert "<textarea" not in shown


@pytest.fixture
def browser_of_member(client):
    def signed_in(user):
        client.force_login(user)
        return client

    return signed_in

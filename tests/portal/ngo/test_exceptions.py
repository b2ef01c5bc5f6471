"""Letting somebody in: asking beside the candidates, deciding as another member."""

from datetime import time

import pytest
from django.urls import reverse

from events.models import GateOverride, SignUp
from events.services.overrides import ask_to_let_in
from ngos.enums import MembershipRole
from tests.factories.accounts import make_user
from tests.factories.events import make_role, make_shift
from tests.factories.ngos import make_member
from tests.factories.volunteers import make_volunteer

LIST = "/en/org/taza-su/exceptions/"
WHY = "She learns it beside our team leader."


@pytest.fixture
def medic(event):
    """A place that needs first aid."""
    return make_role(make_shift(event, days_ahead=6), required={"first_aid": 2})


@pytest.fixture
def owner(taza_su):
    return make_member(taza_su, user=make_user(full_name="Гүл Иесі"), role=MembershipRole.OWNER)


@pytest.fixture
def asked(now, medic, aliya, dana):
    """Dana has asked for Aliya."""
    (override,) = ask_to_let_in(role=medic, volunteer=aliya.volunteer, reason=WHY, actor=dana, now=now)
    return override


def asking(event, role):
    return f"{reverse('ngo:ask_exception', args=['taza-su', event.public_id])}?role={role.public_id}"


def decision(override, name="exception"):
    return reverse(f"ngo:{name}", args=["taza-su", override.public_id])


def test_the_question_is_offered_beside_the_candidates(desk, event, medic):
    for page in ("ngo:event", "ngo:candidates"):
        shown = desk.get(reverse(page, args=["taza-su", event.public_id]), {"role": medic.public_id})
        assert f"exceptions/new/?role={medic.public_id}" in shown.content.decode()


def test_a_coordinator_asks_by_address_and_the_question_waits_for_another(desk, event, medic, aliya):
    answer = desk.post(asking(event, medic), {"email": "Aliya@example.org", "reason": WHY}, follow=True)

    page = answer.content.decode()
    assert GateOverride.objects.get().gate == "skill"
    assert "another member decides" in page
    assert "You are the only member" in page
    assert decision(GateOverride.objects.get()) not in page


@pytest.mark.parametrize("email", ["nobody@example.org", "bekzat@example.org", "fitting@example.org"])
def test_strangers_minors_and_people_who_fit_are_answered_alike(desk, event, bekzat, email):
    make_volunteer(user=make_user(email="fitting@example.org"), skills={"first_aid": 3})
    role = make_role(make_shift(event, days_ahead=6), required={"first_aid": 2}, min_age=18)

    answer = desk.post(asking(event, role), {"email": email, "reason": WHY})

    assert answer.status_code == 422
    assert "An exception does not help here" in answer.content.decode()
    assert not GateOverride.objects.exists()


def test_another_member_decides_and_the_person_can_be_invited(client, asked, owner, aliya):
    client.force_login(owner)
    assert WHY in client.get(decision(asked)).content.decode()

    client.post(decision(asked), {"verdict": "yes", "reason": "We watch over her."})
    client.post(decision(asked, "let_in"))

    assert SignUp.objects.get(volunteer=aliya.volunteer).status == "invited"
    assert "We watch over her." in client.get(LIST).content.decode()


def test_whoever_asked_gets_no_form_and_no_say(desk, asked):
    assert 'name="verdict"' not in desk.get(decision(asked)).content.decode()

    answer = desk.post(decision(asked), {"verdict": "yes", "reason": "Mine."})

    asked.refresh_from_db()
    assert "An exception needs a second person" in answer.content.decode()
    assert asked.decided_at is None


def test_nobody_is_invited_by_an_exception_that_is_not_granted(desk, asked):
    assert desk.post(decision(asked, "let_in")).status_code == 404


def test_strangers_and_another_organisation_find_nothing(client, asked, event, medic, zhanna):
    client.force_login(zhanna)

    pages = [LIST, decision(asked), asking(event, medic)]
    assert [client.get(page).status_code for page in pages] == [404] * 3
    assert client.post(decision(asked), {"verdict": "yes", "reason": "x"}).status_code == 404


def test_a_guest_signs_in_first(client, asked):
    assert client.get(LIST).status_code == 302


def test_a_role_of_another_event_or_none_is_not_found(desk, event, now):
    other = make_role(make_shift(days_ahead=6))

    assert desk.get(asking(event, other)).status_code == 404
    assert desk.get(asking(event, other).split("?")[0]).status_code == 404


def test_the_list_shows_no_reason_of_the_law(desk, event, asked):
    page = desk.get(LIST).content.decode().partition("<footer")[0]

    assert "A skill" in page
    assert [word for word in ("certificate", "birth") if word in page.lower()] == []


def test_a_shift_that_has_started_takes_no_question(desk, event):
    past = make_role(make_shift(event, days_ahead=-1, start_time=time(10)))

    assert desk.get(asking(event, past)).status_code == 409


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_for_one_and_three(desk, now, event, dana, count, django_assert_num_queries):
    for number in range(count):
        role = make_role(make_shift(event, days_ahead=6 + number), required={"first_aid": 2})
        ask_to_let_in(role=role, volunteer=make_volunteer(), reason=WHY, actor=dana, now=now)

    with django_assert_num_queries(9):
        desk.get(LIST)

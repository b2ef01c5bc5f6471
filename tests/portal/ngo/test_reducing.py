"""The page that lowers the places below the people."""

import pytest
from django.urls import reverse

from events.models import ShiftRole, SignUp
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db


def address(role):
    event = role.shift.opportunity
    return reverse("ngo:reduce_role", args=[event.organisation.slug, event.public_id, role.public_id])


def full_role(organisation, people=3):
    role = make_role(make_shift(make_opportunity(organisation=organisation)), capacity=people)
    signups = [make_signup(role, make_volunteer(user=make_user(full_name=f"Аида {n}"))) for n in range(people)]
    return role, signups


def test_a_coordinator_lowers_the_number_and_the_latest_leave(now, client, dana, taza_su):
    role, _signups = full_role(taza_su)
    client.force_login(dana)
    assert "Who leaves" in client.get(address(role)).content.decode()

    answer = client.post(address(role), {"capacity": "1", "reason": "The hall is smaller."}, follow=True)

    assert "2 people have lost their places" in answer.content.decode()
    assert [one.status for one in SignUp.objects.order_by("pk")] == ["confirmed", "cancelled", "cancelled"]
    assert ShiftRole.objects.get(pk=role.pk).capacity == 1


def test_she_may_choose_who_leaves(now, client, dana, taza_su):
    role, signups = full_role(taza_su)
    client.force_login(dana)

    client.post(address(role), {"capacity": "2", "reason": "Rain.", "leaving": [str(signups[0].public_id)]})

    assert [one.status for one in SignUp.objects.order_by("pk")] == ["cancelled", "confirmed", "confirmed"]


@pytest.mark.parametrize("fields", [{"capacity": "1"}, {"reason": "Rain.", "capacity": "x"}, {}])
def test_what_is_missing_is_said_and_nobody_leaves(fields, now, client, dana, taza_su):
    role, _signups = full_role(taza_su)
    client.force_login(dana)

    answer = client.post(address(role), fields)

    assert answer.status_code == 422
    assert SignUp.objects.filter(status="confirmed").count() == 3


def test_who_lost_a_place_reads_the_reason_on_her_page(now, client, dana, taza_su):
    role, signups = full_role(taza_su)
    client.force_login(dana)
    client.post(address(role), {"capacity": "2", "reason": "The hall is smaller."})
    client.force_login(signups[2].volunteer.user)

    page = client.get(reverse("volunteer:shift", args=[signups[2].public_id])).content.decode()

    assert "The hall is smaller." in page
    assert f"/joined/?role={role.public_id}" in page


@pytest.mark.parametrize("people", [1, 3])
def test_the_page_asks_as_often_for_one_person_as_for_three(
    people, now, client, dana, taza_su, django_assert_max_num_queries
):
    role, _signups = full_role(taza_su, people)
    client.force_login(dana)
    with django_assert_max_num_queries(45):
        client.get(address(role))

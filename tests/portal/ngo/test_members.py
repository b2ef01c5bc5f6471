"""Adding a person to an organisation: owners only, by the address of an account."""

import pytest
from django.urls import reverse

from core.models import AuditLine
from ngos.enums import MembershipRole
from ngos.models import Membership
from tests.factories.accounts import make_user
from tests.factories.ngos import make_member

PAGE = "/en/org/taza-su/organisation/"


@pytest.fixture
def owner(client, taza_su):
    """The owner of the organisation, at the desk."""
    user = make_member(taza_su, user=make_user(full_name="Гүлнар Тестова"), role=MembershipRole.OWNER)
    client.force_login(user)
    return user


def role_of(user):
    return Membership.objects.filter(user=user).values_list("role", flat=True).first()


def test_owner_adds_a_coordinator_however_the_address_is_typed(client, owner, now):
    aida = make_user(email="aida@example.org", full_name="Аида Сәбит")

    answer = client.post(PAGE, {"email": " Aida@Example.org ", "role": "org_coordinator"}, follow=True)

    page = answer.content.decode()
    assert role_of(aida) == MembershipRole.COORDINATOR
    assert "Аида С. now acts for the organisation." in page
    assert "Аида Сәбит" in page
    assert AuditLine.objects.filter(action="organisation.member_added", actor=owner.public_id).count() == 1
    client.force_login(aida)
    assert client.get("/en/org/taza-su/today/").status_code == 200


@pytest.mark.parametrize("is_closed", [False, True])
def test_unknown_and_closed_accounts_are_answered_alike(client, owner, now, is_closed):
    if is_closed:
        make_user(email="gone@example.org", is_active=False)

    answer = client.post(PAGE, {"email": "gone@example.org", "role": "org_coordinator"})

    assert answer.status_code == 422
    assert "Ask them to join Asar with this address first." in answer.content.decode()
    assert Membership.objects.filter(user__email="gone@example.org").count() == 0


def test_last_owner_cannot_step_down_and_two_owners_can_part(client, owner, now):
    other = make_user(email="other@example.org")

    alone = client.post(PAGE, {"email": owner.email, "role": "org_coordinator"})
    client.post(PAGE, {"email": other.email, "role": "org_owner"})
    together = client.post(PAGE, {"email": owner.email, "role": "org_coordinator"})

    assert (alone.status_code, together.status_code) == (422, 302)
    assert "An organisation needs at least one owner." in alone.content.decode()
    assert (role_of(owner), role_of(other)) == (MembershipRole.COORDINATOR, MembershipRole.OWNER)


def test_coordinator_sees_no_form_and_may_not_add(desk, now):
    aida = make_user(email="aida@example.org")

    page = desk.get(PAGE).content.decode()
    refused = desk.post(PAGE, {"email": aida.email, "role": "org_owner"})

    assert "Add a person" not in page
    assert refused.status_code == 403
    assert role_of(aida) is None


def test_stranger_and_guest_do_not_find_it(client, zhanna, taza_su, now):
    guest = client.post(PAGE, {"email": zhanna.email, "role": "org_owner"})
    client.force_login(zhanna)
    stranger = client.post(PAGE, {"email": zhanna.email, "role": "org_owner"})

    assert guest["Location"].startswith(reverse("account_login"))
    assert stranger.status_code == 404
    assert role_of(zhanna) is None

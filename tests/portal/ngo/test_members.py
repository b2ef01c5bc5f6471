"""Asking a person to act for an organisation: owners only, by a letter that says nothing of who has an account."""

import json
import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from core import outbox
from core.models import AuditLine, OutboxMessage
from ngos.enums import MembershipRole
from ngos.models import Membership
from tests.factories.accounts import make_user
from tests.factories.ngos import make_member

ASKED_QUERIES = 17
PAGE = "/en/org/taza-su/organisation/"


@pytest.fixture
def owner(client, taza_su):
    """The owner of the organisation, at the desk."""
    user = make_member(taza_su, user=make_user(full_name="Гүлнар Тестова"), role=MembershipRole.OWNER)
    client.force_login(user)
    return user


def role_of(user):
    return Membership.objects.filter(user=user).values_list("role", flat=True).first()


def letter_to(address, now):
    """Let the letters leave; return the newest one to an address and the path of the link in it."""
    for message_id in outbox.due(now):
        outbox.deliver(message_id, now=now)
    text = next(letter.body for letter in reversed(mail.outbox) if letter.to == [address])
    return text, re.search(r"/en/org/invited/\S+", text).group()


def test_owner_invites_and_whoever_says_yes_acts(client, owner, now):
    aida = make_user(email="aida@example.org", full_name="Аида Сәбит")

    page = client.post(PAGE, {"email": " Aida@Example.org ", "role": "org_coordinator"}, follow=True).content.decode()
    text, link = letter_to("aida@example.org", now)

    assert "A letter is on its way." in page
    assert "Гүлнар Т. asks you to act for Таза Су" in text
    assert role_of(aida) is None
    client.force_login(aida)
    assert "Your part: coordinator." in client.get(link).content.decode()
    assert role_of(aida) is None
    client.post(link)
    assert role_of(aida) == MembershipRole.COORDINATOR
    assert AuditLine.objects.filter(action="organisation.member_invited", actor=owner.public_id).count() == 1
    assert AuditLine.objects.filter(action="organisation.member_added", actor=aida.public_id).count() == 1
    assert client.get("/en/org/taza-su/today/").status_code == 200


@pytest.mark.parametrize("kind", ["known", "closed", "unknown"])
def test_known_closed_and_unknown_addresses_are_answered_alike(client, owner, now, kind, assert_chained_queries):
    if kind != "unknown":
        make_user(email="gone@example.org", is_active=kind == "known")

    client.get(PAGE)
    with assert_chained_queries(ASKED_QUERIES):
        answer = client.post(PAGE, {"email": "gone@example.org", "role": "org_coordinator"})
    page = client.get(PAGE).content.decode()

    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    assert "A letter is on its way." in page
    assert letter_to("gone@example.org", now)
    assert Membership.objects.count() == 1
    assert "gone@" not in json.dumps(OutboxMessage.objects.get().payload)


def test_link_is_for_whom_it_was_sent_to_for_a_week_while_the_owner_owns(client, owner, zhanna, now):
    aida = make_user(email="aida@example.org")
    client.post(PAGE, {"email": aida.email, "role": "org_owner"})
    _text, link = letter_to(aida.email, now)

    client.force_login(zhanna)
    assert (client.get(link).status_code, client.post(link).status_code) == (404, 404)
    client.force_login(aida)
    assert client.get(f"{link[:-2]}x/").status_code == 404
    with time_machine.travel(now + timedelta(days=7, seconds=2), tick=False):
        client.force_login(aida)
        assert client.get(link).status_code == 404
    client.force_login(aida)
    Membership.objects.update(role=MembershipRole.COORDINATOR)
    assert client.post(link).status_code == 404
    assert role_of(aida) is None


@pytest.mark.parametrize("is_proven", [True, False])
def test_a_number_counts_once_it_is_proven(client, owner, now, is_proven, capsys):
    aida = make_user(email="aida@example.org", phone="+77011234567", phone_verified_at=now if is_proven else None)
    client.post(PAGE, {"email": "8 701 123 45 67", "role": "org_coordinator"})
    for message_id in outbox.due(now):
        outbox.deliver(message_id, now=now)
    link = re.search(r"/en/org/invited/\S+", capsys.readouterr().out).group()

    client.force_login(aida)
    client.post(link)

    assert (role_of(aida) is not None) == is_proven


def test_what_is_no_address_is_explained(client, owner, now):
    answer = client.post(PAGE, {"email": "somebody", "role": "org_coordinator"})

    assert answer.status_code == 422
    assert not OutboxMessage.objects.exists()


def test_last_owner_cannot_step_down_and_two_owners_can_part(client, owner, taza_su, now):
    other = make_user(email="other@example.org")

    alone = client.post(PAGE, {"email": owner.email, "role": "org_coordinator"})
    make_member(taza_su, user=other, role=MembershipRole.OWNER)
    together = client.post(PAGE, {"email": owner.email, "role": "org_coordinator"})

    assert (alone.status_code, together.status_code) == (422, 302)
    assert "An organisation needs at least one owner." in alone.content.decode()
    assert (role_of(owner), role_of(other)) == (MembershipRole.COORDINATOR, MembershipRole.OWNER)


def test_coordinator_sees_no_form_and_may_not_add(desk, now):
    aida = make_user(email="aida@example.org")

    page = desk.get(PAGE).content.decode()
    refused = desk.post(PAGE, {"email": aida.email, "role": "org_owner"})

    assert "Invite a person" not in page
    assert refused.status_code == 403
    assert role_of(aida) is None


def test_stranger_and_guest_do_not_find_it(client, zhanna, taza_su, now):
    guest = client.post(PAGE, {"email": zhanna.email, "role": "org_owner"})
    client.force_login(zhanna)
    stranger = client.post(PAGE, {"email": zhanna.email, "role": "org_owner"})

    assert guest["Location"].startswith(reverse("account_login"))
    assert stranger.status_code == 404
    assert role_of(zhanna) is None

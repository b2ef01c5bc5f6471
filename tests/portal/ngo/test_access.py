"""Every page of the desk: guests sign in first, strangers do not find it, coordinators see it."""

import uuid

import pytest
from django.urls import reverse

from matching.services import propose_filling
from tests.factories.ngos import make_member, make_organisation
from tests.factories.volunteers import make_volunteer

DESK = ("today", "events", "new_event", "volunteers", "hours", "organisation")
EVENT = ("event", "edit_event", "new_shift", "cancel", "door")
POSTS = ("publish", "close", "invite", "propose")


@pytest.fixture
def pages(event, role, dana, now):
    """Every address of the desk that answers to GET."""
    make_volunteer()
    run = propose_filling(opportunity=event, actor=dana, now=now)
    slug = event.organisation.slug
    return [
        *(reverse(f"ngo:{name}", args=[slug]) for name in DESK),
        *(reverse(f"ngo:{name}", args=[slug, event.public_id]) for name in EVENT),
        reverse("ngo:edit_role", args=[slug, event.public_id, role.public_id]),
        reverse("ngo:review", args=[slug, event.public_id, run.public_id]),
    ]


@pytest.fixture
def actions(event):
    return [reverse(f"ngo:{name}", args=[event.organisation.slug, event.public_id]) for name in POSTS]


def test_coordinator_sees_every_page_with_one_heading(desk, pages):
    for page in pages:
        response = desk.get(page)

        assert (page, response.status_code) == (page, 200)
        assert response.content.count(b"<h1") == 1


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_every_page_opens_in_the_other_languages(desk, pages, language):
    for page in pages:
        assert (page, desk.get(page.replace("/en/", f"/{language}/")).status_code) == (page, 200)


def test_guest_is_led_to_sign_in(client, pages, actions):
    for page in pages:
        response = client.get(page)

        assert response.status_code == 302
        assert response["Location"].startswith(reverse("account_login"))
    for action in actions:
        assert client.post(action)["Location"].startswith(reverse("account_login"))


def test_stranger_and_foreign_coordinator_find_nothing(client, pages, actions, zhanna):
    for stranger in (zhanna, make_member(make_organisation())):
        client.force_login(stranger)
        assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, 404)
        assert {action: client.post(action).status_code for action in actions} == dict.fromkeys(actions, 404)


def test_event_under_another_organisation_is_not_found(desk, event, dana):
    other = make_organisation()
    make_member(other, user=dana)

    for name in EVENT:
        assert desk.get(reverse(f"ngo:{name}", args=[other.slug, event.public_id])).status_code == 404


def test_unknown_event_is_not_found(desk, taza_su):
    assert desk.get(reverse("ngo:event", args=[taza_su.slug, uuid.uuid4()])).status_code == 404


def test_home_leads_to_the_organisation_or_to_enrolling(client, dana, zhanna):
    assert client.get("/en/org/")["Location"].startswith(reverse("account_login"))
    client.force_login(dana)
    assert client.get("/en/org/")["Location"] == "/en/org/taza-su/today/"
    assert client.get("/en/org/taza-su/")["Location"] == "/en/org/taza-su/today/"
    client.force_login(zhanna)
    assert client.get("/en/org/")["Location"] == "/en/org/new/"


def test_changing_pages_refuse_a_get(desk, actions):
    assert [desk.get(action).status_code for action in actions] == [405] * len(actions)

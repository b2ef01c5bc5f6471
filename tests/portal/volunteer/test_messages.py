"""The inbox, the page of choices, and the addresses that stop a kind, without JavaScript."""

import json

import pytest
from django.test import Client

from accounts.letters import stop_url
from accounts.models import InboxMessage, MessageSettings, User
from core import outbox
from core.delivery import health
from tests.factories.accounts import make_user

pytestmark = pytest.mark.django_db


def file(user, now, *, number=1, subject="A place is free"):
    row = outbox.put("events.place_freed", key=f"{number}:{user.pk}", due_at=now, user_id=user.pk, role_id=0)
    User.objects.filter(pk=user.pk).update(unread_count=number)
    return InboxMessage.objects.create(
        user=user,
        message=row,
        kind="place",
        language="en",
        subject=subject,
        text="Text <b>",
        path="find/",
        sent_at=now,
    )


@pytest.mark.parametrize("count", [1, 3])
def test_inbox_costs_as_much_with_three_messages_as_with_one(client, now, count, django_assert_num_queries):
    user = make_user()
    for number in range(1, count + 1):
        file(user, now, number=number)
    client.force_login(user)
    client.get("/en/me/messages/")

    with django_assert_num_queries(6):
        page = client.get("/en/me/messages/").content.decode()

    assert page.count("<article") == count
    assert "Text &lt;b&gt;" in page


def test_opening_a_message_marks_it_read_and_leads_on(client, now):
    user = make_user()
    entry = file(user, now)
    client.force_login(user)

    answer = client.post(f"/kk/me/messages/{entry.public_id}/read/", {"open": "1"})

    entry.refresh_from_db()
    assert (answer.status_code, answer["Location"], entry.read_at) == (302, "/kk/find/", now)
    assert "Unread messages" not in client.get("/en/me/messages/").content.decode()


def test_looking_marks_nothing_and_strangers_find_nothing(client, now):
    entry = file(make_user(), now)
    client.force_login(make_user())

    assert client.get(f"/en/me/messages/{entry.public_id}/read/").status_code == 405
    assert client.post(f"/en/me/messages/{entry.public_id}/read/").status_code == 404
    entry.refresh_from_db()
    assert entry.read_at is None


def test_choices_are_kept_as_they_were_ticked(client, now):
    user = make_user()
    client.force_login(user)
    fixed = {kind: ["email"] for kind in ("safeguarding", "guardian", "alert", "place")}

    answer = client.post(
        "/en/me/messages/choices/",
        {**fixed, "reminder": ["email"], "quiet_from": "22", "quiet_until": "7", "weekly_most": "1"},
    )

    row = MessageSettings.objects.get()
    assert (answer.status_code, row.user, row.quiet_from, row.quiet_until, row.weekly_most) == (302, user, 22, 7, 1)
    assert (row.choices["reminder"], row.choices["news"], row.choices["place"]) == (["email"], [], ["email"])


def test_what_cannot_be_stopped_needs_a_way(client):
    client.force_login(make_user())

    answer = client.post("/en/me/messages/choices/", {"quiet_from": "22", "quiet_until": "7", "weekly_most": "1"})

    assert (answer.status_code, MessageSettings.objects.count()) == (422, 0)
    assert "Leave at least one way" in answer.content.decode()


@pytest.mark.parametrize("field", ["quiet_from", "weekly_most", "reminder"])
def test_nonsense_is_refused_in_words(client, field):
    client.force_login(make_user())
    sent = {"quiet_from": "22", "quiet_until": "7", "weekly_most": "1", "place": ["email"], field: "99999"}

    assert client.post("/en/me/messages/choices/", sent).status_code == 422
    assert MessageSettings.objects.count() == 0


def test_mail_program_stops_a_kind_by_one_post(now):
    user = make_user()
    path = stop_url(user, "reminder").removeprefix("http://localhost:8000")
    strict = Client(enforce_csrf_checks=True)

    looked = strict.get(path)
    before = MessageSettings.objects.count()
    stopped = strict.post(path, {"List-Unsubscribe": "One-Click"})

    assert (looked.status_code, before, stopped.status_code) == (200, 0, 200)
    assert MessageSettings.objects.get().choices == {"reminder": []}


@pytest.mark.parametrize("kind", ["place", "security", "nonsense"])
def test_address_for_what_cannot_be_stopped_does_not_exist(kind):
    path = stop_url(make_user(), kind).removeprefix("http://localhost:8000")

    assert Client().post(path).status_code == 404
    assert Client().get("/stop/made-up/").status_code == 404


def test_banner_says_that_letters_come_back_and_the_address_can_be_tried_again(client, now):
    user = make_user()
    health.mark_broken("email", user.email, "bounce hard", now=now)
    client.force_login(user)

    page = client.get("/en/me/messages/").content.decode()
    client.post("/en/me/messages/address/")

    assert "does not take our letters" in page
    assert "does not take our letters" not in client.get("/en/me/messages/").content.decode()


@pytest.mark.parametrize(
    ("secret", "kind", "status", "is_broken"),
    [("s" * 24, "hard", 204, True), ("s" * 24, "soft", 204, False), ("wrong", "hard", 404, False)],
)
def test_bounce_is_heard_from_whoever_knows_the_secret(settings, secret, kind, status, is_broken):
    settings.BOUNCE_SECRET = "s" * 24
    user = make_user(email="reader@example.org")

    answer = Client().post(
        "/hooks/bounces/",
        json.dumps({"email": "Reader@example.org", "kind": kind}),
        content_type="application/json",
        headers={"Authorization": f"Bearer {secret}"},
    )

    user.refresh_from_db()
    assert (answer.status_code, user.email_failed_at is not None) == (status, is_broken)

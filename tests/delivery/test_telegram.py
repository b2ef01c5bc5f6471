"""A chat is linked by a code that its owner sends to the bot; the Bot API shows a secret, or is not heard."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.models import MessageContact
from accounts.services.messages import ask_for_chat, hear_chat, link_chat
from core.delivery.telegram import webhook_secret
from tests.factories.accounts import make_user

pytestmark = pytest.mark.django_db
CHANNEL = "core.delivery.telegram.TelegramChannel"


@pytest.fixture(autouse=True)
def _bot(settings, peer):
    settings.MESSAGE_CHANNELS = settings.MESSAGE_CHANNELS | {"telegram": CHANNEL}
    settings.TELEGRAM_URL, settings.TELEGRAM_TOKEN, settings.TELEGRAM_BOT = peer.url, "12:token", "asar_bot"
    peer.says(200, {"ok": True, "result": {"message_id": 1}})


def said(text, *, chat=4242, kind="private", number=1):
    return {"update_id": number, "message": {"chat": {"id": chat, "type": kind}, "text": text}}


def test_code_links_a_chat_once_and_messages_come_there(now, write, peer, mailbox):
    user = make_user()
    code = ask_for_chat(user=user, now=now)

    reply = hear_chat(said(f"/start {code}"), now=now)
    again = hear_chat(said(f"/start {code}", chat=666), now=now)
    write(user)

    assert reply == {"chat_id": 4242, "text": "Linked. Messages from Asar come here now."}
    assert "Link Telegram" in again["text"]
    path, _headers, body = peer.asked[0]
    assert (path, json.loads(body)["chat_id"]) == ("/bot12:token/sendMessage", 4242)
    assert len(mailbox.letters) == 1


def test_code_is_good_for_a_quarter_of_an_hour(now):
    code = ask_for_chat(user=make_user(), now=now)

    assert link_chat(code=code, chat="1", now=now + timedelta(minutes=15)) is None
    assert MessageContact.objects.filter(contact_hash__isnull=False).count() == 0


def test_newer_code_ends_the_older_one(now):
    user = make_user()
    old = ask_for_chat(user=user, now=now)
    new = ask_for_chat(user=user, now=now)

    assert (link_chat(code=old, chat="1", now=now), link_chat(code=new, chat="1", now=now)) == (None, user)


@pytest.mark.parametrize(
    "update",
    [{}, {"message": 1}, said("/start x", kind="group"), {"message": {"chat": {"type": "private", "id": "x"}}}],
)
def test_groups_and_nonsense_get_no_answer(now, update):
    assert hear_chat(update, now=now) is None


def test_blocked_bot_is_left_alone_and_mail_still_goes(now, write, peer, mailbox):
    user = make_user()
    link_chat(code=ask_for_chat(user=user, now=now), chat="4242", now=now)
    peer.says(403, {"ok": False, "error_code": 403, "description": "Forbidden: bot was blocked by the user"})

    write(user, key="one")
    write(user, key="two")

    assert (len(peer.asked), len(mailbox.letters)) == (1, 2)


@pytest.mark.parametrize("shown", ["", "wrong"])
def test_stranger_at_the_hook_is_not_heard(now, shown):
    user = make_user()
    body = json.dumps(said(f"/start {ask_for_chat(user=user, now=now)}"))

    answer = Client().post(
        "/hooks/telegram/", body, content_type="application/json", headers={"X-Telegram-Bot-Api-Secret-Token": shown}
    )

    assert (answer.status_code, MessageContact.objects.filter(contact_hash__isnull=False).count()) == (404, 0)


def test_hook_links_and_answers_in_one(now):
    body = json.dumps(said(f"/start {ask_for_chat(user=make_user(language='ru'), now=now)}"))

    answer = Client().post(
        "/hooks/telegram/",
        body,
        content_type="application/json",
        headers={"X-Telegram-Bot-Api-Secret-Token": webhook_secret()},
    )

    assert (answer.status_code, answer.json()["method"], answer.json()["chat_id"]) == (200, "sendMessage", 4242)
    assert MessageContact.objects.get().contact == "4242"


def test_commands_register_the_hook_and_poll_where_there_is_none(now, peer):
    code = ask_for_chat(user=make_user(), now=now)
    call_command("telegram", "webhook", stdout=StringIO())
    peer.says(200, {"ok": True, "result": [said(code)]})

    call_command("telegram", "poll", "--once", stdout=StringIO())

    hook = json.loads(peer.asked[0][2])
    assert (hook["url"], hook["secret_token"]) == ("http://localhost:8000/hooks/telegram/", webhook_secret())
    assert MessageContact.objects.get().contact == "4242"


def test_page_shows_a_code_and_the_way_to_the_bot(client, now):
    client.force_login(make_user())

    page = client.post("/en/me/messages/choices/telegram/").content.decode()

    assert "https://t.me/asar_bot?start=" in page
    assert MessageContact.objects.get().contact_hash is None

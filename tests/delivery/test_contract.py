"""One suite for every channel: each speaks to a provider on this machine that speaks the real protocol."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

import http_ece
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from core.delivery import ChannelAway, ContactRefused, Letter, MessageRefused, channel_of
from core.delivery.mail import MailChannel
from core.delivery.push import PushChannel, Subscription
from core.delivery.sms import SmsChannel
from core.delivery.telegram import TelegramChannel
from tests.delivery.peers import http_server, smtp_server

LETTER = Letter(
    subject="Ауысым ертең", text="Сағат 9-да кел.", user_id=7, kind="place", language="kk", path="me/shifts/"
)
FINE, AWAY, GONE, NO = "fine", "away", "gone", "no"


@dataclass
class Trial:
    """A channel, a contact, how its provider is told to answer, and what the provider got."""

    channel: Any
    to: str
    says: Callable[[str], None]
    got: Callable[[], list[str]]


@contextmanager
def mail(settings: Any) -> Iterator[Trial]:
    with smtp_server(settings) as box:
        answers = {FINE: "250 OK", AWAY: "450 4.2.0 Later", GONE: "550 5.1.1 Nobody"}

        def says(what: str) -> None:
            box.answer, box.verdict = answers.get(what, "250 OK"), "554 5.7.1 Spam" if what == NO else "250 OK"

        yield Trial(
            MailChannel(),
            "reader@example.org",
            says,
            lambda: [letter.get_body(("plain",)).get_content() for _to, letter in box.letters],
        )


@contextmanager
def sms(settings: Any) -> Iterator[Trial]:
    with http_server() as peer:
        settings.SMS_GATEWAY, settings.SMS_URL = "core.delivery.HttpSms", f"{peer.url}/send"
        statuses = {FINE: (200, {"id": 1}), AWAY: (503, {}), NO: (200, {"error": "no such number"})}
        yield Trial(
            SmsChannel(),
            "+77010000001",
            lambda what: peer.says(*statuses[what]),
            lambda: [parse_qs(body.decode())["mes"][0] for _path, _headers, body in peer.asked],
        )


@contextmanager
def telegram(settings: Any) -> Iterator[Trial]:
    with http_server() as peer:
        settings.TELEGRAM_URL, settings.TELEGRAM_TOKEN = peer.url, "12:token"
        statuses = {
            FINE: (200, {"ok": True, "result": {"message_id": 1}}),
            AWAY: (429, {"ok": False, "error_code": 429, "parameters": {"retry_after": 3}}),
            GONE: (403, {"ok": False, "error_code": 403, "description": "Forbidden: bot was blocked by the user"}),
            NO: (400, {"ok": False, "error_code": 400, "description": "Bad Request: message text is empty"}),
        }
        yield Trial(
            TelegramChannel(),
            "424242",
            lambda what: peer.says(*statuses[what]),
            lambda: [json.loads(body)["text"] for _path, _headers, body in peer.asked],
        )


@contextmanager
def push(settings: Any) -> Iterator[Trial]:
    """A push service, and a browser that opens what it gets with a library that is not ours."""
    key, auth = ec.generate_private_key(ec.SECP256R1()), b"0123456789abcdef"
    point = key.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    settings.REACH_OWN_NETWORK = True
    with http_server() as peer:
        there = Subscription(f"{peer.url}/push/abc", point, auth)
        statuses = {FINE: 201, AWAY: 503, GONE: 410, NO: 413}

        def opened(body: bytes) -> str:
            told = json.loads(http_ece.decrypt(body, private_key=key, auth_secret=auth, version="aes128gcm"))
            return f"{told['title']}\n{told['body']}\n{told['url']}"

        yield Trial(
            PushChannel(),
            there.as_contact(),
            lambda what: peer.says(statuses[what]),
            lambda: [opened(body) for _path, _headers, body in peer.asked],
        )


@pytest.fixture(params=[mail, sms, telegram, push], ids=lambda made: made.__name__)
def trial(request, settings, tmp_path) -> Iterator[Trial]:
    settings.DATA_DIR = tmp_path
    with request.param(settings) as found:
        yield found


def test_what_is_accepted_arrives_once_with_its_words(trial):
    trial.says(FINE)

    trial.channel.send(LETTER, to=trial.to, key="one")

    (text,) = trial.got()
    assert "Сағат 9-да кел." in text


def test_provider_that_is_away_is_told_from_one_that_refuses(trial):
    trial.says(AWAY)

    with pytest.raises(ChannelAway) as failure:
        trial.channel.send(LETTER, to=trial.to, key="one")

    assert trial.to not in failure.value.reason


def test_contact_that_is_gone_is_named_as_such(trial):
    if trial.channel.code == "sms":
        pytest.skip("a gateway answers before it knows whether the number exists")
    trial.says(GONE)

    with pytest.raises(ContactRefused):
        trial.channel.send(LETTER, to=trial.to, key="one")


def test_message_that_is_refused_breaks_no_contact(trial):
    trial.says(NO)

    with pytest.raises(MessageRefused):
        trial.channel.send(LETTER, to=trial.to, key="one")


def test_nobody_listening_is_away(trial, settings):
    settings.EMAIL_PORT, settings.SMS_URL = 9, "http://127.0.0.1:9/"
    settings.TELEGRAM_URL = "http://127.0.0.1:9"
    there = trial.to
    if trial.channel.code == "push":
        kept = Subscription.of_contact(there)
        there = Subscription("http://127.0.0.1:9/x", kept.p256dh, kept.auth).as_contact()

    with pytest.raises(ChannelAway):
        trial.channel.send(LETTER, to=there, key="one")


def test_every_channel_of_the_settings_keeps_the_contract(settings):
    for code in settings.MESSAGE_CHANNELS:
        channel = channel_of(code)

        assert (channel.code, type(channel.knows_copies)) == (code, bool)

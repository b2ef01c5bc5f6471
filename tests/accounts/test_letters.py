"""Codes travel through the outbox: closed, for fifteen minutes, in the language of the page."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.core import mail

from accounts.letters import CODE, code_letter, seal_code
from accounts.services import send_code
from accounts.validators import Contact
from core.models import OutboxMessage
from core.sealing import seal, unseal
from core.tasks import sweep_outbox

pytestmark = pytest.mark.django_db
PHONE = Contact(phone="+77011234567")


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_code_fits_into_one_sms_and_warns(language):
    letter = code_letter({"sealed": seal_code(contact=PHONE, code="123456", language=language)})

    assert letter is not None
    assert (letter.phone, letter.email) == ("+77011234567", "")
    assert "123456" in letter.text
    assert len(letter.text.encode("utf-16-be")) // 2 <= 70


def test_code_by_sms_leaves_through_the_gateway(now, capsys):
    send_code(contact=PHONE, code="123456", language="en", now=now)

    sweep_outbox()

    assert "SMS to +77011234567: Asar code: 123456. Never tell it to anyone." in capsys.readouterr().out


def test_message_in_the_outbox_tells_a_reader_nothing(now):
    send_code(contact=Contact(email="madina@example.org"), code="123456", language="kk", now=now)

    row = OutboxMessage.objects.get(topic=CODE)
    written = json.dumps(row.payload) + row.key
    assert "madina" not in written
    assert "123456" not in written


def test_code_that_is_no_longer_good_is_not_sent(now):
    send_code(contact=Contact(email="madina@example.org"), code="123456", language="kk", now=now)

    with time_machine.travel(now + timedelta(minutes=16), tick=False):
        sweep_outbox()

    assert mail.outbox == []
    assert OutboxMessage.objects.get().done_at is not None


def test_message_without_a_code_is_for_nobody(now):
    send_code(contact=Contact(email="nobody@example.org"), code="", language="kk", now=now)

    sweep_outbox()

    assert mail.outbox == []


def test_what_was_sealed_opens_only_unchanged_and_with_our_key(settings):
    closed = seal("Ә secret")

    assert unseal(closed) == "Ә secret"
    assert unseal(f"{closed[:-4]}AAA=") is None
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "x" * 50
    assert unseal(closed) == "Ә secret"
    settings.SECRET_KEY_FALLBACKS = []
    assert unseal(closed) is None

"""The way out for letters: e-mail and SMS, each behind one small contract."""

import json
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import unquote, urlencode, urlsplit, urlunsplit
from urllib.request import Request, urlopen

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.module_loading import import_string

GATEWAY_PATIENCE = 10  # seconds
GATEWAY_WORDS = 10_000
GONE_DOMAIN = "left.invalid"  # where people who have left cannot be reached

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to one person: exactly one of ``email`` and ``phone`` is set. An SMS carries ``text`` alone."""

    text: str
    subject: str = ""
    email: str = ""
    phone: str = ""


class SmsGateway(Protocol):
    """Whoever carries an SMS."""

    def send(self, *, phone: str, text: str) -> None:
        """Send a text to a number in international form. Raises any error when it was not accepted."""


class ConsoleSms:
    """Writes the text to the console: for laptops, where nobody pays for messages."""

    def send(self, *, phone: str, text: str) -> None:
        """Print number and text."""
        print(f"SMS to {phone}: {text}", flush=True)


class SmsRefused(Exception):  # named after its situation
    """The gateway answered and did not take the message."""


class HttpSms:
    """Posts to a gateway's form, as operators and resellers here take it: login, psw, phones, mes.

    The address of the settings names who we are: ``https://login:password@host/path``. An answer that says ERROR, or
    whose JSON has an error, is a refusal even with status 200.
    """

    def send(self, *, phone: str, text: str) -> None:
        """Send a text. Raises SmsRefused, or whatever the network raises; the outbox tries again."""
        parts = urlsplit(settings.SMS_URL)
        form = {
            "login": unquote(parts.username or ""),
            "psw": unquote(parts.password or ""),
            "phones": phone,
            "mes": text,
            "charset": "utf-8",
            "fmt": "3",
        }
        host = parts.netloc.rpartition("@")[2]
        address = urlunsplit((parts.scheme, host, parts.path or "/", parts.query, ""))
        request = Request(address, data=urlencode(form).encode(), method="POST")  # http(s) by config/env
        with urlopen(request, timeout=GATEWAY_PATIENCE) as answer:
            _require_taken(answer.read(GATEWAY_WORDS).decode("utf-8", "replace"))


def _require_taken(words: str) -> None:
    try:
        told = json.loads(words)
    except ValueError:
        told = None
    refused = "error" in told if isinstance(told, dict) else words.strip().upper().startswith("ERROR")
    if refused:
        raise SmsRefused


def send_letter(letter: Letter, *, key: str) -> None:
    """Send a letter to its one recipient. ``key`` names the message, so that a copy can be told from a new one."""
    if letter.phone:
        send_sms(phone=letter.phone, text=letter.text)
        return
    if letter.email.endswith(f"@{GONE_DOMAIN}"):
        return
    headers = {"Message-ID": f"<{key.replace(':', '.')}@asar>", "Auto-Submitted": "auto-generated"}
    EmailMessage(subject=letter.subject, body=letter.text, to=[letter.email], headers=headers).send()


def send_sms(*, phone: str, text: str) -> None:
    """Send a text by the gateway of the settings."""
    gateway: SmsGateway = import_string(settings.SMS_GATEWAY)()
    gateway.send(phone=phone, text=text)

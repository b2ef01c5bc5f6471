"""SMS: by a gateway over HTTP, or to the console of a laptop."""

import json
from http.client import HTTPException
from typing import Protocol
from urllib.error import HTTPError
from urllib.parse import unquote, urlencode, urlsplit, urlunsplit
from urllib.request import Request, urlopen

from django.conf import settings
from django.utils.module_loading import import_string

from core.delivery.faults import ChannelAway, MessageRefused
from core.delivery.letter import Letter

GATEWAY_PATIENCE = 10  # seconds
GATEWAY_WORDS = 10_000


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


def send_sms(*, phone: str, text: str) -> None:
    """Send a text by the gateway of the settings."""
    gateway: SmsGateway = import_string(settings.SMS_GATEWAY)()
    gateway.send(phone=phone, text=text)


class SmsChannel:
    """SMS behind the contract of channels. A copy cannot be told from a new message, so none is ever sent."""

    code = "sms"
    knows_copies = False

    def send(self, letter: Letter, *, to: str, key: str) -> None:
        """Send the text alone. Raises ChannelAway or MessageRefused."""
        try:
            send_sms(phone=to, text=letter.text)
        except SmsRefused as failure:
            raise MessageRefused("SmsRefused") from failure
        except HTTPError as failure:
            failure.close()
            is_lasting = 400 <= failure.code < 500 and failure.code not in (408, 425, 429)
            raise (MessageRefused if is_lasting else ChannelAway)("HTTPError") from failure
        except (OSError, HTTPException) as failure:
            raise ChannelAway(type(failure).__name__) from failure

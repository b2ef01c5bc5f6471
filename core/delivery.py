"""The way out for letters: e-mail and SMS, each behind one small contract."""

from dataclasses import dataclass
from typing import Protocol

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.module_loading import import_string

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

"""The contract of channels: one way for a message to reach a contact, and the ways this site has."""

from typing import Protocol

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import pgettext_lazy

from core.delivery.letter import Letter

EMAIL, SMS, TELEGRAM, PUSH = "email", "sms", "telegram", "push"
CHANNEL_NAMES: dict[str, str | Promise] = {
    EMAIL: pgettext_lazy("channel", "E-mail"),
    TELEGRAM: pgettext_lazy("channel", "Telegram"),
    PUSH: pgettext_lazy("channel", "On this device"),
    SMS: pgettext_lazy("channel", "SMS"),
}


class Channel(Protocol):
    """One way out. ``knows_copies`` says whether a reader can tell a copy from a new message.

    Where she can, a message of which we do not know whether it was accepted is sent again; where not, it is not.
    """

    code: str
    knows_copies: bool

    def send(self, letter: Letter, *, to: str, key: str) -> None:
        """Hand a letter over to one contact; returning means that the provider has accepted it.

        ``key`` names the message. Raises ChannelAway, ContactRefused or MessageRefused, and nothing else for whatever
        a provider does.
        """


def channel_of(code: str) -> Channel:
    """Return the adapter of a channel. Raises KeyError for one this site does not have."""
    made: Channel = import_string(settings.MESSAGE_CHANNELS[code])()
    return made


def has_channel(code: str) -> bool:
    """Say whether this site can send by a channel."""
    return code in settings.MESSAGE_CHANNELS


def contact_hash(channel: str, contact: str) -> str:
    """Return what stands for a contact in tables: without the secret key nothing leads from it to anybody."""
    return salted_hmac("core.delivery.contact", f"{channel}:{contact}", algorithm="sha256").hexdigest()

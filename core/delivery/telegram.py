"""Telegram: messages by the Bot API to chats whose owners linked them.

What travels here leaves the country and can be read by the provider, so a message carries its words and a link, and a
person has it only after linking a chat herself.
"""

import json
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from django.conf import settings
from django.utils.crypto import salted_hmac

from core.delivery.faults import ChannelAway, ContactRefused, MessageRefused
from core.delivery.letter import Letter

PATIENCE = 10
MOST_WORDS = 4_000  # the Bot API takes 4,096
MOST_READ = 1_000_000


class TelegramRefused(Exception):  # named after its situation
    """The Bot API answered no: with which status, and what it says."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(str(status))
        self.status, self.words = status, words


def call(method: str, *, patience: int = PATIENCE, **parameters: Any) -> Any:
    """Ask the Bot API; return its result. Raises TelegramRefused, or OSError when it is away."""
    address = f"{settings.TELEGRAM_URL}/bot{settings.TELEGRAM_TOKEN}/{method}"
    body = json.dumps(parameters).encode()
    request = Request(address, data=body, headers={"Content-Type": "application/json"}, method="POST")
    try:
        with urlopen(request, timeout=patience) as answer:
            told = json.loads(answer.read(MOST_READ))
    except HTTPError as failure:
        with failure:
            words = failure.read(1_000).decode("utf-8", "replace")
        raise TelegramRefused(failure.code, words) from None  # the failure holds the address, and that the token
    except ValueError as unreadable:
        raise OSError("unreadable answer") from unreadable
    if not told.get("ok"):
        raise TelegramRefused(int(told.get("error_code", 500)), str(told.get("description", "")))
    return told["result"]


def webhook_secret() -> str:
    """Return the word by which we know that the Bot API calls us; made from the site's secret key."""
    return salted_hmac("core.delivery.telegram", "webhook", algorithm="sha256").hexdigest()[:48]


def text_of(letter: Letter) -> str:
    """Return what a chat shows: subject, words and the page, as plain text."""
    words = f"{letter.subject}\n\n{letter.text.strip()}"
    link = f"\n\n{letter.url}" if letter.url and letter.url not in letter.text else ""
    room = MOST_WORDS - len(link)
    return (words if len(words) <= room else f"{words[: room - 1]}…") + link


class TelegramChannel:
    """Telegram behind the contract of channels. A chat cannot tell a copy, so none is ever sent."""

    code = "telegram"
    knows_copies = False

    def send(self, letter: Letter, *, to: str, key: str) -> None:
        """Send to one chat. Raises ContactRefused when the person blocked the bot or the chat is gone."""
        try:
            call("sendMessage", chat_id=int(to), text=text_of(letter), link_preview_options={"is_disabled": True})
        except TelegramRefused as refusal:
            reason = f"Telegram {refusal.status}"
            is_gone = refusal.status == 403 or (refusal.status == 400 and "chat not found" in refusal.words)
            if is_gone:
                raise ContactRefused(reason) from None
            # 401 and 404 are about our own token.
            is_lasting = 400 <= refusal.status < 500 and refusal.status not in (401, 404, 408, 429)
            raise (MessageRefused if is_lasting else ChannelAway)(reason) from None
        except OSError as failure:
            raise ChannelAway(type(failure).__name__) from None

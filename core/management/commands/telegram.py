"""Telling the Bot API where to send messages to the bot, or fetching them where no public address exists."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import import_string

from core import clock
from core.delivery.telegram import TelegramRefused, call, webhook_secret

LONG_POLL = 25  # seconds


class Command(BaseCommand):
    """Register the address, or read once what was written to the bot."""

    help = "telegram webhook | poll: name our address to the Bot API, or fetch what was written to the bot."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the word for what to do."""
        parser.add_argument("act", choices=("webhook", "poll"))
        parser.add_argument("--once", action="store_true", help="poll: stop after one answer")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        if not settings.TELEGRAM_TOKEN:
            raise CommandError("TELEGRAM_TOKEN is not set.")
        try:
            if options["act"] == "webhook":
                url = f"{settings.SITE_URL}/hooks/telegram/"
                call("setWebhook", url=url, secret_token=webhook_secret(), allowed_updates=["message"])
                self.stdout.write(f"The bot sends what it hears to {url}")
                return
            self._poll(is_once=options["once"])
        except (TelegramRefused, OSError) as failure:
            raise CommandError(f"The Bot API did not take it ({type(failure).__name__}: {failure}).") from None

    def _poll(self, *, is_once: bool) -> None:
        hear = import_string("accounts.services.messages.hear_chat")  # the floor knows nobody above it
        after = 0
        while True:
            updates = call("getUpdates", patience=LONG_POLL + 10, offset=after, timeout=0 if is_once else LONG_POLL)
            for update in updates:
                after = int(update["update_id"]) + 1
                reply = hear(update, now=clock.now())
                if reply:
                    call("sendMessage", **reply)
            if is_once:
                if updates:
                    call("getUpdates", offset=after, timeout=0)  # says that they were heard
                return

"""How messages do, and the switch that stops them all."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand

from core import clock
from core.delivery import health
from core.outbox import counts, revive

DONE, FINDINGS = 0, 6


class Command(BaseCommand):
    """Show what waits and which provider is away; stop and start everything; try given-up messages once more."""

    help = "outbox status | stop | start | retry: how messages do, the switch, and another try for what was given up."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the word for what to do."""
        parser.add_argument("act", choices=("status", "stop", "start", "retry"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, then show how things stand. Exit code 6 of ``status`` means that something needs a look."""
        now = clock.now()
        if options["act"] == "stop":
            health.stop(now=now)
        elif options["act"] == "start":
            health.start()
        elif options["act"] == "retry":
            self.stdout.write(f"{revive(now=now)} given-up messages are due again.")
        is_well = self._show(now)
        if options["act"] == "status" and not is_well:
            raise SystemExit(FINDINGS)

    def _show(self, now: datetime) -> bool:
        found = counts(now=now)
        self.stdout.write(
            f"waiting {found.waiting}, given up {found.given_up}, oldest due {found.oldest_seconds} s ago"
        )
        stopped = health.is_stopped()
        if stopped:
            self.stdout.write("STOPPED: nothing leaves until `manage.py outbox start`.")
        away = [standing for standing in health.standings() if standing.is_away]
        for standing in health.standings():
            if standing.channel != health.ALL:
                state = f"AWAY since {standing.failing_since} ({standing.last_error})" if standing.is_away else "works"
                self.stdout.write(f"{standing.channel}: {state}, last accepted {standing.last_sent_at or 'never'}")
        return not (stopped or away or found.given_up or found.is_late)

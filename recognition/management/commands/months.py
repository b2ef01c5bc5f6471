"""``months``: which months of hours are closed, and closing those whose day has come."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from core import clock
from recognition.queries.closing import closes, late_corrections, months_due
from recognition.services.closing import close_due_months


class Command(BaseCommand):
    """Show the closes with their totals and what was corrected since; close what is due."""

    help = "months [--close] [--json]: closed months with totals and later corrections, and those that are due."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what to do."""
        parser.add_argument("--close", action="store_true", help="close the months whose day has come")
        parser.add_argument("--json", action="store_true", help="for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        now = clock.now()
        if options["close"]:
            close_due_months(now=now)
        due = [f"{month:%Y-%m}" for month in months_due(now=now)]
        rows = [
            {
                "month": f"{close.month:%Y-%m}",
                "people": close.people,
                "minutes": close.minutes,
                "closed_at": close.closed_at.isoformat(),
                "corrections_since": late_corrections(close.month).count(),
            }
            for close in closes()
        ]
        if options["json"]:
            self.stdout.write(json.dumps({"closed": rows, "due": due}))
            return
        for month in due:
            self.stdout.write(f"{month} due")
        for row in rows:
            self.stdout.write(
                f"{row['month']} closed, {row['people']} people, {row['minutes']} minutes, "
                f"{row['corrections_since']} corrections since"
            )

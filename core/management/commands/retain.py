"""``retain``: delete what has served its time; with ``--dry-run`` only count it."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from core.clock import now
from core.privacy.retention import retain


class Command(BaseCommand):
    """Delete what is over, or count it."""

    help = "Delete rows whose time is up by the data map (docs/privacy.md); --dry-run counts and touches nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare how."""
        parser.add_argument("--dry-run", action="store_true", help="count, and delete nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it and say how many rows of each class."""
        counts = retain(now=now(), dry=options["dry_run"])
        if options["json"]:
            self.stdout.write(json.dumps({"dry_run": options["dry_run"], "counts": counts}))
            return
        word = "would be deleted" if options["dry_run"] else "deleted"
        for label, count in counts.items():
            self.stdout.write(f"{count:>8}  {label} {word}")

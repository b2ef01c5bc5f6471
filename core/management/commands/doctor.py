"""``doctor``: look at everything that must be true of the data, and name what is not."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core import clock
from core.invariants import examine

FOUND = 6
SHOWN = 20  # of one kind, unless everything is asked for


class Command(BaseCommand):
    """Check every invariant without changing anything."""

    help = "Check every invariant, read-only. Exits with 0 when all hold and with 6 when something was found."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the shape of the answer."""
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--all", action="store_true", help=f"name every row, not only the first {SHOWN} of a kind")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each check with what it found; findings decide the exit code."""
        found = examine(now=clock.now())
        count = sum(len(findings) for findings in found.values())
        if options["json"]:
            parts = {code: [asdict(finding) for finding in findings] for code, findings in found.items()}
            self.stdout.write(json.dumps({"healthy": not count, "findings": count, "checks": parts}))
        else:
            for code, findings in found.items():
                self.stdout.write(f"{code}: {f'{len(findings)} found' if findings else 'holds'}")
                for finding in findings if options["all"] else findings[:SHOWN]:
                    self.stdout.write(f"  {finding.where}: {finding.what}")
        if count:
            raise CommandError(f"{count} finding(s); nothing was changed.", returncode=FOUND)

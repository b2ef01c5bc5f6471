"""``cube``: bring the cube up to the ledger, build it anew, or compare both row by row."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.services import catch_up, check_cube, rebuild

FOUND = 6


class Command(BaseCommand):
    """Keep the cube equal to the ledger."""

    help = (
        "update: read what is new in the ledger. rebuild: build the cube from nothing. check: compare it with the "
        "ledger. Exits with 0 when they agree and with 6 when they do not."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what to do."""
        parser.add_argument("action", choices=["update", "rebuild", "check"])
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it; a difference decides the exit code."""
        begun = perf_counter()
        if options["action"] == "check":
            self._check(is_json=options["json"])
            return
        count = rebuild() if options["action"] == "rebuild" else catch_up()
        seconds = round(perf_counter() - begun, 2)
        if options["json"]:
            self.stdout.write(json.dumps({"action": options["action"], "count": count, "seconds": seconds}))
        else:
            what = "attendances stand" if options["action"] == "rebuild" else "entries read"
            self.stdout.write(f"{count} {what}, {seconds} s")

    def _check(self, *, is_json: bool) -> None:
        found = check_cube()
        if is_json:
            self.stdout.write(json.dumps({"agrees": found.agrees, **asdict(found)}))
        elif found.agrees:
            self.stdout.write(f"{found.facts} attendances: the cube agrees with the ledger")
        if not found.agrees:
            for entry in found.missing:
                self.stderr.write(f"entry {entry}: missing or different in the cube")
            for entry in found.wrong:
                self.stderr.write(f"entry {entry}: in the cube, but not so in the ledger")
            for cell in found.cells:
                self.stderr.write(f"count {cell}: not what the attendances in the cube make")
            raise CommandError("The cube differs from the ledger. Run: cube rebuild", returncode=FOUND)

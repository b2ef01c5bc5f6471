"""``rating``: rate all organisations, write the open data, work published ratings out again."""

import json
import time
from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localdate

from core import clock
from core.errors import DomainError
from ngos.exports.ratings import write_files
from ngos.rating import InputsUnreadable, MethodChanged, MethodUnknown
from ngos.rating.checking import check
from ngos.rating.published import DocumentUnreadable
from ngos.services.ratings import run_ratings

DIFFERS, WRONG_INPUT = 6, 5
SHOWN = 20
UNREADABLE = (DocumentUnreadable, InputsUnreadable, MethodChanged, MethodUnknown, OSError)


class Command(BaseCommand):
    """Ratings of organisations; `recompute` needs no database."""

    help = (
        "run: rate every organisation as of today. export DIR: write the open data. "
        "recompute PATH: work a folder of open data, or one downloaded rating, out again. "
        "Exits with 0 when all is the same to the byte and with 6, naming the place, when something differs."
    )
    requires_system_checks: list[str] = []  # noqa: RUF012  # whoever checks may have no database
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what to do."""
        parser.add_argument("action", choices=["run", "export", "recompute"])
        parser.add_argument("path", nargs="?", type=Path, help="export: a folder; recompute: a folder or a file")
        parser.add_argument("--as-of", type=date.fromisoformat, help="run: the day before which everything counts")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it; what was found decides the exit code."""
        if options["action"] != "run" and options["path"] is None:
            raise CommandError("Say where: rating export DIR, or rating recompute PATH.", returncode=WRONG_INPUT)
        getattr(self, f"_{options['action']}")(options)

    def _run(self, options: Mapping[str, Any]) -> None:
        now, began = clock.now(), time.perf_counter()
        try:
            done = run_ratings(as_of=options["as_of"] or localdate(now), now=now)
        except (MethodUnknown, MethodChanged) as wrong:
            raise CommandError(f"No method of rating: {wrong}", returncode=WRONG_INPUT) from wrong
        told = {
            "as_of": done.run.as_of.isoformat(),
            "method": done.run.method,
            "organisations": done.run.organisations,
            "rated": done.run.rated,
            "changed": done.changed,
            "inputs_sha256": done.run.inputs_sha256,
            "seconds": round(time.perf_counter() - began, 2),
        }
        words = "{organisations} organisations by method {method}: {rated} rated, {changed} changed; {seconds} s."
        self.stdout.write(json.dumps(told) if options["json"] else words.format(**told))

    def _export(self, options: Mapping[str, Any]) -> None:
        try:
            hashes = write_files(options["path"])
        except DomainError as refusal:
            raise CommandError(f"{refusal} Run: rating run", returncode=WRONG_INPUT) from refusal
        except OSError as wrong:
            raise CommandError(f"{options['path']} cannot be written: {wrong}", returncode=WRONG_INPUT) from wrong
        lines = (f"{digest}  {name}" for name, digest in hashes.items())
        self.stdout.write(json.dumps(hashes) if options["json"] else "\n".join(lines))

    def _recompute(self, options: Mapping[str, Any]) -> None:
        try:
            count, found = check(options["path"])
        except UNREADABLE as wrong:
            raise CommandError(f"This cannot be recomputed: {wrong}", returncode=WRONG_INPUT) from wrong
        if options["json"]:
            places = [{"place": one.place, "published": one.published, "recomputed": one.recomputed} for one in found]
            self.stdout.write(json.dumps({"identical": not found, "organisations": count, "differences": places}))
        else:
            for difference in found[:SHOWN]:
                self.stderr.write(str(difference))
        if found:
            raise CommandError(f"{len(found)} place(s) differ.", returncode=DIFFERS)
        if not options["json"]:
            self.stdout.write(f"{count} ratings recomputed: identical to the byte.")

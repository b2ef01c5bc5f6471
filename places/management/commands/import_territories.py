"""Import the state classifier of territories from a CSV file."""

import datetime
import json
from argparse import ArgumentTypeError
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core import clock
from places.errors import UnreadableTerritories
from places.models import SINCE_ALWAYS
from places.services.importing import ImportReport, import_territories

_SHOWN_PROBLEMS = 50


class Command(BaseCommand):
    """A shell around ``places.services.importing``."""

    help = "Import the state classifier (KATO) from CSV, plain or gzipped: kato,parent_kato,name_ru[,name_kk,name_en]."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the file and its options."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", default="", help="where the file comes from; its name unless given")
        parser.add_argument("--valid-from", type=_day, default=SINCE_ALWAYS, help="first day, as 2022-06-08")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and change nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the import and print what became of every line."""
        try:
            report = import_territories(
                path=options["file"],
                source=options["source"] or options["file"].name[:100],
                valid_from=options["valid_from"],
                actor=None,
                now=clock.now(),
                dry_run=options["dry_run"],
            )
        except UnreadableTerritories as unreadable:
            raise CommandError(str(unreadable)) from unreadable
        if options["json"]:
            self.stdout.write(json.dumps(asdict(report) | {"dry_run": options["dry_run"]}, ensure_ascii=False))
        else:
            self._print(report, is_dry=options["dry_run"])

    def _print(self, report: ImportReport, *, is_dry: bool) -> None:
        for fault in report.problems[:_SHOWN_PROBLEMS]:
            self.stderr.write(f"line {fault.line}, {fault.code}: {fault.reason}")
        if len(report.problems) > _SHOWN_PROBLEMS:
            self.stderr.write(f"and {len(report.problems) - _SHOWN_PROBLEMS} more; use --json to see all")
        self.stdout.write(
            f"{report.rows} rows: {report.created} created, {report.renewed} renewed, {report.corrected} corrected, "
            f"{report.unchanged} unchanged, {len(report.problems)} refused"
            + (" (dry run, nothing saved)" if is_dry else "")
        )


def _day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError as wrong:
        raise ArgumentTypeError(f"not a day: {text!r}; write it as 2022-06-08") from wrong

"""``youth_population``: bring in how many young people live in each unit."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from core import clock
from core.tables import TableError
from reports.services.populations import PopulationReport, import_populations

FOUND, WRONG_INPUT = 6, 5


class Command(BaseCommand):
    """A shell around ``reports.services.populations``."""

    help = (
        "Import youth population by unit and year from CSV: code,people[,year,age_from,age_to,source]. Totals that "
        "miss the sum of their parts are shown and kept. Exits with 6 when rows were refused."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the file and its options."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", default="", help="where the numbers come from, unless a column says so")
        parser.add_argument("--year", type=int, help="the year, unless a column says so")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and change nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--language", choices=["kk", "ru", "en"], default="kk", help="language of the reasons")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, and say what became of every row."""
        with override(options["language"]):
            try:
                report = import_populations(
                    path=options["file"],
                    source=options["source"],
                    year=options["year"],
                    actor=None,
                    now=clock.now(),
                    dry_run=options["dry_run"],
                )
            except TableError as unreadable:
                raise CommandError(str(unreadable), returncode=WRONG_INPUT) from unreadable
            if options["json"]:
                self.stdout.write(json.dumps(_as_dict(report) | {"dry_run": options["dry_run"]}, ensure_ascii=False))
            else:
                self._tell(report, is_dry=options["dry_run"])
        if report.faults:
            raise CommandError(f"{len(report.faults)} of {report.rows} rows were refused.", returncode=FOUND)

    def _tell(self, report: PopulationReport, *, is_dry: bool) -> None:
        for fault in report.faults:
            self.stderr.write(f"line {fault.line}, {fault.code}: {fault.reason}")
        for gap in report.gaps:
            self.stderr.write(
                f"{gap.territory.code}, {gap.year}: the whole is {gap.whole}, its parts add up to {gap.parts} "
                f"({gap.whole - gap.parts:+d}); kept as published"
            )
        self.stdout.write(
            f"{report.rows} rows: {report.created} created, {report.changed} changed, {report.unchanged} unchanged, "
            f"{len(report.faults)} refused" + (" (dry run, nothing saved)" if is_dry else "")
        )


def _as_dict(report: PopulationReport) -> dict[str, Any]:
    return {
        "rows": report.rows,
        "created": report.created,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "faults": [{"line": one.line, "code": one.code, "reason": one.reason} for one in report.faults],
        "gaps": [
            {"code": one.territory.code, "year": one.year, "whole": one.whole, "parts": one.parts}
            for one in report.gaps
        ],
    }

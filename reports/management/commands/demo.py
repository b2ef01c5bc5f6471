"""Fill an empty database with an invented country."""

import json
import sys
from argparse import ArgumentParser
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.clock import now
from ngos.models import Organisation
from reports.management.demo.build import build_demo, steps_of
from reports.management.demo.plan import SIZES

CAPITAL_ZONE = ZoneInfo("Asia/Almaty")
BAR_WIDTH = 32


class Command(BaseCommand):
    """The same size, seed and day always give the same rows; all names are invented."""

    help = "Fill an empty database with invented volunteers, organisations and opportunities."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what may follow the command."""
        parser.add_argument(
            "--size", choices=list(SIZES), default="town", help="town 300, region 20,000, country 300,000"
        )
        parser.add_argument("--seed", type=int, default=1, help="another number gives another country")
        parser.add_argument("--today", type=date.fromisoformat, help="the day to start from, as 2026-05-04")
        parser.add_argument("--if-empty", action="store_true", help="do nothing where there are organisations already")
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--quiet", action="store_true", help="print nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check that the database is empty, build, and say what was built."""
        if Organisation.objects.exists():
            if options["if_empty"]:
                return
            raise CommandError(
                "This database already holds organisations, so nothing was changed. "
                "Demo data goes into an empty database only: point DATABASE_URL or ASAR_DATA_DIR at a new one.",
                returncode=1,
            )
        size = SIZES[options["size"]]
        today = options["today"] or now().astimezone(CAPITAL_ZONE).date()
        bar = _Bar(steps_of(size), is_shown=sys.stderr.isatty() and not options["quiet"] and not options["json"])
        summary = build_demo(size=size, seed=options["seed"], today=today, advance=bar.advance)
        figures = {"size": options["size"], "seed": options["seed"], "today": today.isoformat()} | summary.as_dict()
        if options["json"]:
            self.stdout.write(json.dumps(figures))
        elif not options["quiet"]:
            self.stdout.write(
                "{volunteers:,} volunteers, {organisations:,} organisations, {opportunities:,} opportunities with "
                "{shifts:,} shifts; {taken:,} of {seats:,} places taken; {hours:,} hours confirmed. "
                "{seconds} s, digest {digest}.\n"
                "Codes to try at {site}/verify/, the last one withdrawn: {told}.".format(
                    **figures, site=settings.SITE_URL, told=", ".join(summary.codes)
                )
            )


class _Bar:
    """A progress bar on the error stream, redrawn only when a whole percent has been gained."""

    def __init__(self, total: int, *, is_shown: bool) -> None:
        self._total = total
        self._done = 0
        self._percent = -1
        self._is_shown = is_shown

    def advance(self, steps: int) -> None:
        """Count steps and redraw."""
        self._done += steps
        percent = self._done * 100 // self._total
        if not self._is_shown or percent == self._percent:
            return
        self._percent = percent
        filled = BAR_WIDTH * percent // 100
        end = "\n" if percent >= 100 else ""
        sys.stderr.write(f"\r[{'#' * filled}{'.' * (BAR_WIDTH - filled)}] {percent:3} %{end}")
        sys.stderr.flush()

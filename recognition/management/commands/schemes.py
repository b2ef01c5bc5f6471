"""``schemes``: how many people reached what the schemes give in a year, with small numbers hidden."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from core import clock
from core.clock import local_day
from recognition.merits import FEWEST_SHOWN
from recognition.queries.merits import reached_in

YEARS = range(2000, 2101)


class Command(BaseCommand):
    """Count people, never name one."""

    help = "schemes [--year 2026] [--json]: how many people reached what each scheme gives in a financial year."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what to do."""
        parser.add_argument("--year", type=int, choices=YEARS, metavar="YEAR", help="the year it begins in")
        parser.add_argument(
            "--json", action="store_true", help="for programs; null is a number from 1 to 4 or near one"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        year = options["year"] or local_day(clock.now()).year
        lines = reached_in(year)
        if options["json"]:
            rows = [
                {"scheme": one.scheme.code, "version": one.scheme.version, "hours": one.hours, "people": one.people}
                for one in lines
            ]
            self.stdout.write(json.dumps({"year": year, "fewest_shown": FEWEST_SHOWN, "reached": rows}))
            return
        if not lines:
            self.stdout.write(f"{year}: no scheme")
        for one in lines:
            people = f"fewer than {FEWEST_SHOWN} or too near another number" if one.people is None else f"{one.people}"
            self.stdout.write(f"{year} {one.scheme.code} {one.hours} h: {people}")

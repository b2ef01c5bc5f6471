"""``weights``: the versions of the published weights, with the day from which each is in force."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from matching import engine


class Command(BaseCommand):
    """List the versions of the weights."""

    help = "List every version of the weights and lifts, the day from which it is in force, and the present one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the form of the answer."""
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the history, the oldest first."""
        versions = [
            asdict(version.weights)
            | {"in_force_from": version.in_force_from.isoformat(), "lifts": asdict(version.lifts)}
            for version in engine.HISTORY
        ]
        if options["json"]:
            self.stdout.write(json.dumps({"current": engine.CURRENT, "versions": versions}))
            return
        for version in versions:
            name, since, lifts = (version.pop(key) for key in ("version", "in_force_from", "lifts"))
            self.stdout.write(f"{name}, in force from {since}")
            self.stdout.write("  " + ", ".join(f"{part} {points}" for part, points in version.items()))
            self.stdout.write("  lifts: " + ", ".join(f"{part} {points}" for part, points in lifts.items()))

"""``match``: fill every open place in the country and show the proof."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core import clock
from matching.services import DEFAULT_SEED, propose_everything


class Command(BaseCommand):
    """Propose an allocation of everybody to everything; nothing is sent."""

    help = "Fill every open place of the coming weeks, verify the result and keep it as a proposal."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the seed and the output form."""
        parser.add_argument("--seed", type=int, default=DEFAULT_SEED, help="same problem and seed, same answer")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the engine and print what it found."""
        run = propose_everything(actor=None, now=clock.now(), seed=options["seed"])
        answer = {
            "run": str(run.public_id),
            "problem": run.problem_hash,
            "volunteers": run.volunteers_count,
            "shifts": run.shifts_count,
            "seats": run.seats_count,
            "placed": run.placed_count,
            "objective": run.objective,
            "bound": run.bound,
            "gap": (run.bound - run.objective) / run.bound if run.bound else 0.0,
            "seconds": run.seconds,
            "verified": run.is_verified,
        }
        if options["json"]:
            self.stdout.write(json.dumps(answer))
        else:
            for name, value in answer.items():
                self.stdout.write(f"{name:>12}  {value}")
        if not run.is_verified:
            raise CommandError("The verifier refused this result; it is kept for inspection and must not be used.")

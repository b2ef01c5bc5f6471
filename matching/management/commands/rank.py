"""``rank``: the best open shifts for one volunteer, with the parts of each score."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from core import clock
from matching.queries import HelpfulChange, RankedRole, changes_that_help, suggest_roles
from volunteers.queries import volunteer_known_as


class Command(BaseCommand):
    """Rank open shifts for a volunteer."""

    help = "Rank open shifts for one volunteer; the parts of every score add up to it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare whom to rank for and how many to show."""
        parser.add_argument("--volunteer", required=True, help="public id, e-mail address or number of a volunteer")
        parser.add_argument("--limit", type=int, default=20)
        parser.add_argument("--language", choices=["kk", "ru", "en"], default="en", help="language of the reasons")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the ranking."""
        if options["limit"] < 1:
            raise CommandError("--limit must be 1 or more.", returncode=2)
        volunteer = volunteer_known_as(options["volunteer"])
        if volunteer is None:
            raise CommandError("No volunteer is known by that id. Use a public id or an e-mail address.", returncode=3)
        with translation.override(options["language"]):
            ranked = suggest_roles(volunteer, now=clock.now(), limit=options["limit"])
            changes = changes_that_help(volunteer, now=clock.now())
            if options["json"]:
                answer = {
                    "volunteer": str(volunteer.public_id),
                    "shifts": [as_row(found) for found in ranked],
                    "changes": [as_change(change) for change in changes],
                }
                self.stdout.write(json.dumps(answer, ensure_ascii=False))
                return
            for place, found in enumerate(ranked, start=1):
                row = as_row(found)
                self.stdout.write(f"{place:>3}. {row['score']:>4}  {row['title']}  {row['starts_at']}  {row['parts']}")
                for reason in row["reasons"]:
                    self.stdout.write(f"           {reason['verdict']}: {reason['text']}")
            if not ranked:
                self.stdout.write("Nothing fits: no open shift passes every rule.")
            for change in changes:
                steps = " + ".join(step.label for step in change.steps)
                self.stdout.write(f"+{change.count:>3}  {steps}")


def as_change(change: HelpfulChange) -> dict[str, Any]:
    """Write one change of the profile as plain values."""
    steps = [{"code": step.code, "text": step.label, "values": step.values} for step in change.steps]
    return {"opportunities": change.count, "steps": steps}


def as_row(found: RankedRole) -> dict[str, Any]:
    """Write one ranked role as plain values."""
    shift, opportunity = found.role.shift, found.role.shift.opportunity
    return {
        "shift": str(shift.public_id),
        "role": str(found.role.public_id),
        "title": opportunity.title_en or opportunity.title_ru or opportunity.title_kk,
        "starts_at": shift.starts_at.isoformat(),
        "distance_km": None if found.distance_km is None else round(found.distance_km, 3),
        "level": found.level.value,
        "score": found.score,
        "parts": found.parts,
        "reasons": [{"code": text.code, "verdict": text.verdict, "text": text.sentence} for text in found.factors],
    }

"""``chain``: check that nobody has changed the audit log unseen, or print the heads to keep elsewhere."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.chains import Break, Head, breaks, heads
from core.models import AuditLine

BROKEN, WRONG_FILE = 1, 5


class Command(BaseCommand):
    """Verify the audit log, or print its heads."""

    help = "Check the chain of the audit log; with --heads FILE also against heads kept from an earlier day."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what to do."""
        parser.add_argument("action", choices=["verify", "heads"])
        parser.add_argument("--heads", type=Path, metavar="FILE", help="what `chain heads` printed earlier")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it; exit with 1 when a chain does not hold."""
        if options["action"] == "heads":
            self.stdout.write(json.dumps({"heads": [asdict(head) for head in heads(AuditLine)]}))
            return
        kept = _read_heads(options["heads"]) if options["heads"] else {}
        found = list(breaks(AuditLine, kept))
        count = AuditLine.objects.count()
        if options["json"]:
            broken = [asdict(place) for place in found]
            self.stdout.write(json.dumps({"rows": count, "intact": not found, "breaks": broken}))
        else:
            self._tell(found, count)
        if found:
            raise CommandError(f"The chain does not hold in {len(found)} lane(s).", returncode=BROKEN)

    def _tell(self, found: list[Break], count: int) -> None:
        for place in found:
            self.stderr.write(f"lane {place.lane}, position {place.position}: {place.kind.replace('_', ' ')}")
        if not found:
            self.stdout.write(f"{count} rows, every chain holds")


def _read_heads(path: Path) -> dict[int, Head]:
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))["heads"]
        kept = [Head(int(row["lane"]), int(row["position"]), str(row["digest"])) for row in rows]
    except (OSError, ValueError, KeyError, TypeError) as wrong:
        raise CommandError(
            f"{path} does not hold what `chain heads` prints: {wrong}", returncode=WRONG_FILE
        ) from wrong
    return {head.lane: head for head in kept}

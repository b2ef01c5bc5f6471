"""``chain``: check that nobody has changed the logs unseen, or print the heads to keep elsewhere."""

import json
from argparse import ArgumentParser
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.chains import Break, Head, breaks, heads, streams
from core.models import Chained

BROKEN, WRONG_FILE = 1, 5
FIRST = "core.AuditLine"  # heads kept before there were other streams are of this one
Kept = Mapping[str, Mapping[int, Head]]


class Command(BaseCommand):
    """Verify the chained logs, or print their heads."""

    help = "Check the chains of all logs; with --heads FILE also against heads kept from an earlier day."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what to do."""
        parser.add_argument("action", choices=["verify", "heads"])
        parser.add_argument("--heads", type=Path, metavar="FILE", help="what `chain heads` printed earlier")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it; exit with 1 when a chain does not hold."""
        if options["action"] == "heads":
            self.stdout.write(json.dumps(_heads()))
            return
        kept = _read_heads(options["heads"]) if options["heads"] else {}
        found = {model: list(breaks(model, kept.get(model._meta.label))) for model in streams()}
        if options["json"]:
            self.stdout.write(json.dumps(_as_dict(found)))
        else:
            self._tell(found)
        broken = sum(len(places) for places in found.values())
        if broken:
            raise CommandError(f"The chain does not hold in {broken} lane(s).", returncode=BROKEN)

    def _tell(self, found: Mapping[type[Chained], list[Break]]) -> None:
        for model, places in found.items():
            for place in places:
                where = f"{model._meta.label} lane {place.lane}, position {place.position}"
                self.stderr.write(f"{where}: {place.kind.replace('_', ' ')}")
        if not any(found.values()):
            counts = ", ".join(f"{model._meta.label} {model.objects.count()}" for model in found)
            self.stdout.write(f"{sum(model.objects.count() for model in found)} rows ({counts}), every chain holds")


def _heads() -> dict[str, Any]:
    """Return the heads of the audit log where they always stood, and those of every stream by its name."""
    found = {model._meta.label: [asdict(head) for head in heads(model)] for model in streams()}
    return {"heads": found[FIRST], "streams": found}


def _as_dict(found: Mapping[type[Chained], list[Break]]) -> dict[str, Any]:
    parts: dict[str, dict[str, Any]] = {
        model._meta.label: {
            "rows": model.objects.count(),
            "intact": not places,
            "breaks": [asdict(place) for place in places],
        }
        for model, places in found.items()
    }
    return {
        "rows": sum(part["rows"] for part in parts.values()),
        "intact": all(part["intact"] for part in parts.values()),
        "breaks": [place | {"stream": label} for label, part in parts.items() for place in part["breaks"]],
        "streams": parts,
    }


def _read_heads(path: Path) -> dict[str, dict[int, Head]]:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        streams_kept = document.get("streams") or {FIRST: document["heads"]}
        kept = {label: [_head(row) for row in rows] for label, rows in streams_kept.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as wrong:
        raise CommandError(
            f"{path} does not hold what `chain heads` prints: {wrong}", returncode=WRONG_FILE
        ) from wrong
    return {label: {head.lane: head for head in rows} for label, rows in kept.items()}


def _head(row: Mapping[str, Any]) -> Head:
    return Head(int(row["lane"]), int(row["position"]), str(row["digest"]))

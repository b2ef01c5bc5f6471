"""``ledger``: verify the chains of hours, replay the totals, prove an entry, sign the head of the day."""

import json
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from core import clock
from recognition import errors, ledger
from recognition.ledger import ProofUnreadable, root_of_proof
from recognition.queries import (
    LedgerReport,
    entry_by_public_id,
    examine_ledger,
    is_proved,
    opened,
    proof_of,
    totals_by_replay,
    totals_by_sql,
)
from recognition.services import publish_head

FOUND, WRONG_INPUT = 6, 5
SHOWN = 20


class Command(BaseCommand):
    """Check the ledger of hours without trusting the database."""

    help = (
        "verify: every chain and every published head. replay: totals by person and territory, added up twice. "
        "prove: the proof that an entry is in the ledger. head: sign the head of today. "
        "Exits with 0 when everything holds and with 6 when something was found."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what to do."""
        parser.add_argument("action", choices=["verify", "replay", "prove", "check", "head"])
        parser.add_argument("what", nargs="?", help="prove: public id of an entry; check: file with a proof")
        parser.add_argument(
            "--head", type=Path, action="append", default=[], metavar="FILE", help="verify: a head kept elsewhere"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it; what was found decides the exit code."""
        getattr(self, f"_{options['action']}")(options)

    def _verify(self, options: Mapping[str, Any]) -> None:
        report = examine_ledger(_kept(options["head"]))
        if options["json"]:
            self.stdout.write(json.dumps(_as_dict(report)))
        else:
            self._tell(report)
        count = len(report.breaks) + len(report.head_faults)
        if count:
            raise CommandError(f"The ledger does not hold: {count} finding(s).", returncode=FOUND)

    def _tell(self, report: LedgerReport) -> None:
        for place in report.breaks[:SHOWN]:
            entry = f", entry {place.entry}" if place.entry else ""
            self.stderr.write(f"shard {place.shard}, position {place.position}{entry}: {place.kind.replace('_', ' ')}")
        for fault in report.head_faults[:SHOWN]:
            self.stderr.write(fault)
        if report.is_intact:
            self.stdout.write(
                f"{report.entries} entries, {report.minutes} minutes, {report.heads} heads: every chain holds\n"
                f"root {report.root}"
            )

    def _replay(self, options: Mapping[str, Any]) -> None:
        replayed, added = totals_by_replay(), totals_by_sql()
        found = ledger.differences(replayed, added)
        told = {
            "agree": not found,
            "entries": replayed.entries,
            "minutes": replayed.minutes,
            "people": len(replayed.people),
            "territories": len(replayed.territories),
            "differences": found,
        }
        if options["json"]:
            self.stdout.write(json.dumps(told))
        else:
            for line in found[:SHOWN]:
                self.stderr.write(line)
            self.stdout.write(", ".join(f"{told[name]} {name}" for name in ("entries", "minutes", "people")))
        if found:
            raise CommandError(f"{len(found)} total(s) differ.", returncode=FOUND)

    def _prove(self, options: Mapping[str, Any]) -> None:
        try:
            entry = entry_by_public_id(str(UUID(options["what"] or "")))
        except ValueError:
            entry = None
        if entry is None:
            raise CommandError("There is no entry with this public id.", returncode=WRONG_INPUT)
        self.stdout.write(json.dumps(proof_of(entry), indent=None if options["json"] else 2))

    def _check(self, options: Mapping[str, Any]) -> None:
        """Check what ``prove`` printed: under its signed head or, while there is none, under its root."""
        try:
            proof = json.loads(Path(options["what"] or "").read_text(encoding="utf-8"))
            holds = is_proved(proof) if proof["head"] else root_of_proof(proof) == proof["root"]
        except (OSError, ValueError, KeyError, TypeError, ProofUnreadable, errors.SignatureWrong) as wrong:
            raise CommandError(f"This is no proof: {wrong}", returncode=WRONG_INPUT) from wrong
        if not holds:
            raise CommandError("The proof does not lead to the root.", returncode=FOUND)
        signed = "" if proof["head"] else "; nothing is signed yet"
        self.stdout.write(json.dumps({"proved": True}) if options["json"] else f"The entry is in the ledger{signed}.")

    def _head(self, options: Mapping[str, Any]) -> None:
        try:
            head = publish_head(now=clock.now())
        except errors.LedgerBroken as broken:
            raise CommandError(str(broken), returncode=FOUND) from broken
        self.stdout.write(json.dumps({"day": head.day.isoformat(), "number": head.number, "root": head.root}))


def _kept(paths: list[Path]) -> dict[int, dict[int, str]]:
    """Read heads as the site publishes them; each has to be signed by us and lead to its root."""
    kept: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for path in paths:
        try:
            document = json.loads(path.read_text(encoding="utf-8"))
            heads = {int(shard): ledger.Head(int(end[0]), str(end[1])) for shard, end in document["shards"].items()}
            signed = json.loads(opened(document["token"]))
        except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError, errors.SignatureWrong) as wrong:
            raise CommandError(f"{path} is no head of this ledger: {wrong}", returncode=WRONG_INPUT) from wrong
        if ledger.root_of(heads) != signed["root"]:
            raise CommandError(f"{path}: the shards do not lead to the signed root.", returncode=WRONG_INPUT)
        for shard, head in heads.items():
            kept[shard][head.position] = head.digest
    return kept


def _as_dict(report: LedgerReport) -> dict[str, Any]:
    return {
        "intact": report.is_intact,
        "entries": report.entries,
        "minutes": report.minutes,
        "heads": report.heads,
        "root": report.root,
        "breaks": [asdict(place) for place in report.breaks],
        "head_faults": report.head_faults,
    }

"""``ledger``: verify the chains of hours, replay the totals, prove an entry, sign the head of the day."""

import json
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core import clock
from recognition import errors, ledger
from recognition.ledger import Head, ProofUnreadable, root_of_proof
from recognition.queries import (
    LedgerReport,
    entry_by_public_id,
    examine_ledger,
    head_document,
    head_of_day,
    heads_of,
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
        "prove: the proof that an entry is in the ledger. head: sign the head of today and print it whole, with the "
        "ends of its shards, to be kept elsewhere and not to be published. "
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
        kept = _kept(options["head"])
        found = examine_ledger(kept.digests)
        report = replace(found, head_faults=[*found.head_faults, *kept.faults])
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
        file, keys = (f"{settings.SITE_URL}/{path}" for path in (f"ledger/{head.day}.json", ".well-known/jwks.json"))
        self.stdout.write(json.dumps(head_document(head, file=file, keys=keys)))


@dataclass(slots=True)
class Kept:
    """What heads kept elsewhere say: digests by shard and position, and in words where a stored head differs."""

    digests: defaultdict[int, dict[int, str]] = field(default_factory=lambda: defaultdict(dict))
    faults: list[str] = field(default_factory=list)

    def take(self, heads: Mapping[int, Head]) -> None:
        """Take the end of every shard."""
        for shard, head in heads.items():
            self.digests[shard][head.position] = head.digest


def _kept(paths: list[Path]) -> Kept:
    """Read heads as the site publishes them or as ``head`` printed them; each has to be signed by us.

    One with the ends of its shards has to lead to its root. One without them is held against the head of its day that
    is stored here, whose ends are then checked.
    """
    kept = Kept()
    for path in paths:
        try:
            document = json.loads(path.read_text(encoding="utf-8"))
            signed = json.loads(opened(document["token"]))
            root, number, day = signed["root"], int(signed["number"]), date.fromisoformat(signed["day"])
            ends = document.get("shards")
            heads = None if ends is None else {int(one): Head(int(end[0]), str(end[1])) for one, end in ends.items()}
        except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError, errors.SignatureWrong) as wrong:
            raise CommandError(f"{path} is no head of this ledger: {wrong}", returncode=WRONG_INPUT) from wrong
        if heads is None:
            _take_stored(kept, root, f"head {number} of {day}", day)
        elif ledger.root_of(heads) != root:
            raise CommandError(f"{path}: the shards do not lead to the signed root.", returncode=WRONG_INPUT)
        else:
            kept.take(heads)
    return kept


def _take_stored(kept: Kept, root: str, name: str, day: date) -> None:
    """Take the ends of shards from the stored head of a day if they lead to the root that somebody kept."""
    stored = head_of_day(day)
    if stored is None:
        kept.faults.append(f"{name}: somebody keeps it, and it is not here")
    elif ledger.root_of(heads_of(stored)) != root:
        kept.faults.append(f"{name}: the stored shards do not lead to the root that somebody keeps")
    else:
        kept.take(heads_of(stored))


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

"""``report``: count a report from the ledger and write files; ``report verify``: hold a file against the ledger."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from core import clock
from core.errors import DomainError, NotFound
from recognition.ledger import root_of
from recognition.queries import tally
from reports.documents import KINDS, Wrapped, bundle_of, document_of
from reports.errors import PresetOfYears
from reports.indicators import PRESET_CODES, preset_named
from reports.queries import get_period, get_structure, select
from reports.queries.figures import LANGUAGES, figures_of
from reports.services.verifying import Verification, verify_file

USAGE, NOT_THERE, WRONG_INPUT, FOUND = 2, 3, 5, 6
SHOWN = 50


class Command(BaseCommand):
    """Write a report, or check one."""

    help = (
        "report --territory 350000000 --period 2019-Q2 --structure 2019 --format xlsx,pdf,csv,json --out DIR: count "
        "from the ledger as it is now and write files; --preset index-civic for a named selection. "
        "report verify FILE: hold it against the frozen report it names, and count again at the same head. "
        "Exits with 0, 2 for wrong options, 3 for an unknown territory, 5 for what cannot be read, 6 when a check "
        "found something."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare both ways."""
        parser.add_argument("action", nargs="?", choices=["write", "verify"], default="write")
        parser.add_argument("file", nargs="?", type=Path, help="verify: JSON, XLSX or CSV file of a report")
        parser.add_argument("--territory", help="code of the state classifier")
        parser.add_argument("--preset", choices=PRESET_CODES, help="a named selection; the newest year that is over")
        parser.add_argument("--period", help="2019, 2019-Q2, 2019-05 or 2019-04-01_2019-06-15")
        parser.add_argument("--structure", default="", help="2018, 2019 or 2022; that of the period's end by default")
        parser.add_argument("--format", default="xlsx,pdf,csv,json", help="any of xlsx, pdf, csv, json")
        parser.add_argument("--out", type=Path, default=Path(), help="folder; made if it is not there")
        parser.add_argument("--language", choices=LANGUAGES, default="kk", help="language of the files and of errors")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it; problems decide the exit code."""
        with override(options["language"]):
            try:
                self._verify(options) if options["action"] == "verify" else self._write(options)
            except NotFound as missing:
                raise CommandError(str(missing), returncode=NOT_THERE) from missing
            except DomainError as wrong:
                raise CommandError(str(wrong), returncode=WRONG_INPUT) from wrong

    def _write(self, options: Mapping[str, Any]) -> None:
        kinds = [kind.strip() for kind in options["format"].split(",") if kind.strip()]
        preset = preset_named(options["preset"] or "")
        asked = options["period"] or (preset.newest_period(clock.local_day(clock.now())) if preset else "")
        if not options["territory"] or not asked:
            raise CommandError("Name --territory and --period, or a file to verify.", returncode=USAGE)
        if not kinds or set(kinds) - KINDS.keys():
            raise CommandError(f"--format takes any of {', '.join(KINDS)}.", returncode=USAGE)
        period = get_period(asked)
        if preset is not None and not preset.fits(period):
            raise PresetOfYears(year=period.first_day.year)
        selection = select(options["territory"], period, get_structure(options["structure"], period))
        ends = tally().heads
        head = {shard: end.position for shard, end in ends.items()}
        figures = figures_of(selection, head)
        around = Wrapped(head=head, head_root=root_of(ends), made_at=clock.now(), preset=preset)
        document = document_of(figures, around)
        options["out"].mkdir(parents=True, exist_ok=True)
        files = {}
        for name, content in bundle_of(document, kinds, options["language"]).items():
            path = options["out"] / name
            path.write_bytes(content)
            files[str(path)] = len(content)
        self._told(files, document, is_json=options["json"])

    def _told(self, files: Mapping[str, int], document: Mapping[str, Any], *, is_json: bool) -> None:
        if is_json:
            told = {"totals": document["figures"]["totals"], "files": files, "digest": document["digest"]}
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        print("For official use: small numbers are not hidden in these files.", file=sys.stderr)
        for path, size in files.items():
            self.stdout.write(f"{path} ({size:,} bytes)")
        self.stdout.write(f"sha256 of the figures {document['digest']}")

    def _verify(self, options: Mapping[str, Any]) -> None:
        if options["file"] is None:
            raise CommandError("Name the file to verify.", returncode=USAGE)
        if not options["file"].is_file():
            raise CommandError(f"There is no file {options['file']}.", returncode=NOT_THERE)
        found = verify_file(options["file"])
        if options["json"]:
            self.stdout.write(json.dumps({"holds": found.holds, **asdict(found)}, ensure_ascii=False))
        else:
            self._tell(found)
        if not found.holds:
            count = len(found.cells) + len(found.faults)
            raise CommandError(f"The file does not agree with the ledger: {count} finding(s).", returncode=FOUND)

    def _tell(self, found: Verification) -> None:
        for sentence in (*found.faults[:SHOWN], *map(found.sentence, found.cells[:SHOWN])):
            self.stderr.write(sentence)
        if (more := max(len(found.faults) - SHOWN, 0) + max(len(found.cells) - SHOWN, 0)) > 0:
            self.stderr.write(f"and {more} more")
        for note in found.notes:
            self.stdout.write(note)
        if found.holds:
            self.stdout.write(f"{found.compared} cells recomputed from the ledger at the file's head: equal")

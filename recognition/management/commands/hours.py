"""``hours``: bring in the signed records of people from another platform."""

import json
import zipfile
import zlib
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from core import clock
from recognition.outside import LARGEST_TEXT
from recognition.services.issuers import issuer_named
from recognition.services.moving_in import Brought, bring_in

REFUSED, NOT_FOUND, WRONG_FILE = 1, 3, 5
RECORD = "record.jwt"


class Command(BaseCommand):
    """Send every record of a folder for the person it belongs to."""

    help = (
        "import DIR --trust ISSUER: send the records in a folder, as record.jwt or whole archives, for the people "
        "whose contacts they hold. They wait for a reviewer unless --approve is given."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what to do."""
        languages = [code for code, _ in settings.LANGUAGES]
        parser.add_argument("action", choices=["import"])
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument("--trust", required=True, metavar="ISSUER", help="take records of this issuer alone")
        parser.add_argument("--approve", action="store_true", help="let the hours count at once: two people agreed")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and change nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--language", choices=languages, default=settings.LANGUAGE_CODE, help="of the reasons")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it; exit with 1 when a record was refused."""
        issuer = issuer_named(options["trust"])
        if issuer is None:
            raise CommandError(f"{options['trust']} is not trusted. Run: issuer trust FILE", returncode=NOT_FOUND)
        if not options["folder"].is_dir():
            raise CommandError(f"{options['folder']} is no folder.", returncode=WRONG_FILE)
        with translation.override(options["language"]):
            brought = bring_in(
                records=_records(options["folder"]),
                issuer=issuer,
                approve=options["approve"],
                is_dry=options["dry_run"],
                now=clock.now(),
            )
        self._print(brought, is_dry=options["dry_run"], is_json=options["json"])
        refused = sum(bool(one.code) for one in brought)
        if refused:
            raise CommandError(f"{refused} of {len(brought)} records were refused.", returncode=REFUSED)

    def _print(self, brought: list[Brought], *, is_dry: bool, is_json: bool) -> None:
        minutes = sum(one.minutes for one in brought)
        if is_json:
            report = {"dry_run": is_dry, "minutes": minutes, "records": [asdict(one) for one in brought]}
            self.stdout.write(json.dumps(report, ensure_ascii=False))
            return
        for one in brought:
            if one.code:
                self.stderr.write(f"{one.name}: {one.reason}")
            elif one.left_out:
                self.stderr.write(f"{one.name}: {one.left_out} rows left out")
        kept = " (nothing saved)" if is_dry else ""
        self.stdout.write(f"{len(brought)} records, {minutes} minutes{kept}")


def _records(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the names and texts of records; of an archive nothing but the record is unfolded, up to its limit.

    An archive that cannot be opened has an empty text, which is refused by name like any other that says nothing.
    """
    for path in sorted(folder.iterdir()):
        if path.suffix == ".jwt":
            yield path.name, _limited(path.read_bytes())
        elif path.suffix == ".zip":
            yield path.name, _packed(path)


def _packed(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive, archive.open(RECORD) as record:
            return _limited(record.read(LARGEST_TEXT + 1))
    except (zipfile.BadZipFile, zlib.error, KeyError, OSError, RuntimeError):  # damaged, locked or of something else
        return ""


def _limited(content: bytes) -> str:
    return content[: LARGEST_TEXT + 1].decode("ascii", "replace").strip()

"""``register_extract``: the register of volunteering as the law names it, of an organisation or a territory."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from core.errors import DomainError, NotFound
from core.text import LANGUAGES
from ngos.access import public_organisation
from places.queries import get_territory_by_key
from reports.exports import extract_name, extract_workbook
from reports.queries import get_period
from reports.queries.extract import extract_of

USAGE, NOT_THERE, WRONG_INPUT = 2, 3, 5


class Command(BaseCommand):
    """Write the workbook."""

    help = (
        "register_extract --organisation BIN --period 2026 --out DIR, or --territory 350000000: organisations, "
        "coordinators, programmes, actions and participants, with a letter to send it with."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare whose register, of which days."""
        about = parser.add_mutually_exclusive_group(required=True)
        about.add_argument("--organisation", help="BIN")
        about.add_argument("--territory", help="code of the state classifier")
        parser.add_argument("--period", required=True, help="2026, 2026-Q2 or 2026-05")
        parser.add_argument("--out", type=Path, default=Path(), help="folder; made if it is not there")
        parser.add_argument("--language", choices=LANGUAGES, default="kk", help="language of the workbook")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it, and say where it is."""
        with override(options["language"]):
            try:
                path = self._write(options)
            except NotFound as missing:
                raise CommandError(str(missing), returncode=NOT_THERE) from missing
            except DomainError as wrong:
                raise CommandError(str(wrong), returncode=WRONG_INPUT) from wrong
        self.stdout.write(str(path))

    def _write(self, options: dict[str, Any]) -> Path:
        period = get_period(options["period"])
        organisation = public_organisation(options["organisation"]) if options["organisation"] else None
        territory = get_territory_by_key(options["territory"]) if options["territory"] else None
        extract = extract_of(period, organisation=organisation, territory=territory)
        about = organisation or territory
        if about is None:
            raise CommandError("Name an organisation or a territory.", returncode=USAGE)
        options["out"].mkdir(parents=True, exist_ok=True)
        path: Path = options["out"] / extract_name(extract, about=about)
        path.write_bytes(extract_workbook(extract, about=about))
        return path

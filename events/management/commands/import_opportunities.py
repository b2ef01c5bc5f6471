"""Bring opportunities in from a spreadsheet."""

from argparse import ArgumentParser
from typing import Any

from core import clock
from core.management.imports import ImportCommand, ImportReport, Landing
from core.tables import Table
from events.management.importing import COLUMN_OF, COLUMNS, OpportunityLanding
from ngos.access import public_organisation
from ngos.validators import clean_bin


class Command(ImportCommand):
    """A shell around ``events.management.importing``."""

    help = "Import opportunities of one organisation from CSV: title, date, hours, place. See docs/imports.md."
    columns = COLUMNS

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the file and its options."""
        super().add_arguments(parser)
        parser.add_argument("--publish", action="store_true", help="show them to the public at once, not as drafts")

    def land_rows(self, table: Table, options: dict[str, Any]) -> ImportReport:
        """Bring the rows in for the organisation with the given BIN."""
        landing = OpportunityLanding(
            organisation=public_organisation(clean_bin(options["organisation"])),
            language=options["language"],
            publishes=options["publish"],
            now=clock.now(),
        )
        rows = Landing(table, column_of=COLUMN_OF, shows_values=True)
        return rows.run(landing.land, is_dry=options["dry_run"], is_strict=options["strict"])

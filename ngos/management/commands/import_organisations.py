"""Bring an official list of organisations in."""

from argparse import ArgumentParser
from typing import Any, ClassVar

from core import clock
from core.clock import local_day
from core.management.imports import ImportCommand, ImportReport, Landing
from core.tables import Table
from ngos.management.importing import RegisterLanding
from ngos.management.listed import COLUMN_OF, COLUMNS, heads_first


class Command(ImportCommand):
    """A shell around ``ngos.management.importing``."""

    help = (
        "Import the register from an official list, CSV or XLSX: BIN, name, region, form, status. See docs/imports.md."
    )
    columns = COLUMNS
    is_on_behalf: ClassVar[bool] = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the file and its options."""
        super().add_arguments(parser)
        parser.add_argument("--source", default="", help="where the list comes from; the file's name unless given")

    def land_rows(self, table: Table, options: dict[str, Any]) -> ImportReport:
        """Bring the rows in as entries nobody acts for yet."""
        now = clock.now()
        source = (options["source"] or options["file"].name)[:300]
        landing = RegisterLanding(source=source, on=local_day(now), now=now)
        rows = Landing(heads_first(table), column_of=COLUMN_OF, shows_values=True, gathers=True)
        return rows.run(landing.land, is_dry=options["dry_run"], is_strict=options["strict"], finish=landing.finish)

"""Bring volunteers in from a spreadsheet; it stands here because organisations and volunteers first meet here."""

from typing import Any

from core import audit, clock
from core.management.imports import ImportCommand, ImportReport, Landing
from core.tables import Table
from ngos.access import public_organisation
from ngos.validators import clean_bin
from volunteers.management.importing import COLUMN_OF, COLUMNS, VolunteerLanding


class Command(ImportCommand):
    """A shell around ``volunteers.management.importing``; what the cells say is never printed."""

    help = "Import volunteers from CSV: e-mail, name, date of birth, place, and more. See docs/imports.md."
    columns = COLUMNS

    def land_rows(self, table: Table, options: dict[str, Any]) -> ImportReport:
        """Bring the rows in and note on whose behalf."""
        organisation = public_organisation(clean_bin(options["organisation"]))
        now = clock.now()
        landing = VolunteerLanding(language=options["language"], now=now)
        rows = Landing(table, column_of=COLUMN_OF, shows_values=False)
        report = rows.run(landing.land, is_dry=options["dry_run"], is_strict=options["strict"])
        if report.saved and report.created:
            audit.record("volunteers.imported", actor=None, subject=organisation, at=now, created=report.created)
        return report

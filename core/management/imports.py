"""The part that every import of a spreadsheet shares: options, one row at a time, and what is said at the end."""

import json
from abc import abstractmethod
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, ClassVar, NoReturn, TypeVar

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import translation

from core.errors import DomainError
from core.tables import Column, RowTooWide, Table, TableError, TableRow, read_mapping, read_table

Value = TypeVar("Value")

CREATED, UPDATED, UNCHANGED = "created", "updated", "unchanged"
NOTHING_LANDED, WRONG_CALL, WRONG_FILE = 1, 2, 5
_SHOWN_PROBLEMS = 50
_LONGEST_VALUE = 60


class CellRefused(Exception):  # a signal between a reader and the loop, never an answer by itself
    """A cell could not be read; carries the column and the reason."""

    def __init__(self, column: str, reason: DomainError) -> None:
        super().__init__(column)
        self.column = column
        self.reason = reason


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why one row did not land: where it is, what the cell says, the code and the reason in the reader's language."""

    line: int
    column: str
    header: str
    value: str
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of the rows: created to refused add up to ``rows``; ``saved`` says if they stay."""

    rows: int
    created: int
    updated: int
    unchanged: int
    refused: int
    errors: tuple[RowProblem, ...]
    ignored_headers: tuple[str, ...]
    dry_run: bool
    saved: bool


def read_cell(row: TableRow, column: str, read: Callable[[str], Value]) -> Value:
    """Read one cell with a reader; a refusal is tied to the column. Raises CellRefused."""
    try:
        return read(row.text(column))
    except DomainError as reason:
        raise CellRefused(column, reason) from reason


def read_cell_or(row: TableRow, column: str, read: Callable[[str], Value], otherwise: Value) -> Value:
    """Read one cell, or take a value where it is empty. Raises CellRefused."""
    return read_cell(row, column, read) if row.text(column) else otherwise


class Landing:
    """Brings rows in, each in its own savepoint, and collects what was refused."""

    def __init__(self, table: Table, *, column_of: dict[str, str], shows_values: bool, gathers: bool = False) -> None:
        """Take the table, and say whether rows only gather what is written at the end: no savepoint is needed then."""
        self._table = table
        self._gathers = gathers
        self._column_of = column_of
        self._shows_values = shows_values
        self._problems: list[RowProblem] = []
        self._outcomes: Counter[str] = Counter()

    def run(
        self,
        land: Callable[[TableRow], str],
        *,
        is_dry: bool,
        is_strict: bool,
        finish: Callable[[], None] | None = None,
    ) -> ImportReport:
        """Land every row that can; keep nothing in a dry run, nor, where strict, when any row was refused.

        ``finish`` writes at the end what ``land`` only gathered, for tables of many thousand rows. Atomic: when
        anything but a refusal stops the work, nothing has landed.
        """
        with transaction.atomic():
            for row in self._table.rows:
                self._land(row, land)
            if finish is not None:
                finish()
            is_kept = not is_dry and not (is_strict and self._problems)
            transaction.set_rollback(not is_kept)
        return ImportReport(
            rows=len(self._table.rows),
            created=self._outcomes[CREATED],
            updated=self._outcomes[UPDATED],
            unchanged=self._outcomes[UNCHANGED],
            refused=len(self._problems),
            errors=tuple(self._problems),
            ignored_headers=self._table.ignored,
            dry_run=is_dry,
            saved=is_kept,
        )

    def _land(self, row: TableRow, land: Callable[[TableRow], str]) -> None:
        try:
            if row.surplus:
                raise RowTooWide(count=row.surplus)
            self._outcomes[self._landed(row, land)] += 1
        except CellRefused as refused:
            self._refuse(row, refused.column, refused.reason)
        except DomainError as reason:
            self._refuse(row, self._column_of.get(reason.field, ""), reason)

    def _landed(self, row: TableRow, land: Callable[[TableRow], str]) -> str:
        if self._gathers:
            return land(row)
        with transaction.atomic():
            return land(row)

    def _refuse(self, row: TableRow, column: str, reason: DomainError) -> None:
        value = row.text(column)[:_LONGEST_VALUE] if self._shows_values else ""
        header = self._table.headers.get(column, column)
        self._problems.append(RowProblem(row.line, column, header, value, reason.code, str(reason)))


class ImportCommand(BaseCommand):
    """A shell around an import of rows; a subclass names the columns and lands one row."""

    columns: ClassVar[Sequence[Column]]
    is_on_behalf: ClassVar[bool] = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the file and its options."""
        languages = [code for code, _ in settings.LANGUAGES]
        parser.add_argument("file", type=Path, help="a sheet saved as CSV or XLSX")
        if self.is_on_behalf:
            parser.add_argument("--organisation", required=True, metavar="BIN", help="on whose behalf")
        parser.add_argument("--map", type=Path, metavar="FILE", help='lines of: column = "header in your file"')
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and change nothing")
        parser.add_argument("--strict", action="store_true", help="land nothing if any row is refused")
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--language", choices=languages, default=settings.LANGUAGE_CODE, help="of the reasons")

    @abstractmethod
    def land_rows(self, table: Table, options: dict[str, Any]) -> ImportReport:
        """Bring the rows in and say what became of them."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the file, land its rows, and print what became of them."""
        with translation.override(options["language"]):
            try:
                mapping = read_mapping(options["map"], self.columns) if options["map"] else None
                table = read_table(options["file"], self.columns, mapping)
            except TableError as wrong:
                self._stop(wrong, WRONG_FILE, is_json=options["json"])
            try:
                report = self.land_rows(table, options)
            except DomainError as wrong:
                self._stop(wrong, WRONG_CALL, is_json=options["json"])
        self._print(report, is_json=options["json"])
        if options["strict"] and report.errors:
            raise CommandError("Some rows were refused, so nothing was saved (--strict).", returncode=NOTHING_LANDED)

    def _stop(self, wrong: DomainError, returncode: int, *, is_json: bool) -> NoReturn:
        if is_json:
            self.stdout.write(json.dumps({"code": wrong.code, "reason": str(wrong)}, ensure_ascii=False))
        raise CommandError(str(wrong), returncode=returncode) from wrong

    def _print(self, report: ImportReport, *, is_json: bool) -> None:
        if is_json:
            self.stdout.write(json.dumps(asdict(report), ensure_ascii=False))
            return
        for problem in report.errors[:_SHOWN_PROBLEMS]:
            where = f"line {problem.line}" + (f", {problem.header}" if problem.header else "")
            self.stderr.write(f"{where}: {problem.reason}")
        if len(report.errors) > _SHOWN_PROBLEMS:
            self.stderr.write(f"and {len(report.errors) - _SHOWN_PROBLEMS} more; use --json to see all")
        kept = "" if report.saved else " (nothing saved)"
        self.stdout.write(
            f"{report.rows} rows: {report.created} created, "
            + (f"{report.updated} updated, " if report.updated else "")
            + f"{report.unchanged} unchanged, {report.refused} refused{kept}"
        )

"""Reading a classifier file: every line becomes a row or a named problem, nothing is dropped."""

import csv
import gzip
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from places.errors import UnreadableTerritories
from places.validators import NAME_LENGTH, is_kato_code

REQUIRED_COLUMNS = ("kato", "parent_kato", "name_ru")
_ENCODINGS = ("utf-8-sig", "cp1251")


@dataclass(frozen=True, slots=True)
class ClassifierRow:
    """One line of the file as written, spaces trimmed; an absent Kazakh or English column is empty."""

    line: int
    code: str
    parent_code: str
    name_ru: str
    name_kk: str
    name_en: str


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why one line did not land."""

    line: int
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class ClassifierFile:
    """Rows fit to be placed, and lines that are not."""

    rows: tuple[ClassifierRow, ...]
    problems: tuple[RowProblem, ...]


def problem(row: ClassifierRow, reason: Promise, **context: object) -> RowProblem:
    """Spell out, in the reader's language, why a row did not land."""
    return RowProblem(line=row.line, code=row.code, reason=str(reason) % context)


def read_classifier(path: Path) -> ClassifierFile:
    """Read ``kato,parent_kato,name_ru[,name_kk,name_en]`` from CSV, plain or gzipped.

    UTF-8 or Windows-1251, comma or semicolon. Raises UnreadableTerritories when the file as a whole makes no sense.
    """
    rows: list[ClassifierRow] = []
    problems: list[RowProblem] = []
    first_lines: dict[str, int] = {}
    for row in _rows_of(_text_of(path)):
        fault = _fault_of(row, first_lines)
        if fault:
            problems.append(fault)
        else:
            first_lines[row.code] = row.line
            rows.append(row)
    return ClassifierFile(rows=tuple(rows), problems=tuple(problems))


def _text_of(path: Path) -> str:
    try:
        content = path.read_bytes()
        if content.startswith(b"\x1f\x8b"):
            content = gzip.decompress(content)
    except (OSError, EOFError) as broken:
        raise UnreadableTerritories(reason=broken) from broken
    for encoding in _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableTerritories(reason=_("It is neither UTF-8 nor Windows-1251."))


def _rows_of(text: str) -> Iterator[ClassifierRow]:
    header = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if ";" in header else ",")
    missing = [name for name in REQUIRED_COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise UnreadableTerritories(
            reason=_("These columns are missing: %(columns)s.") % {"columns": ", ".join(missing)}
        )
    try:
        for cells in reader:
            clean = {name: (cells.get(name) or "").strip() for name in (*REQUIRED_COLUMNS, "name_kk", "name_en")}
            yield ClassifierRow(
                line=reader.line_num,
                code=clean["kato"],
                parent_code=clean["parent_kato"],
                name_ru=clean["name_ru"],
                name_kk=clean["name_kk"],
                name_en=clean["name_en"],
            )
    except csv.Error as broken:
        raise UnreadableTerritories(reason=broken) from broken


def _fault_of(row: ClassifierRow, first_lines: dict[str, int]) -> RowProblem | None:
    if not is_kato_code(row.code):
        return problem(row, _("The code “%(code)s” is not nine digits."), code=row.code)
    if row.code in first_lines:
        return problem(row, _("The code is already in line %(line)s."), line=first_lines[row.code])
    if not row.name_ru:
        return problem(row, _("The Russian name is missing."))
    # Written-out abbreviations lengthen a name by up to 30 letters.
    if max(map(len, (row.name_ru, row.name_kk, row.name_en))) > NAME_LENGTH - 30:
        return problem(row, _("A name is longer than %(letters)s letters."), letters=NAME_LENGTH - 30)
    return None

"""Rows out of a spreadsheet, text or workbook: encodings, separators and headers as people really have them."""

import csv
import io
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from core.errors import InvalidInput
from core.text import fold
from core.workbooks import WorkbookBroken, read_workbook

LARGEST_FILE_BYTES = 50 * 1024 * 1024
_SEPARATORS = (",", ";", "\t")
_WORKBOOK, _OLD_WORKBOOK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
# Windows-1251 with the Kazakh letters in the places of Serbian and Ukrainian ones, as Kazakh Windows writes it.
# Russian text is the same in both.
_KAZAKH_WINDOWS = "kz1048"


class TableError(InvalidInput):
    """The file as a whole makes no sense."""

    code = "core.table_unreadable"
    message = _("This file cannot be read as a table. Save the sheet as CSV (UTF-8) and try again.")
    field = "file"


class TableNotFound(TableError):
    """No such file, or it may not be opened."""

    code = "core.table_not_found"
    message = _("The file %(path)s cannot be opened. Check its name and place.")


class TableTooLarge(TableError):
    """More than anybody types by hand."""

    code = "core.table_too_large"
    message = _("The file is larger than %(megabytes)s MB. Split it into several files.")


class TableEmpty(TableError):
    """No header or no rows."""

    code = "core.table_empty"
    message = _("The file is empty. It needs one line of headers and at least one row below it.")


class TableIsWorkbook(TableError):
    """A workbook of the old kind, a locked or a damaged one."""

    code = "core.table_is_workbook"
    message = _("This Excel workbook cannot be read. In Excel choose Save as, then XLSX or CSV UTF-8, and try again.")


class TableNotText(TableError):
    """A workbook where only text is read."""

    code = "core.table_not_text"
    message = _("This is an Excel workbook. In Excel choose Save as, then CSV UTF-8, and try again.")


class ColumnMissing(TableError):
    """A needed column has no header."""

    code = "core.column_missing"
    message = _("These columns are missing: %(missing)s. The file has: %(headers)s.")


class ColumnTwice(TableError):
    """Two headers for one column."""

    code = "core.column_twice"
    message = _("Two headers mean the same column: %(first)s and %(second)s. Leave one of them out.")


class RowTooWide(InvalidInput):
    """More cells than headers, usually a separator inside a text."""

    code = "core.row_too_wide"
    message = _(
        "This row has %(count)s cells more than there are headers. Put texts that hold the separator in quotes."
    )


class RowRepeated(InvalidInput):
    """The same thing twice in one file."""

    code = "core.row_repeated"
    message = _("This row repeats line %(line)s of the same file.")


class MappingUnreadable(TableError):
    """The file of headers is not TOML or not flat."""

    code = "core.mapping_unreadable"
    message = _('The mapping file cannot be read. Each line says: column = "header in your file".')
    field = "map"


class MappingColumnUnknown(TableError):
    """The mapping names a column nobody reads."""

    code = "core.mapping_column_unknown"
    message = _("The mapping file names the column “%(column)s”, which does not exist. Known columns: %(known)s.")
    field = "map"


@dataclass(frozen=True, slots=True)
class Column:
    """A column a reader knows, and the headers people give it in their languages."""

    name: str
    headers: tuple[str, ...]
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: the line it begins on, its trimmed cells by column name, and how many cells have no header."""

    line: int
    cells: Mapping[str, str]
    surplus: int

    def text(self, column: str) -> str:
        """Return what the cell says, or nothing."""
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Table:
    """The rows that are not blank, the header of each known column, and the headers nobody reads."""

    rows: tuple[TableRow, ...]
    headers: Mapping[str, str]
    ignored: tuple[str, ...]


def read_table(path: Path, columns: Sequence[Column], mapping: Mapping[str, str] | None = None) -> Table:
    """Read a table of UTF-8, UTF-16 or Windows-1251 text separated by comma, semicolon or tab, or of a workbook.

    Headers are found in any case and language; ``mapping`` gives the exact header of a column instead. Raises a
    TableError that says what is wrong with the file.
    """
    return _table_of(_lines_of(path), columns, mapping)


def table_of(content: bytes, columns: Sequence[Column], mapping: Mapping[str, str] | None = None) -> Table:
    """Read a table of text that is at hand; as ``read_table``, but no workbook."""
    if content.startswith((_OLD_WORKBOOK, _WORKBOOK)):
        raise TableNotText
    return _table_of(_records(_text_in(content)), columns, mapping)


def _table_of(
    lines: Iterator[tuple[int, list[str]]], columns: Sequence[Column], mapping: Mapping[str, str] | None
) -> Table:
    _, header = next(lines, (0, []))
    if not any(header):
        raise TableEmpty
    places = _places_of(header, columns, mapping or {})
    rows = tuple(
        TableRow(
            line=line,
            cells={name: cells[place] if place < len(cells) else "" for name, place in places.items()},
            surplus=sum(bool(cell) for cell in cells[len(header) :]),
        )
        for line, cells in lines
        if any(cells)
    )
    if not rows:
        raise TableEmpty
    known = set(places.values())
    ignored = tuple(text for place, text in enumerate(header) if text and place not in known)
    return Table(rows=rows, headers={name: header[place] for name, place in places.items()}, ignored=ignored)


def read_mapping(path: Path, columns: Sequence[Column]) -> dict[str, str]:
    """Read ``column = "header"`` lines. Raises TableNotFound, MappingUnreadable or MappingColumnUnknown."""
    try:
        mapping = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as missing:
        raise TableNotFound(path=path) from missing
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as broken:
        raise MappingUnreadable from broken
    if not all(isinstance(header, str) and header for header in mapping.values()):
        raise MappingUnreadable
    known = {column.name for column in columns}
    for name in mapping:
        if name not in known:
            raise MappingColumnUnknown(column=name, known=", ".join(sorted(known)))
    return mapping


def _lines_of(path: Path) -> Iterator[tuple[int, list[str]]]:
    try:
        with path.open("rb") as begun:
            is_workbook = begun.read(len(_WORKBOOK)) == _WORKBOOK
    except OSError as missing:
        raise TableNotFound(path=path) from missing
    return _workbook_lines(path) if is_workbook else _records(_text_in(_content_of(path)))


def _workbook_lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    if path.stat().st_size > LARGEST_FILE_BYTES:
        raise TableTooLarge(megabytes=LARGEST_FILE_BYTES // 1024**2)
    try:
        for line, cells in read_workbook(path):
            yield line, [_tidy(cell) for cell in cells]
    except WorkbookBroken as broken:
        raise TableIsWorkbook from broken


def _content_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_FILE_BYTES:
            raise TableTooLarge(megabytes=LARGEST_FILE_BYTES // 1024**2)
        return path.read_bytes()
    except OSError as missing:
        raise TableNotFound(path=path) from missing


def _text_in(content: bytes) -> str:
    if content.startswith((_OLD_WORKBOOK, _WORKBOOK)):
        raise TableIsWorkbook
    text = _decoded(content)
    if "\0" in text:
        raise TableError
    if not text.strip():
        raise TableEmpty
    return text


def _decoded(content: bytes) -> str:
    encodings = ["utf-16"] if content.startswith(_UTF_16) else ["utf-8-sig", _KAZAKH_WINDOWS]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise TableError


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the number of the first line and the tidied cells of each record; Excel's ``sep=`` line is skipped."""
    lines = io.StringIO(text, newline="")
    separator, begins = _separator_of(text), 1
    reader = csv.reader(lines, delimiter=separator)
    try:
        for record in reader:
            line, begins = begins, reader.line_num + 1
            if line == 1 and len(text) > 5 and text[:4].lower() == "sep=":
                continue
            yield line, [_tidy(cell) for cell in record]
    except csv.Error as broken:
        raise TableError from broken


def _tidy(cell: str) -> str:
    """Drop double and unbreakable spaces; line breaks inside a text stay."""
    return "\n".join(" ".join(line.split()) for line in cell.splitlines()).strip()


def _separator_of(text: str) -> str:
    first = text.lstrip().splitlines()[0]
    if first[:4].lower() == "sep=" and len(first) == 5:
        return first[4]
    counts = {separator: len(next(csv.reader([first], delimiter=separator))) for separator in _SEPARATORS}
    return max(_SEPARATORS, key=lambda separator: counts[separator])


def _places_of(header: Sequence[str], columns: Sequence[Column], mapping: Mapping[str, str]) -> dict[str, int]:
    """Return the place of each known column in the header row."""
    aliases = {
        fold(alias): column.name
        for column in columns
        for alias in ((mapping[column.name],) if column.name in mapping else (column.name, *column.headers))
    }
    places: dict[str, int] = {}
    for place, text in enumerate(header):
        name = aliases.get(fold(text)) if text else None
        if name is None:
            continue
        if name in places:
            raise ColumnTwice(first=header[places[name]], second=text)
        places[name] = place
    needed = [column for column in columns if column.name not in places]
    missing = [
        mapping.get(column.name) or column.name for column in needed if column.is_required or column.name in mapping
    ]
    if missing:
        raise ColumnMissing(missing=", ".join(missing), headers=", ".join(filter(None, header)))
    return places

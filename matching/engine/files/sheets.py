"""CSV files as spreadsheet programs write them: found out, read into named columns of text, faults named by line."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.engine.tables import Fault, ProblemError

SEPARATORS = (",", ";", "\t")
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
MOST_FAULTS = 20  # of one kind in one column; whoever sees twenty has seen enough
DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(.*)")  # 05.10.2026 09:00, as spreadsheets write in Kazakhstan
WHOLE = re.compile(r"[+-]?\d+")


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """One file: its name without ``.csv``, its columns of stripped text by lower-case name, its number of rows."""

    name: str
    columns: dict[str, list[str]]
    length: int

    def fault(self, row: int, column: str, message: str) -> ProblemError:
        """Make the error for one cell; row -1 means the whole column."""
        return ProblemError([Fault(self.name, row, column, message)])


def _text_of(path: Path) -> str:
    """Decode a file: UTF-8 with or without a mark, or UTF-16 with one; anything else is refused, not guessed."""
    if not path.is_file():
        raise ProblemError([Fault(path.stem, -1, path.name, "is missing")])
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-16" if raw[:2] in UTF16_MARKS else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        told = "is not UTF-8 (Windows-1251, perhaps): save it as 'CSV UTF-8', older code pages lose Kazakh letters"
        raise ProblemError([Fault(path.stem, -1, path.name, f"line {line} {told}")]) from error
    if not text.strip():
        raise ProblemError([Fault(path.stem, -1, path.name, "is empty; the first line names the columns")])
    return text


def _separator(text: str) -> str:
    """Return what parts the cells of the first line."""
    first = text.lstrip("\r\n").partition("\n")[0]
    return max(SEPARATORS, key=first.count)


def _rows(name: str, text: str) -> list[list[str]]:
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True))
    except csv.Error as error:
        raise ProblemError([Fault(name, -1, f"{name}.csv", f"is not well-formed CSV: {error}")]) from error
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()  # spreadsheets leave blank lines at the end; a blank line elsewhere is refused
    return rows


def _form_faults(name: str, header: list[str], rows: list[list[str]]) -> Iterator[Fault]:
    for column in sorted({column for column in header if header.count(column) > 1}):
        yield Fault(name, -1, column or "(unnamed)", "is the name of more than one column")
    for number, row in enumerate(rows):
        if not any(map(str.strip, row)):
            yield Fault(name, number, "", "is blank")
        elif len(row) != len(header):
            yield Fault(name, number, "", f"has {len(row)} cells, not {len(header)}")


def read_sheet(path: Path) -> Sheet:
    """Read a CSV file.

    Raises
    ------
    ProblemError
        If the file is missing, empty, not UTF-8 (or UTF-16 with a mark), ragged, or names a column twice.

    Notes
    -----
    The first line decides whether commas, semicolons or tabs part the cells. O(size of the file).
    """
    header, *rows = _rows(path.stem, _text_of(path))
    names = [cell.strip().lower() for cell in header]
    while names and not names[-1] and not any(cell.strip() for row in rows for cell in row[len(names) - 1 :]):
        names.pop()  # a column without a name and without a cell is a spreadsheet's trailing separator
        rows = [row[: len(names)] for row in rows]
    faults = list(_form_faults(path.stem, names, rows))
    if faults:
        raise ProblemError(faults)
    columns = zip(*rows, strict=True) if rows else ([] for _ in names)
    cells = {name: [cell.strip() for cell in column] for name, column in zip(names, columns, strict=True)}
    return Sheet(path.stem, cells, len(rows))


def write_rows(path: Path, header: list[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Write a CSV file: UTF-8, commas, one line feed per row."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def describe(fault: Fault) -> str:
    """Read like ``shifts.csv line 5, end: is not after the start``; line 1 holds the names of the columns."""
    if not fault.table or fault.column.endswith((".csv", ".json")):
        return f"{fault.column}: {fault.message}"
    line = f" line {fault.row + 2}" if fault.row >= 0 else ""
    column = {"ids": "id", "": ""}.get(fault.column, fault.column)
    return f"{fault.table}.csv{line}{', ' if column else ''}{column}: {fault.message}"


def check_columns(sheet: Sheet, *, needed: set[str], known: set[str]) -> None:
    """Refuse a sheet that lacks a needed column or has one nobody would read."""
    faults = [Fault(sheet.name, -1, name, "is missing") for name in sorted(needed - sheet.columns.keys())]
    faults += [
        Fault(sheet.name, -1, name or "(unnamed)", f"is not a column; known are {', '.join(sorted(known))}")
        for name in sheet.columns
        if name not in known
    ]
    if faults:
        raise ProblemError(faults)


def parsed(sheet: Sheet, column: str, parse: Callable[[str], Any], wanted: str) -> list[Any]:
    """Parse every cell of a column; name the cells that cannot be parsed."""
    found, faults = [], []
    for row, cell in enumerate(sheet.columns[column]):
        try:
            found.append(parse(cell))
        except (ValueError, OverflowError):
            faults.append(Fault(sheet.name, row, column, f"{cell!r} is not {wanted}"))
    if faults:
        raise ProblemError(faults[:MOST_FAULTS])
    return found


def whole_number(cell: str) -> int:
    """Parse a whole number, written with digits alone."""
    if not WHOLE.fullmatch(cell):
        raise ValueError(cell)
    return int(cell)


def whole_numbers(
    sheet: Sheet, column: str, *, lowest: int, highest: int, empty: int | None = None, default: int | None = None
) -> NDArray[np.int64]:
    """Read a column of whole numbers.

    Parameters
    ----------
    lowest, highest
        The allowed range, both included.
    empty
        What an empty cell means; if not given, it is a fault.
    default
        What a missing column means; if not given, ``empty``.
    """
    if column not in sheet.columns:
        value = empty if default is None else default
        if value is None:
            raise sheet.fault(-1, column, "is missing")
        return np.full(sheet.length, value, dtype=np.int64)

    def parse(cell: str) -> int:
        return empty if not cell and empty is not None else whole_number(cell)

    found = parsed(sheet, column, parse, "a whole number")
    faults = [
        Fault(sheet.name, row, column, f"{value} is not within {lowest} and {highest}")
        for row, value in enumerate(found)
        if not (lowest <= value <= highest or value == empty)
    ]
    if faults:
        raise ProblemError(faults[:MOST_FAULTS])
    return np.array(found, dtype=np.int64)


def moment(cell: str) -> datetime:
    """Parse a date and time: 2026-10-05 09:00, 2026-10-05T09:00 or 05.10.2026 09:00; local wall time."""
    dotted = DOTTED.fullmatch(cell)
    text = f"{dotted[3]}-{dotted[2]:>02}-{dotted[1]:>02}{dotted[4]}" if dotted else cell
    found = datetime.fromisoformat(re.sub(r" (\d):", r" 0\1:", text))
    if found.tzinfo or len(text) < len("2026-10-05 9:00"):
        raise ValueError(cell)
    return found


def ids_of(sheet: Sheet, column: str) -> NDArray[np.bytes_]:
    """Read a column of ids: text, each once.

    Raises
    ------
    ProblemError
        If an id is empty or repeated.
    """
    cells = sheet.columns[column]
    first: dict[str, int] = {}
    faults = []
    for row, cell in enumerate(cells):
        if not cell:
            faults.append(Fault(sheet.name, row, column, "is empty"))
        elif first.setdefault(cell, row) != row:
            faults.append(Fault(sheet.name, row, column, f"{cell!r} is used in line {first[cell] + 2} as well"))
    if faults:
        raise ProblemError(faults[:MOST_FAULTS])
    return np.array([cell.encode() for cell in cells], dtype=np.bytes_) if cells else np.zeros(0, dtype="S1")


def rows_of(sheet: Sheet, column: str, ids: NDArray[np.bytes_]) -> list[int]:
    """Find the rows that the ids of a column name.

    Raises
    ------
    ProblemError
        If an id is not known.
    """
    known = {value.decode(): row for row, value in enumerate(ids.tolist())}
    cells = sheet.columns[column]
    faults = [
        Fault(sheet.name, row, column, f"{cell!r} is not a known id")
        for row, cell in enumerate(cells)
        if cell not in known
    ]
    if faults:
        raise ProblemError(faults[:MOST_FAULTS])
    return [known[cell] for cell in cells]

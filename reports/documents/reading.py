"""Files of a report read back: every cell, heading and line in its place, to be held against another reading."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Any

from core.tables import LARGEST_FILE_BYTES
from reports import errors
from reports.documents.sheets import ReadSheet, read_sheets
from reports.documents.table import ABOUT, NAMES, RATE, TOTALS
from reports.indicators import DIMENSION_CODES, MEASURE_CODES

Spot = tuple[str, str, str]  # table, row and column; lines about the report are rows of ``about``
DERIVED = ("hours", RATE)
COUNTED = frozenset({*MEASURE_CODES, *DERIVED})
HIDDEN = "–"
HEADING, SHEET, DEFINITIONS = "heading", "sheet", "definitions"
CODE, NAME, VALUE = "code", "name", "value"
REPEATED = frozenset({"note", "not_measured"})  # lines of one code that differ by what they say
_FIGURES = ("territory", "period", "structure")


@dataclass(slots=True)
class Claim:
    """What a file says: its kind, facts about the report by code, and what stands where; what is empty is left out.

    ``document`` is the whole of a JSON file.
    """

    kind: str
    about: dict[str, str] = field(default_factory=dict)
    spots: dict[Spot, Any] = field(default_factory=dict)
    document: dict[str, Any] = field(default_factory=dict)

    def put(self, spot: Spot, value: Any) -> None:
        """Keep what stands in a place; a second row of the same name gets a number."""
        if value in (None, ""):
            return
        table, row, column = spot
        number = 1
        while spot in self.spots:
            number += 1
            spot = (table, f"{row} ({number})".strip(), column)
        self.spots[spot] = value


def read_file(path: Path) -> Claim:
    """Read the JSON, XLSX or CSV file of a report. Raises ReportUnreadable."""
    try:
        if path.stat().st_size > LARGEST_FILE_BYTES:
            raise errors.ReportUnreadable
        return claim_of(path.read_bytes())
    except OSError as broken:
        raise errors.ReportUnreadable from broken


def claim_of(content: bytes) -> Claim:
    """Read the content of a JSON, XLSX or CSV file of a report. Raises ReportUnreadable."""
    try:
        if content.startswith(b"PK"):
            return _from_sheets(read_sheets(content))
        if content.lstrip().startswith(b"{"):
            return _from_json(json.loads(content, object_pairs_hook=_once))
        return _from_table(content.decode("utf-8-sig"))
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError, csv.Error) as broken:
        raise errors.ReportUnreadable from broken


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a name that stands twice: every program reads another of the two."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _from_json(document: dict[str, Any]) -> Claim:
    figures = document["figures"]
    about = {name: str(value) for name, value in document.items() if isinstance(value, str | int)}
    about |= {name: str(figures[name]) for name in _FIGURES}
    about["territory_key"] = about.pop("territory")
    if "selection" in document:
        about["selection_code"] = str(document["selection"]["code"])
    claim = Claim("json", about, document=document)
    for path, value in _leaves(document):
        claim.put(_spot_of(path), value)
    return claim


def _leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield every single value of a document with the way to it; rows of tables are named by their key."""
    if isinstance(value, dict) and value:
        for name in sorted(value):
            yield from _leaves(value[name], (*path, name))
    elif isinstance(value, list) and value:
        for at, one in enumerate(value, start=1):
            has_key = isinstance(one, dict) and isinstance(one.get("key"), str)
            yield from _leaves(one, (*path, one["key"] if has_key else str(at)))
    else:
        yield path, value


def _spot_of(path: tuple[str, ...]) -> Spot:
    match path:
        case ("figures", "totals" | "not_mapped" as table, measure):
            return table, "", measure
        case ("figures", "tables", table, row, "counts", measure):
            return table, row, measure
        case ("figures", "outside", row, "counts", measure):
            return "outside", row, measure
    return ABOUT, ".".join(path), VALUE


def _from_table(text: str) -> Claim:
    claim = Claim("csv")
    header, *rows = csv.reader(io.StringIO(text), delimiter=";")
    if tuple(header[:1]) != NAMES[:1]:
        raise errors.ReportUnreadable
    for row in rows:
        if row[:1] == [ABOUT]:
            _line(claim, row[1:])
    columns = (NAME, *_selected(claim, "selection_measures", MEASURE_CODES), RATE)
    _heading(claim, "csv", header, ("table", CODE, *columns))
    for table, key, *values in (row for row in rows if row and row[0] != ABOUT):
        _row(claim, table, key, [values[0], *map(_number, values[1:])], columns)
    return claim


def _from_sheets(sheets: list[ReadSheet]) -> Claim:
    """Read sheets in their order: summary, one for each dimension, definitions, about; the last names a selection."""
    claim = Claim("xlsx")
    last = max((at for at, sheet in enumerate(sheets) if _is_about(sheet)), default=None)
    if last is None:
        raise errors.ReportUnreadable
    for row in sheets[last].rows[1:]:
        _line(claim, row)
    tables = _selected(claim, "selection_tables", DIMENSION_CODES)
    columns = (NAME, *_selected(claim, "selection_measures", MEASURE_CODES), *DERIVED)
    expected = (TOTALS, *tables, DEFINITIONS)
    for at, (table, sheet) in enumerate(zip_longest(expected, sheets[:last]), start=1):
        if sheet is not None:
            _sheet(claim, table or f"sheet {at}", sheet, columns)
    claim.put((SHEET, ABOUT, VALUE), sheets[last].title)
    _heading(claim, ABOUT, sheets[last].rows[0], (CODE, NAME, VALUE))
    for at, sheet in enumerate(sheets[last + 1 :], start=last + 2):
        _sheet(claim, f"sheet {at}", sheet, columns)
    return claim


def _is_about(sheet: ReadSheet) -> bool:
    return {"territory_key", "head_root"} <= {row[0] for row in sheet.rows if row}


def _selected(claim: Claim, name: str, whole: Sequence[str]) -> tuple[str, ...]:
    """Return the codes a preset selects, in the order of the registry, else all."""
    wanted = claim.about[name].split() if name in claim.about else whole
    return tuple(code for code in whole if code in wanted)


def _line(claim: Claim, row: Sequence[Any]) -> None:
    """Take a line about the report: code, name and value; what is too long for one cell goes on in the next line."""
    code, name, value, *more = (str(cell or "") for cell in (*row, *[""] * (3 - len(row))))
    claim.about[code] = claim.about.get(code, "") + value
    claim.put((ABOUT, code, NAME), name)
    claim.put((ABOUT, code, value if code in REPEATED else VALUE), value)
    for at, cell in enumerate(more, start=4):
        claim.put((ABOUT, code, f"column {at}"), cell)


def _sheet(claim: Claim, table: str, sheet: ReadSheet, columns: Sequence[str]) -> None:
    claim.put((SHEET, table, VALUE), sheet.title)
    columns = () if table == DEFINITIONS else columns
    header, *rows = [row for row in sheet.rows if any(cell not in (None, "") for cell in row)] or [[]]
    _heading(claim, table, header, (CODE, *columns))
    for at, (key, *cells) in enumerate(rows, start=1):
        _row(claim, _owner(table, key, is_last=at == len(rows)), str(key or ""), cells, columns)


def _owner(table: str, key: Any, *, is_last: bool) -> str:
    """Name the table of a row: the last without a key is the total, one before it what the rows count twice."""
    if key not in (None, "") or table in (TOTALS, DEFINITIONS):
        return table
    return f"{table} total" if is_last else f"{table} overlap"


def _heading(claim: Claim, table: str, cells: Sequence[Any], columns: Sequence[str]) -> None:
    for column, cell in _columned(cells, columns, first=1):
        claim.put((HEADING, table, column), cell)


def _row(claim: Claim, table: str, key: str, cells: Sequence[Any], columns: Sequence[str]) -> None:
    for column, cell in _columned(cells, columns, first=2):
        claim.put((table, key, column), _whole(cell))


def _columned(cells: Sequence[Any], columns: Sequence[str], *, first: int) -> Iterator[tuple[str, Any]]:
    """Yield cells with the code of their column, else its number; ``first`` is that of the first cell."""
    for at, cell in enumerate(cells):
        yield columns[at] if at < len(columns) else f"column {at + first}", cell


def _number(text: str) -> Any:
    """Read a number as tables of text write it; other text stays what it is."""
    try:
        return float(text.replace(",", ".").replace("\u00a0", ""))
    except ValueError:
        return text


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value

"""Files of a report read back: what stands in their cells, to be held against the ledger."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.tables import LARGEST_FILE_BYTES
from reports import errors
from reports.documents.sheets import read_sheets
from reports.documents.table import ABOUT, NAMES, RATE, TOTALS
from reports.indicators import DIMENSION_CODES, MEASURE_CODES, cells

Place = tuple[str, str, str]
DERIVED = ("hours", RATE)
HIDDEN = "–"


@dataclass(slots=True)
class Claim:
    """What a file says: facts about the report by code, and the numbers of its cells; None is a hidden one."""

    about: dict[str, str] = field(default_factory=dict)
    cells: dict[Place, float | None] = field(default_factory=dict)
    document: dict[str, Any] = field(default_factory=dict)


def read_file(path: Path) -> Claim:
    """Read the JSON, XLSX or CSV file of a report. Raises ReportUnreadable."""
    try:
        if path.stat().st_size > LARGEST_FILE_BYTES:
            raise errors.ReportUnreadable
        content = path.read_bytes()
        if content.startswith(b"PK"):
            return _from_sheets(read_sheets(content))
        if content.lstrip().startswith(b"{"):
            return _from_json(json.loads(content))
        return _from_table(content.decode("utf-8-sig"))
    except (OSError, ValueError, KeyError, IndexError, TypeError, AttributeError, csv.Error) as broken:
        raise errors.ReportUnreadable from broken


def _from_json(document: dict[str, Any]) -> Claim:
    figures = document["figures"]
    about = {name: str(document[name]) for name in ("digest", "head", "head_root", "query", "definitions")}
    about |= {"territory_key": figures["territory"], "period": figures["period"], "structure": figures["structure"]}
    return Claim(about, dict(cells(figures)), document)


def _from_table(text: str) -> Claim:
    claim = Claim()
    rows = csv.reader(io.StringIO(text), delimiter=";")
    header = tuple(next(rows))
    measures = header[len(NAMES) : -1]
    if (header[: len(NAMES)], header[-1]) != (NAMES, RATE) or not set(measures) <= set(MEASURE_CODES):
        raise errors.ReportUnreadable
    for table, row, _name, *values in rows:
        if table == ABOUT:
            claim.about[row] = values[0]
            continue
        for measure, value in zip((*measures, RATE), values, strict=True):
            claim.cells[("totals" if table == TOTALS else table, row, measure)] = _number(value)
    return claim


def _from_sheets(sheets: list[list[list[Any]]]) -> Claim:
    """Read sheets in their order: summary, one for each dimension, definitions, about; the last names a selection."""
    claim = Claim()
    for code, _name, *values in (row for row in sheets[-1][1:] if row):
        claim.about[code] = claim.about.get(code, "") + str(values[0] if values else "")
    tables = [code for code in DIMENSION_CODES if code in _selected(claim, "selection_tables", DIMENSION_CODES)]
    measures = [code for code in MEASURE_CODES if code in _selected(claim, "selection_measures", MEASURE_CODES)]
    if len(sheets) != len(tables) + 3:
        raise errors.ReportUnreadable
    columns = (*measures, *DERIVED)
    _rows(claim, "totals", sheets[0][1:], columns)
    for code, sheet in zip(tables, sheets[1:-2], strict=True):
        _rows(claim, code, [row for row in sheet[1:-1] if row and row[0]], columns)
        _rows(claim, f"{code} total", sheet[-1:], columns)
    return claim


def _selected(claim: Claim, name: str, whole: Sequence[str]) -> Sequence[str]:
    """Return the codes a preset selects, else all."""
    return claim.about[name].split() if name in claim.about else whole


def _rows(claim: Claim, table: str, rows: list[list[Any]], columns: Sequence[str]) -> None:
    for row in rows:
        for measure, value in zip(columns, row[2:], strict=False):
            claim.cells[(table, str(row[0] or ""), measure)] = _number(value)


def _number(value: Any) -> float | None:
    if value in (None, "", HIDDEN):
        return None
    if isinstance(value, str):
        value = float(value.replace(",", ".").replace("\u00a0", ""))
    return int(value) if value == int(value) else float(value)

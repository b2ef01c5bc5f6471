"""The cells of a workbook as values: as much of the format as our own workbooks and spreadsheet programs need."""

import io
import zipfile
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

from reports import errors

_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
LARGEST_PART = 50 * 1024 * 1024
_LETTERS = 26


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """One sheet: its title, and its cells row by row; an empty cell is None."""

    title: str
    rows: list[list[Any]]


def read_sheets(content: bytes) -> list[ReadSheet]:
    """Return every sheet in order; numbers are numbers, a formula is its text. Raises ReportUnreadable."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            shared = _shared(book)
            return [ReadSheet(title, _rows(_part(book, path), shared)) for title, path in _paths(book)]
    except (zipfile.BadZipFile, ElementTree.ParseError, KeyError) as broken:
        raise errors.ReportUnreadable from broken


def _part(book: zipfile.ZipFile, path: str) -> ElementTree.Element:
    if book.getinfo(path).file_size > LARGEST_PART:
        raise errors.ReportUnreadable
    text = book.read(path)
    if b"<!" in text:  # no workbook declares entities
        raise errors.ReportUnreadable
    return ElementTree.fromstring(text)


def _paths(book: zipfile.ZipFile) -> list[tuple[str, str]]:
    """Return the title and the part of every sheet."""
    targets = {
        relation.get("Id"): str(relation.get("Target")) for relation in _part(book, "xl/_rels/workbook.xml.rels")
    }
    sheets = _part(book, "xl/workbook.xml").iter(f"{_SHEET}sheet")
    found = [(str(sheet.get("name")), targets[sheet.get(_RELATION)]) for sheet in sheets]
    return [(title, path.lstrip("/") if path.startswith("/") else f"xl/{path}") for title, path in found]


def _shared(book: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in book.namelist():
        return []
    return ["".join(item.itertext()) for item in _part(book, "xl/sharedStrings.xml")]


def _rows(sheet: ElementTree.Element, shared: list[str]) -> list[list[Any]]:
    rows = []
    for row in sheet.iter(f"{_SHEET}row"):
        cells: list[Any] = []
        for cell in row:
            column = _column(str(cell.get("r")))
            cells += [None] * (column - len(cells)) + [_value(cell, shared)]
        rows.append(cells)
    return rows


def _column(name: str) -> int:
    number = 0
    for letter in name.rstrip("0123456789"):
        number = number * _LETTERS + ord(letter) - ord("A") + 1
    return number - 1


def _value(cell: ElementTree.Element, shared: list[str]) -> Any:
    if (formula := cell.find(f"{_SHEET}f")) is not None:  # what it shows is worked out anew wherever it is opened
        return f"={formula.text or ''}"
    if cell.get("t") == "inlineStr":
        return "".join(cell.itertext())
    held = cell.find(f"{_SHEET}v")
    if held is None or held.text is None:
        return None
    if cell.get("t") == "s":
        return shared[int(held.text)]
    if cell.get("t") in ("str", "b", "e"):
        return held.text
    return float(held.text)

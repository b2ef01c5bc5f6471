"""Rows out of an Excel workbook (XLSX): the first sheet, as the text its cells show.

Read with nothing but the standard library. A workbook is a ZIP of XML: every part is limited before it is unpacked,
and a part with a document type, the way to make a parser fetch or multiply things, is refused.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO
from xml.etree import ElementTree

LARGEST_PART_BYTES = 100 * 1024 * 1024
MOST_COLUMNS = 500
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_FIRST_DAY = datetime(1899, 12, 30)  # noqa: DTZ001  # wall time; day 0 of Excel's calendar, with its leap day of 1900 counted
_DATE_FORMATS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_DATE_LETTERS = re.compile(r"[dmyhs]", re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')


# What reading raises on a damaged, locked or strange file.
_DAMAGE = (
    *(
        zipfile.BadZipFile,
        zlib.error,
        KeyError,
        IndexError,
        ValueError,
        OverflowError,
        RuntimeError,
        EOFError,
        OSError,
    ),
    ElementTree.ParseError,
)


class WorkbookBroken(Exception):  # a signal to core.tables, never an answer by itself
    """Not a workbook, a damaged one, or one that would not fit into memory."""


def read_workbook(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield the number and the cells of every row of the first sheet that has any. Raises WorkbookBroken."""
    try:
        with zipfile.ZipFile(path) as book:
            texts, dated = _shared_texts(book), _dated_styles(book)
            with _part(book, _first_sheet(book)) as sheet:
                yield from _rows(sheet, texts, dated)
    except _DAMAGE as broken:
        raise WorkbookBroken from broken


def _part(book: zipfile.ZipFile, name: str) -> IO[bytes]:
    found = book.getinfo(name)
    if found.file_size > LARGEST_PART_BYTES:
        raise WorkbookBroken(name)
    with book.open(found) as part:
        if b"<!DOCTYPE" in part.read(2048):
            raise WorkbookBroken(name)
    return book.open(found)


def _tree(book: zipfile.ZipFile, name: str) -> ElementTree.Element:
    with _part(book, name) as part:
        return ElementTree.parse(part).getroot()  # limited, and without a document type


def _first_sheet(book: zipfile.ZipFile) -> str:
    """Return the name of the part that holds the first sheet."""
    sheet = next(_tree(book, "xl/workbook.xml").iter(f"{_MAIN}sheet"), None)
    wanted = sheet.get(_RELATION) if sheet is not None else None
    for relation in _tree(book, "xl/_rels/workbook.xml.rels"):
        if relation.get("Id") == wanted and wanted:
            target = relation.get("Target", "")
            return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    raise WorkbookBroken("no sheet")


def _shared_texts(book: zipfile.ZipFile) -> list[str]:
    """Return the texts that cells name by number; the hints above Japanese words are left out."""
    if "xl/sharedStrings.xml" not in book.namelist():
        return []
    return [_text_of(item) for item in _tree(book, "xl/sharedStrings.xml").iter(f"{_MAIN}si")]


def _text_of(item: ElementTree.Element) -> str:
    direct = [item.findtext(f"{_MAIN}t") or ""]
    return "".join([*direct, *(run.findtext(f"{_MAIN}t") or "" for run in item.iter(f"{_MAIN}r"))])


def _dated_styles(book: zipfile.ZipFile) -> set[str]:
    """Return the numbers of the cell styles that show a number as a day."""
    if "xl/styles.xml" not in book.namelist():
        return set()
    root = _tree(book, "xl/styles.xml")
    own = {
        int(found.get("numFmtId", "0"))
        for found in root.iter(f"{_MAIN}numFmt")
        if _DATE_LETTERS.search(_QUOTED.sub("", found.get("formatCode", "")))
    }
    formats = root.find(f"{_MAIN}cellXfs")
    dated = _DATE_FORMATS | own
    return {
        str(n) for n, one in enumerate(formats if formats is not None else ()) if int(one.get("numFmtId", 0)) in dated
    }


def _rows(sheet: IO[bytes], texts: list[str], dated: set[str]) -> Iterator[tuple[int, list[str]]]:
    number = 0
    for _event, row in ElementTree.iterparse(sheet):  # limited, and without a document type
        if row.tag != f"{_MAIN}row":
            continue
        number = int(row.get("r") or number + 1)
        cells: list[str] = []
        for cell in row.iter(f"{_MAIN}c"):
            column = _column_of(cell.get("r", ""), len(cells))
            cells.extend([""] * (column - len(cells)))
            cells.append(_shown(cell, texts, dated))
        yield number, cells
        row.clear()


def _column_of(place: str, following: int) -> int:
    """Return the column of a place such as B7, from 0. Raises WorkbookBroken for a sheet wider than anybody writes."""
    found = _PLACE.fullmatch(place)
    column = following
    if found:
        column = 0
        for letter in found.group(1):
            column = column * 26 + ord(letter) - ord("A") + 1
        column -= 1
    if not following <= column < MOST_COLUMNS:
        raise WorkbookBroken(place)
    return column


def _shown(cell: ElementTree.Element, texts: list[str], dated: set[str]) -> str:
    kind, value = cell.get("t", "n"), cell.findtext(f"{_MAIN}v") or ""
    if kind == "s":
        return texts[int(value)]
    if kind == "inlineStr":
        inside = cell.find(f"{_MAIN}is")
        return _text_of(inside) if inside is not None else ""
    if kind != "n" or not value:
        return value
    return _day(value) if cell.get("s") in dated else _number(value)


def _day(value: str) -> str:
    """Write a day number as a day, or as a moment of one."""
    moment = _FIRST_DAY + timedelta(seconds=round(float(value) * 86400))
    if float(value) < 1:
        return moment.strftime("%H:%M")
    return moment.date().isoformat() if float(value).is_integer() else moment.strftime("%Y-%m-%d %H:%M")


def _number(value: str) -> str:
    """Write a number without the point of a whole one: a BIN typed as a number keeps its digits."""
    number = float(value)
    return f"{number:.0f}" if number.is_integer() and abs(number) < 1e15 else value

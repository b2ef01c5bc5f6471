"""Rows out of XLSX: what cells show, and files that are no workbook or would be too much."""

import zipfile
from datetime import date, datetime, time

import pytest
from openpyxl import Workbook

from core.workbooks import WorkbookBroken, read_workbook


def saved(tmp_path, *rows, name="book.xlsx"):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    path = tmp_path / name
    book.save(path)
    return path


def test_cells_read_as_they_are_shown(tmp_path):
    path = saved(
        tmp_path,
        ["БИН", "Күні", "Уақыты", "Саны", None, "Соңы"],
        [50340000019, date(2024, 3, 5), time(9, 30), 2.5, None, "Ақ жол"],
        [],
        ["050340000019", datetime(2024, 3, 5, 9, 30), True, 0, "a&b"],  # noqa: DTZ001  # a cell has no zone
    )

    assert list(read_workbook(path)) == [
        (1, ["БИН", "Күні", "Уақыты", "Саны", "", "Соңы"]),
        (2, ["50340000019", "2024-03-05", "09:30", "2.5", "", "Ақ жол"]),
        (4, ["050340000019", "2024-03-05 09:30", "1", "0", "a&b"]),
    ]


def rebuilt(tmp_path, part, content):
    """A workbook with one part replaced."""
    source, path = saved(tmp_path, ["a", "b"], [1, 2], name="source.xlsx"), tmp_path / "changed.xlsx"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, content if name == part else old.read(name))
    return path


SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    b'<worksheet><sheetData><row r="1"><c t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>'
)


@pytest.mark.parametrize(
    ("part", "content"),
    [
        (SHEET, LAUGHS),
        (SHEET, b"<worksheet><sheetData>"),
        (SHEET, f'<worksheet xmlns="{MAIN}"><row r="1"><c r="ZZZ1"><v>1</v></c></row></worksheet>'.encode()),
        (SHEET, f'<worksheet xmlns="{MAIN}"><row r="1"><c t="s"><v>99</v></c></row></worksheet>'.encode()),
        (SHEET, f'<worksheet xmlns="{MAIN}"><row r="x"><c><v>1</v></c></row></worksheet>'.encode()),
        (SHEET, b" " * (101 * 1024 * 1024)),
        ("xl/workbook.xml", f'<workbook xmlns="{MAIN}"/>'.encode()),
        ("xl/_rels/workbook.xml.rels", b"<Relationships/>"),
    ],
)
def test_damaged_and_hostile_workbooks_are_refused(tmp_path, part, content):
    with pytest.raises(WorkbookBroken):
        list(read_workbook(rebuilt(tmp_path, part, content)))


def test_what_is_no_zip_is_refused(tmp_path):
    path = tmp_path / "book.xlsx"
    path.write_bytes(b"PK\x03\x04 not at all")
    with pytest.raises(WorkbookBroken):
        list(read_workbook(path))

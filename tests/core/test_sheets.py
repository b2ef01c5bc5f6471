"""Workbooks: what stands in a cell is what it is, and the same sheets are the same bytes."""

import io
from datetime import date, datetime, time

import openpyxl

from core.sheets import Sheet, workbook_of

DAY = date(2026, 5, 1)


def read(content: bytes):
    return openpyxl.load_workbook(io.BytesIO(content)).worksheets


def test_numbers_and_days_are_such_and_text_is_no_formula():
    (page,) = read(workbook_of([Sheet("a/b", ["Name", "Day"], [["=1+1", DAY], [3, 1.5], [None, None]], [10, 10])]))

    assert page.title == "a-b"
    assert [cell.data_type for cell in page[2]] == ["s", "d"]
    assert [[cell.value for cell in row] for row in page.iter_rows(min_row=2)] == [
        ["=1+1", datetime.combine(DAY, time.min)],
        [3, 1.5],
    ]


def test_a_heading_of_two_lines_has_room_for_both():
    pages = read(workbook_of([Sheet(str(width), ["New volunteers"], [[1]], [width]) for width in (20, 10)]))

    assert [page.row_dimensions[1].height for page in pages] == [None, 30]  # one line is the usual height


def test_months_and_totals_look_as_such():
    table = Sheet("t", ["Month", "People"], [[DAY, 2], ["Total", 2]], [10, 10], has_total=True, has_months=True)

    (page,) = read(workbook_of([table]))

    assert page["A2"].number_format == "yyyy-mm"
    assert (page["B2"].font.bold, page["B3"].font.bold) == (False, True)


def test_a_book_of_a_moment_is_the_same_whenever_it_is_written():
    made_at = datetime.combine(DAY, time(12))

    (page,) = read(content := workbook_of([Sheet("t", ["A"], [[1]], [10])], made_at=made_at))

    assert page.parent.properties.created == page.parent.properties.modified == made_at
    assert content == workbook_of([Sheet("t", ["A"], [[1]], [10])], made_at=made_at)

"""Files read back with other people's readers: openpyxl and csv."""

import csv
import io
from datetime import datetime

import openpyxl
import pytest
from django.utils import translation

from core.text import safe_text
from reports.exports import file_name, participation_csv, participation_xlsx
from reports.indicators import read_period
from reports.queries import Participation
from tests.factories.participation import make_world
from tests.participation import participation

pytestmark = pytest.mark.django_db

FORMULA = "=cmd|' /C calc'!A0"


@pytest.fixture
def report(db) -> Participation:
    return participation(make_world().region, read_period("2026-Q1"))


@pytest.fixture
def hostile(db) -> Participation:
    world = make_world()
    type(world.district).objects.filter(pk=world.district.pk).update(name_en="=1+1", name_ru="=1+1", name_kk="=1+1")
    type(world.green).objects.filter(pk=world.green.pk).update(name_en=FORMULA, name_ru=FORMULA, name_kk=FORMULA)
    return participation(world.region, read_period("2026-Q1"))


def sheets(content: bytes) -> dict[str, list[list[object]]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {page.title: [list(row) for row in page.iter_rows(values_only=True)] for page in book}


def table(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def test_workbook_has_summary_parts_and_definitions(report):
    book = openpyxl.load_workbook(io.BytesIO(participation_xlsx(report)))

    assert book.sheetnames == ["Summary", "Districts", "Causes", "Months", "Organisations", "Definitions"]
    assert all(page.freeze_panes == "A2" for page in book)
    assert all(page.page_setup.orientation == "landscape" for page in book)


def test_summary_holds_numbers_and_days_as_such(report):
    summary = dict(sheets(participation_xlsx(report))["Summary"][1:])

    assert summary["Territory"] == "Karaganda Region"
    assert summary["Code"] == "350000000"
    assert (summary["First day"], summary["Last day"]) == (datetime(2026, 1, 1), datetime(2026, 3, 31))  # noqa: DTZ001
    assert (summary["People"], summary["New volunteers"], summary["Minutes"], summary["Hours"]) == (5, 4, 495, 8.25)
    assert (summary["Events"], summary["Organisations"]) == (4, 2)
    assert (summary["Youngest age"], summary["Oldest age"]) == (14, 34)


@pytest.mark.parametrize("part", ["Districts", "Causes", "Months", "Organisations"])
def test_every_number_is_numeric_and_the_total_foots(report, part):
    _header, *rows, total = sheets(participation_xlsx(report))[part]

    assert all(isinstance(cell, int | float) for row in [*rows, total] for cell in row[1:])
    assert sum(row[3] for row in rows) == total[3] == 495
    assert sum(row[2] for row in rows) == pytest.approx(total[2]) == 8.25
    assert total[1] == 5


def test_months_are_dates(report):
    months = sheets(participation_xlsx(report))["Months"]

    assert [row[0] for row in months[1:-1]] == [datetime(2026, month, 1) for month in (1, 2, 3)]  # noqa: DTZ001


def test_definitions_explain_every_indicator(report):
    header, *rows = sheets(participation_xlsx(report))["Definitions"]

    assert header == ["Indicator", "Unit", "Definition"]
    assert {"People", "New volunteers", "Hours", "Events"} <= {row[0] for row in rows}
    assert all(row[2].endswith(".") for row in rows)


def test_a_name_that_looks_like_a_formula_stays_text_in_the_workbook(hostile):
    book = openpyxl.load_workbook(io.BytesIO(participation_xlsx(hostile)))

    place, organisation = book["Districts"]["A2"], book["Organisations"]["A2"]
    assert (place.value, place.data_type) == ("=1+1", "s")
    assert (organisation.value, organisation.data_type) == (FORMULA, "s")
    assert all(cell.data_type != "f" for page in book for row in page.iter_rows() for cell in row)


def test_a_name_that_looks_like_a_formula_is_disarmed_in_the_table(hostile):
    names = [row[1] for row in table(participation_csv(hostile))]

    assert "'=1+1" in names
    assert f"'{FORMULA}" in names
    assert not any(name.startswith(("=", "+", "-", "@")) for name in names)


def test_table_has_whole_numbers_that_foot(report):
    header, total, *rows = table(participation_csv(report))

    assert header == ["Section", "Name", "People", "Minutes"]
    assert total == ["Total", "Karaganda Region", "5", "495"]
    for section in ("District or city", "Cause", "Month", "Organisation"):
        assert sum(int(row[3]) for row in rows if row[0] == section) == 495
    assert ["Month", "2026-01", "4", "285"] in rows


def test_table_opens_as_unicode_in_a_spreadsheet(report):
    with translation.override("kk"):
        content = participation_csv(report)

    assert content.startswith(b"\xef\xbb\xbf")
    assert "Осакаров ауданы" in content.decode("utf-8-sig")


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_names_are_in_the_readers_language(report, language):
    names = {"kk": "Қарағанды облысы", "ru": "Карагандинская область", "en": "Karaganda Region"}
    with translation.override(language):
        first, *_rest = sheets(participation_xlsx(report)).values()

    assert first[1][1] == names[language]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", "\n1", " =1", "＝1", "＋1"])
def test_a_leading_sign_gets_an_apostrophe(text):
    assert safe_text(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Тараз", "A=B", "1-2", "", "'quoted'"])
def test_other_text_is_left_alone(text):
    assert safe_text(text) == text


def test_file_is_named_by_territory_and_period(report):
    assert file_name(report, "xlsx") == "participation-350000000-2026-Q1.xlsx"

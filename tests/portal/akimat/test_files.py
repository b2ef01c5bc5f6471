"""The files of the page hold the numbers of the page."""

import csv
import io
import re

import openpyxl
import pytest

from accounts.enums import Role
from reports.services import catch_up
from tests.factories.accounts import make_grant, make_user
from tests.factories.participation import make_world
from tests.factories.places import region

pytestmark = pytest.mark.django_db

PAGE = "/en/akimat/350000000/"
QUARTER = {"period": "2026-Q1", "compare": "year"}


@pytest.fixture
def officer(client, now):
    make_world()
    catch_up()
    user = make_user()
    make_grant(user, Role.AKIMAT_OFFICER, region("350000000"))
    client.force_login(user)
    return client


def numbers_of_the_page(client) -> tuple[int, int]:
    """People and hours as the page prints them."""
    found = re.findall(r'<p class="n"><a [^>]+>([\d,]+)</a></p>', client.get(PAGE, QUARTER).content.decode())
    return int(found[0].replace(",", "")), int(found[2].replace(",", ""))


def test_the_page_links_to_both_files_with_its_own_query(officer):
    page = officer.get(PAGE, QUARTER).content.decode()

    assert f'href="{PAGE}participation.xlsx?period=2026-Q1&amp;compare=year"' in page
    assert f'href="{PAGE}participation.csv?period=2026-Q1&amp;compare=year"' in page


def test_workbook_is_a_download_with_the_numbers_of_the_page(officer):
    answer = officer.get(f"{PAGE}participation.xlsx", QUARTER)

    assert answer.headers["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="participation-350000000-2026-Q1.xlsx"'
    assert "private" in answer.headers["Cache-Control"]
    summary = dict(openpyxl.load_workbook(io.BytesIO(answer.content))["Summary"].iter_rows(values_only=True))
    assert (summary["People"], round(summary["Hours"])) == numbers_of_the_page(officer)


def test_table_is_a_download_with_the_numbers_of_the_page(officer):
    answer = officer.get(f"{PAGE}participation.csv", QUARTER)

    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="participation-350000000-2026-Q1.csv"'
    _header, total, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";")
    assert (int(total[2]), round(int(total[3]) / 60)) == numbers_of_the_page(officer)
    assert sum(int(row[3]) for row in rows if row[0] == "District or city") == int(total[3])


def test_without_a_period_files_are_of_the_quarter_the_page_shows(officer):
    assert "2026-Q1.xlsx" in officer.get(f"{PAGE}participation.xlsx").headers["Content-Disposition"]


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_an_unreadable_period_is_a_page_that_says_so(officer, ending):
    answer = officer.get(f"{PAGE}participation.{ending}", {"period": "spring"})

    assert answer.status_code == 422
    assert "We cannot read the period “spring”." in answer.content.decode()
    assert "Content-Disposition" not in answer.headers


def test_a_workbook_comes_in_the_language_of_the_page(officer):
    answer = officer.get("/kk/akimat/350000000/participation.xlsx", QUARTER)

    first = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    assert first["B2"].value == "Қарағанды облысы"

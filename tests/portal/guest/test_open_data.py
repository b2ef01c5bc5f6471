"""Open data: what the pages say is what the files hold, and other programs read them."""

import csv
import io
import json
from datetime import datetime, time

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from core.clock import now
from funding.exports import DATASETS
from funding.exports import VERSION as FUNDING_VERSION
from ngos.exports.dictionary import VERSION as REGISTER_VERSION
from ngos.exports.ratings import ratings_csv, required_run
from ngos.services.ratings import run_ratings
from portal.guest.open_data import files
from portal.guest.open_data.published import DATA_SETS
from portal.guest.open_data.sets import FIRST, DataSet
from tests.factories.events import make_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def shift() -> object:
    return make_role().shift


@pytest.mark.parametrize("data_set", DATA_SETS, ids=lambda one: one.code)
def test_rows_have_exactly_the_columns_of_the_dictionary(data_set: DataSet, shift: object) -> None:
    rows = list(data_set.rows())

    assert all(list(row) == [column.name for column in data_set.columns] for row in rows)


def test_versions_are_those_the_files_themselves_say() -> None:
    versions = {one.code: one.version for one in DATA_SETS}

    assert versions["register"] == REGISTER_VERSION
    assert {versions[f"funding-{code}"] for code in DATASETS} == {FUNDING_VERSION}


def test_rows_of_ratings_are_those_of_their_file(shift: object) -> None:
    run_ratings(as_of=now().date(), now=now())
    ratings = next(one for one in DATA_SETS if one.code == "ratings")

    found = list(ratings.rows())

    assert found
    assert found == list(csv.DictReader(ratings_csv(required_run())))


@pytest.mark.parametrize("code", ["opportunities", "places"])
def test_files_of_every_format_hold_the_same_rows(client: Client, shift: object, code: str) -> None:
    found = {form: client.get(f"/data/{code}.{form}") for form in ("csv", "json", "xlsx")}

    as_csv = list(csv.DictReader(io.StringIO(found["csv"].content.decode())))
    as_json = json.loads(found["json"].content)["rows"]
    header, *sheet = openpyxl.load_workbook(io.BytesIO(found["xlsx"].content)).worksheets[0].values
    assert as_csv
    assert as_csv == [{key: "" if value is None else str(value) for key, value in row.items()} for row in as_json]
    assert [dict(zip(header, row, strict=True)) for row in sheet] == [
        {key: None if value == "" else value for key, value in row.items()} for row in as_json
    ]


@pytest.mark.parametrize("form", ["csv", "json", "xlsx"])
def test_file_version_known_is_not_sent_again(client: Client, form: str) -> None:
    first = client.get(f"/data/places.{form}")

    again = client.get(f"/data/places.{form}", headers={"If-None-Match": first["ETag"]})

    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert first["Access-Control-Allow-Origin"] == "*"


def test_workbook_says_nothing_about_the_moment_it_was_asked_for(client: Client) -> None:
    book = openpyxl.load_workbook(io.BytesIO(client.get("/data/places.xlsx").content))

    assert {book.properties.created, book.properties.modified} == {datetime.combine(FIRST.day, time.min)}


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [("bytes=0-9", 206, slice(0, 10)), ("bytes=-5", 206, slice(-5, None)), ("bytes=5-", 206, slice(5, None))],
)
def test_file_range_gives_that_part(client: Client, asked: str, status: int, part: slice) -> None:
    whole = client.get("/data/places.csv").content

    answer = client.get("/data/places.csv", headers={"Range": asked})

    assert (answer.status_code, answer.content) == (status, whole[part])


def test_file_range_beyond_the_end_is_refused(client: Client) -> None:
    answer = client.get("/data/places.csv", headers={"Range": "bytes=99999999-"})

    assert answer.status_code == 416
    assert answer["Content-Range"].startswith("bytes */")


def test_file_range_of_another_version_gives_the_whole(client: Client) -> None:
    answer = client.get("/data/places.csv", headers={"Range": "bytes=0-9", "If-Range": '"old"'})

    assert answer.status_code == 200


@pytest.mark.parametrize(
    "address", ["/data/nothing.csv", "/data/places.exe", "/data/places.jsonld", "/en/data/nothing/"]
)
def test_unknown_set_or_format_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_csv_cell_that_a_spreadsheet_would_run_is_made_harmless(shift: object) -> None:
    opportunities = next(one for one in DATA_SETS if one.code == "opportunities")
    row = dict.fromkeys((column.name for column in opportunities.columns), "=1+1")

    written = files._csv(opportunities, [row]).decode()

    assert written.splitlines()[1].split(",")[0] == "'=1+1"


def test_catalogue_names_every_set_with_files_that_answer(client: Client, shift: object) -> None:
    run_ratings(as_of=now().date(), now=now())

    catalogue = json.loads(client.get(reverse("data_catalogue")).content)

    assert [one["dct:identifier"] for one in catalogue["dcat:dataset"]] == [one.code for one in DATA_SETS]
    addresses = [
        part["dcat:downloadURL"]["@id"] for one in catalogue["dcat:dataset"] for part in one["dcat:distribution"]
    ]
    assert {client.get(address).status_code for address in addresses} == {200}


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_pages_say_source_licence_version_columns(client: Client, shift: object, language: str) -> None:
    index = client.get(f"/{language}/data/").content.decode()

    for data_set in DATA_SETS:
        page = client.get(f"/{language}/data/{data_set.code}/").content.decode()
        assert f"/data/{data_set.code}/" in index
        assert "CC-BY-4.0" in page
        assert all(f"<code>{column.name}</code>" in page for column in data_set.columns)


def test_data_package_describes_the_csv(client: Client) -> None:
    package = json.loads(client.get("/data/places/datapackage.json").content)

    header = client.get("/data/places.csv").content.decode().splitlines()[0].split(",")
    described = next(one for one in package["resources"] if one["format"] == "csv")
    assert [field["name"] for field in described["schema"]["fields"]] == header

"""Open data: what the pages say is what the files hold, and other programs read them."""

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

import openpyxl
import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from core.clock import now
from funding.exports import DATASETS
from funding.exports import VERSION as FUNDING_VERSION
from funding.models import Call
from ngos.exports.dictionary import VERSION as REGISTER_VERSION
from ngos.exports.ratings import ratings_csv, required_run
from ngos.services.ratings import run_ratings
from portal.guest.open_data import files
from portal.guest.open_data.published import DATA_SETS
from portal.guest.open_data.sets import FIRST, DataSet
from tests.factories.events import make_role
from tests.factories.funding import make_decided
from tests.factories.participation import make_world
from tests.factories.reports import make_publication, make_snapshot

pytestmark = pytest.mark.django_db
REPORTED = datetime(2027, 4, 20, 6, 0, tzinfo=UTC)


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


OPEN_FILES = (
    "/data/places.csv",
    "/data/register.csv",
    "/data/register.json",
    "/data/register.jsonld",
    "/data/register.schema.json",
    "/data/ratings.csv",
    "/data/ratings.json",
    "/data/rating-inputs.csv",
    "/data/ratings.schema.json",
    "/data/ratings.dictionary.csv",
    "/data/rating-methods/2026-1.toml",
    "/data/funding-calls.csv",
    "/data/funding-results.json",
    "/data/funding-calls.schema.json",
    "/data/catalog.jsonld",
    "/data/reports/datapackage.json",
    "report",
)


@pytest.fixture
def opened(shift: object) -> Callable[[str], str]:
    """Return a function that gives the address of a file; a report is published, organisations are rated."""
    run_ratings(as_of=now().date(), now=now())

    def address(name: str) -> str:
        if name != "report":
            return name
        (file,) = make_publication(make_snapshot(make_world().region, REPORTED), REPORTED).files.all()
        return reverse("guest:report_file", args=[file.publication.snapshot.public_id, file.name])

    return address


@pytest.mark.parametrize("name", OPEN_FILES)
def test_every_open_file_has_a_version_parts_and_lets_other_sites_read(
    client: Client, opened: Callable[[str], str], name: str
) -> None:
    address = opened(name)
    first = client.get(address)
    whole = first.getvalue()

    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    part = client.get(address, headers={"Range": "bytes=3-12", "If-Range": first["ETag"]})
    beyond = client.get(address, headers={"Range": f"bytes={len(whole)}-"})
    other = client.get(address, headers={"Range": "bytes=0-9", "If-Range": '"other"'})

    assert (first.status_code, first["Accept-Ranges"]) == (200, "bytes")
    assert (again.status_code, again["ETag"]) == (304, first["ETag"])
    assert (part.status_code, part.getvalue()) == (206, whole[3:13])
    assert (part["Content-Range"], part["ETag"]) == (f"bytes 3-12/{len(whole)}", first["ETag"])
    assert (beyond.status_code, beyond["Content-Range"]) == (416, f"bytes */{len(whole)}")
    assert (other.status_code, other.getvalue()) == (200, whole)
    assert {answer["Access-Control-Allow-Origin"] for answer in (first, again, part, beyond)} == {"*"}


def test_a_part_is_never_compressed(client: Client) -> None:
    whole = client.get("/data/places.csv").content

    part = client.get("/data/places.csv", headers={"Range": "bytes=0-4999", "Accept-Encoding": "gzip"})

    assert part.content == whole[:5000]


def test_published_report_files_may_be_kept_for_ever(client: Client, opened: Callable[[str], str]) -> None:
    answer = client.get(opened("report"))

    assert {"public", "immutable", "max-age=31536000"} == set(answer["Cache-Control"].split(", "))
    assert answer["Content-Disposition"].startswith('attachment; filename="report-350000000-')


def test_ratings_are_offered_once_there_are_any(client: Client, shift: object) -> None:
    def offered() -> list[bool]:
        catalogue = client.get("/data/catalog.jsonld").json()["dcat:dataset"]
        pages = [client.get(f"/en/data/{page}").content.decode() for page in ("", "ratings/")]
        return [
            "ratings" in [one["dct:identifier"] for one in catalogue],
            *("/data/ratings.csv" in page for page in pages),
        ]

    assert offered() == [False, False, False]
    assert client.get("/data/ratings.csv").status_code == 404

    run_ratings(as_of=now().date(), now=now())

    assert offered() == [True, True, True]


def test_catalogue_says_who_when_and_how_often_in_the_lists_of_dcat(client: Client, shift: object) -> None:
    run_ratings(as_of=now().date(), now=now())

    catalogue = client.get("/data/catalog.jsonld").json()

    described = [catalogue, *catalogue["dcat:dataset"]]
    for one in described:
        assert one["dct:publisher"]["foaf:name"]
        assert {text["@language"] for text in one["dct:description"]} == {"kk", "ru", "en"}
        issued, modified = (one[name] for name in ("dct:issued", "dct:modified"))
        assert {issued["@type"], modified["@type"]} == {"xsd:date"}
        assert FIRST.day.isoformat() == issued["@value"] <= modified["@value"]
    rhythms = {one["dct:identifier"]: one["dct:accrualPeriodicity"]["@id"] for one in catalogue["dcat:dataset"]}
    frequency = "http://publications.europa.eu/resource/authority/frequency/"
    assert set(rhythms) == {one.code for one in DATA_SETS}
    assert (rhythms["register"], rhythms["ratings"], rhythms["reports"]) == tuple(
        f"{frequency}{code}" for code in ("UPDATE_CONT", "DAILY", "IRREG")
    )


def test_catalogue_names_formats_by_the_lists_of_iana_and_the_eu(client: Client) -> None:
    catalogue = client.get("/data/catalog.jsonld").json()

    parts = [part for one in catalogue["dcat:dataset"] for part in one["dcat:distribution"]]
    named = {(part["dcat:mediaType"]["@id"], part["dct:format"]["@id"]) for part in parts}
    iana, eu = (
        "https://www.iana.org/assignments/media-types/",
        "http://publications.europa.eu/resource/authority/file-type/",
    )
    assert named == {
        (f"{iana}text/csv", f"{eu}CSV"),
        (f"{iana}application/json", f"{eu}JSON"),
        (f"{iana}application/ld+json", f"{eu}JSON_LD"),
        (f"{iana}application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", f"{eu}XLSX"),
    }


@pytest.mark.parametrize("code", [f"funding-{name}" for name in DATASETS])
def test_catalogue_of_calls_is_as_new_as_the_last_move_of_one(client: Client, code: str) -> None:
    with time_machine.travel(REPORTED, tick=False):
        make_decided(now())
    with time_machine.travel(REPORTED + timedelta(days=90), tick=False):
        described = client.get("/data/catalog.jsonld").json()["dcat:dataset"]

    found = next(one for one in described if one["dct:identifier"] == code)
    assert found["dct:modified"]["@value"] == str(Call.objects.latest("decided_at").decided_at.date())


def test_catalogue_of_reports_is_as_new_as_the_newest_report(client: Client, opened: Callable[[str], str]) -> None:
    def modified() -> str:
        catalogue = client.get("/data/catalog.jsonld").json()["dcat:dataset"]
        return next(one for one in catalogue if one["dct:identifier"] == "reports")["dct:modified"]["@value"]

    before = modified()
    opened("report")

    assert (before, modified()) == (FIRST.day.isoformat(), "2027-04-20")

"""The open register: files that keep what their published dictionary says, and load in other programs."""

import csv
import io
import json
import re
import warnings
from datetime import date

import pytest

from ngos.enums import DisclosureLevel, LegalStatus
from ngos.exports.register import csv_lines
from ngos.models import LevelGrant
from ngos.services.entries import note_legal_status
from tests.factories.accounts import make_user
from tests.factories.ngos import make_member, make_organisation

pytestmark = pytest.mark.django_db


READABLE = {
    "string": lambda text: True,
    "integer": str.isdigit,
    "date": lambda text: date.fromisoformat(text).isoformat() == text,
}


@pytest.fixture
def entries(now):
    """Three entries: a fund with everything, a group without a BIN, and one suspended."""
    fund = make_organisation(name='«Таза Су», "қор"', legal_form="public_fund", level=DisclosureLevel.NONE)
    note_legal_status(
        organisation=fund, status=LegalStatus.ACTIVE, since=date(2024, 3, 1), source="Реестр", actor=make_user(),
        now=now,
    )  # fmt: skip
    fund.directions.create(code="ecology", since=now.date())
    fund.directions.create(code="animals", since=now.date(), until=now.date())
    LevelGrant.objects.create(organisation=fund, level=2, granted_on=date(2020, 1, 1), valid_until=date(2199, 1, 1))
    make_member(fund, user=make_user(full_name="Құпия Адам"))
    group = make_organisation(verified=False, name="Көршілер", legal_form="")
    type(group).objects.filter(pk=group.pk).update(
        bin="", legal_form="volunteer_group", legal_status="unverified", slug="korshiler"
    )
    make_organisation(status="suspended", name="Кең дала", parent=fund)
    return fund


def body(client, name):
    answer = client.get(f"/data/register.{name}")
    return b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()


def faults_of(row, fields):
    """What a row of text breaks of a Table Schema, in the words of the specification."""
    for field in fields:
        text, rules = row[field["name"]], field.get("constraints", {})
        if text == "":
            kept = {"required": not rules.get("required")}
        else:
            kept = {
                "type": READABLE[field["type"]](text),
                "enum": text in rules.get("enum", [text]),
                "pattern": re.fullmatch(rules.get("pattern", ".*"), text),
                "range": "minimum" not in rules or rules["minimum"] <= int(text) <= rules["maximum"],
                "maxLength": len(text) <= rules.get("maxLength", len(text)),
            }
        yield from ((field["name"], rule) for rule, holds in kept.items() if not holds)


def test_csv_keeps_what_its_dictionary_says(client, entries):
    package = json.loads(body(client, "schema.json"))
    (resource,) = package["resources"]
    fields = resource["schema"]["fields"]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        rows = list(csv.DictReader(io.StringIO(body(client, "csv"), newline=""), strict=True))

    assert package["licenses"][0]["name"] == "CC-BY-4.0"
    assert re.fullmatch(r"\d+\.\d+\.\d+", package["version"])
    assert list(rows[0]) == [field["name"] for field in fields]
    assert [fault for row in rows for fault in faults_of(row, fields)] == []
    for field in fields:
        if field.get("constraints", {}).get("unique"):
            filled = [row[field["name"]] for row in rows if row[field["name"]]]
            assert len(filled) == len(set(filled))
    assert len(rows) == 3


def test_files_say_the_same(client, entries):
    rows = list(csv.DictReader(io.StringIO(body(client, "csv"), newline="")))
    items = json.loads(body(client, "json"))["items"]
    dataset, *nodes = json.loads(body(client, "jsonld"))["@graph"]

    assert [{name: "" if value is None else str(value) for name, value in item.items()} for item in items] == rows
    fund = next(item for item in items if item["bin"] == entries.bin)
    assert (fund["level"], fund["directions"], fund["legal_status_since"]) == (2, "ecology", "2024-03-01")
    assert next(item for item in items if item["slug"] == "korshiler")["bin"] is None
    assert next(item for item in items if item["verification"] == "suspended")["head_bin"] == entries.bin
    assert (dataset["@type"], {node["@type"] for node in nodes}, len(nodes)) == ("Dataset", {"NGO"}, 3)
    assert [node.get("identifier", {}).get("value") for node in nodes] == [item["bin"] for item in items]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", " ="])
def test_no_name_is_a_formula_in_a_spreadsheet(client, db, start):
    name = f'{start}HYPERLINK("http://evil.example")'
    make_organisation(name=name.ljust(200, "x"))

    (row,) = csv.DictReader(io.StringIO(body(client, "csv"), newline=""))
    (item,) = json.loads(body(client, "json"))["items"]

    assert row["name_ru"] == f"'{item['name_ru']}"
    assert item["name_ru"].startswith(name)
    fields = json.loads(body(client, "schema.json"))["resources"][0]["schema"]["fields"]
    assert list(faults_of(row, fields)) == []


def test_numbers_stay_numbers_in_the_csv():
    _header, line = csv_lines([{"level": -3, "bin": "200440000018", "name_kk": None}])
    assert line.strip().split(",") == ["200440000018", *[""] * 11, "-3", *[""] * 4]


@pytest.mark.parametrize("name", ["csv", "json", "jsonld"])
def test_file_is_sent_once_until_something_changes(client, entries, name, now):
    address = f"/data/register.{name}"
    first = client.get(address)
    assert first["Access-Control-Allow-Origin"] == "*"
    assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 304

    note_legal_status(
        organisation=entries, status=LegalStatus.INACTIVE, since=date(2025, 3, 1), source="Реестр", actor=make_user(),
        now=now,
    )  # fmt: skip

    assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize("name", ["csv", "json", "jsonld", "schema.json"])
def test_no_person_is_in_the_files(client, entries, name):
    assert "Құпия" not in body(client, name)


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_entries(client, count, django_assert_num_queries):
    for _ in range(count):
        make_organisation().directions.create(code="ecology", since=date(2024, 1, 1))
    with django_assert_num_queries(4 + 3):
        body(client, "csv")

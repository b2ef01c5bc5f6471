"""Open data: what is written keeps to its own published schema, and nothing private is in it."""

import csv
import io
import json
from datetime import timedelta
from fractions import Fraction

import pytest
from jsonschema import Draft202012Validator

from funding.exports import DATASETS, columns, rows_of, schema, written
from funding.services.contracts import Agreed, Spent, conclude, report_money
from tests.factories.accounts import make_user
from tests.factories.funding import make_call, make_decided, person_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def decided(now):
    """One open call, one decided with a contract and a report."""
    make_call(now, title_en="=1+1")
    call, seats, later = make_decided(now)
    after = later + timedelta(days=20)
    on = after.date()
    won = call.applications.get(number=1)
    agreed = Agreed(number="7", signed_on=on, starts_on=on, ends_on=on + timedelta(300), sum_kzt=1_500_000)
    contract = conclude(application=won, agreed=agreed, actor=None, now=after)
    report_money(contract=contract, first_on=on, last_on=on, lines=[Spent(0, 300_000)], actor=make_user(), now=after)
    return call, seats


@pytest.mark.parametrize("dataset", DATASETS)
def test_json_keeps_to_its_schema_and_a_changed_row_does_not(now, decided, dataset):
    content = json.loads(written(dataset, "json", now=now))
    validator = Draft202012Validator(schema(dataset))
    Draft202012Validator.check_schema(schema(dataset))

    assert list(validator.iter_errors(content)) == []
    assert len(content["rows"]) == 2
    assert (content["licence"], content["version"]) == ("CC-BY-4.0", "1")
    del content["rows"][0]["call"]
    assert list(validator.iter_errors(content)) != []


@pytest.mark.parametrize("dataset", DATASETS)
def test_csv_says_the_same_as_json(now, decided, dataset):
    text = written(dataset, "csv", now=now).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    said = json.loads(written(dataset, "json", now=now))["rows"]

    def cell(value):
        plain = "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
        return f"'{plain}" if plain.startswith("=") else plain

    assert rows == [{name: cell(value) for name, value in row.items()} for row in said]


@pytest.mark.parametrize("sign", ["=", "+", "@", "＝", " -"])
def test_no_cell_is_a_formula(now, sign):
    make_call(now, title_en=f"{sign}1+1")

    [row] = csv.DictReader(io.StringIO(written("calls", "csv", now=now).decode("utf-8-sig")))

    assert row["title_en"] == f"'{sign}1+1"


def test_results_say_what_was_decided_and_what_the_money_did(now, decided):
    won, lost = rows_of("results", now=now)

    assert (won["place"], won["outcome"], won["contract_kzt"], won["spent_kzt"]) == (1, "awarded", 1_500_000, 300_000)
    assert (lost["outcome"], lost["contract_number"], lost["minutes"]) == ("reserve", None, None)
    assert int(Fraction(won["total"]) * 100) == won["total_hundredths"]


def test_nobody_of_the_commission_is_named_in_open_data(now, decided):
    _, seats = decided
    text = "".join(written(name, "json", now=now).decode() for name in DATASETS)

    for seat in seats:
        assert person_in(seat).full_name not in text
        assert str(person_in(seat).public_id) not in text


def test_how_many_applied_is_not_told_before_the_deadline(now, decided):
    later = now + timedelta(days=21)

    assert [row["applications"] for row in rows_of("calls", now=now)] == [None, None]
    assert [row["applications"] for row in rows_of("calls", now=later)] == [0, 2]


def test_the_dictionary_has_three_languages_and_every_column(now, decided):
    for dataset in DATASETS:
        [first, *_] = rows_of(dataset, now=now)
        assert list(first) == list(columns(dataset))
        assert all(len({kk, ru, en}) >= 1 and all((kk, ru, en)) for _, kk, ru, en in columns(dataset).values())


def test_queries_do_not_grow_with_the_rows(now, django_assert_num_queries):
    make_decided(now, applicants=1)
    with django_assert_num_queries(3):
        list(rows_of("calls", now=now))
        list(rows_of("results", now=now))
    make_decided(now, applicants=3)
    with django_assert_num_queries(3):
        list(rows_of("calls", now=now))
        assert len(list(rows_of("results", now=now))) == 4

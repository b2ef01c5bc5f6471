"""What the rows of a table count more than once is said in public only where it is not one to four people."""

import io

import openpyxl
import pytest

from reports.disclosure import LEAST
from reports.documents import content_of
from reports.documents.paper import _words_in
from reports.documents.workbook import workbook_file
from reports.indicators import MEASURE_CODES
from tests.reports.test_drawings import counts, document_with


def document(both, *, is_public=True, newcomers=0):
    """Two districts of 30 and 40 people, of whom ``both`` worked in either."""
    made = document_with((30, 40, *[0] * 6), {})
    made["is_public"] = is_public
    made["figures"]["totals"] = counts(70) | {"people": 70 - both, "newcomers": counts(70)["newcomers"] - newcomers}
    return made


def rows_of(made):
    """The sheet of districts by the names of its rows: people and new volunteers."""
    book = openpyxl.load_workbook(io.BytesIO(workbook_file(content_of(made, "en"))))
    return {row[1]: row[2:4] for row in book["District or city"].iter_rows(min_row=2, values_only=True)}


@pytest.mark.parametrize("both", [1, LEAST - 1])
def test_one_to_four_people_are_a_dash_in_public_and_a_number_for_the_officer(both):
    assert rows_of(document(both))["Counted in more than one row"] == ("–", 0)
    assert rows_of(document(both, is_public=False))["Counted in more than one row"] == (-both, 0)


def test_five_people_and_more_are_said_in_public():
    assert rows_of(document(LEAST))["Counted in more than one row"] == (-LEAST, 0)


def test_new_volunteers_are_people_too():
    assert rows_of(document(LEAST, newcomers=2))["Counted in more than one row"] == (-LEAST, "–")


def test_nobody_in_two_rows_needs_no_row_and_a_hidden_number_leaves_it_open():
    made = document(0)
    assert "Counted in more than one row" not in rows_of(made)

    made["figures"]["tables"]["district"][0]["counts"] = dict.fromkeys(MEASURE_CODES)

    assert rows_of(made)["Counted in more than one row"] == ("–", "–")


def row(key, people, names=None):
    return {"key": key, "names": names or dict.fromkeys(("kk", "ru", "en"), key), "counts": counts(people)}


def test_organisations_stand_by_people_then_name_and_hidden_ones_at_the_end_by_name():
    made = document(0)
    made["figures"]["tables"]["organisation"] = [
        row("B", 7),
        row("Z", None),
        row("A", 7),
        row("C", 90),
        row("D", None),
    ]

    (table,) = (one for one in content_of(made, "en").tables if one.code == "organisation")

    assert [one.name for one in table.rows] == ["C", "A", "B", "D", "Z"]


@pytest.mark.parametrize(
    ("language", "month", "period"),
    [
        ("kk", "2026 жылғы шілде", "2026 жылғы қаңтар–наурыз"),
        ("ru", "июль 2026", "январь–март 2026"),
        ("en", "July 2026", "January–March 2026"),
    ],
)
def test_months_and_periods_are_words(language, month, period):
    made = document(0)
    made["figures"]["tables"]["month"] = [row("2026-07", 70)]

    content = content_of(made, language)

    (table,) = (one for one in content.tables if one.code == "month")
    assert (table.rows[0].name, content.period) == (month, period)


@pytest.mark.parametrize(("language", "year"), [("kk", "2025 жыл"), ("ru", "2025 год"), ("en", "2025")])
def test_a_year_alone_says_that_it_is_one(language, year):
    made = document(0)
    made["figures"]["period"] = "2025"

    assert content_of(made, language).period == year


def test_languages_of_service_are_named_in_the_language_of_the_reader():
    made = document(0)
    frozen_long_ago = {"kk": "Қазақша", "ru": "Қазақша", "en": "Қазақша"}
    made["figures"]["tables"]["language"] = [row("kk", 70, frozen_long_ago)]

    (table,) = (one for one in content_of(made, "en").tables if one.code == "language")

    assert table.rows[0].name == "Kazakh"


def test_a_dash_of_the_workbook_is_a_hidden_number_and_nothing_else():
    """Where there is no youth population a rate does not exist; where people are hidden their rate is hidden."""
    made = document(0)
    without = {row[1]: row[-1] for row in _rows(made)}
    assert set(without.values()) == {"Rate", None}

    parts = {one["key"]: 1000 for one in made["figures"]["tables"]["district"][:2]}
    made["figures"]["population"] = {"people": 8000, "year": 2026, "source": "Bureau", "rows": parts}
    made["figures"]["tables"]["district"][0]["counts"] = dict.fromkeys(MEASURE_CODES)
    found = [row[-1] for row in _rows(made)]

    assert found == ["Rate", "–", 40.0, None, None, None, None, None, None, None, 8.8]


def _rows(made):
    book = openpyxl.load_workbook(io.BytesIO(workbook_file(content_of(made, "en"))))
    return list(book["District or city"].iter_rows(values_only=True))


def test_paper_says_who_signed_and_leaves_a_line_to_sign_on_only_without():
    made = document(0)
    draft = _words_in(content_of(made, "en"), made)
    assert (draft["is_signed"], draft["signed"]) == (False, ["Draft: nobody has signed these figures."])

    made["signed_at"] = "2026-04-02T08:27:00+00:00"
    signed = _words_in(content_of(made, "en"), made)
    assert signed["is_signed"]
    assert signed["signed"] == [
        "Signed electronically on 02.04.2026 08:27 UTC.",
        "Authorised officer of the akimat, Karaganda Region.",
    ]
    made["signer"] = "Гүлшат Ахметова"
    assert content_of(made, "en").signed[1] == "Authorised officer: Гүлшат Ахметова."

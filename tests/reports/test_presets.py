"""Presets pick what is counted already, say where the question comes from, and name what is not measured."""

import csv
import io
import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils.translation import gettext, override
from pypdf import PdfReader

from reports.errors import PresetOfYears
from reports.indicators import DIMENSION_CODES, MEASURE_CODES, PRESETS, preset_named, read_period
from reports.models import YouthPopulation
from reports.queries import selection_of
from reports.services import freeze, own_document
from reports.services.verifying import verify_file
from tests.factories.accounts import make_user
from tests.factories.participation import make_world
from tests.reports.test_drawings import document_with
from tests.reports.test_snapshots import NOW

pytestmark = pytest.mark.django_db
CIVIC = preset_named("index-civic")
DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "indicators.md"
STEM = "report-350000000-2025-s2022-index-civic"


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def folder(world, tmp_path):
    """The preset of the year before, in all kinds and languages."""
    YouthPopulation.objects.create(
        territory=world.region, year=2025, youngest=14, oldest=34, people=50, source="Bureau"
    )
    for language in ("kk", "ru", "en"):
        ask(tmp_path, "--language", language)
    return tmp_path


def ask(folder, *options, period="2025"):
    asked = ["--territory", "350000000", "--period", period, "--preset", "index-civic", "--out", str(folder)]
    call_command("report", *asked, *options)


@pytest.mark.parametrize("preset", PRESETS, ids=lambda one: one.code)
def test_a_preset_picks_from_the_registry_and_has_words_in_three_languages(preset):
    assert set(preset.measures) <= set(MEASURE_CODES)
    assert {"people", "participations", "minutes"} <= set(preset.measures)  # footings and hours need them
    assert set(preset.dimensions) <= set(DIMENSION_CODES)
    assert preset.not_measured
    sentences = [preset.name, preset.definition, preset.source]
    sentences += [part for one in preset.not_measured for part in (one.name, one.reason)]
    with override("en"):
        assert [gettext(one) for one in sentences] == sentences


def test_only_a_calendar_year_fits():
    assert CIVIC.fits(read_period("2025"))
    assert CIVIC.fits(read_period("2025-01-01_2025-12-31"))
    assert not CIVIC.fits(read_period("2025-Q1"))
    assert CIVIC.newest_period(date(2026, 1, 1)) == "2025"


def test_every_file_in_every_language_has_the_same_selected_totals(folder):
    expected = {"people": 1, "newcomers": 1, "participations": 1, "minutes": 75, "organisations": 1}
    for language in ("kk", "ru", "en"):
        document = json.loads((folder / f"{STEM}-{language}.json").read_text())
        assert document["figures"]["totals"] == expected
        assert list(document["figures"]["tables"]) == sorted(CIVIC.dimensions)
        rows = list(csv.reader(io.StringIO((folder / f"{STEM}-{language}.csv").read_text("utf-8-sig")), delimiter=";"))
        assert rows[0] == ["table", "row", "name", *expected, "rate"]
        (total,) = (row for row in rows if row[0] == "totals")
        assert (total[3:8], total[8]) == ([str(value) for value in expected.values()], "20,0")
        book = openpyxl.load_workbook(folder / f"{STEM}-{language}.xlsx")
        assert len(book.worksheets) == len(CIVIC.dimensions) + 3
        defined = [cell.value for cell in book.worksheets[-2]["A"]][1:]
        assert defined == [*(code for code in MEASURE_CODES if code in expected), "rate", "territory", "age"]
        assert [cell.value for cell in book.worksheets[0][2]][2:] == [*expected.values(), 75 / 60, 20]


@pytest.mark.parametrize("kind", ["json", "csv", "xlsx"])
@pytest.mark.parametrize("language", ["kk", "en"])
def test_a_preset_is_counted_again_from_its_file(folder, kind, language, capsys):
    call_command("report", "verify", str(folder / f"{STEM}-{language}.{kind}"))
    assert "recomputed from the ledger" in capsys.readouterr().out


def test_an_edited_cell_of_a_preset_is_named(folder, capsys):
    path = folder / f"{STEM}-en.xlsx"
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["F2"] = 80
    book.save(path)

    with pytest.raises(CommandError) as found:
        call_command("report", "verify", str(path))

    assert found.value.returncode == 6
    assert "cell totals minutes: the file says 80, the ledger 75" in capsys.readouterr().err


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_paper_says_what_is_not_measured(folder, language):
    document = json.loads((folder / f"{STEM}-{language}.json").read_text())
    paper = "".join(page.extract_text() for page in PdfReader(folder / f"{STEM}-{language}.pdf").pages)

    said = "".join(paper.split())
    for one in document["selection"]["not_measured"]:
        assert "".join(one["name"][language].split()) in said
        assert "".join(one["reason"][language].split()) in said


def test_another_period_is_refused_in_words(world, tmp_path):
    with pytest.raises(CommandError) as refused:
        ask(tmp_path, "--language", "en", period="2025-Q4")
    assert refused.value.returncode == 5
    assert "Choose a year, such as 2025." in str(refused.value)


def test_without_a_period_the_newest_year_that_is_over_is_written(world, tmp_path, now):
    call_command("report", "--territory", "350000000", "--preset", "concept-2029", "--out", str(tmp_path))
    year = now.year - 1
    assert (tmp_path / f"report-350000000-{year}-s2022-concept-2029-kk.pdf").is_file()


def test_a_preset_of_a_signed_report_keeps_the_digest_of_the_whole(world, tmp_path):
    officer = make_user()
    year = freeze(selection=selection_of(world.region, read_period("2025")), actor=officer, now=NOW)
    quarter = freeze(selection=selection_of(world.region, read_period("2026-Q1")), actor=officer, now=NOW)

    document = own_document(year, CIVIC)

    assert document["digest"] == year.digest == own_document(year)["digest"]
    path = tmp_path / "preset.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    assert verify_file(path).holds
    with pytest.raises(PresetOfYears):
        own_document(quarter, CIVIC)


def test_hidden_cells_of_other_tables_are_not_named_in_a_preset():
    cells = [{"table": table, "measure": "people"} for table in ("sex", "organisation", "totals")]
    assert CIVIC.of_cells(cells) == [cells[0], cells[2]]
    assert "selection" not in document_with()


def test_the_document_names_every_preset():
    text = DOCUMENT.read_text(encoding="utf-8")
    for preset in PRESETS:
        assert f"| `{preset.code}` | {' '.join(preset.measures)} | {' '.join(preset.dimensions)} |" in text

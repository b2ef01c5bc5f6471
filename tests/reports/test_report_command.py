"""Four files with the same totals, opened by other libraries; and a check that names the edited cell."""

import csv
import io
import json
import re
from datetime import date

import openpyxl
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from pypdf import PdfReader

from reports.indicators import DIMENSION_CODES, MEASURE_CODES
from reports.models import YouthPopulation
from tests.factories.events import make_opportunity
from tests.factories.ngos import make_organisation
from tests.factories.participation import make_world, work
from tests.factories.places import region
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db
STEM = "report-350000000-2026-Q1-s2022-en"


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def folder(request, world, tmp_path):
    """The files of Karaganda region in the first quarter."""
    unit = world.region
    YouthPopulation.objects.create(territory=unit, year=2026, youngest=14, oldest=34, people=1500, source="Bureau")
    YouthPopulation.objects.create(
        territory=world.district, year=2026, youngest=14, oldest=34, people=700, source="Bureau"
    )
    kinds = getattr(request, "param", "xlsx,csv,json")
    ask(tmp_path, "--format", kinds)
    return tmp_path


def ask(folder, *options):
    asked = ["--territory", "350000000", "--period", "2026-Q1", "--out", str(folder), "--language", "en"]
    call_command("report", *asked, *options)


def totals_of_table(path):
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig")), delimiter=";"))
    (total,) = (row for row in rows if row[0] == "totals")
    return dict(zip(MEASURE_CODES, map(int, total[3:10]), strict=True))


def totals_of_sheet(path):
    row = [cell.value for cell in openpyxl.load_workbook(path).worksheets[0][2]]
    return dict(zip(MEASURE_CODES, row[2:9], strict=True))


def text_of_paper(path):
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in PdfReader(path).pages))


@pytest.mark.parametrize("folder", ["xlsx,pdf,csv,json"], indirect=True)
def test_four_files_have_the_same_totals(folder):
    totals = json.loads((folder / f"{STEM}.json").read_text())["figures"]["totals"]

    assert totals["minutes"] == 495
    assert totals_of_table(folder / f"{STEM}.csv") == totals
    assert totals_of_sheet(folder / f"{STEM}.xlsx") == totals
    paper = text_of_paper(folder / f"{STEM}.pdf")
    for name, value in (("People", 5), ("New volunteers", 4), ("Participations", 6), ("Events", 4)):
        assert f"{name} {value} " in paper
    assert "Hours 8.3 " in paper
    assert "People per 1,000 young people 3.3 " in paper
    assert json.loads((folder / f"{STEM}.json").read_text())["digest"] in paper.replace(" ", "")


def test_the_workbook_prints_has_numbers_and_definitions(folder):
    book = openpyxl.load_workbook(folder / f"{STEM}.xlsx")

    assert len(book.worksheets) == len(DIMENSION_CODES) + 3
    for sheet in book.worksheets:
        assert sheet.freeze_panes == "A2"
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    district = book["District or city"]
    rows = {row[1].value: row for row in district.iter_rows(min_row=2)}
    assert all(cell.data_type == "n" for cell in rows["Осакаров ауданы"][2:])
    assert rows["Counted in more than one row"][2].value == -1
    assert sum(row[5].value for name, row in rows.items() if not name.startswith("Total")) == 495
    assert rows["Осакаров ауданы"][10].value == 4.3
    definitions = [cell.value for cell in book["Definitions"]["A"]]
    assert set(MEASURE_CODES) <= set(definitions)


def test_text_of_others_is_never_a_formula(world, tmp_path):
    evil = make_organisation(name='=HYPERLINK("http://x")', region=world.region)
    work(make_volunteer(), make_opportunity(organisation=evil, venue=world.city), date(2026, 2, 2), 30)
    ask(tmp_path, "--format", "xlsx,csv")

    cells = [
        cell
        for sheet in openpyxl.load_workbook(tmp_path / f"{STEM}.xlsx").worksheets
        for row in sheet.iter_rows()
        for cell in row
    ]
    assert [cell for cell in cells if cell.data_type == "f"] == []
    assert "'=HYPERLINK" in (tmp_path / f"{STEM}.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("kind", ["json", "csv", "xlsx"])
def test_a_file_agrees_with_the_ledger_also_after_later_hours(folder, world, kind, capsys):
    path = str(folder / f"{STEM}.{kind}")
    call_command("report", "verify", path)
    work(make_volunteer(), make_opportunity(venue=world.city), date(2026, 2, 2), 60)

    call_command("report", "verify", path)

    assert capsys.readouterr().out.count("recomputed from the ledger") == 2


def edit_json(path):
    document = json.loads(path.read_text())
    row = next(row for row in document["figures"]["tables"]["district"] if row["key"] == "kato:354400000")
    row["counts"]["people"] += 1
    path.write_text(json.dumps(document))


def edit_csv(path):
    text = path.read_bytes().decode("utf-8-sig")
    path.write_text(
        text.replace("district;kato:354400000;Осакаров ауданы;3;", "district;kato:354400000;Осакаров ауданы;4;")
    )


def edit_xlsx(path):
    book = openpyxl.load_workbook(path)
    for row in book["District or city"].iter_rows(min_row=2):
        if row[0].value == "kato:354400000":
            row[2].value = 4
    book.save(path)


@pytest.mark.parametrize("edit", [edit_json, edit_csv, edit_xlsx])
def test_an_edited_cell_is_named(folder, edit, capsys):
    path = folder / f"{STEM}.{edit.__name__.removeprefix('edit_')}"
    edit(path)

    with pytest.raises(CommandError) as found:
        call_command("report", "verify", str(path))

    assert found.value.returncode == 6
    assert "cell district kato:354400000 people: the file says 4, the ledger 3" in capsys.readouterr().err


def test_an_edit_by_profile_does_not_foot(folder, capsys):
    path = folder / f"{STEM}.csv"
    path.write_text(
        path.read_bytes()
        .decode("utf-8-sig")
        .replace("sex;not_stated;Not stated;5;4;6;495", "sex;not_stated;Not stated;5;4;6;500")
    )

    with pytest.raises(CommandError):
        call_command("report", "verify", str(path))

    assert "cell sex minutes: the file says 500" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--territory", "350000000"], 2),
        (["--territory", "350000000", "--period", "2026-Q1", "--format", "docx"], 2),
        (["verify"], 2),
        (["verify", "nowhere.json"], 3),
        (["--territory", "999", "--period", "2026-Q1"], 3),
        (["--territory", "350000000", "--period", "2026-03-01_2026-02-01"], 5),
        (["--territory", "620000000", "--period", "2019-Q2"], 5),
        (["verify", __file__], 5),
    ],
)
def test_bad_input_has_its_exit_code_and_a_sentence(arguments, code):
    region()
    with pytest.raises(CommandError) as refused:
        call_command("report", *arguments)

    assert refused.value.returncode == code
    assert len(str(refused.value)) > 15


def test_the_year_of_youth_is_written_in_its_own_structure(world, tmp_path, capsys):
    options = ["--territory", "350000000", "--period", "2019-Q2", "--structure", "2019", "--out", str(tmp_path)]
    call_command("report", *options, "--json")

    told = json.loads(capsys.readouterr().out)
    assert len(told["files"]) == 4
    assert (tmp_path / "report-350000000-2019-Q2-s2019-kk.pdf").read_bytes().startswith(b"%PDF")

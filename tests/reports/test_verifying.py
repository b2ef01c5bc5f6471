"""A file is held against the frozen report it names, every cell and line of it, and counted again from the ledger."""

import copy
import csv
import io
import json
from datetime import date, timedelta

import openpyxl
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from core.guards import allowing, refusing
from recognition.services import reverse
from reports.documents import claim_of, file_of
from reports.indicators import preset_named, read_period, sealed
from reports.models import Publication, PublishedFile, Signature, YouthPopulation
from reports.queries import selection_of
from reports.services import freeze, own_document, publish, sign
from reports.services.verifying import verify_file
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity
from tests.factories.participation import make_world, work
from tests.factories.volunteers import make_volunteer
from tests.reports.test_snapshots import NOW, QUARTER

pytestmark = pytest.mark.django_db
CROWD = 40


@pytest.fixture
def world():
    """Karaganda region with forty people more, so that its public report prints numbers, and its youth."""
    made = make_world()
    for unit, people in ((made.region, 1000), (made.district, 400)):
        YouthPopulation.objects.create(
            territory=unit, year=2026, youngest=14, oldest=34, people=people, source="Bureau (2026)"
        )
    planting = make_opportunity(organisation=made.green, venue=made.city)
    for _ in range(CROWD):
        work(make_volunteer(user=make_user(), home=made.city), planting, date(2026, 1, 10), 60)
    return made


@pytest.fixture
def officer():
    return make_user(full_name="Гүлшат Ахметова")


@pytest.fixture
def frozen(world, officer):
    return freeze(selection=selection_of(world.region, QUARTER), actor=officer, now=NOW)


@pytest.fixture
def public(frozen, officer):
    sign(snapshot=frozen, actor=officer, now=NOW)
    return publish(snapshot=frozen, actor=officer, now=NOW)


@pytest.fixture
def check(tmp_path):
    """Verify the content of a file, or a document as JSON."""

    def verify(content):
        path = tmp_path / "file"
        path.write_bytes(json.dumps(content).encode() if isinstance(content, dict) else content)
        return verify_file(path)

    return verify


@pytest.fixture
def loose(world, tmp_path):
    """The files of the command in the three languages, with no frozen report behind them."""
    options = ["--territory", "350000000", "--period", "2026-Q1", "--format", "xlsx,csv,json", "--out", str(tmp_path)]
    for language in ("kk", "ru", "en"):
        call_command("report", *options, "--language", language)
    stem = tmp_path / "report-350000000-2026-Q1-s2022-"
    return lambda kind, language="en": (stem.parent / f"{stem.name}{language}.{kind}").read_bytes()


def printed(publication, kind, language="en"):
    return bytes(publication.files.get(kind=kind, language=language).content)


def edited(content, change):
    """Return a workbook after a change."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    change(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def cell_of(book, sheet, name, heading):
    """Return the cell of the row with a name under a heading."""
    page = book[sheet]
    (column,) = (cell.column for cell in page[1] if cell.value == heading)
    return next(page.cell(row[1].row, column) for row in page.iter_rows() if row[1].value == name)


def replaced(document, path, value):
    changed = copy.deepcopy(document)
    *way, last = path
    place = changed
    for step in way:
        place = place[step]
    place[last] = value
    return changed


def row_of(document, table, key):
    rows = document["figures"]["tables"][table]
    return ("figures", "tables", table, next(at for at, row in enumerate(rows) if row["key"] == key))


def words(found):
    return [*found.faults, *map(found.sentence, found.cells)]


def test_a_public_file_says_nothing_of_the_ends_of_shards(public, world, officer, client):
    positions = " ".join(f"{shard}:{position}" for shard, position in sorted(public.snapshot.positions.items()))
    assert positions in file_of(own_document(public.snapshot), "csv", "en").decode()

    for file in public.files.exclude(kind="pdf"):
        claim = claim_of(bytes(file.content))
        assert "head" not in claim.about
        assert claim.about["head_root"] == public.snapshot.head_root
        assert not [value for value in claim.spots.values() if positions[:12] in str(value)]
    assert "head" not in public.content
    page = client.get("/en/reports/350000000/2026-Q1/").content.decode()
    assert public.snapshot.head_root in page
    assert positions[:12] not in page


def test_one_late_entry_moves_no_position_in_the_next_public_version(public, world, officer, check):
    work(make_volunteer(user=make_user(), home=world.city), make_opportunity(venue=world.city), date(2026, 1, 11), 60)
    later = NOW + timedelta(days=1)
    second = freeze(selection=selection_of(world.region, QUARTER), actor=officer, now=later)
    sign(snapshot=second, actor=officer, now=later)
    newer = publish(snapshot=second, actor=officer, now=later)

    files = [json.loads(printed(one, "json")) for one in (public, newer)]

    assert files[0]["head_root"] != files[1]["head_root"]
    assert all("head" not in file for file in files)
    for one in (public, newer):
        found = check(printed(one, "csv", "ru"))
        assert (words(found), found.report) == ([], str(one.snapshot.public_id))


@pytest.mark.parametrize("kind", ["json", "csv", "xlsx"])
def test_untouched_files_agree_before_and_after_signing_and_publishing(frozen, officer, check, kind):
    draft = file_of(own_document(frozen), kind, "ru")
    sign(snapshot=frozen, actor=officer, now=NOW)
    signed = file_of(own_document(frozen), kind, "kk")
    public = publish(snapshot=frozen, actor=officer, now=NOW)

    for content in (draft, signed, printed(public, kind, "ru")):
        found = check(content)
        assert words(found) == []
        assert found.compared > 40
        assert str(frozen.public_id) in found.notes[-1]


@pytest.mark.parametrize("kind", ["json", "csv", "xlsx"])
def test_what_changes_later_refuses_no_frozen_file(frozen, public, world, check, kind):
    contents = file_of(own_document(frozen), kind, "en"), printed(public, kind)
    YouthPopulation.objects.update(people=1100)
    world.green.name_kk = world.green.name_en = "Renamed"
    world.green.save()
    world.arai.sex = "f"
    world.arai.save()
    late = work(make_volunteer(), make_opportunity(venue=world.city), date(2026, 2, 2), 60)
    reverse(entry=late, reason="No.", actor=make_user(), now=late.recorded_at)

    for content in contents:
        assert words(check(content)) == []


def test_every_cell_of_a_workbook_has_a_place_of_its_own(frozen, public):
    for content in (file_of(own_document(frozen), "xlsx", "kk"), printed(public, "xlsx", "kk")):
        book = openpyxl.load_workbook(io.BytesIO(content))
        cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
        filled = [cell for cell in cells if cell.value not in (None, "") and (cell.column > 1 or cell.row == 1)]

        assert len(claim_of(content).spots) == len(filled) + len(book.worksheets)


def test_every_value_of_a_document_and_of_a_table_has_a_place_of_its_own(public):
    def leaves(value):
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
        return (
            [value] if not inner and value not in (None, "") else [leaf for one in inner or () for leaf in leaves(one)]
        )

    assert len(claim_of(printed(public, "json")).spots) == len(leaves(public.content))
    rows = list(csv.reader(io.StringIO(printed(public, "csv").decode("utf-8-sig")), delimiter=";"))
    filled = [cell for row in rows[1:] for cell in row[2:] if cell]
    assert len(claim_of(printed(public, "csv")).spots) == len(filled) + len(rows[0])


ABOUT_CODES = (
    *("territory", "territory_key", "period", "days", "structure", "ages", "version", "population", "made_at"),
    *("signed_at", "digest", "head_root", "query", "definitions", "note"),
)


@pytest.mark.parametrize("code", ABOUT_CODES)
def test_an_edited_line_about_a_public_report_is_named(public, check, code):
    def change(book):
        row = next(row for row in book.worksheets[-1].iter_rows() if row[0].value == code)
        row[2].value = "EDITED"

    found = check(edited(printed(public, "xlsx"), change))

    assert found.cells == []
    assert any(fault.startswith(f"line {code}: the file says “EDITED”, the frozen report ") for fault in found.faults)


LINES = {
    "signer": "Somebody Else",
    "signed_at": "2020-01-01T00:00:00+00:00",
    "made_at": "2020-01-01T00:00:00+00:00",
    "version": 9,
    "number": "0",
    "signature": "garbage",
    "digest": "0" * 64,
    "query": "0" * 64,
    "definitions": "0" * 64,
    "head_root": "0" * 64,
    "page": "https://example.org/",
    "is_public": 1,
    "salt": "ab",
}


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("is_own", [True, False])
def test_an_edited_line_of_a_document_is_named(frozen, public, check, line, is_own):
    document = own_document(frozen) if is_own else public.content

    found = check(replaced(document, [line], LINES[line]))

    assert [fault.partition(":")[0] for fault in found.faults] == [f"line {line}"]


def test_changes_names_and_days_of_a_document_cannot_be_edited(frozen, public, check):
    for document in (own_document(frozen), public.content):
        row = row_of(document, "cause", "ecology")
        for path, value in (
            (["changes"], [{"kk": "x", "ru": "x", "en": "x"}]),
            (["figures", "names", "en"], "Almaty"),
            (["figures", "days"], ["2025-01-01", "2025-12-31"]),
            (["figures", "ages"], [14, 99]),
            (["figures", "population", "people"], 10),
            ([*row, "names", "en"], "Zoology"),
            (["more"], 1),
        ):
            found = check(replaced(document, path, value))
            assert (found.cells, bool(found.faults)) == ([], True), path


def test_an_own_file_called_public_hides_nothing(frozen, check):
    document = own_document(frozen) | {"is_public": True}

    assert check(document).faults == ["line is_public: the file says True, the frozen report False"]
    assert [one.cell for one in check(replaced(document, ["figures", "totals", "people"], None)).cells] == [
        "totals people"
    ]
    sex = row_of(document, "sex", "not_stated")
    found = check(replaced(document, [*sex, "counts", "people"], 777))
    assert found.sentence(found.cells[0]) == "cell sex not_stated people: the file says 777, the frozen report 45"
    del document["figures"]["tables"]["sex"]
    assert {one.table for one in check(document).cells} == {"sex"}


def test_what_is_hidden_and_what_is_printed_are_compared_too(frozen, public, check):
    one = next(one for one in public.content["hidden"] if one["table"] == "district" and one["measure"] == "people")
    path = [*row_of(public.content, "district", one["row"]), "counts", "people"]
    for value in (3, 777):
        found = check(replaced(public.content, path, value))
        assert [found.sentence(cell) for cell in found.cells] == [
            f"cell district {one['row']} people: the file says {value}, the frozen report nothing"
        ]
    (gone,) = check(replaced(public.content, ["figures", "totals", "people"], None)).cells
    assert (gone.cell, gone.before, gone.after) == ("totals people", None, 45)


def as_workbooks(frozen, public, loose):
    return file_of(own_document(frozen), "xlsx", "en"), printed(public, "xlsx"), loose("xlsx")


def test_an_edited_count_is_said_as_ever(frozen, public, loose, check):
    for content in as_workbooks(frozen, public, loose):

        def change(book):
            cell_of(book, "Summary", "Total, everybody once", "People").value += 1

        found = check(edited(content, change))
        assert words(found) == ["cell totals people: the file says 46, the ledger 45"]


def test_rows_counted_twice_and_tables_by_profile_are_compared(frozen, loose, check):
    for content in (file_of(own_document(frozen), "xlsx", "en"), loose("xlsx")):
        for sheet, row, heading in (
            ("District or city", "Counted in more than one row", "People"),
            ("Sex", "Not stated", "New volunteers"),
            ("Language of service", "Kazakh", "Hours"),
            ("Programme", "Not stated", "Organisations"),
            ("Month", "Total, everybody once", "Shifts"),
            ("District or city", "Осакаров ауданы", "Rate"),
        ):

            def change(book, at=(sheet, row, heading)):
                cell_of(book, *at).value += 1

            assert check(edited(content, change)).cells, (sheet, row, heading)


def swap_headings(book):
    page = book.worksheets[0]
    page["C1"].value, page["D1"].value = page["D1"].value, page["C1"].value


def rename_row(book):
    book.worksheets[1]["B2"].value = "ZZZ"


def rename_code(book):
    book.worksheets[2]["A1"].value = "ZZZ"


def add_column(book):
    book.worksheets[0]["L2"].value = 12345


def add_row(book):
    book.worksheets[0].append(["", "Total", 99999])


def add_sheet(book):
    book.create_sheet("More").append(["Total", 99999])


def rename_sheet(book):
    book.worksheets[1].title = "ZZZ"


def write_formula(book):
    book.worksheets[0]["C2"].value = "=45"


def write_text(book):
    book.worksheets[0]["C2"].value = "45"


def empty_total(book):
    book.worksheets[0]["C2"].value = None


def dash_total(book):
    book.worksheets[0]["C2"].value = "–"


def change_definition(book):
    book.worksheets[-2]["D2"].value = "Everybody."


def swap_rows(book):
    page = book["Urban or rural"]
    first, second = ([cell.value for cell in page[at]] for at in (2, 3))
    for at, values in ((2, second), (3, first)):
        for cell, value in zip(page[at], values, strict=True):
            cell.value = value


EDITS = (
    *(swap_headings, rename_row, rename_code, add_column, add_row, add_sheet, rename_sheet, write_formula, write_text),
    *(empty_total, dash_total, change_definition, swap_rows),
)


@pytest.mark.parametrize("change", EDITS, ids=lambda one: one.__name__)
def test_headings_names_columns_and_rows_are_compared(frozen, public, loose, check, change):
    for content in as_workbooks(frozen, public, loose):
        assert words(check(edited(content, lambda _book: None))) == []
        assert words(check(edited(content, change))) != []


def test_a_table_of_text_is_compared_whole(public, loose, check):
    for content in (printed(public, "csv"), loose("csv")):
        text = content.decode("utf-8-sig")
        for old, new in (
            ("row;name;people;newcomers", "row;name;newcomers;people"),
            ("cause;ecology;Ecology", "cause;ecology;Zoology"),
            ("about;ages;Ages counted as youth;14–34", "about;ages;Ages counted as youth;14–99"),
            ("about;digest;", "about;digest;0"),
            ("about;territory;Territory", "about;territory;Country"),
            ("totals;;Total, everybody once;45", "totals;;Total, everybody once;"),
        ):
            assert old in text
            assert words(check(text.replace(old, new, 1).encode())) != [], new


def test_a_name_that_stands_twice_in_a_document_is_no_report(frozen, tmp_path):
    text = json.dumps(own_document(frozen))
    path = tmp_path / "twice.json"
    path.write_text(text.replace('"version": 1,', '"version": 7, "version": 1,', 1))

    with pytest.raises(CommandError) as refused:
        call_command("report", "verify", str(path))

    assert refused.value.returncode == 5


def test_a_selection_of_a_frozen_report_is_compared_with_it(world, officer, check):
    year = freeze(selection=selection_of(world.region, read_period("2025")), actor=officer, now=NOW)
    document = own_document(year, preset_named("index-civic"))

    for kind in ("json", "csv", "xlsx"):
        assert words(check(file_of(document, kind, "ru"))) == []
    assert check(replaced(document, ["selection", "source"], {"kk": "x", "ru": "x", "en": "x"})).faults


def test_an_edited_digest_or_number_does_not_lose_the_report(public, check):
    stray = public.content | {"digest": "0" * 64, "number": "0"}
    assert check(stray).report == str(public.snapshot.public_id)
    unnamed = check(stray | {"version": 0})
    assert unnamed.report == str(public.snapshot.public_id)
    assert len(unnamed.faults) == 3
    assert "this site has no frozen report" in check(stray | {"version": 0, "head_root": "0" * 64}).faults[0]


def changed(model, **columns):
    """Change rows that the database keeps from changing."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        for statement in allowing(connection.vendor, table):
            cursor.execute(statement)
        for column, value in columns.items():
            cursor.execute(f"UPDATE {table} SET {column} = %s", [value])
        for statement in refusing(connection.vendor, table):
            cursor.execute(statement)


def test_a_signature_that_was_changed_at_the_site_is_found(public, frozen, check):
    changed(Signature, token="garbage")
    own = json.loads(json.dumps(own_document(type(frozen).objects.get())))

    assert "the signature of the frozen report is wrong" in check(own).faults


def test_a_report_that_was_changed_at_the_site_does_not_agree_with_the_ledger(public, check):
    document = replaced(public.content, ["figures", "totals", "people"], 99)
    changed(Publication, tables=json.dumps(document))
    changed(PublishedFile, content=json.dumps(document).encode())

    assert words(check(document)) == ["cell totals people: the file says 99, the ledger 45"]


@pytest.mark.parametrize("kind", ["json", "csv", "xlsx"])
def test_a_file_that_was_never_frozen_says_so_and_is_counted_again(loose, check, kind):
    for language in ("kk", "ru", "en"):
        found = check(loose(kind, language))
        assert (words(found), found.report) == ([], "")
        assert "no frozen report stands behind this file" in found.notes[-1]
        assert found.compared > 100


@pytest.mark.parametrize("code", [*ABOUT_CODES, "head"])
def test_an_edited_line_about_a_file_that_was_never_frozen_is_found(loose, tmp_path, code):
    def change(book):
        row = next(row for row in book.worksheets[-1].iter_rows() if row[0].value == code)
        row[2].value = "EDITED"

    path = tmp_path / "edited.xlsx"
    path.write_bytes(edited(loose("xlsx"), change))

    with pytest.raises(CommandError) as found:
        call_command("report", "verify", str(path))
    # without the question or the head nothing can be counted
    assert found.value.returncode == {"territory_key": 3, "period": 5, "structure": 5, "head": 5}.get(code, 6)


def test_an_edited_document_that_was_never_frozen_is_found(loose, check):
    document = json.loads(loose("json"))
    for line, value in (LINES | {"is_public": True, "version": 1}).items():
        assert check(replaced(document, [line], value)).faults, line
    lied = replaced(document, [*row_of(document, "sex", "not_stated"), "counts", "people"], 777)
    assert check(lied).cells
    resealed = lied | {"digest": sealed(lied["figures"], "")}
    assert [one.cell for one in check(resealed).cells] == ["sex people"]
    assert check(replaced(document, ["figures", "population"], {"people": 7})).faults


@pytest.mark.parametrize("kind", ["json", "csv", "xlsx"])
@pytest.mark.parametrize("unit", ["region", "district"])
def test_another_youth_population_refuses_no_file_that_was_never_frozen(world, loose, check, kind, unit):
    YouthPopulation.objects.filter(territory=getattr(world, unit)).update(people=1234)

    found = check(loose(kind))

    assert words(found) == []
    assert "the youth population is not that of today's table" in found.notes[0]


def test_a_rate_that_does_not_fit_the_population_its_file_states_is_found(world, loose, check):
    def change(book):
        cell_of(book, "Summary", "Total, everybody once", "Rate").value += 1

    content = edited(loose("xlsx"), change)
    YouthPopulation.objects.update(people=1234)

    assert [one.cell for one in check(content).cells] == ["totals rate"]


@pytest.mark.parametrize("kind", ["json", "csv", "xlsx"])
def test_a_changed_profile_refuses_no_file_that_was_never_frozen(world, loose, check, kind):
    world.arai.sex = "f"
    world.arai.save()

    found = check(loose(kind))

    assert words(found) == []
    assert "profiles have changed since" in found.notes[0]


def test_the_command_says_it_and_says_what_stands_behind_the_file(frozen, loose, tmp_path, capsys):
    path = tmp_path / "report.json"
    path.write_bytes(file_of(own_document(frozen), "json", "en"))
    for content, said in ((path.read_bytes(), "held against the frozen report"), (loose("json"), "no frozen report")):
        path.write_bytes(content)
        call_command("report", "verify", str(path))
        told = capsys.readouterr().out
        assert said in told
        assert "cells recomputed from the ledger at the file's head: equal" in told

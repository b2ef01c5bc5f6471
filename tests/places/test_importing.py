import datetime
import gzip
import json
import os
from collections import Counter
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.forms.models import model_to_dict

from core.models import AuditLine
from places.errors import UnreadableTerritories
from places.models import SINCE_ALWAYS, Territory
from places.services.importing import import_territories

pytestmark = pytest.mark.django_db

REFORM = datetime.date(2022, 6, 8)
NOW = datetime.datetime(2026, 5, 4, 9, 0, tzinfo=datetime.UTC)
HEADER = "kato,parent_kato,name_ru"
SMALL = """110000000,,Акмолинская область
113200000,110000000,Аккольский район
113230000,113200000,Урюпинский с.о.
113230100,113230000,с.Урюпинка
710000000,,г.Астана
711110000,710000000,район Алматы"""
# The whole classifier has no licence that would let it live here; whoever has a copy names its folder.
REFERENCE = Path(os.environ.get("ASAR_REFERENCE_DIR", "/nonexistent")) / "kato_full_20221017_ru.csv.gz"


@pytest.fixture
def run_import(tmp_path):
    def run(lines: str, *, header: str = HEADER, valid_from: datetime.date = SINCE_ALWAYS, **options):
        path = tmp_path / "kato.csv"
        path.write_text(f"{header}\n{lines}\n", encoding="utf-8")
        return import_territories(path=path, source="test", valid_from=valid_from, actor=None, now=NOW, **options)

    return run


def everything() -> list[dict]:
    return [
        model_to_dict(row) | {"path": row.path, "search_name": row.search_name}
        for row in Territory.objects.order_by("pk")
    ]


def counts(report) -> tuple[int, int, int, int, int]:
    return (report.created, report.renewed, report.corrected, report.unchanged, len(report.problems))


def test_import_builds_the_tree_below_known_regions(run_import):
    report = run_import(SMALL)

    village = Territory.objects.get(code="113230100")
    assert counts(report) == (4, 0, 0, 2, 0)
    assert (village.name_ru, village.kind, village.time_zone) == ("Урюпинка", "village", "Asia/Almaty")
    assert village.region == Territory.objects.current().get(code="110000000")
    assert village.parent.parent.code == "113200000"
    assert village.path == village.parent.inner_path
    assert Territory.objects.matching("урюпин").filter(kind="village").get() == village


def test_import_again_changes_nothing(run_import):
    run_import(SMALL)
    before = everything()

    report = run_import(SMALL)

    assert counts(report) == (0, 0, 0, 6, 0)
    assert everything() == before


def test_rows_may_come_in_any_order(run_import):
    report = run_import("\n".join(reversed(SMALL.splitlines())))

    assert counts(report) == (4, 0, 0, 2, 0)


def test_dry_run_says_the_same_and_saves_nothing(run_import):
    before = everything()

    rehearsal = run_import(SMALL, dry_run=True)

    assert everything() == before
    assert AuditLine.objects.count() == 0
    assert counts(rehearsal) == counts(run_import(SMALL))


def test_reused_code_becomes_a_new_version_and_the_old_one_ends(run_import):
    run_import("191000000,190000000,Талдыкорган Г.А.\n191010000,191000000,г.Талдыкорган")

    report = run_import("191000000,190000000,Қонаев Г.А.\n191010000,191000000,г.Қонаев", valid_from=REFORM)

    old, new = Territory.objects.filter(code="191000000").order_by("valid_from")
    city = Territory.objects.current().get(code="191010000")
    assert counts(report) == (0, 2, 0, 0, 0)
    assert (old.name_ru, old.valid_from, old.valid_until) == ("Талдыкорган", SINCE_ALWAYS, REFORM)
    assert (new.name_ru, new.valid_from, new.valid_until) == ("Қонаев", REFORM, None)
    assert new.predecessor == old
    assert (city.parent, city.path) == (new, new.inner_path)
    assert Territory.objects.in_force_on(datetime.date(2019, 1, 1)).get(code="191010000").name_ru == "Талдыкорган"


def test_unchanged_unit_moves_along_with_the_new_version_above(run_import):
    run_import("113200000,110000000,Аккольский район\n113230000,113200000,Урюпинский с.о.")

    report = run_import("113200000,110000000,район Акколь\n113230000,113200000,Урюпинский с.о.", valid_from=REFORM)

    district = Territory.objects.current().get(code="113200000")
    assert counts(report) == (0, 1, 1, 0, 0)
    assert Territory.objects.get(code="113230000").parent == district
    assert {unit.code for unit in Territory.objects.within(district)} == {"113200000", "113230000"}


def test_same_first_day_corrects_a_name_in_place(run_import):
    run_import("113200000,110000000,Акольский район")

    report = run_import("113200000,110000000,Аккольский район")

    assert counts(report) == (0, 0, 1, 0, 0)
    assert Territory.objects.get(code="113200000").search_name == "|аккольскии раион|"


def test_older_file_cannot_undo_a_newer_version(run_import):
    run_import("113200000,110000000,район Акколь", valid_from=REFORM)

    report = run_import("113200000,110000000,Аккольский район")

    assert [(fault.line, fault.code) for fault in report.problems] == [(2, "113200000")]
    assert Territory.objects.get(code="113200000").name_ru == "район Акколь"


def test_kazakh_column_is_added_later_and_kept_when_absent(run_import):
    run_import("113230100,110000000,с.Урюпинка")

    run_import("113230100,110000000,с.Урюпинка,Өрнек а.", header=f"{HEADER},name_kk")
    report = run_import("113230100,110000000,с.Урюпинка")

    assert counts(report) == (0, 0, 0, 1, 0)
    assert Territory.objects.get(code="113230100").name_kk == "Өрнек"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("11320000,110000000,Район", "The code “11320000” is not nine digits."),
        ("113200000,110000000,", "The Russian name is missing."),
        ("113200000,990000000,Район", "There is no territory with the parent code “990000000”."),
        ("113200000,113200000,Район", "The codes above this one go round in a circle."),
        ("510000000,,Южно-Казахстанская область", "This code ended on 2018-06-19; import it from that day on."),
        (f"113200000,110000000,{'я' * 171}", "A name is longer than 170 letters."),
    ],
)
def test_bad_row_is_named_with_its_line_and_the_others_land(run_import, settings, line, reason):
    settings.LANGUAGE_CODE = "en"

    report = run_import(f"119900000,110000000,с.Первое\n{line}\n119910000,110000000,с.Последнее")

    assert [(fault.line, str(fault.reason)) for fault in report.problems] == [(3, reason)]
    assert report.created == 2


def test_code_given_twice_is_named_with_its_first_line(run_import):
    report = run_import("119900000,110000000,с.Первое\n119900000,110000000,с.Второе")

    assert [(fault.line, fault.code) for fault in report.problems] == [(3, "119900000")]
    assert Territory.objects.get(code="119900000").name_ru == "Первое"


def test_children_of_a_refused_row_are_refused_too(run_import):
    report = run_import("1132,110000000,Район\n113230000,1132,Округ с.о.\n113230100,113230000,с.Село")

    assert (report.rows, report.created, len(report.problems)) == (3, 0, 3)


def test_import_leaves_one_audit_line_for_each_changed_region(run_import):
    run_import(SMALL)

    lines = {line.subject_id: line.details for line in AuditLine.objects.filter(action="territory.imported")}
    akmola = Territory.objects.current().get(code="110000000")
    assert len(lines) == 2
    assert lines[str(akmola.pk)] == {"source": "test", "created": 3}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_encodings_separators_and_gzip_are_recognised(tmp_path, encoding, pack):
    path = tmp_path / "kato"
    path.write_bytes(pack("kato;parent_kato;name_ru\r\n119900000;110000000;с.Первое\r\n".encode(encoding)))

    report = import_territories(path=path, source="test", valid_from=SINCE_ALWAYS, actor=None, now=NOW)

    assert counts(report) == (1, 0, 0, 0, 0)


@pytest.mark.parametrize("content", [b"", b"kato,name\n1,2\n", b"\x1f\x8bnot really gzip", b"\x98\xff\x00"])
def test_file_that_makes_no_sense_is_refused_whole(tmp_path, content):
    path = tmp_path / "kato.csv"
    path.write_bytes(content)

    with pytest.raises(UnreadableTerritories):
        import_territories(path=path, source="test", valid_from=SINCE_ALWAYS, actor=None, now=NOW)


def test_command_prints_one_json_object(tmp_path):
    path = tmp_path / "kato.csv"
    path.write_text(f"{HEADER}\n119900000,110000000,с.Первое\nbad,,Х\n", encoding="utf-8")
    out = StringIO()

    call_command("import_territories", str(path), "--json", "--valid-from", "2022-06-08", stdout=out)

    printed = json.loads(out.getvalue())
    assert (printed["rows"], printed["created"], printed["dry_run"]) == (2, 1, False)
    assert [(fault["line"], fault["code"]) for fault in printed["problems"]] == [(3, "bad")]
    assert Territory.objects.get(code="119900000").valid_from == REFORM


def test_command_prints_problems_and_a_summary(tmp_path):
    path = tmp_path / "kato.csv"
    path.write_text(f"{HEADER}\n119900000,110000000,с.Первое\nbad,,Х\n", encoding="utf-8")
    out, err = StringIO(), StringIO()

    call_command("import_territories", str(path), "--dry-run", stdout=out, stderr=err)

    assert out.getvalue() == (
        "2 rows: 1 created, 0 renewed, 0 corrected, 0 unchanged, 1 refused (dry run, nothing saved)\n"
    )
    assert err.getvalue().startswith("line 3, bad: ")


def test_command_without_a_file_or_with_a_wrong_day_says_so(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_territories", str(tmp_path / "absent.csv"))
    with pytest.raises(CommandError, match="write it as 2022-06-08"):
        call_command("import_territories", "x.csv", "--valid-from", "8.6.2022")


@pytest.mark.skipif(not REFERENCE.exists(), reason="the whole classifier is not on this machine")
def test_whole_classifier_lands_and_lands_again_without_change():
    def run():
        return import_territories(path=REFERENCE, source="stat.gov.kz", valid_from=REFORM, actor=None, now=NOW)

    first, second = run(), run()

    kinds = Counter(Territory.objects.filter(code_system="kato").current().values_list("kind", flat=True))
    assert (first.rows, *counts(first)) == (16264, 16244, 0, 0, 20, 0)
    assert (second.rows, *counts(second)) == (16264, 0, 0, 0, 16264, 0)
    assert (kinds["region"], kinds["major_city"], kinds["district"], kinds["city_area"]) == (17, 3, 166, 38)

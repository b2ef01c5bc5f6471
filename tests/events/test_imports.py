import csv
import io
import json
from datetime import date, time
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from core.models import AuditLine
from events.enums import OpportunityStatus
from events.errors import ShiftEndsBeforeStart
from events.models import Opportunity, Shift, ShiftRole
from tests.factories.ngos import make_organisation

pytestmark = pytest.mark.usefixtures("now")

SAMPLES = Path(__file__).resolve().parents[2] / "docs" / "samples"
HEADER = {
    "title": "Название",
    "cause": "Направление",
    "date": "Дата",
    "start": "Начало",
    "end": "Конец",
    "end_date": "Дата окончания",
    "place": "Город",
    "online": "Онлайн",
    "capacity": "Мест",
    "minimum": "Минимум",
    "needed_skills": "Нужные навыки",
    "languages": "Языки",
    "min_age": "Возраст от",
    "hazards": "Опасности",
}
GOOD = {
    "title": "Уборка парка",
    "cause": "экология",
    "date": "15.05.2026",
    "start": "10:00",
    "end": "13:00",
    "place": "Алматы",
    "capacity": "12",
    "hazards": "нет",
}
# What is changed in a good row, the column that is named, and the code of the reason.
FAULTS = [
    ({"end": "9:00"}, "end", "events.shift_ends_before_start"),
    ({"end": "3:00", "end_date": "16.05.2026"}, "end", "events.shift_too_long"),
    ({"start": "10:07"}, "start", "events.shift_not_on_quarter"),
    ({"date": "15.05.2025"}, "date", "events.shift_date_impossible"),
    ({"date": "31.02.2026"}, "date", "core.date_unreadable"),
    ({"date": ""}, "date", "core.cell_empty"),
    ({"start": "25:00"}, "start", "core.time_unreadable"),
    ({"capacity": "много"}, "capacity", "core.number_unreadable"),
    ({"capacity": "0"}, "capacity", "core.number_out_of_range"),
    ({"capacity": ""}, "capacity", "core.cell_empty"),
    ({"minimum": "13"}, "capacity", "events.capacity_impossible"),
    ({"place": "Нигдебург"}, "place", "places.unknown_place"),
    ({"place": "Карагнада"}, "place", "places.misspelt_place"),
    ({"place": ""}, "place", "events.place_missing"),
    ({"online": "может быть"}, "online", "core.flag_unreadable"),
    ({"cause": "спорт"}, "cause", "core.choice_unknown"),
    ({"languages": "эльфийский"}, "languages", "core.choice_unknown"),
    ({"needed_skills": "Полёты"}, "needed_skills", "volunteers.skill_unknown"),
    ({"min_age": "12"}, "min_age", "core.number_out_of_range"),
    ({"title": "Очень " * 30}, "title", "core.text_too_long"),
]


@pytest.fixture
def ngo(db):
    return make_organisation(works_in_inclusion=True)


def sheet(rows, *, separator=","):
    out = io.StringIO()
    table = csv.DictWriter(out, HEADER, delimiter=separator)
    table.writerow(HEADER)
    table.writerows(rows)
    return out.getvalue()


def write(tmp_path, text, *, encoding="utf-8", name="sheet.csv"):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


def run(path, ngo, capsys, **options):
    call_command("import_opportunities", str(path), organisation=ngo.bin, json=True, **{"language": "ru", **options})
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("count", [60, pytest.param(500, marks=pytest.mark.slow)])
def test_rows_with_twenty_faults_among_them(ngo, tmp_path, capsys, count):
    rows, apart = [GOOD | {"title": f"Уборка парка № {number}"} for number in range(count)], count // len(FAULTS)
    for number, (change, _, _) in enumerate(FAULTS):
        rows[number * apart] |= change
    path = write(tmp_path, sheet(rows))

    dry = run(path, ngo, capsys, dry_run=True)
    written_when_dry = Opportunity.objects.count() + AuditLine.objects.count()
    report = run(path, ngo, capsys)

    assert (report["rows"], report["created"], report["unchanged"], report["refused"]) == (count, count - 20, 0, 20)
    assert [(fault["line"], fault["column"], fault["code"]) for fault in report["errors"]] == [
        (number * apart + 2, column, code) for number, (_, column, code) in enumerate(FAULTS)
    ]
    assert all(fault["reason"] for fault in report["errors"])
    assert written_when_dry == 0
    assert dry == report | {"dry_run": True, "saved": False}
    assert Opportunity.objects.count() == Shift.objects.count() == ShiftRole.objects.count() == count - 20


def test_importing_twice_changes_nothing(ngo, tmp_path, capsys):
    path = write(tmp_path, sheet([GOOD, GOOD | {"date": "16.05.2026"}]))
    run(path, ngo, capsys)
    before = list(Opportunity.objects.values().order_by("pk"))

    report = run(path, ngo, capsys)

    assert (report["created"], report["unchanged"]) == (0, 2)
    assert list(Opportunity.objects.values().order_by("pk")) == before


def test_a_row_that_came_in_is_unchanged_after_its_shift_has_passed(ngo, tmp_path, capsys, now):
    path = write(tmp_path, sheet([GOOD]))
    run(path, ngo, capsys)
    Shift.objects.update(starts_at=now, starts_on=date(2026, 5, 4))

    assert run(path, ngo, capsys)["unchanged"] == 1


def test_two_organisations_may_have_the_same_sheet(ngo, tmp_path, capsys):
    path = write(tmp_path, sheet([GOOD]))
    run(path, ngo, capsys)

    assert run(path, make_organisation(slug="other"), capsys)["created"] == 1


def test_strict_lands_nothing_if_a_row_is_refused(ngo, tmp_path, capsys):
    path = write(tmp_path, sheet([GOOD, GOOD | {"capacity": "0"}]))

    with pytest.raises(CommandError) as stopped:
        run(path, ngo, capsys, strict=True)

    report = json.loads(capsys.readouterr().out)
    assert stopped.value.returncode == 1
    assert (report["refused"], report["saved"]) == (1, False)
    assert not Opportunity.objects.exists()


def test_strict_lands_a_clean_sheet(ngo, tmp_path, capsys):
    report = run(write(tmp_path, sheet([GOOD])), ngo, capsys, strict=True)

    assert report["saved"]
    assert Opportunity.objects.count() == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251", "kz1048"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators(ngo, tmp_path, capsys, encoding, separator):
    path = write(tmp_path, sheet([GOOD], separator=separator), encoding=encoding)

    run(path, ngo, capsys)

    assert Opportunity.objects.get().title_ru == "Уборка парка"


def test_kazakh_letters_of_kazakh_windows(ngo, tmp_path, capsys):
    path = write(tmp_path, sheet([GOOD | {"title": "Ағаш отырғызу"}]), encoding="kz1048")

    run(path, ngo, capsys)

    assert Opportunity.objects.get().title_kk == "Ағаш отырғызу"


def test_excel_dates_and_times(ngo, tmp_path, capsys):
    path = write(tmp_path, sheet([GOOD | {"date": "46157", "start": "0,416666667", "end": "0.5625"}]))

    run(path, ngo, capsys)

    shift = Shift.objects.get()
    assert (shift.starts_on, shift.start_time, shift.end_time) == (date(2026, 5, 15), time(10), time(13, 30))


def test_coordinates_find_the_settlement_and_keep_the_point(ngo, tmp_path, capsys):
    run(write(tmp_path, sheet([GOOD | {"place": "49.8100, 73.0900"}])), ngo, capsys)

    row = Opportunity.objects.select_related("venue").get()
    assert (row.venue.name_en, row.latitude, row.longitude) == ("Karaganda", 49.81, 73.09)


def test_rows_land_as_drafts_unless_published(ngo, tmp_path, capsys):
    run(write(tmp_path, sheet([GOOD])), ngo, capsys)
    run(write(tmp_path, sheet([GOOD | {"title": "Сбор батареек"}])), ngo, capsys, publish=True)

    statuses = Opportunity.objects.order_by("pk").values_list("status", flat=True)
    assert list(statuses) == [OpportunityStatus.DRAFT, OpportunityStatus.PUBLISHED]


def test_an_unverified_organisation_may_not_publish(db, tmp_path, capsys):
    report = run(write(tmp_path, sheet([GOOD])), make_organisation(verified=False), capsys, publish=True)

    assert [fault["code"] for fault in report["errors"]] == ["ngos.organisation_not_verified"]
    assert not Opportunity.objects.exists()


def test_reasons_are_in_the_readers_language(ngo, tmp_path, capsys):
    path = write(tmp_path, sheet([GOOD | {"end": "9:00"}, GOOD | {"place": "Карагнада"}]))

    reasons = {
        code: [row["reason"] for row in run(path, ngo, capsys, language=code)["errors"]] for code in ("kk", "ru")
    }

    for code, (reversed_hours, misspelt) in reasons.items():
        with translation.override(code):
            assert reversed_hours == str(ShiftEndsBeforeStart())
        assert ("Қарағанды облысы" in misspelt) == (code == "kk")
        assert ("Карагандинская область" in misspelt) == (code == "ru")


def test_a_repeated_row_names_the_first(ngo, tmp_path, capsys):
    report = run(write(tmp_path, sheet([GOOD, GOOD])), ngo, capsys)

    (fault,) = report["errors"]
    assert (report["created"], fault["line"], fault["code"]) == (1, 3, "core.row_repeated")
    assert "2" in fault["reason"]


def test_more_cells_than_headers_are_a_fault(ngo, tmp_path, capsys):
    text = sheet([GOOD]).rstrip("\r\n") + ",лишнее\r\n"

    assert [fault["code"] for fault in run(write(tmp_path, text), ngo, capsys)["errors"]] == ["core.row_too_wide"]


def test_lines_are_counted_in_the_file_past_blank_ones_and_long_texts(ngo, tmp_path, capsys):
    text = (
        'title,date,start,end,place,capacity,cause\r\n"Two\nlines",15.05.2026,9,12,Almaty,3,ecology\r\n\r\n,,,,,x,\r\n'
    )

    report = run(write(tmp_path, text), ngo, capsys)

    assert (report["rows"], report["created"]) == (2, 1)
    assert report["errors"][0]["line"] == 5


def test_headers_of_ones_own(ngo, tmp_path, capsys):
    text = "Мероприятие,Когда,С,До,Где,Сколько человек,Направление\nУборка,15.05.2026,10:00,12:00,Алматы,5,экология\n"
    mapping = write(tmp_path, SAMPLES.joinpath("headers.toml").read_text(encoding="utf-8"), name="map.toml")
    mapping.write_text(mapping.read_text(encoding="utf-8").replace("Название мероприятия", "Мероприятие"), "utf-8")

    report = run(write(tmp_path, text), ngo, capsys, map=mapping)

    assert (report["created"], report["ignored_headers"]) == (1, [])


def test_the_sample_lands(ngo, capsys):
    report = run(SAMPLES / "opportunities.csv", ngo, capsys)

    assert (report["created"], report["errors"]) == (4, [])
    assert set(Opportunity.objects.values_list("is_remote", flat=True)) == {True, False}
    assert Opportunity.objects.get(external_key="В-03").languages == 3


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "core.table_empty"),
        (b"\xef\xbb\xbf \n", "core.table_empty"),
        ("Название,Дата,Начало,Конец,Мест\n".encode(), "core.table_empty"),
        (b"PK\x03\x04" + bytes(200), "core.table_is_workbook"),
        (b"\xd0\xcf\x11\xe0" + bytes(200), "core.table_is_workbook"),
        (bytes(range(256)), "core.table_unreadable"),
        (b"\x98\x98\xff", "core.table_unreadable"),
        ("Название,Дата,Начало,Город\nУборка,15.05.2026,10:00,Алматы\n".encode(), "core.column_missing"),
        ("Дата,Date,Начало,Конец,Мест\n15.05.2026,15.05.2026,10,12,3\n".encode(), "core.column_twice"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused_as_a_whole(ngo, tmp_path, capsys, content, code):
    path = tmp_path / "sheet.csv"
    path.write_bytes(content)

    with pytest.raises(CommandError) as stopped:
        run(path, ngo, capsys)

    assert stopped.value.returncode == 5
    assert json.loads(capsys.readouterr().out)["code"] == code
    assert not Opportunity.objects.exists()


def test_missing_columns_are_named(ngo, tmp_path):
    path = write(tmp_path, "Название,Дата,Начало\nУборка,15.05.2026,10:00\n")

    with pytest.raises(CommandError, match=r"end, capacity.*Название, Дата, Начало"):
        call_command("import_opportunities", str(path), organisation=ngo.bin, language="en")


def test_a_header_of_the_mapping_that_is_not_there_is_named(ngo, tmp_path):
    path = write(tmp_path, sheet([GOOD]))
    mapping = write(tmp_path, 'date = "Когда"\n', name="map.toml")

    with pytest.raises(CommandError, match="Когда"):
        call_command("import_opportunities", str(path), organisation=ngo.bin, map=mapping, language="en")


@pytest.mark.parametrize("text", ["date = 3", "date", "colour = 'Цвет'", "[date]\nheader = 'Когда'"])
def test_a_mapping_that_makes_no_sense_is_refused(ngo, tmp_path, text):
    mapping = write(tmp_path, text, name="map.toml")

    with pytest.raises(CommandError) as stopped:
        call_command("import_opportunities", "nothing.csv", organisation=ngo.bin, map=mapping, language="en")

    assert stopped.value.returncode == 5


@pytest.mark.parametrize("number", ["12", "700140000018", "700140000019"])
def test_an_unknown_organisation_stops_the_import(db, tmp_path, number):
    path = write(tmp_path, sheet([GOOD]))

    with pytest.raises(CommandError) as stopped:
        call_command("import_opportunities", str(path), organisation=number, language="en")

    assert stopped.value.returncode == 2


def test_without_json_each_fault_is_a_line(ngo, tmp_path, capsys):
    path = write(tmp_path, sheet([GOOD, GOOD | {"capacity": "x"}]))

    call_command("import_opportunities", str(path), organisation=ngo.bin, language="en")

    said = capsys.readouterr()
    assert said.out == "2 rows: 1 created, 0 unchanged, 1 refused\n"
    assert said.err == "line 3, Мест: This is not a whole number. Write it in digits, for example 12.\n"

import json
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from core.models import AuditLine
from core.text import fold
from events.services.signups import claim_seat
from tests.factories.events import make_opportunity, make_role, make_shift
from tests.factories.ngos import make_organisation
from volunteers.enums import DayPart
from volunteers.management.cells import read_free_times
from volunteers.models import Volunteer

pytestmark = pytest.mark.usefixtures("now")

SAMPLE = Path(__file__).resolve().parents[2] / "docs" / "samples" / "volunteers.csv"
HEADER = "e-mail,name,date of birth,city,languages,skills,free times,causes,km"
GOOD = "asel@example.org,Асель Үлгіева,14.03.2004,Алматы,kk ; ru,Алғашқы көмек: 2,сб утро,инклюзия,15"
FAULTS = [
    ("not-an-address,Асель,14.03.2004,Алматы,,,,,", "email", "core.email_unreadable"),
    ("a@example.org,,14.03.2004,Алматы,,,,,", "full_name", "core.cell_empty"),
    ("b@example.org,Асель,14.03.04,Алматы,,,,,", "birth_date", "core.date_unreadable"),
    ("c@example.org,Асель,14.03.2024,Алматы,,,,,", "birth_date", "volunteers.too_young"),
    ("d@example.org,Асель,14.03.2030,Алматы,,,,,", "birth_date", "volunteers.birth_date_impossible"),
    ("e@example.org,Асель,14.03.2004,,,,,,", "place", "core.cell_empty"),
    ("f@example.org,Асель,14.03.2004,Нигдебург,,,,,", "place", "places.unknown_place"),
    ("g@example.org,Асель,14.03.2004,Алматы,марсианский,,,,", "languages", "core.choice_unknown"),
    ("h@example.org,Асель,14.03.2004,Алматы,,Полёты,,,", "skills", "volunteers.skill_unknown"),
    ("i@example.org,Асель,14.03.2004,Алматы,,first_aid: 7,,,", "skills", "volunteers.skill_level_unknown"),
    ("j@example.org,Асель,14.03.2004,Алматы,,,когда-нибудь,,", "free_times", "volunteers.free_time_unknown"),
    ("k@example.org,Асель,14.03.2004,Алматы,,,,спорт,", "causes", "core.choice_unknown"),
    ("l@example.org,Асель,14.03.2004,Алматы,,,,,9000", "max_km", "core.number_out_of_range"),
]


@pytest.fixture
def ngo(db):
    return make_organisation()


def run(path, ngo, capsys, **options):
    call_command("import_volunteers", str(path), organisation=ngo.bin, json=True, language="en", **options)
    return json.loads(capsys.readouterr().out)


def write(tmp_path, *rows):
    path = tmp_path / "people.csv"
    path.write_text("\n".join([HEADER, *rows]), encoding="utf-8")
    return path


def test_a_row_becomes_a_person_with_a_profile(ngo, tmp_path, capsys):
    report = run(write(tmp_path, GOOD), ngo, capsys)

    person = Volunteer.objects.select_related("user", "home").get()
    assert (report["rows"], report["created"], report["refused"]) == (1, 1, 0)
    assert (person.user.email, person.user.language, person.birth_date) == (
        "asel@example.org",
        "kk",
        date(2004, 3, 14),
    )
    assert (person.home.name_en, person.max_km, person.languages) == ("Almaty", 15, 3)
    assert person.free_times == {(5, DayPart.MORNING)}
    assert (person.cause_inclusion, person.cause_ecology) == (3, 0)
    assert list(person.skills.values_list("skill__code", "level")) == [("first_aid", 2)]


def test_nobody_can_sign_in_with_a_password(ngo, tmp_path, capsys):
    run(write(tmp_path, GOOD), ngo, capsys)

    assert not User.objects.get(email="asel@example.org").has_usable_password()


def test_each_fault_is_named_and_the_others_land(ngo, tmp_path, capsys):
    report = run(write(tmp_path, GOOD, *(row for row, _, _ in FAULTS)), ngo, capsys)

    assert (report["created"], report["refused"]) == (1, len(FAULTS))
    assert [(fault["line"], fault["column"], fault["code"]) for fault in report["errors"]] == [
        (number + 3, column, code) for number, (_, column, code) in enumerate(FAULTS)
    ]
    assert User.objects.count() == Volunteer.objects.count() == 1


def test_what_the_cells_say_is_not_printed(ngo, tmp_path, capsys):
    report = run(write(tmp_path, FAULTS[0][0], FAULTS[4][0]), ngo, capsys)

    assert [fault["value"] for fault in report["errors"]] == ["", ""]
    assert "not-an-address" not in json.dumps(report)
    assert "2030" not in json.dumps(report)


def test_importing_twice_changes_nothing(ngo, tmp_path, capsys):
    path = write(tmp_path, GOOD)
    run(path, ngo, capsys)
    Volunteer.objects.update(max_km=3)

    report = run(path, ngo, capsys)

    assert (report["created"], report["unchanged"]) == (0, 1)
    assert Volunteer.objects.get().max_km == 3


def test_an_account_that_is_there_is_not_touched(ngo, tmp_path, capsys):
    User.objects.create_user("asel@example.org", full_name="Басқа Адам")

    report = run(write(tmp_path, GOOD.replace("asel@", "Asel@")), ngo, capsys)

    assert report["unchanged"] == 1
    assert not Volunteer.objects.exists()


def test_a_dry_run_writes_nothing(ngo, tmp_path, capsys):
    report = run(write(tmp_path, GOOD), ngo, capsys, dry_run=True)

    assert (report["created"], report["saved"]) == (1, False)
    assert (User.objects.count(), Volunteer.objects.count(), AuditLine.objects.count()) == (0, 0, 0)


def test_strict_lands_nobody_if_a_row_is_refused(ngo, tmp_path, capsys):
    with pytest.raises(CommandError):
        run(write(tmp_path, GOOD, FAULTS[0][0]), ngo, capsys, strict=True)

    assert not User.objects.exists()


def test_an_imported_minor_waits_for_a_guardian(ngo, tmp_path, capsys, now):
    run(write(tmp_path, GOOD.replace("2004", "2010")), ngo, capsys)
    minor = Volunteer.objects.get()
    role = make_role(make_shift(make_opportunity(organisation=ngo)))

    assert claim_seat(role=role, volunteer=minor, actor=minor.user, now=now).status == "awaiting"


def test_the_audit_names_the_organisation_and_no_person(ngo, tmp_path, capsys):
    run(write(tmp_path, GOOD), ngo, capsys)

    line = AuditLine.objects.get(action="volunteers.imported")
    assert (line.subject_id, line.details) == (str(ngo.public_id), {"created": 1})


def test_the_sample_lands(ngo, capsys):
    report = run(SAMPLE, ngo, capsys)

    assert (report["created"], report["errors"]) == (2, [])


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("сб утро", {(5, 0)}),
        ("Дс кешке", {(0, 2)}),
        ("Sunday", {(6, 0), (6, 1), (6, 2)}),
        ("weekend morning; wed evening", {(5, 0), (6, 0), (2, 2)}),
        ("жексенбі таң күндіз", {(6, 0), (6, 1)}),
        ("выходные", {(day, part) for day in (5, 6) for part in range(3)}),
        ("вечером", {(day, 2) for day in range(7)}),
    ],
)
def test_free_times_are_read_as_people_write_them(text, slots):
    assert read_free_times(text) == slots, fold(text)

"""The register out of an official list, CSV or XLSX, through the command."""

import csv
import io
import json
import time

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from core import clock
from core.models import AuditLine
from ngos.models import LegalStatusEntry, Membership, Organisation, OrganisationChange
from ngos.queries.cases import open_case_of
from ngos.services.merging import merge
from ngos.validators import check_digit
from tests.factories.accounts import make_user
from tests.factories.ngos import make_bin, make_group, make_member, make_organisation
from tests.factories.places import region

pytestmark = pytest.mark.django_db

HEADER = (
    "БИН", "Наименование", "Наименование на казахском", "Область", "Организационно-правовая форма", "Статус",
    "Дата статуса", "Направления деятельности", "БИН головной организации",
)  # fmt: skip


def row(**changes):
    usual = dict(
        zip(
            HEADER,
            (make_bin(), "Общественный фонд «Родник»", "«Бұлақ» қоғамдық қоры", "Карагандинская область", "ОФ",
             "действующая", "05.03.2024", "ecology; 16", ""),
            strict=True,
        )
    )  # fmt: skip
    return usual | changes


def csv_of(tmp_path, rows):
    out = io.StringIO()
    table = csv.DictWriter(out, HEADER)
    table.writeheader()
    table.writerows(rows)
    path = tmp_path / "list.csv"
    path.write_text(out.getvalue(), encoding="utf-8")
    return path


def xlsx_of(tmp_path, rows):
    book = Workbook()
    for line in (HEADER, *(tuple(one.values()) for one in rows)):
        book.active.append(line)
    path = tmp_path / "list.xlsx"
    book.save(path)
    return path


def branch_bin():
    eleven = next(f"200441{n:05}" for n in range(9) if check_digit(f"200441{n:05}") is not None)
    return f"{eleven}{check_digit(eleven)}"


def run(path, capsys, **options):
    call_command("import_organisations", str(path), json=True, language="en", **options)
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("write", [csv_of, xlsx_of])
def test_a_list_becomes_entries_nobody_acts_for(tmp_path, capsys, write):
    rows = [row(), row(Наименование="ОФ «Мост»", Статус="в стадии ликвидации")]
    path = write(tmp_path, rows)

    dry = run(path, capsys, dry_run=True)
    assert (dry["created"], dry["saved"], Organisation.objects.count()) == (2, False, 0)
    first, again = run(path, capsys), run(path, capsys)

    assert (first["created"], first["refused"], again["created"], again["unchanged"]) == (2, 0, 0, 2)
    found = Organisation.objects.get(bin=rows[0]["БИН"])
    assert (found.legal_form, found.legal_status, found.region.code) == ("public_fund", "active", "350000000")
    assert set(found.directions.values_list("code", flat=True)) == {"ecology", "volunteering"}
    assert (found.works_in_ecology, found.works_in_inclusion, found.is_listed) == (True, False, True)
    assert LegalStatusEntry.objects.get(organisation=found).since.isoformat() == "2024-03-05"
    assert AuditLine.objects.filter(action="organisation.listed").count() == 2
    assert (Membership.objects.count(), open_case_of(found)) == (0, None)


def test_a_later_list_changes_what_the_state_says_and_leaves_an_owners_names(tmp_path, capsys):
    number = make_bin()
    owned = make_organisation(bin=number, name="Біздің атымыз", legal_status="active")
    make_member(owned)

    report = run(csv_of(tmp_path, [row(БИН=number, Статус="банкрот")]), capsys)

    owned.refresh_from_db()
    assert report["updated"] == 1
    assert (owned.name_kk, owned.legal_status, owned.legal_form) == ("Біздің атымыз", "bankrupt", "public_fund")
    kinds = OrganisationChange.objects.filter(organisation=owned, source="list").values_list("kind", flat=True)
    assert set(kinds) == {"legal_status", "legal_form"}


def test_branches_find_their_head_wherever_it_stands_in_the_list(tmp_path, capsys):
    head, branch = make_bin(), branch_bin()
    rows = [row(БИН=branch, **{"БИН головной организации": head}), row(БИН=head)]

    report = run(csv_of(tmp_path, rows), capsys)

    assert report["refused"] == 0
    assert Organisation.objects.get(bin=branch).parent.bin == head


def test_rows_without_a_bin_are_known_again_by_name_and_region(tmp_path, capsys):
    group = row(БИН="", Статус="без БИН", **{"Организационно-правовая форма": "инициативная группа"})
    path = csv_of(tmp_path, [group])

    assert run(path, capsys)["created"] == 1
    assert run(path, capsys)["unchanged"] == 1
    assert Organisation.objects.get().legal_status == "unverified"


GROUP = {"БИН": "", "Статус": "без БИН", "Организационно-правовая форма": "инициативная группа"}


def test_a_row_that_several_entries_without_a_bin_fit_is_refused_and_names_them(tmp_path, capsys):
    here = {"region": region("350000000"), "name": "Көршілер"}
    namesakes = [make_group(**here), make_group(**here)]
    make_group(name="Көршілер")  # of another region
    path = csv_of(tmp_path, [row(**GROUP, Наименование="Көршілер", **{"Наименование на казахском": ""}), row()])

    report = run(path, capsys)

    (fault,) = report["errors"]
    assert (fault["column"], fault["code"], report["created"]) == ("name", "ngos.name_shared", 1)
    assert all(one.slug in fault["reason"] for one in namesakes)
    merge(survivor=namesakes[0], duplicate=namesakes[1], reason="Same.", reviewer=make_user(), now=clock.now())
    again = run(path, capsys)
    assert (again["refused"], again["created"], Organisation.objects.count()) == (0, 0, 4)


def test_addresses_differ_from_those_of_every_entry_there_is(tmp_path, capsys):
    here = {"region": region("350000000"), "name": "Көршілер"}
    make_group(slug="rodnik", **here)
    make_group(slug="koershiler", **here)
    make_organisation(slug="most", name="Иной")
    rows = [
        row(Наименование=name, **{"Наименование на казахском": ""}, **more)
        for name, more in (("Родник", {}), ("Родник", {}), ("Родник", GROUP), ("Мост", {}), ("2024", {}), ("2024", {}))
    ]

    report = run(csv_of(tmp_path, rows), capsys)

    slugs = set(Organisation.objects.values_list("slug", flat=True))
    assert (report["created"], len(slugs)) == (6, 9)
    bins = [one["БИН"] for one in rows]
    assert {f"rodnik-{bins[0]}", f"rodnik-{bins[1]}", f"most-{bins[3]}", "org-2024", f"org-2024-{bins[5]}"} <= slugs


def test_a_branch_of_a_joined_head_is_led_to_the_entry_that_remains(tmp_path, capsys):
    head, kept = make_organisation(), make_organisation()
    merge(survivor=kept, duplicate=head, reason="Same.", reviewer=make_user(), now=clock.now())
    branch = branch_bin()

    report = run(csv_of(tmp_path, [row(БИН=branch, **{"БИН головной организации": head.bin})]), capsys)

    assert report["refused"] == 0
    assert Organisation.objects.get(bin=branch).parent == kept


FAULTS = [
    ({"БИН": "850101100002"}, "bin", "ngos.bin_is_personal"),
    ({"БИН": "991340000016"}, "bin", "ngos.bin_month"),
    ({"БИН": "991240000014"}, "bin", "ngos.bin_check_digit"),
    ({"БИН": ""}, "bin", "ngos.bin_missing"),
    ({"Статус": "без БИН"}, "legal_status", "ngos.legal_status_impossible"),
    ({"Статус": "хорошая"}, "legal_status", "ngos.legal_status_unknown"),
    ({"Дата статуса": "05.03.2199"}, "since", "ngos.day_in_future"),
    ({"Область": "Атлантида"}, "region", "places.unknown_territory"),
    ({"Область": ""}, "region", "core.cell_empty"),
    ({"Организационно-правовая форма": "Профсоюз"}, "legal_form", "ngos.form_barred"),
    ({"Организационно-правовая форма": "ТОО"}, "legal_form", "ngos.form_unknown"),
    ({"Направления деятельности": "космос"}, "directions", "ngos.direction_unknown"),
    ({"Наименование": "", "Наименование на казахском": ""}, "name", "core.cell_empty"),
    ({"Наименование": "а" * 201}, "name", "core.text_too_long"),
    ({"БИН головной организации": "991240000013"}, "head", "ngos.not_a_branch"),
]


def test_each_fault_is_named_and_the_others_still_land(tmp_path, capsys):
    rows = [row(**{"Наименование": f"Фонд {number}"} | change) for number, (change, _, _) in enumerate(FAULTS)]
    good = row()
    report = run(csv_of(tmp_path, [*rows, good, good]), capsys)

    named = {(one["line"], one["column"], one["code"]) for one in report["errors"]}
    assert named == {
        *((line, column, code) for line, (_, column, code) in enumerate(FAULTS, start=2)),
        (len(FAULTS) + 3, "", "core.row_repeated"),
    }
    assert all(one["reason"] for one in report["errors"])
    assert [found.bin for found in Organisation.objects.all()] == [good["БИН"]]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"PK\x03\x04" + bytes(300), "core.table_is_workbook"),
        ("БИН,Наименование\n1,2\n".encode(), "core.column_missing"),
        (b"", "core.table_empty"),
    ],
)
def test_a_file_that_is_no_list_is_refused_whole(tmp_path, capsys, content, code):
    path = tmp_path / "list.xlsx"
    path.write_bytes(content)

    with pytest.raises(CommandError) as refusal:
        run(path, capsys)

    assert refusal.value.returncode == 5
    assert json.loads(capsys.readouterr().out)["code"] == code


@pytest.mark.slow
@pytest.mark.measured
def test_a_list_of_the_country_lands_in_two_minutes(tmp_path, capsys):
    numbers = (f"{year:02}{month:02}40{n:05}" for n in range(200) for year in range(15, 26) for month in range(1, 13))
    bins = [f"{eleven}{check_digit(eleven)}" for eleven in numbers if check_digit(eleven) is not None][:25_000]
    path = csv_of(tmp_path, [row(БИН=one, Наименование=f"Фонд «Родник {n}»") for n, one in enumerate(bins)])

    started = time.perf_counter()
    report = run(path, capsys)

    assert report["created"] == 25_000
    assert time.perf_counter() - started < 120

"""The register extract: what the law names, people as counts, nobody of a few."""

import io
from datetime import date

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from core.enums import Cause
from reports.exports import extract_workbook
from reports.indicators import read_period
from reports.queries.extract import Done, extract_of
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity
from tests.factories.ngos import make_organisation
from tests.factories.participation import make_world, work
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db
YEAR = read_period("2026")


def sheets(content: bytes) -> dict[str, list[tuple[object, ...]]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {page.title: list(page.iter_rows(values_only=True)) for page in book.worksheets}


@pytest.fixture
def world():
    return make_world()


def test_extract_of_territory_counts_people_once_and_hides_few(world):
    extract = extract_of(YEAR, territory=world.region)

    assert extract.whole == Done(people=7, minutes=675)
    assert [(one.bin, actions, done) for one, actions, done in extract.organisations] == [
        (world.green.bin, 2, Done(people=6, minutes=465)),
        (world.ramp.bin, 2, Done(people=None, minutes=None)),
    ]
    assert [age for age, _done in extract.ages] == ["under_14", "14_17", "18_22", "29_34", "35_up"]
    assert all(done.people is None for _age, done in extract.ages)


def test_extract_of_organisation_leaves_the_others_out(world):
    extract = extract_of(YEAR, organisation=world.ramp)

    assert {one.opportunity.organisation for one in extract.actions} == {world.ramp}


def test_workbook_names_action_place_time_and_requirements(world):
    garden = make_opportunity(
        organisation=world.green, venue=world.village, title="A garden", cause=Cause.ECOLOGY, min_age=16
    )
    for _number in range(5):
        work(make_volunteer(user=make_user(), home=world.village), garden, date(2026, 5, 1), 60)
    with override("en"):
        found = sheets(extract_workbook(extract_of(YEAR, organisation=world.green), about=world.green))

    header, *rows = found["Actions"]
    row = dict(zip(header, next(row for row in rows if row[0] == "A garden"), strict=True))
    assert row["Participants"] == 5
    assert row["Hours"] == 5
    assert row["Place"].startswith("Молодёжный")
    assert (row["First day"].date(), row["Sessions"], row["Least age"]) == (date(2026, 5, 1), 5, 16)
    assert any("volunteer@mki.gov.kz" in str(line[0]) for line in found["Letter"])
    assert ("Dana", world.green.name_en or world.green.name_ru or world.green.name_kk, "A garden") in found[
        "Coordinators"
    ]


def test_extract_asks_the_same_number_of_queries_for_one_action_and_for_many(world, django_assert_num_queries):
    for number in (0, 3):
        for _more in range(number):
            place = make_opportunity(organisation=make_organisation(), venue=world.city)
            work(make_volunteer(user=make_user(), home=world.village), place, date(2026, 6, 1), 60)
        with django_assert_num_queries(5):
            extract_of(YEAR, territory=world.region)


def test_command_writes_the_workbook_and_refuses_what_is_not_there(world, tmp_path, capsys):
    call_command("register_extract", organisation=world.green.bin, period="2026", out=tmp_path, language="ru")

    (path,) = tmp_path.iterdir()
    assert path.name == f"register-{world.green.bin}-2026.xlsx"
    assert str(path) in capsys.readouterr().out
    with pytest.raises(CommandError) as unknown:
        call_command("register_extract", organisation="000000000000", period="2026", out=tmp_path)
    with pytest.raises(CommandError) as reversed_days:
        call_command("register_extract", organisation=world.green.bin, period="spring", out=tmp_path)
    assert (unknown.value.returncode, reversed_days.value.returncode) == (3, 5)


def test_owner_and_officer_download_it_strangers_do_not(client, world):
    assert client.get(f"/kk/org/{world.green.slug}/register-extract.xlsx").status_code == 302
    client.force_login(make_user())
    assert client.get(f"/kk/org/{world.green.slug}/register-extract.xlsx").status_code == 404
    assert client.get("/kk/akimat/350000000/register-extract.xlsx").status_code == 403

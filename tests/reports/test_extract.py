"""The register extract: what the law names, people as counts, nobody of a few."""

import io
from datetime import date

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from core.enums import Cause
from events.models import Programme, RoleSkill
from reports.exports import extract_workbook
from reports.indicators import read_period
from reports.queries import selection_of
from reports.queries.extract import Done, Extract, extract_of
from reports.queries.figures import figures_of
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity
from tests.factories.ngos import make_organisation
from tests.factories.participation import make_world, work
from tests.factories.volunteers import make_skill, make_volunteer

pytestmark = pytest.mark.django_db
YEAR = read_period("2026")
NOT_TOLD = Done(people=None, minutes=None)


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
        (world.green.bin, 2, NOT_TOLD),  # the whole less its six people would tell of the other's two
        (world.ramp.bin, 2, NOT_TOLD),
    ]
    assert [age for age, _done in extract.ages] == ["under_14", "14_17", "18_22", "29_34", "35_up"]
    assert all(done.people is None for _age, done in extract.ages)


def test_no_difference_of_what_the_extract_tells_leaves_few(world):
    """Three actions of one organisation with eight, six and three people: two have to go, not one."""
    ngo = make_organisation(region=world.region)
    actions = [make_opportunity(organisation=ngo, venue=world.city) for _ in range(3)]
    for action, people in zip(actions, (8, 6, 3), strict=True):
        for _number in range(people):
            work(make_volunteer(user=make_user()), action, date(2026, 5, 2), 60)

    extract = extract_of(YEAR, organisation=ngo)

    told = {one.opportunity: one.done for one in extract.actions}
    assert extract.whole == Done(people=17, minutes=17 * 60)
    assert [told[action] for action in actions] == [Done(people=8, minutes=480), NOT_TOLD, NOT_TOLD]


def test_what_belongs_to_no_programme_is_not_found_by_subtraction(world):
    ngo, programme = make_organisation(region=world.region), Programme.objects.create(code="spring")
    inside = make_opportunity(organisation=ngo, venue=world.city, programme=programme)
    alone = make_opportunity(organisation=ngo, venue=world.city)
    for action, people in ((inside, 9), (alone, 2)):
        for _number in range(people):
            work(make_volunteer(user=make_user()), action, date(2026, 5, 2), 60)

    extract = extract_of(YEAR, organisation=ngo)

    assert extract.whole == Done(people=11, minutes=11 * 60)
    assert [done for _one, _actions, done in extract.programmes] == [NOT_TOLD]
    assert [one.done for one in extract.actions] == [NOT_TOLD, NOT_TOLD]


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


def test_an_age_band_is_that_of_the_report(world):
    """Six people of 17 who become 18 in March: each stands in one band, with all hours, in both papers."""
    action = make_opportunity(organisation=world.green, venue=world.city)
    for _number in range(6):
        person = make_volunteer(user=make_user(), home=world.village)
        work(person, action, date(2026, 3, 2), 60, age_years=18)
        work(person, action, date(2026, 1, 2), 60, age_years=17)
    for _number in range(9):
        work(make_volunteer(user=make_user(), home=world.village), action, date(2026, 1, 2), 60, age_years=20)
    period = read_period("2026-Q1")

    extract = dict(extract_of(period, territory=world.region).ages)

    report = figures_of(selection_of(world.region, period))["tables"]["age"]
    counted = {row["key"]: (row["counts"]["people"], row["counts"]["minutes"]) for row in report}
    assert (counted["14_17"], counted["18_22"][0]) == ((7, 6 * 120 + 45), 12)
    told = {band: (done.people, done.minutes) for band, done in extract.items() if done.people is not None}
    assert told
    assert all(counted[band] == numbers for band, numbers in told.items() if band in counted)
    assert told["18_22"] == counted["18_22"]


def test_skills_are_named(world):
    action = make_opportunity(organisation=world.green, venue=world.city, title="Aid")
    role = work(make_volunteer(user=make_user()), action, date(2026, 5, 1), 60).attendance.signup.role
    for code in ("sign_language_x", "first_aid_x"):
        RoleSkill.objects.create(role=role, skill=make_skill(code), is_required=True)

    with override("en"):
        rows = sheets(extract_workbook(extract_of(YEAR, organisation=world.green), about=world.green))["Actions"]

    (aid,) = (row for row in rows if row[0] == "Aid")
    assert aid[9] == "First aid x, Sign language x"


@pytest.mark.parametrize(
    ("language", "hours", "people"),
    [("en", "20,824.5", "4,271"), ("ru", "20\u00a0824,5", "4\u00a0271"), ("kk", "20\u00a0824,5", "4\u00a0271")],
)
def test_numbers_of_the_letter_are_written_for_the_reader(world, language, hours, people):
    whole = Done(people=4271, minutes=1_249_470)
    extract = Extract(period=YEAR, whole=whole, organisations=[], programmes=[], actions=[], ages=[])

    with override(language):
        letter = next(iter(sheets(extract_workbook(extract, about=world.region)).values()))

    words = " ".join(str(line[0]) for line in letter)
    assert hours in words
    assert people in words


def test_extract_asks_the_same_number_of_queries_for_one_action_and_for_many(world, django_assert_num_queries):
    for number in (0, 3):
        for _more in range(number):
            place = make_opportunity(organisation=make_organisation(), venue=world.city)
            work(make_volunteer(user=make_user(), home=world.village), place, date(2026, 6, 1), 60)
        with django_assert_num_queries(4):
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

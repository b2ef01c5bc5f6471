"""Every number opens a list with exactly that many rows; people stand in it without names, and few not at all."""

import csv
import io
import re
from datetime import date
from random import Random

import pytest

from accounts.enums import Role
from places.models import Territory
from reports.exports.lists import rows_csv
from reports.indicators import read_period
from reports.queries import cube_participation, selection_of
from reports.queries.lists import METRICS, PersonRow, rows_behind
from reports.services import catch_up
from tests.factories.accounts import make_grant, make_user
from tests.factories.events import make_opportunity
from tests.factories.participation import make_world, work
from tests.factories.places import make_territory, region
from tests.factories.volunteers import make_volunteer
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db
PAGE = "/en/akimat/350000000/"
QUARTER = read_period("2026-Q1")


@pytest.fixture
def world(now):
    """The small country, and thirty more people in three districts."""
    world, dice = make_world(), Random(7)
    districts = [make_territory(name=f"Аудан {name}", parent=world.region, kind="district") for name in "АӘБ"]
    events = [make_opportunity(venue=place) for place in districts]
    for _number in range(30):
        volunteer = make_volunteer()
        for _time in range(dice.randint(1, 2)):
            work(volunteer, dice.choice(events), date(2026, dice.randint(1, 3), dice.randint(1, 28)), 60)
    catch_up()
    return world


@pytest.fixture
def officer(client, world):
    user = make_user(full_name="Гүлшат Ахметова")
    make_grant(user, Role.AKIMAT_OFFICER, world.region)
    client.force_login(user)
    return client


def test_every_number_of_the_page_opens_as_many_rows(officer):
    page = officer.get(PAGE, {"period": "2026-Q1"}).content.decode()
    found = re.findall(r'<a href="([^"]+/list/[^"]+)">([\d,]+)(?: NGOs| h)?</a>', page)
    assert len(found) >= 7
    assert {"organisations", "participations"} <= {re.search(r"metric=(\w+)", address)[1] for address, _n in found}

    for address, number in found:
        answer = officer.get(address.replace("&amp;", "&")).content.decode()
        rows = len(re.findall(r"<tr><th scope=\"row\">", answer))
        wanted = int(number.replace(",", ""))
        if "metric=participations" in address:
            listed = re.search(r'data-rows="(\d+)"', answer)
            assert rows == int(listed[1]) if listed else "Fewer than five people" in answer
        elif wanted < 5 and "metric=people" in address:
            assert rows == 0
            assert "Fewer than five people" in answer
        else:
            assert (address, rows) == (address, wanted)


def test_rows_by_every_part_are_as_many_as_the_part_says(world):
    selection = selection_of(world.region, QUARTER)
    report = cube_participation(selection)
    parts = [("district", row.territory.key, row.people) for row in report.districts]
    parts += [("cause", row.cause.value, row.people) for row in report.causes]
    parts += [("month", f"{row.month:%Y-%m}", row.people) for row in report.months]

    for by, key, people in parts:
        found = rows_behind(selection, "people", by=by, key=key)
        assert (by, key, found.count, len(found.rows)) == (by, key, people, people if people >= 5 else 0)
    everybody = rows_behind(selection, "participations")
    assert sum(row.minutes for row in everybody.rows) == report.minutes
    for metric, number in (("events", report.events), ("organisations", report.organisations)):
        assert rows_behind(selection, metric).count == number


@pytest.mark.parametrize("metric", METRICS)
def test_no_list_of_any_kind_is_shown_where_few_stand_behind_it(world, metric):
    """In April one person worked: her event, its organisation and the time she spent there are hers alone."""
    found = rows_behind(selection_of(world.region, read_period("2026-Q2")), metric)

    assert (found.count, found.rows, found.is_hidden) == (0 if metric == "newcomers" else 1, (), True)


def test_signs_name_nobody_and_differ_from_list_to_list(world):
    selection = selection_of(world.region, QUARTER)
    people = {row.sign for row in rows_behind(selection, "people").rows if isinstance(row, PersonRow)}
    newcomers = {row.sign for row in rows_behind(selection, "newcomers").rows if isinstance(row, PersonRow)}

    assert len(people) == 35
    assert not people & newcomers


def test_nobody_is_named_and_other_territories_are_closed(officer, client):
    names = [name for row in Volunteer.objects.select_related("user") for name in (row.user.full_name, row.user.email)]
    for metric in ("people", "newcomers", "participations"):
        page = officer.get(f"{PAGE}list/", {"period": "2026-Q1", "metric": metric}).content.decode()
        assert [name for name in names if name and name in page] == []
    assert officer.get("/en/akimat/750000000/list/", {"metric": "people"}).status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        {"metric": "secrets"},
        {"metric": "people", "by": "cause", "key": "war"},
        {"metric": "people", "by": "month", "key": "2020-01"},
        {"metric": "people", "by": "district", "key": "kato:1"},
        {"metric": "people", "by": "colour", "key": "red"},
    ],
)
def test_a_list_nobody_linked_to_is_not_there(officer, query):
    assert officer.get(f"{PAGE}list/", {"period": "2026-Q1", **query}).status_code == 404


@pytest.mark.parametrize(
    ("query", "title", "about", "together"),
    [
        ({}, "Young people who took part: 35", "Karaganda Region · January–March 2026", "Together "),
        (
            {"metric": "newcomers"},
            "Young people who took part for the first time: 34",
            "Karaganda Region",
            "Together ",
        ),
        (
            {"metric": "participations", "by": "cause", "key": "ecology"},
            "Attendances with confirmed hours: ",
            "Ecology · Karaganda Region · January–March 2026",
            "Together ",
        ),
        (
            {"metric": "events", "by": "month", "key": "2026-02"},
            "Events with confirmed hours: ",
            "February 2026",
            "Tog",
        ),
        ({"metric": "sessions"}, "Shifts with confirmed hours: ", "Karaganda Region", "Together "),
        ({"metric": "organisations"}, "NGOs with confirmed hours: ", "Karaganda Region", " events and "),
    ],
)
def test_a_list_says_of_which_number_it_is_and_what_it_adds_up_to(officer, query, title, about, together):
    page = officer.get(f"{PAGE}list/", {"period": "2026-Q1", **query}).content.decode()

    for element in (r"<title>(.*?)</title>", r"<h1[^>]*>(.*?)</h1>", r"<caption[^>]*>(.*?)</caption>"):
        assert title in re.search(element, page, re.DOTALL)[1]
    for element in (r"<title>(.*?)</title>", r"</h1>\s*<p[^>]*>(.*?)</p>", r"<caption[^>]*>(.*?)</caption>"):
        assert about in re.search(element, page, re.DOTALL)[1]
    assert together in re.search(r"</h1>.*?<p>(.*?)</p>", page, re.DOTALL)[1]


def test_a_list_of_a_district_names_it(officer, world):
    (district,) = Territory.objects.filter(name_en="Аудан Ә")
    page = officer.get(
        f"{PAGE}list/", {"period": "2026-Q1", "metric": "people", "by": "district", "key": district.key}
    ).content.decode()

    assert "Аудан Ә · Karaganda Region · January–March 2026" in page


@pytest.mark.parametrize("metric", METRICS)
def test_the_file_of_a_list_has_its_rows_all_of_them_and_no_name(officer, metric):
    names = [name for row in Volunteer.objects.select_related("user") for name in (row.user.full_name, row.user.email)]
    answer = officer.get(f"{PAGE}list/", {"period": "2026-Q1", "metric": metric, "file": "csv"})
    text = answer.content.decode("utf-8-sig")
    header, *rows = csv.reader(io.StringIO(text), delimiter=";")
    found = rows_behind(selection_of(region("350000000"), QUARTER), metric)

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="{metric}-350000000-2026-Q1.csv"'
    assert len(rows) == found.count
    minutes = header.index("Minutes")
    assert sum(int(row[minutes]) for row in rows) == sum(row.minutes for row in found.rows)
    assert [name for name in names if name and name in text] == []


def test_a_list_of_few_is_no_file_either(officer, world):
    few = {"period": "2026-Q2", "metric": "events", "file": "csv"}
    answer = officer.get(f"{PAGE}list/", few)

    assert (answer.status_code, answer["Content-Type"]) == (422, "text/html; charset=utf-8")
    assert "Fewer than five people" in answer.content.decode()
    assert "file=csv" not in officer.get(f"{PAGE}list/", few | {"file": ""}).content.decode()
    with pytest.raises(ValueError, match="kept back"):
        rows_csv(rows_behind(selection_of(world.region, read_period("2026-Q2")), "events"))


def test_a_file_of_another_territory_is_closed(officer):
    assert officer.get("/en/akimat/750000000/list/", {"metric": "people", "file": "csv"}).status_code == 404


def test_a_district_of_another_region_opens_nothing(officer):
    other = make_territory(parent=region("190000000"), kind="district", code_system="kato", code="191600000")
    answer = officer.get(f"{PAGE}list/", {"period": "2026-Q1", "metric": "people", "by": "district", "key": other.key})

    assert "Fewer than five people" in answer.content.decode()


def test_as_many_queries_for_many_rows_as_for_few(officer, world, django_assert_num_queries):
    for metric, count in (("people", 9), ("participations", 11), ("events", 11), ("organisations", 10)):
        for period in ("2026-Q1", "2026"):
            with django_assert_num_queries(count):
                officer.get(f"{PAGE}list/", {"period": period, "metric": metric})

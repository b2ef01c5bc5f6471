"""Rates per 1,000 young people on the officer's page: where a number is known, where not, and at what price."""

import re
from datetime import date

import pytest
from django.core.cache import cache

from places.models import Territory
from reports.models import YouthPopulation
from reports.services import catch_up
from tests.factories.events import make_opportunity
from tests.factories.participation import work
from tests.factories.places import make_territory, region
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db
PAGE = "/en/akimat/350000000/"
FIRST_QUARTER = {"period": "2026-Q1"}
AGES = {"year": 2026, "youngest": 14, "oldest": 34, "source": "Bureau of statistics, table 5."}


def publish(unit, people, **columns):
    return YouthPopulation.objects.create(territory=unit, people=people, **(AGES | columns))


def publish_regions():
    for unit in Territory.objects.current().regions():
        publish(unit, 400 if unit.code == "350000000" else 800)


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def kpis(page) -> str:
    return text_of(page).split("young people took part", 1)[1].split("for the first time", 1)[0]


def cells(page) -> list[list[str]]:
    table = page.content.decode().split('<table class="tbl places">', 1)[1].split("</table>", 1)[0]
    found = [re.findall(r"<t[hd](?! class=\"barcell)[^>]*>(.*?)</t[hd]>", row) for row in table.split("<tr")[2:]]
    return [[re.sub(r"<[^>]+>", "", cell) for cell in row] for row in found]


def test_the_rate_of_the_unit_and_of_every_district_stands_beside_the_people(officer, world):
    publish(world.region, 400)
    publish(world.district, 60)

    page = officer.get(PAGE, FIRST_QUARTER)

    assert "12.5 per 1,000 young people" in kpis(page)
    assert cells(page) == [
        ["Осакаров ауданы", "3", "50.0", "5"],
        ["Karaganda", "3", "–", "3"],
        ["Total, everybody once", "5", "12.5", "8"],
    ]
    assert "A dash stands where the number of young people was not published for this year." in text_of(page)


def test_the_page_says_what_the_rate_is_divided_by_from_where_and_of_which_year(officer, world):
    publish(world.region, 4000)

    page = text_of(officer.get(PAGE, FIRST_QUARTER))

    assert (
        "Rates are per 1,000 of the 4,000 young people aged 14–34 of 2026. Source: Bureau of statistics, table 5. "
    ) in page


@pytest.mark.parametrize("other", [{}, {"year": 2025}, {"oldest": 28}])
def test_without_a_number_the_page_says_why_there_is_no_rate_and_who_loads_it(officer, world, other):
    if other:
        publish(world.region, 400, **other)
    publish(world.district, 60)

    page = officer.get(PAGE, FIRST_QUARTER)

    assert "per 1,000" not in kpis(page)
    assert "how many young people aged 14–34 live here in 2026 has not been loaded" in text_of(page)
    assert "The administrator of the site loads the table" in text_of(page)
    assert [len(row) for row in cells(page)] == [3, 3, 3]


def test_the_map_and_the_rank_go_by_rate_where_every_region_has_a_number(officer, world):
    publish_regions()
    for _person in range(9):
        work(make_volunteer(), make_opportunity(venue=make_territory()), date(2026, 2, 1), 60)
    far = make_territory(parent=region("750000000"))
    for _person in range(4):
        work(make_volunteer(), make_opportunity(venue=far), date(2026, 2, 1), 60)
    catch_up()

    page = officer.get(PAGE, FIRST_QUARTER)

    assert "Per 1,000 young people, by region" in text_of(page)
    assert "Karaganda Region is number 1 of 20. Highest: Karaganda Region, 12.5." in text_of(page)
    assert re.search(r"Karaganda</span>.*?<b>12\.5</b>", page.content.decode())


def test_the_map_goes_by_people_and_says_so_where_a_region_has_none(officer, world):
    publish(world.region, 400)

    page = text_of(officer.get(PAGE, FIRST_QUARTER))

    assert "People by region" in page
    assert "People are compared, not rates: 19 regions have no number of young people for this year." in page
    assert "Highest: Karaganda Region, 5." in page


def test_a_district_has_its_own_rate(officer, world):
    publish(world.district, 60)

    assert "50.0 per 1,000 young people" in kpis(officer.get("/en/akimat/354400000/", FIRST_QUARTER))


def test_as_many_queries_for_three_districts_as_for_one(officer, django_assert_num_queries):
    publish_regions()
    places = [make_territory(name=f"Ауыл {name}", parent=region("350000000")) for name in "АӘБ"]
    for place in places:
        publish(place, 100)
    work(make_volunteer(), make_opportunity(venue=places[0]), date(2026, 2, 1), 60)
    catch_up()
    with django_assert_num_queries(32):
        assert len(cells(officer.get(PAGE, FIRST_QUARTER))) == 1 + 1
    for place in places[1:]:
        work(make_volunteer(), make_opportunity(venue=place), date(2026, 2, 1), 60)
    catch_up()

    cache.clear()  # held places are kept for ten minutes
    with django_assert_num_queries(32):
        assert len(cells(officer.get(PAGE, FIRST_QUARTER))) == 3 + 1

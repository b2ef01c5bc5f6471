"""The officer's page: what it shows, to whom, and at what price."""

import re
from datetime import date

import pytest
from django.core.cache import cache

from accounts.enums import Role
from reports.indicators import read_period
from reports.queries import is_behind
from reports.services import catch_up
from tests.factories.accounts import make_grant, make_user
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.participation import World, make_world, work
from tests.factories.places import make_territory, region
from tests.factories.volunteers import make_volunteer
from tests.participation import participation

pytestmark = pytest.mark.django_db

HOME = "/en/akimat/"
PAGE = "/en/akimat/350000000/"
FIRST_QUARTER = {"period": "2026-Q1"}


@pytest.fixture
def world(now) -> World:
    made = make_world()
    catch_up()  # as the job after every commit does
    return made


@pytest.fixture
def officer(client, now):
    """The client, signed in as an officer of Karaganda region."""
    user = make_user(full_name="Гүлшат Ахметова")
    make_grant(user, Role.AKIMAT_OFFICER, region("350000000"))
    client.force_login(user)
    return client


def text_of(response) -> str:
    assert response.status_code == 200, response.content.decode()[:2000]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def kpis_of(response) -> dict[str, str]:
    found = re.findall(r'<p class="n">(.+?)</p><p class="l">(.+?)</p>', response.content.decode())
    return {re.sub(r"<[^>]+>", "", label): re.sub(r"<[^>]+>", "", value) for value, label in found}


def changes_of(response) -> list[str]:
    """The small third lines of the numbers, in order."""
    found = re.findall(r'<p class="d [a-z]+">(.*?)</p>', response.content.decode())
    return [re.sub(r"<[^>]+>", "", line) for line in found]


def district_rows(response) -> list[tuple[str, ...]]:
    table = response.content.decode().split('<table class="tbl places">', 1)[1].split("</table>", 1)[0]
    rows = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in table.split("<tr")[2:]]
    return [tuple(text for cell in row if (text := re.sub(r"<[^>]+>", "", cell))) for row in rows]


def test_home_leads_to_the_first_territory(officer):
    assert officer.get(HOME).headers["Location"] == PAGE


def test_filters_lead_to_the_chosen_territory_with_period_and_comparison(officer):
    answer = officer.get(HOME, {"territory": "350000000", "period": "2026-Q1", "compare": "none"})

    assert answer.headers["Location"] == f"{PAGE}?period=2026-Q1&compare=none"


@pytest.mark.parametrize("territory", ["//evil.example", "../staff", "", "https://x", "\x00", "қала"])
def test_filters_lead_nowhere_else(officer, territory):
    assert officer.get(HOME, {"territory": territory}).headers["Location"] == PAGE


def test_the_numbers_are_those_of_the_report(officer, world):
    page = officer.get(PAGE, FIRST_QUARTER)

    report = participation(world.region, read_period("2026-Q1"))
    assert kpis_of(page) == {
        "young people took part": str(report.people),
        "for the first time": str(report.newcomers),
        "confirmed hours": "8",
        "events by 2 NGOs": str(report.events),
    }
    assert "Karaganda Region, January–March 2026" in text_of(page)
    assert "Young people aged 14–34" in text_of(page)


def test_districts_foot_to_the_total_and_say_who_counts_twice(officer, world):
    page = officer.get(PAGE, FIRST_QUARTER)

    first, second, total = district_rows(page)
    assert first == ("Осакаров ауданы", "3", "5")
    assert second == ("Karaganda", "3", "3")
    assert total == ("Total, everybody once", "5", "8")
    assert "Who worked in several districts counts in each of them" in text_of(page)
    assert 'href="/en/akimat/354400000/?period=2026-Q1"' in page.content.decode()


def test_rounded_hours_of_districts_still_foot(officer, now):
    for name in "АӘ":
        place = make_territory(name=name, parent=region("350000000"))
        work(make_volunteer(), make_opportunity(venue=place), date(2026, 2, 1), 90)
    catch_up()

    assert district_rows(officer.get(PAGE, FIRST_QUARTER)) == [
        ("А", "1", "2"),
        ("Ә", "1", "1"),
        ("Total, everybody once", "2", "3"),
    ]


def test_a_district_has_its_own_page_with_a_way_back(officer, world):
    page = officer.get("/en/akimat/354400000/", FIRST_QUARTER)

    assert kpis_of(page)["young people took part"] == "3"
    assert f'<a href="{PAGE}?period=2026-Q1">Karaganda Region</a>' in page.content.decode()
    assert '<option value="354400000" selected>' in page.content.decode()


def test_causes_have_hours_that_foot(officer, world):
    page = text_of(officer.get(PAGE, FIRST_QUARTER))

    assert re.search(r"Ecology 5 h .*Child protection 2 h .*Inclusion 1 h ", page)


def test_the_map_ranks_the_region(officer, world):
    page = text_of(officer.get(PAGE, FIRST_QUARTER))

    assert "Karaganda Region is number 1 of 20." in page
    assert "Highest: Karaganda Region, 5. Nobody yet in 18 regions." in page


def test_the_page_says_how_sure_the_numbers_are(officer, world):
    make_signup(make_role(make_shift(make_opportunity(venue=world.city), starts_on=date(2026, 3, 7))), world.baur)

    page = text_of(officer.get(PAGE, FIRST_QUARTER))

    assert "10 places were held on shifts that are over." in page
    assert "Came, confirmed by the NGO 80%" in page
    assert "Confirmed, then taken back 10%" in page
    assert "Still waiting for the NGO 10%" in page


def test_every_month_stands_in_a_table_behind_the_chart(officer, world):
    page = officer.get(PAGE, FIRST_QUARTER)

    assert "Show as a table" in text_of(page)
    assert re.search(r"December 2025 1 0 January 2026 4 0 February 2026 1 0 March 2026 1 0", text_of(page))
    assert '<desc id="trend-words">Highest in January 2026: 4.' in page.content.decode()


def test_a_year_earlier_is_compared_in_words(officer, world):
    for _ in range(2):
        work(make_volunteer(), make_opportunity(venue=world.city), date(2025, 2, 1), 120)
    catch_up()

    page = officer.get(PAGE, FIRST_QUARTER)

    assert changes_of(page) == [
        "3 more than a year earlier",
        "80% of all who took part",
        "4 more than a year earlier",
        "2 more than a year earlier",
    ]
    assert "year before" in text_of(page)
    alone = text_of(officer.get(PAGE, {**FIRST_QUARTER, "compare": "none"}))
    assert "than a year earlier" not in alone
    assert "year before" not in alone


def test_an_open_quarter_is_compared_with_the_same_days(officer, world):
    work(make_volunteer(), make_opportunity(venue=world.city), date(2025, 5, 4), 60)
    work(make_volunteer(), make_opportunity(venue=world.city), date(2025, 5, 5), 60)
    catch_up()

    page = officer.get(PAGE, {"period": "2026-Q2"})

    assert "This period is open until 30 June 2026: the numbers will still grow." in text_of(page)
    assert changes_of(page)[0] == "As many as a year earlier"


def test_without_a_period_the_last_closed_quarter_is_shown(officer, world):
    assert "Karaganda Region, January–March 2026" in text_of(officer.get(PAGE))


def test_a_month_of_the_address_is_offered_too(officer, world):
    page = officer.get(PAGE, {"period": "2026-02"})

    assert '<option value="2026-02" selected>February 2026</option>' in page.content.decode()
    assert kpis_of(page)["young person took part"] == "1"


def test_nothing_yet_says_what_is_planned(officer, now):
    make_shift(make_opportunity(venue=make_territory(parent=region("350000000"))), days_ahead=3)

    page = officer.get(PAGE, {"period": "2026-Q2"})

    assert "No confirmed hours in this period yet. 1 event is planned." in text_of(page)
    assert kpis_of(page) == {}


def test_nothing_in_a_period_that_is_over(officer, now):
    assert "No confirmed hours in this period. " in text_of(officer.get(PAGE, {"period": "2020"}))


@pytest.mark.parametrize("period", ["spring", "2026-Q5", "2026-13", "x" * 5000, "<script>", "2026\x00"])
def test_an_unreadable_period_keeps_the_filters_and_says_how_to_write_it(officer, period):
    page = officer.get(PAGE, {"period": period})

    assert page.status_code == 422
    assert "Write 2026, 2026-Q2, 2026-05 or" in page.content.decode()
    assert 'name="period"' in page.content.decode()
    assert "<script>" not in page.content.decode()


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}participation.xlsx", f"{PAGE}participation.csv"])
@pytest.mark.parametrize(
    ("somebody", "status"), [("erlan", 404), ("aliya", 403), ("bekzat", 403), ("dana", 403), ("zhanna", 403)]
)
def test_other_people_do_not_see_it(client, request, path, somebody, status):
    client.force_login(request.getfixturevalue(somebody))

    assert client.get(path).status_code == status


@pytest.mark.parametrize("path", [HOME, PAGE, f"{PAGE}participation.xlsx", f"{PAGE}participation.csv"])
def test_a_stranger_is_asked_to_sign_in(client, db, path):
    answer = client.get(path)

    assert answer.status_code == 302
    assert answer.headers["Location"].endswith(f"?next={path.replace('/', '%2F')}")


def test_country_wide_staff_choose_among_all_regions(client, now):
    staff = make_user()
    make_grant(staff, Role.STAFF)
    client.force_login(staff)

    page = client.get(PAGE).content.decode()

    assert page.split("</select>")[0].count("<option") == 20


def test_nothing_is_written_by_the_page(officer):
    assert officer.post(PAGE).status_code == 405
    assert "private" in officer.get(PAGE).headers["Cache-Control"]


def test_the_page_says_when_hours_are_not_counted_yet_and_counts_none_itself(officer, world):
    work(make_volunteer(), make_opportunity(venue=world.city), date(2026, 2, 1), 60)

    for query in (FIRST_QUARTER, {"period": "2026-Q2"}):
        assert "not counted here yet" in text_of(officer.get(PAGE, query))
    for path in ("list/", "participation.xlsx", "participation.csv"):
        assert officer.get(f"{PAGE}{path}", FIRST_QUARTER).status_code == 200

    assert is_behind()
    catch_up()
    assert "not counted here yet" not in text_of(officer.get(PAGE, FIRST_QUARTER))


@pytest.mark.parametrize(
    ("language", "heading"),
    [
        ("kk", "Қарағанды облысы, 2026 жылғы қаңтар–наурыз"),
        ("ru", "Карагандинская область, январь–март 2026"),
        ("en", "Karaganda Region, January–March 2026"),
    ],
)
def test_the_page_speaks_three_languages(officer, world, language, heading):
    page = officer.get(f"/{language}/akimat/350000000/", FIRST_QUARTER)

    assert heading in text_of(page)
    assert page.content.decode().count("<h1") == 1


def test_numbers_are_grouped_as_the_language_does(officer, world):
    opportunity = make_opportunity(venue=world.city)
    for _ in range(42):
        work(world.arai, opportunity, date(2026, 3, 1), 1440)
    catch_up()

    assert kpis_of(officer.get(PAGE, FIRST_QUARTER))["confirmed hours"] == "1,016"
    assert ">1\xa0016</a></p>" in officer.get("/ru/akimat/350000000/", FIRST_QUARTER).content.decode()


def test_as_many_queries_for_three_districts_as_for_one(officer, django_assert_num_queries):
    karaganda = region("350000000")
    places = [make_territory(name=f"Ауыл {name}", parent=karaganda) for name in "АӘБ"]
    work(make_volunteer(), make_opportunity(venue=places[0]), date(2026, 2, 1), 60)
    catch_up()
    with django_assert_num_queries(30):
        assert len(district_rows(officer.get(PAGE, FIRST_QUARTER))) == 1 + 1
    for place in places[1:]:
        work(make_volunteer(), make_opportunity(venue=place), date(2026, 2, 1), 60)
    catch_up()

    cache.clear()  # held places are kept for ten minutes
    with django_assert_num_queries(30):
        assert len(district_rows(officer.get(PAGE, FIRST_QUARTER))) == 3 + 1

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core.enums import Cause
from tests.factories.events import make_opportunity, make_role, make_shift
from tests.factories.places import ASTANA, settlement
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db

BrowserOf = Callable[[User], Client]


def test_best_match_comes_first_with_its_reason(browser_of: BrowserOf, db: None) -> None:
    volunteer = make_volunteer(cause_ecology=3, cause_inclusion=0)
    make_role(make_shift(make_opportunity(title="Read aloud", cause=Cause.INCLUSION), days_ahead=3))
    role = make_role(make_shift(make_opportunity(title="Plant trees", cause=Cause.ECOLOGY), days_ahead=8))

    page = browser_of(volunteer.user).get("/en/find/").content.decode()

    assert page.index("Plant trees") < page.index("Read aloud")
    assert "It is your cause" in page
    assert f"?role={role.public_id}" in page
    assert 'href="/en/matching/"' in page


def test_skill_that_is_asked_for_is_the_reason_to_name(browser_of: BrowserOf, db: None) -> None:
    volunteer = make_volunteer(cause_ecology=3, skills={"first_aid": 3})
    make_role(required={"first_aid": 1})

    page = browser_of(volunteer.user).get("/en/find/").content.decode()

    assert "You know this work" in page
    assert "It is your cause" not in page


def test_opportunity_is_listed_once_with_its_best_role(browser_of: BrowserOf, aliya: User) -> None:
    opportunity = make_opportunity(title="Plant trees")
    for days_ahead in (3, 4, 5):
        make_role(make_shift(opportunity, days_ahead=days_ahead))

    page = browser_of(aliya).get("/en/find/").content.decode()

    assert page.count("Plant trees") == 1


def test_what_a_minor_may_not_do_is_not_suggested(browser_of: BrowserOf, bekzat: User) -> None:
    make_role(make_shift(make_opportunity(title="Maths club", cause=Cause.CHILD_PROTECTION)))
    make_role(make_shift(make_opportunity(title="Plant trees")))

    page = browser_of(bekzat).get("/en/find/").content.decode()

    assert "Plant trees" in page
    assert "Maths club" not in page


def test_empty_list_names_the_change_that_helps_most_first(browser_of: BrowserOf, db: None) -> None:
    volunteer = make_volunteer(free_parts=0, accepts_remote=False, max_km=25)
    for title in ("One", "Two"):
        make_role(make_shift(make_opportunity(title=title)))
    make_role(make_shift(make_opportunity(title="From home", is_remote=True)))

    page = browser_of(volunteer.user).get("/en/find/").content.decode()

    times, online = "2 opportunities within 25 km at other times", "1 opportunity online"
    assert "Nothing fits your profile just now." in page
    assert page.index(times) < page.index(online)
    assert 'href="/en/me/profile/times/"' in page


def test_empty_country_still_says_what_to_do(browser_of: BrowserOf, aliya: User) -> None:
    make_role(make_shift(make_opportunity(venue=settlement(ASTANA))))

    page = browser_of(aliya).get("/en/find/").content.decode()

    assert "Change your times, your distance or your skills" in page


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_for_one_and_three(
    browser_of: BrowserOf, aliya: User, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for _number in range(count):
        make_role(make_shift(), wanted={"gardening": 1})
    browser = browser_of(aliya)

    with django_assert_num_queries(20):
        browser.get("/en/find/")


@pytest.mark.parametrize(
    "path",
    ["find", "start/causes", "start/times", "start/skills", "me/shifts", "me/hours", "me/profile", "me/profile/place"],
)
def test_guest_signs_in_first(client: Client, path: str) -> None:
    response = client.get(f"/en/{path}/")

    assert response.status_code == 302
    assert response["Location"] == f"/en/sign-in/?next=%2Fen%2F{path.replace('/', '%2F')}%2F"

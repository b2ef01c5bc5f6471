from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories.events import make_opportunity, make_role, make_shift
from volunteers.enums import ALL_FREE_PARTS, ExceptionKind
from volunteers.models import Volunteer
from volunteers.validators import free_parts_mask

pytestmark = pytest.mark.django_db

BrowserOf = Callable[[User], Client]
WEEKEND = frozenset((day, part) for day in (5, 6) for part in range(3))


def profile_of(user: User) -> Volunteer:
    return Volunteer.objects.select_related("user", "home").get(user=user)


def change(browser: Client, name: str, **answers: object) -> str:
    response = browser.post(reverse(f"volunteer:profile_{name}"), answers)
    return str(response["Location"]) if response.status_code == 302 else response.content.decode()


def test_chosen_causes_are_kept_and_lead_to_times(browser_of: BrowserOf, aliya: User) -> None:
    response = browser_of(aliya).post("/en/start/causes/", {"causes": ["ecology"]})

    volunteer = profile_of(aliya)
    assert response["Location"] == "/en/start/times/"
    assert (volunteer.cause_ecology, volunteer.cause_child_protection, volunteer.cause_inclusion) == (3, 1, 1)


def test_ticked_times_are_kept_and_lead_to_skills(browser_of: BrowserOf, aliya: User) -> None:
    response = browser_of(aliya).post("/en/start/times/", {"free": ["22", "51"]})

    assert response["Location"] == "/en/start/skills/"
    assert profile_of(aliya).free_times == {(2, 2), (5, 1)}


def test_ready_set_is_added_and_shown(browser_of: BrowserOf, aliya: User) -> None:
    browser = browser_of(aliya)

    response = browser.post("/en/start/times/", {"free": ["22"], "set": "weekend"}, follow=True)

    assert response.redirect_chain == [("/en/start/times/", 302)]
    assert profile_of(aliya).free_times == WEEKEND | {(2, 2)}
    assert response.content.decode().count(" checked>") == 7


def test_no_tick_is_no_answer(browser_of: BrowserOf, aliya: User) -> None:
    browser_of(aliya).post("/en/start/times/", {})

    assert profile_of(aliya).free_parts == ALL_FREE_PARTS


def test_question_says_how_many_fit_and_can_be_skipped(browser_of: BrowserOf, aliya: User) -> None:
    for title in ("One", "Two"):
        make_role(make_shift(make_opportunity(title=title)))
    Volunteer.objects.filter(user=aliya).update(free_parts=free_parts_mask(WEEKEND))
    browser = browser_of(aliya)

    narrow = browser.get("/en/start/causes/").content.decode()
    Volunteer.objects.filter(user=aliya).update(free_parts=ALL_FREE_PARTS)
    wide = browser.get("/en/start/causes/").content.decode()

    assert "<b>2 opportunities</b> fit you now." in wide
    assert 'href="/en/start/times/"' in wide
    assert ("<b>2 opportunities</b>" in narrow) == (make_shift().starts_on.weekday() in (5, 6))


def test_chosen_skills_are_kept_with_a_level_and_known_levels_stay(browser_of: BrowserOf, aliya: User) -> None:
    browser = browser_of(aliya)
    change(browser, "skills", gardening="3")

    response = browser.post("/en/start/skills/", {"skills": ["gardening", "cooking"]})

    assert response["Location"] == "/en/find/"
    assert dict(profile_of(aliya).skills.values_list("skill__code", "level")) == {"gardening": 3, "cooking": 2}


def test_profile_lists_everything_with_a_way_to_change_it(browser_of: BrowserOf, aliya: User) -> None:
    page = browser_of(aliya).get("/en/me/profile/").content.decode()

    for words in ("Әлия Серікова", "Almaty. Up to 25 km. Online too", "Any time", "Kazakh, Russian, English"):
        assert words in page
    for name in ("about", "place", "times", "skills", "causes", "languages", "limits"):
        assert f'href="/en/me/profile/{name}/"' in page


def test_place_and_distance_are_changed(browser_of: BrowserOf, aliya: User) -> None:
    answer = change(browser_of(aliya), "place", place="Karaganda", max_km="40", accepts_remote="on")

    volunteer = profile_of(aliya)
    assert answer == "/en/me/profile/"
    assert (volunteer.home.name_en, volunteer.max_km, volunteer.accepts_on_site) == ("Karaganda", 40, False)
    assert (volunteer.latitude, volunteer.longitude) == (volunteer.home.latitude, volunteer.home.longitude)


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"max_km": "900", "accepts_on_site": "on"}, "The distance in kilometres must be between 1 and 500."),
        ({"max_km": "far", "accepts_on_site": "on"}, "Please enter a whole number."),
        ({"max_km": "10"}, "Choose at least one: at the place or online."),
        ({"max_km": "10", "accepts_on_site": "on", "place": "Karagnda"}, "Did you mean"),
    ],
)
def test_wrong_place_or_distance_is_explained(
    browser_of: BrowserOf, aliya: User, answers: dict[str, str], sentence: str
) -> None:
    page = change(browser_of(aliya), "place", **{"place": "Karaganda"} | answers)

    assert sentence in page
    assert profile_of(aliya).home.name_en == "Almaty"


def test_name_and_language_are_changed(browser_of: BrowserOf, aliya: User) -> None:
    change(browser_of(aliya), "about", full_name=" Әлия  Сәрсен ", language="kk")

    user = profile_of(aliya).user
    assert (user.full_name, user.language) == ("Әлия Сәрсен", "kk")


def test_causes_languages_and_limits_are_changed(browser_of: BrowserOf, aliya: User) -> None:
    browser = browser_of(aliya)

    change(browser, "causes", ecology="0", child_protection="2", inclusion="3")
    change(browser, "languages", languages=["1", "8"])
    change(browser, "limits", hours="6", shifts="2")

    volunteer = profile_of(aliya)
    assert (volunteer.cause_ecology, volunteer.cause_child_protection, volunteer.cause_inclusion) == (0, 2, 3)
    assert (volunteer.languages, volunteer.max_minutes_week, volunteer.max_shifts_week) == (9, 360, 2)


def test_limits_out_of_range_are_explained(browser_of: BrowserOf, aliya: User) -> None:
    page = change(browser_of(aliya), "limits", hours="6", shifts="30")

    assert "The shifts a week must be between 1 and 7." in page
    assert 'value="30"' in page


def test_week_without_any_time_is_refused(browser_of: BrowserOf, aliya: User) -> None:
    page = change(browser_of(aliya), "times")

    assert "Tick at least one time." in page
    assert profile_of(aliya).free_parts == ALL_FREE_PARTS


def test_different_date_is_added_and_removed(now: datetime, browser_of: BrowserOf, aliya: User) -> None:
    browser = browser_of(aliya)

    change(browser, "exceptions", on_date_day="9", on_date_month="5", on_date_year="2026", kind="blocked")
    added = dict(aliya.volunteer.exceptions.values_list("on_date", "kind"))
    page = browser.get("/en/me/profile/times/").content.decode()
    change(browser, "exceptions", remove="2026-05-09")

    assert added == {date(2026, 5, 9): ExceptionKind.BLOCKED}
    assert "Saturday 9 May" in page
    assert not aliya.volunteer.exceptions.exists()


def test_date_that_is_over_is_refused(now: datetime, browser_of: BrowserOf, aliya: User) -> None:
    page = change(
        browser_of(aliya), "exceptions", on_date_day="1", on_date_month="5", on_date_year="2026", kind="free"
    )

    assert "This day is over." in page


def test_unknown_skill_level_is_refused(browser_of: BrowserOf, aliya: User) -> None:
    page = change(browser_of(aliya), "skills", gardening="9")

    assert "Please choose one of the options." in page
    assert not aliya.volunteer.skills.exists()


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_page_opens_with_one_heading(browser_of: BrowserOf, aliya: User, language: str) -> None:
    browser = browser_of(aliya)
    names = "about place times exceptions skills causes languages limits"
    paths = [reverse(f"volunteer:profile_{name}") for name in names.split()]
    paths += [f"/en/{path}/" for path in ("start/causes", "start/times", "start/skills", "find", "me/profile")]

    for path in paths:
        page = browser.get(path.replace("/en/", f"/{language}/", 1))
        assert (path, page.status_code, page.content.decode().count("<h1")) == (path, 200, 1)


@pytest.mark.parametrize(("is_agreed", "said"), [(True, "Agreed on paper"), (False, "None yet")])
def test_profile_of_a_minor_says_whether_a_guardian_agreed(client, bekzat, is_agreed, said):
    if not is_agreed:
        bekzat.guardian_consents.all().delete()
    client.force_login(bekzat)

    assert said in client.get("/en/me/profile/").content.decode()

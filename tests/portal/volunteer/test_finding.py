import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core.enums import Cause
from events.enums import Hazard
from matching.models import Shortlist
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.places import ALMATY, ASTANA, TALGAR, settlement
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db

BrowserOf = Callable[[User], Client]
AFTER_SCHOOL = time(15)
TAG_NEW = '<span class="tag plain">New</span>'


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
    for work in ({"cause": Cause.CHILD_PROTECTION}, {"hazards": Hazard.EMERGENCY}, {"is_hazard_declared": False}):
        make_role(make_shift(make_opportunity(title="Maths club", **work), start_time=AFTER_SCHOOL))
    make_role(make_shift(make_opportunity(title="Plant trees"), start_time=AFTER_SCHOOL))

    page = browser_of(bekzat).get("/en/find/").content.decode()

    assert "Plant trees" in page
    assert "Maths club" not in page


def changes_on(page: str) -> list[tuple[str, str]]:
    """Return the lines of the changes with their addresses, in the order shown."""
    links = re.findall(r'<a href="([^"]*)">([^<]*)</a>', page[page.index('class="rows changes"') :])
    return [(words, url.replace("&amp;", "&")) for url, words in links if "then=find" in url]


def test_empty_list_names_the_change_that_helps_most_first(browser_of: BrowserOf, db: None) -> None:
    volunteer = make_volunteer(free_parts=0, accepts_remote=False, max_km=25)
    for title in ("One", "Two"):
        shift = make_shift(make_opportunity(title=title), days_ahead=5, start_time=time(9), hours=2)
        make_role(shift)
    make_role(make_shift(make_opportunity(title="From home", is_remote=True), days_ahead=5))
    day = shift.starts_on

    page = browser_of(volunteer.user).get("/en/find/").content.decode()

    assert "Nothing fits your profile just now." in page
    assert changes_on(page) == [
        (f"Free the whole day on {day:%-d %B}", f"/en/me/profile/times/dates/?on_date={day}&kind=free&then=find"),
        (f"{day:%A}, morning: free then too", f"/en/me/profile/times/?free={day.weekday()}0&then=find"),
    ]
    assert page.count("+ 2 opportunities") == 2


@pytest.mark.parametrize(
    ("profile", "role", "label"),
    [
        ({"max_km": 10, "home": TALGAR}, {}, "Up to 28 km instead of 10"),
        ({"accepts_remote": False}, {"is_remote": True}, "Online work too"),
        ({"languages": 1}, {"languages": 2}, "If you can work in this language: Russian"),
        ({}, {"required": {"first_aid": 2}}, "If you have this skill: First aid (i can do it alone)"),
        ({"max_shifts_week": 1, "busy": True}, {}, "2 shifts a week instead of 1"),
        ({"max_minutes_week": 60}, {}, "2 hours a week instead of 1"),
        ({"free_parts": 4}, {}, "{day:%A}, morning: free then too"),
        ({"free_parts": 4}, {}, "Free the whole day on {day:%-d %B}"),
    ],
)
def test_promise_comes_true_when_the_filled_in_setting_is_saved(
    browser_of: BrowserOf, db: None, profile: dict[str, object], role: dict[str, object], label: str
) -> None:
    home, is_busy = profile.pop("home", ALMATY), profile.pop("busy", False)
    volunteer = make_volunteer(home=settlement(home), **profile)
    if is_busy:
        make_signup(make_role(make_shift(days_ahead=5, start_time=time(15), hours=2)), volunteer)
    event = make_opportunity(title="Plant trees", is_remote=role.pop("is_remote", False))
    shift = make_shift(event, days_ahead=5, start_time=time(9), hours=2)
    make_role(shift, **role)
    browser = browser_of(volunteer.user)
    before = browser.get("/en/find/").content.decode()

    url = dict(changes_on(before))[label.format(day=shift.starts_on)]
    form = browser.get(url)
    untouched = browser.get("/en/find/").content.decode()
    answer = browser.post(url.partition("?")[0], {**filled_in(form), "then": "find"}, follow=True)

    assert "+ 1 opportunity" in before
    assert "Plant trees" not in untouched
    assert answer.redirect_chain == [("/en/find/", 302)]
    assert "<b>1 opportunity</b> fits you now." in answer.content.decode()


def filled_in(response: HttpResponse) -> dict[str, object]:
    """Return what the browser would send if Save were pressed."""
    form = response.context["form"]
    found: dict[str, object] = {}
    for box in form:
        value = box.value()
        if isinstance(value, date):
            found |= {f"on_date_{part}": getattr(value, part) for part in ("day", "month", "year")}
            continue
        if value not in (None, False, ""):
            found[box.html_name] = "on" if value is True else value
    return found


def test_nonsense_in_the_address_fills_in_nothing(browser_of: BrowserOf, aliya: User) -> None:
    nonsense = (
        "free=99,x&max_km=-1&languages=x&skill=flying&level=9&hours=1e9&shifts=%D9%A3&on_date=never&then=elsewhere"
    )
    browser = browser_of(aliya)

    for part in ("times", "place", "languages", "skills", "limits", "times/dates"):
        page = browser.get(f"/en/me/profile/{part}/?{nonsense}")
        assert (page.status_code, "filled in for you" in page.content.decode()) == (200, False)


def test_short_list_names_changes_and_a_long_one_does_not(browser_of: BrowserOf, db: None) -> None:
    volunteer = make_volunteer(accepts_remote=False)
    make_role(make_shift(make_opportunity(title="From home", is_remote=True), days_ahead=3))
    for days in range(6):
        make_role(make_shift(days_ahead=days + 2))
    browser = browser_of(volunteer.user)

    short = browser.get("/en/find/").content.decode()
    make_role(make_shift(days_ahead=9))
    long = browser.get("/en/find/").content.decode()

    assert "<b>6 opportunities</b> fit you now." in short
    assert [words for words, _url in changes_on(short)] == ["Online work too"]
    assert "<b>7 opportunities</b> fit you now." in long
    assert "Online work too" not in long


def test_minor_is_told_that_a_guardian_will_be_asked_and_never_to_be_older(browser_of: BrowserOf, db: None) -> None:
    minor = make_volunteer(age=15)
    make_role(make_shift(make_opportunity(title="Plant trees"), start_time=AFTER_SCHOOL))
    make_role(make_shift(make_opportunity(cause=Cause.CHILD_PROTECTION), start_time=AFTER_SCHOOL))
    make_role(make_shift(make_opportunity(min_age=18), start_time=AFTER_SCHOOL))

    page = browser_of(minor.user).get("/en/find/").content.decode()

    assert "Plant trees" in page
    assert "A parent or guardian will be asked" in page
    assert "Ask your parent or guardian to agree" not in page


def test_what_to_check_is_said_beside_what_fits(browser_of: BrowserOf, db: None) -> None:
    volunteer = make_volunteer(cause_ecology=0)
    make_role(make_shift(make_opportunity(cause=Cause.ECOLOGY)), wanted={"first_aid": 1})

    page = browser_of(volunteer.user).get("/en/find/").content.decode()

    assert page.index("You are free then") < page.index("Another cause") < page.index("A skill would help")


def test_empty_country_still_says_what_to_do(browser_of: BrowserOf, aliya: User) -> None:
    make_role(make_shift(make_opportunity(venue=settlement(ASTANA))))

    page = browser_of(aliya).get("/en/find/").content.decode()

    assert "Change your times, your distance or your skills" in page


def test_what_was_published_since_the_last_visit_is_marked_as_new(
    browser_of: BrowserOf, aliya: User, now: datetime
) -> None:
    make_role(make_shift(make_opportunity(title="Plant trees", published_at=now - timedelta(days=9))))
    browser = browser_of(aliya)
    assert TAG_NEW not in browser.get("/en/find/").content.decode()
    Shortlist.objects.update(visited_at=now - timedelta(days=2))
    make_role(make_shift(make_opportunity(title="Read aloud", published_at=now - timedelta(days=1)), days_ahead=3))

    page = browser.get("/en/find/").content.decode()

    cards = page.split('<li class="op ')
    assert [TAG_NEW in card for card in cards if "Read aloud" in card] == [True]
    assert [TAG_NEW in card for card in cards if "Plant trees" in card] == [False]


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_for_one_and_three(
    browser_of: BrowserOf, aliya: User, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for _number in range(count):
        make_role(make_shift(), wanted={"gardening": 1})
    browser = browser_of(aliya)

    with django_assert_num_queries(35):
        browser.get("/en/find/")


@pytest.mark.parametrize(
    "path",
    ["find", "start/causes", "start/times", "start/skills", "me/shifts", "me/hours", "me/profile", "me/profile/place"],
)
def test_guest_signs_in_first(client: Client, path: str) -> None:
    response = client.get(f"/en/{path}/")

    assert response.status_code == 302
    assert response["Location"] == f"/en/sign-in/?next=%2Fen%2F{path.replace('/', '%2F')}%2F"

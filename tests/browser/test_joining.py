"""A guest finds, opens, joins, sees the place and gives it back: with scripts switched off, and by keys alone."""

import pytest

from accounts.models import User
from events.enums import SignUpStatus
from events.models import ShiftRole, SignUp
from tests.browser.catalogue import garden
from tests.browser.harness import PHONE, visiting
from tests.browser.keys import press_on
from tests.browser.letters import newest_code

EMAIL = "madina@example.org"
TITLE = "Plant 400 saplings in the Botanical Garden"
REQUIRED_BOXES = ["full_name", "contact", "birth_date_day", "birth_date_month", "birth_date_year", "place", "agree"]


@pytest.fixture
def window(browser, town):
    """A guest's phone without scripts."""
    with visiting(browser, town, width=PHONE, java_script_enabled=False) as visit:
        yield visit


@pytest.fixture
def planting(town):
    """A place among the planters, for which nothing has to be known."""
    return ShiftRole.objects.filter(shift__opportunity=garden(), name_en="Planter").earliest("shift__starts_at")


def test_guest_joins_with_five_answers_and_a_code_and_leaves_again(window, planting):
    page, role = window.page, planting
    page.goto(f"{window.base}/en/")
    page.get_by_label("Where", exact=True).fill("Karaganda")
    page.get_by_label("Ecology").check()
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name=TITLE, exact=True).click()
    page.locator(f"#role-{role.public_id}").check()
    page.locator("#join-form").get_by_role("button").click()

    assert boxes_of(page) == REQUIRED_BOXES
    page.get_by_label("Your name").fill("Мадина Төлегенова")
    page.get_by_label("E-mail or phone").fill(EMAIL)
    for label, figures in (("Day", "14"), ("Month", "3"), ("Year", "2000")):
        page.get_by_label(label, exact=True).fill(figures)
    page.get_by_label("Where you live").fill("Karaganda")
    page.get_by_label("I agree to the").check()
    page.get_by_role("button", name="Send me the code").click()
    page.get_by_label("Code").fill(newest_code(EMAIL))
    page.get_by_role("button", name="Go on").click()

    assert page.locator("input[name=role]:checked").get_attribute("value") == str(role.public_id)
    page.locator("#join-form").get_by_role("button").click()
    assert page.get_by_role("heading", level=1).inner_text() == "You are in."
    assert taken(role) == role.taken_count + 1

    page.get_by_role("navigation", name="App").get_by_role("link", name="My shifts").click()
    assert page.get_by_text("Your next shift").is_visible()
    page.get_by_role("link", name="I cannot come").click()
    page.get_by_role("button", name="Yes, leave").click()
    assert page.get_by_text("You have left the shift.").is_visible()
    assert page.get_by_text("No shifts yet").is_visible()
    assert taken(role) == role.taken_count


def boxes_of(page):
    """Name what the page's form asks for, in order."""
    boxes = page.locator("main form input:not([type=hidden])")
    return [box.get_attribute("name") for box in boxes.all()]


def taken(role):
    return ShiftRole.objects.get(pk=role.pk).taken_count


def test_mistakes_are_named_and_nothing_typed_is_lost(window):
    page = window.page
    page.goto(f"{window.base}/en/join/")
    page.get_by_label("Your name").fill("Мадина Төлегенова")
    page.get_by_label("Where you live").fill("Karagnda")
    page.get_by_role("button", name="Send me the code").click()

    assert page.title().startswith("Error:")
    assert page.get_by_role("alert").get_by_role("link").count() == 4
    assert page.get_by_label("Your name").input_value() == "Мадина Төлегенова"
    page.get_by_role("button", name="Karaganda").click()
    assert page.get_by_label("Where you live").input_value().startswith("Karaganda")


def test_a_volunteer_signs_in_with_a_code(window, town):
    page, user = window.page, town.person("volunteer_21")
    page.goto(f"{window.base}/en/me/shifts/")
    page.get_by_label("E-mail or phone").fill(user.email)
    page.get_by_role("button", name="Send me the code").click()
    page.get_by_label("Code").fill(newest_code(user.email))
    page.get_by_role("button", name="Go on").click()

    assert page.url == f"{window.base}/en/me/shifts/"
    assert page.get_by_role("heading", level=1).inner_text() == "My shifts"


def test_guest_joins_by_keys_alone(browser, town, planting):
    with visiting(browser, town) as visit:
        page, keys = visit.page, visit.page.keyboard
        visit.go("/en/?where=Karaganda&cause=ecology")
        press_on(page, f".op h3 a[href*='{garden().slug}']")
        page.wait_for_url("**/opportunities/**")
        press_on(page, f"#role-{planting.public_id}", "Space")
        press_on(page, "#join-form .btn")
        page.wait_for_url("**/join/**")
        press_on(page, "#id_full_name", None)
        for words in ("Мадина Төлегенова", EMAIL, "14", "3", "2000", "Karaganda"):
            keys.type(words)
            keys.press("Tab")
        press_on(page, "#id_agree", "Space")
        press_on(page, "main form .btn")
        page.wait_for_url("**/join/code/**")
        press_on(page, "#id_code", None)
        keys.type(newest_code(EMAIL))
        keys.press("Enter")
        page.wait_for_url("**/opportunities/**")
        press_on(page, "#join-form .btn")
        page.wait_for_url("**/me/shifts/**")

        assert page.get_by_role("heading", level=1).inner_text() == "You are in."
        assert page.get_by_role("heading", level=2, name=TITLE).is_visible()
        mine = SignUp.objects.get(volunteer__user=User.objects.get(email=EMAIL))
        assert (mine.role, mine.status) == (planting, SignUpStatus.CONFIRMED)

"""Language and colours are kept, with the place where the reader stood; reasons and tabs are where they belong."""

import pytest

from tests.browser.catalogue import garden, page_of
from tests.browser.harness import DESKTOP, PHONE, visiting

DARK, LIGHT = "rgb(13, 22, 27)", "rgb(246, 244, 238)"


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_language_link_keeps_page_and_query(browser, town, width):
    with visiting(browser, town, width=width, java_script_enabled=False) as visit:
        visit.go("/en/opportunities/?where=Astana&km=50")
        visit.page.get_by_role("link", name="Русский").click()

        assert visit.page.url == f"{town.url}/ru/opportunities/?where=Astana&km=50"
        assert visit.page.locator("html").get_attribute("lang") == "ru"
        visit.go("/")
        assert visit.page.url == f"{town.url}/ru/"


@pytest.mark.parametrize(("scheme", "button", "expected"), [("light", "Dark", DARK), ("dark", "Light", LIGHT)])
def test_chosen_colours_stay_against_the_system_and_can_be_given_back(browser, town, scheme, button, expected):
    with visiting(browser, town, scheme=scheme) as visit:
        visit.go("/en/regions/")
        before = background(visit)
        visit.page.get_by_role("button", name=button, exact=True).click()

        assert visit.page.url == f"{town.url}/en/regions/"
        assert before != expected
        assert background(visit) == expected
        visit.go("/kk/about/")
        assert background(visit) == expected
        visit.go("/en/")
        visit.page.get_by_role("button", name="System", exact=True).click()
        assert background(visit) == before


def background(visit):
    return visit.page.evaluate("getComputedStyle(document.body).backgroundColor")


def test_pins_of_the_ring_map_lead_to_their_cards(browser, town):
    with visiting(browser, town, java_script_enabled=False) as visit:
        visit.go("/en/?where=Karaganda")
        pin = visit.page.locator(".pin").first
        card = visit.page.locator(pin.get_attribute("href"))

        assert card.locator("h3").inner_text() in pin.get_attribute("aria-label")


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_volunteer_sees_reasons_and_on_a_phone_tabs(browser, town, width):
    with visiting(browser, town, user=town.person("volunteer_21"), width=width) as visit:
        visit.go(page_of(garden()).path)

        assert visit.page.get_by_role("heading", name="this fits you").is_visible()
        assert visit.page.get_by_role("navigation", name="App").is_visible() is (width == PHONE)

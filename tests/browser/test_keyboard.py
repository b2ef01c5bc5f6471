"""Everything can be reached, seen and used with keys: the skip link, the focus, the menu."""

import pytest

from tests.browser.catalogue import garden, page_of
from tests.browser.harness import DESKTOP, PHONE, visiting
from tests.browser.keys import focus_problems, press_on


def test_skip_link_comes_first_is_seen_and_jumps_over_the_menu(browser, town):
    with visiting(browser, town) as visit:
        visit.go("/en/")
        visit.page.keyboard.press("Tab")
        skip = visit.page.locator(".skip")

        assert skip.evaluate("(node) => node === document.activeElement")
        assert skip.evaluate("(node) => node.getBoundingClientRect().top") >= 0
        visit.page.keyboard.press("Enter")
        visit.page.keyboard.press("Tab")
        assert visit.page.evaluate("document.getElementById('main').contains(document.activeElement)")


def test_menu_opens_and_leads_on_with_keys(browser, town):
    with visiting(browser, town, width=PHONE) as visit:
        visit.go("/en/")
        press_on(visit.page, ".top summary")
        menu = visit.page.get_by_role("navigation", name="Menu")

        assert menu.is_visible()
        press_on(visit.page, ".sheet a[href$='/organisations/']")
        visit.page.wait_for_url("**/en/organisations/")


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.parametrize(
    ("key", "path"),
    [
        (None, "/en/"),
        (None, "/en/join/"),
        (None, "opportunity"),
        ("volunteer_21", "opportunity"),
        ("volunteer_21", "/en/me/shifts/"),
        ("volunteer_21", "/en/me/profile/times/"),
        ("coordinator", "roster"),
        ("coordinator", "/en/org/"),
        ("akimat", "/en/akimat/"),
        ("reviewer", "/en/oversight/queue/"),
    ],
)
def test_focus_is_always_seen_and_never_trapped(browser, town, key, path, width):
    event = garden()
    known = {
        "opportunity": page_of(event).path,
        "roster": f"/en/org/{event.organisation.slug}/events/{event.public_id}/",
    }
    with visiting(browser, town, user=key and town.person(key), width=width) as visit:
        visit.go(known.get(path, path))

        assert focus_problems(visit.page) == []

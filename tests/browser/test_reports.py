"""An akimat's officer: from the page of signing in to a published report, and the lists behind her numbers."""

import pytest

from reports.disclosure import LEAST
from reports.models import Publication
from tests.browser.harness import DESKTOP, PHONE, Clicks, visiting
from tests.browser.letters import newest_code

MOST_CLICKS, LEAST_NUMBERS = 6, 20
PAGE = "/en/akimat/350000000/"


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_from_signing_in_to_a_published_report_in_few_clicks(browser, town, width, figure):
    officer, clicks = town.person("akimat"), Clicks()
    with visiting(browser, town, width=width) as visit:
        page = visit.page
        visit.go("/en/akimat/")
        page.get_by_label("E-mail or phone").fill(officer.email)
        clicks.press(page.get_by_role("button", name="Send me the code"))
        page.get_by_label("Code").fill(newest_code(officer.email))
        clicks.press(page.get_by_role("button", name="Go on"))
        clicks.press(page.get_by_role("button", name="Review and sign"))
        clicks.press(page.get_by_role("button", name="Sign", exact=True))
        page.get_by_text("The report is signed.").wait_for()
        clicks.press(page.get_by_role("button", name="Publish"))
        page.get_by_text("The report is public. Its address never changes.").wait_for()
        page.get_by_role("link", name="The published report").wait_for()
        complaints = list(visit.complaints)

    figure(f"from signing in to a published report at {width} px", clicks=clicks.count)
    assert clicks.count <= MOST_CLICKS
    assert Publication.objects.get().snapshot.signature.signer == officer
    assert complaints == []


def test_numbers_open_as_many_rows_as_they_say(browser, town, figure):
    with visiting(browser, town, user=town.person("akimat"), java_script_enabled=False) as visit:
        found = [link for period in newest_periods(visit) for link in numbers_of(visit, period)]
        opened = [(number, *rows_of(visit, address)) for number, address in found]

    shown = [row for row in opened if not row[2]]
    figure("numbers of the officer's page", opened=len(opened), kept_back=len(opened) - len(shown))
    assert len(shown) >= LEAST_NUMBERS
    assert [row for row in shown if row[0] != row[1]] == []
    assert [row for row in opened if row[2] and not (row[0] < LEAST and row[1] == 0)] == []


def newest_periods(visit):
    """The newest quarters that the officer can choose."""
    visit.go(PAGE)
    return visit.page.locator("select[name=period] option").evaluate_all("list => list.map((one) => one.value)")[:4]


def numbers_of(visit, period):
    """Return every number of a page with where it leads, without hours, whose list has a row for each attendance."""
    visit.go(f"{PAGE}?period={period}")
    links = visit.page.locator("main a[href*='/list/?']:not([href*='participations'])")
    read = links.evaluate_all("list => list.map((one) => [one.textContent, one.getAttribute('href')])")
    return [(int("".join(filter(str.isdigit, text))), address) for text, address in read]


def rows_of(visit, address):
    """Count the rows of a list on all of its pages, and say whether it is kept back because few stand behind it."""
    visit.go(address)
    page = visit.page
    count = page.locator("table[data-rows] tbody tr").count()
    while page.locator("main a[rel=next]").count():
        page.locator("main a[rel=next]").click()
        page.wait_for_load_state()
        count += page.locator("table[data-rows] tbody tr").count()
    return count, page.get_by_text("This list is not shown").count() > 0

"""The work of coordinators, officers and reviewers, with scripts switched off."""

import csv
import io
from datetime import timedelta

import openpyxl
import pytest
import time_machine

from core import clock
from events.enums import SignUpStatus
from events.models import Opportunity, SignUp
from recognition.queries import minutes_of
from tests.browser.harness import sign_in, visiting

SHIFT_MINUTES = 180
TITLE = "Clear the path around the lake"


@pytest.fixture
def window(browser, town):
    """A window without scripts."""
    with visiting(browser, town, java_script_enabled=False) as visit:
        yield visit


def enter_as(visit, label):
    """Use the bar of the demonstration."""
    visit.go("/en/")
    visit.page.get_by_role("button", name=label).click()


def test_coordinator_posts_fills_and_confirms_and_hours_grow(browser, town, window):
    enter_as(window, "NGO coordinator")
    event = post_event(window)
    invited = fill_and_send(window, event)

    with visiting(browser, town, user=invited.volunteer.user, java_script_enabled=False) as volunteer:
        accept(volunteer)
        assert SignUp.objects.get(pk=invited.pk).status == SignUpStatus.CONFIRMED
        before = minutes_of(invited.volunteer)
        with time_machine.travel(invited.shift.ends_at + timedelta(hours=1), tick=True):
            confirm(window, town)
            assert minutes_of(invited.volunteer) == before + SHIFT_MINUTES
            sign_in(volunteer, invited.volunteer.user)
            volunteer.go("/en/me/hours/")
            entries = volunteer.page.get_by_role("region", name="Shift by shift").get_by_role("listitem")
            assert TITLE in entries.first.inner_text()


def post_event(visit):
    """Write an event of three places and publish it."""
    visit.page.get_by_role("navigation", name="Main").get_by_role("link", name="Events").click()
    visit.page.get_by_role("link", name="Post an event").first.click()
    write_event(visit.page)
    visit.page.get_by_role("button", name="Publish").click()
    assert visit.page.get_by_text("Published. Volunteers can join now.").is_visible()
    return Opportunity.objects.get(title_en=TITLE)


def write_event(page):
    """Give the ten answers that a new event needs, and save the draft."""
    day = clock.now().date() + timedelta(days=9)
    page.get_by_label("Title").fill(TITLE)
    page.get_by_label("Ecology").check()
    page.get_by_label("City, town or village").fill("Karaganda")
    page.get_by_label("Date", exact=True).fill(day.isoformat())
    page.get_by_label("Starts at").fill("10:00")
    page.get_by_label("Ends at").fill("13:00")
    page.get_by_label("Role", exact=True).fill("Helper")
    page.get_by_label("Places", exact=True).fill("3")
    page.get_by_label("Who looks after people").fill("Dana")
    page.get_by_label("None of these").check()
    page.get_by_role("button", name="Save as a draft").click()


def fill_and_send(visit, event):
    """Let Asar propose three people, send the invitations, and return one of them."""
    page = visit.page
    page.get_by_role("button", name="Auto-fill 3 places").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Look over the proposal"
    assert SignUp.objects.filter(shift__opportunity=event).count() == 0
    page.get_by_role("checkbox").last.uncheck()
    page.get_by_role("button", name="Send 3 invitations").click()
    assert page.get_by_text("2 invitations are sent.").is_visible()
    return SignUp.objects.filter(shift__opportunity=event).select_related("volunteer__user", "shift").first()


def accept(visit):
    """Say yes to the invitation to the lake."""
    visit.go("/en/me/shifts/")
    visit.page.locator(".list > li", has_text=TITLE).get_by_role("button", name="Yes, I am coming").click()
    assert visit.page.get_by_role("heading", level=1).inner_text() == "You are in."


def confirm(visit, town):
    """Approve the hours of the one person who came, on the list of the door."""
    sign_in(visit, town.person("coordinator"))
    visit.go("/en/org/")
    visit.page.get_by_role("navigation", name="Main").get_by_role("link", name="Events").click()
    visit.page.get_by_role("link", name=TITLE, exact=True).click()
    visit.page.get_by_role("link", name="Door list").click()
    assert visit.page.locator("li.person").count() == 1
    visit.page.locator("li.person").get_by_role("button", name="Came").click()
    assert visit.page.get_by_text("hours approved").is_visible()


def test_officer_downloads_the_numbers_of_the_page(window):
    enter_as(window, "Akimat officer")
    page = window.page
    shown = page.locator(".kpi .n").first.inner_text()

    with page.expect_download() as table:
        page.get_by_role("link", name="CSV").click()
    with page.expect_download() as workbook:
        page.get_by_role("link", name="XLSX").click()

    rows = list(csv.reader(io.StringIO(content(table).decode("utf-8-sig")), delimiter=";"))
    people = int(rows[1][2])
    book = openpyxl.load_workbook(io.BytesIO(content(workbook)))
    summary = {row[0].value: row[1].value for row in book.worksheets[0].iter_rows(min_row=2)}
    assert people > 0
    assert shown.replace(",", "") == str(people)
    assert summary["People"] == people
    assert summary["Minutes"] == int(rows[1][3])


def content(download):
    """Return the bytes of a finished download."""
    return download.value.path().read_bytes()

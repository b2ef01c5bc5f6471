"""An organisation's way into the register: enrolled, returned, put right, verified, publishing; without scripts."""

import re

import pytest

from core import clock
from core.clock import local_day
from events.enums import OpportunityStatus
from events.models import Opportunity
from ngos.enums import DisclosureLevel, MaterialState, OrganisationStatus
from ngos.models import Material, Organisation
from ngos.queries.levels import level_of
from tests import papers
from tests.browser.harness import visiting
from tests.browser.test_desk import enter_as, write_event
from tests.factories.ngos import make_bin

PAPERS = ("certificate of registration", "charter", "code of ethics")


@pytest.fixture
def window(browser, town):
    """A window without scripts."""
    with visiting(browser, town, java_script_enabled=False) as visit:
        yield visit


def test_owner_enrols_is_returned_puts_it_right_is_verified_and_publishes(browser, town, window):
    enter_as(window, "NGO coordinator")
    organisation = enrol(window)
    event = draft(window, organisation)
    refuse_a_script(window, organisation)
    for kind in PAPERS:
        post(window, organisation, kind)
    send(window)

    with visiting(browser, town, java_script_enabled=False) as reviewer:
        take(reviewer)
        give_back(reviewer)
    window.go(f"/en/org/{organisation.slug}/register/")
    assert window.page.get_by_text("Page 2 of the charter is missing.").first.is_visible()
    line_of(window.page, "charter").get_by_role("link", name="Post a newer one").click()
    fill(window.page, "charter, second scan")
    send(window)
    with visiting(browser, town, java_script_enabled=False) as reviewer:
        take(reviewer)
        verify(reviewer)

    organisation.refresh_from_db()
    assert organisation.status == OrganisationStatus.VERIFIED
    assert level_of(organisation, on=local_day(clock.now())) == DisclosureLevel.REGISTERED
    window.go(f"/en/org/{organisation.slug}/events/{event.public_id}/")
    window.page.get_by_role("button", name="Publish").click()
    window.page.get_by_text("Published. Volunteers can join now.").wait_for()
    assert Opportunity.objects.get(pk=event.pk).status == OpportunityStatus.PUBLISHED


def enrol(visit):
    """Enter a further organisation of the coordinator's into the register by its BIN."""
    number = make_bin()
    visit.go("/en/org/new/")
    visit.page.get_by_label("BIN").fill(number)
    visit.page.get_by_label("Name in English").fill("Lake Friends")
    visit.page.get_by_label("Region").select_option("350000000")
    visit.page.get_by_label("Ecology").check()
    visit.page.get_by_role("button", name="Enrol").click()
    visit.page.get_by_role("heading", name="Register", level=1).wait_for()
    return Organisation.objects.get(bin=number)


def draft(visit, organisation):
    """Write an event that may not be published yet."""
    visit.go(f"/en/org/{organisation.slug}/events/new/")
    write_event(visit.page)
    visit.page.get_by_role("button", name="Publish").click()
    event = organisation.opportunities.get()
    assert event.status == OpportunityStatus.DRAFT
    return event


def refuse_a_script(visit, organisation):
    """Try a PDF that does something: the reason is said and nothing is kept."""
    visit.go(f"/en/org/{organisation.slug}/register/post/?kind=charter")
    fill(visit.page, "script", papers.pdf(papers.opens_with(papers.alert())))
    assert visit.page.title().startswith("Error:")
    assert visit.page.get_by_text("This PDF does something when it is opened").first.is_visible()
    assert not Material.objects.filter(organisation=organisation).exists()


def line_of(page, kind):
    """Return the line of the task list about one kind of document."""
    return page.get_by_role("listitem").filter(has_text=re.compile(f"^{kind}", re.IGNORECASE))


def post(visit, organisation, kind):
    """Post a document from its line of the task list."""
    visit.go(f"/en/org/{organisation.slug}/register/")
    line_of(visit.page, kind).get_by_role("link", name="Post").click()
    fill(visit.page, kind)
    visit.page.get_by_text("Nobody but you and the reviewers").wait_for()


def fill(page, words, content=None):
    """Fill in the form of a document."""
    file = {"name": "scan.pdf", "mimeType": "application/pdf", "buffer": content or papers.pdf(words=words)}
    page.get_by_label("File").set_input_files(file)
    for part, value in (("day", "15"), ("month", "1"), ("year", "2026")):
        page.locator(f"[name=issued_on_{part}]").fill(value)
    page.get_by_label("This is no copy of an identity document").check()
    page.get_by_role("button", name="Save").click()


def send(visit):
    """Send everything for a check."""
    visit.page.get_by_role("button", name="Send for a check").click()
    visit.page.get_by_text("Sent. You will get a letter").wait_for()


def take(visit):
    """Take the case out of the queue."""
    enter_as(visit, "Register reviewer")
    visit.go("/en/oversight/queue/")
    visit.page.get_by_role("link", name="Lake Friends").click()
    visit.page.get_by_role("button", name="Take this case").click()


def give_back(visit):
    """Return the charter with a word; without a reason the decision is not taken."""
    page = visit.page
    charter = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name="Charter"))
    charter.get_by_label("Return", exact=True).check()
    charter.get_by_label("What is wrong with it").fill("Page 2 of the charter is missing.")
    page.get_by_label("Return: say what to put right").check()
    page.get_by_label("In your own words").fill("Scan the whole charter.")
    page.get_by_role("button", name="Record the decision").click()
    page.get_by_text("Choose at least one reason").first.wait_for()
    assert page.title().startswith("Error:")
    page.get_by_label("A document cannot be read.").check()
    page.get_by_role("button", name="Record the decision").click()
    page.get_by_text("The decision is recorded.").wait_for()


def verify(visit):
    """Accept everything that waits, tick the checklist and verify."""
    page = visit.page
    for choice in page.get_by_label("Accept", exact=True).all():
        choice.check()
    for line in page.locator("[name=checklist]").all():
        line.check()
    page.get_by_label("Verify: grant the level").check()
    page.get_by_label("In your own words").fill("The statute and the BIN agree.")
    page.get_by_role("button", name="Record the decision").click()
    page.get_by_text("The decision is recorded.").wait_for()
    assert not Material.objects.filter(organisation__name_en="Lake Friends", state=MaterialState.POSTED).exists()

"""A coordinator posts, repeats and duplicates an event: nine answers, six clicks at most, nothing typed lost."""

from datetime import timedelta

import pytest

from core import clock
from events.enums import OpportunityStatus
from events.models import Opportunity
from tests.browser.harness import DESKTOP, PHONE, Clicks, visiting

MOST_REQUIRED, MOST_CLICKS = 9, 6
TITLE = "Clear the path around the lake"


def asked_of(page):
    """Return the names of the answers a form needs and does not have."""
    names = []
    for field in page.locator("main form [required]").all():
        is_choice = field.get_attribute("type") in ("radio", "checkbox")
        if is_choice or not field.input_value():
            names.append(field.get_attribute("name"))
    return list(dict.fromkeys(names))


def next_saturday(weeks=0):
    today = clock.now().date()
    return today + timedelta(days=(5 - today.weekday()) % 7 + 7 * (weeks + 1))


def write(page):
    """Give the nine answers and say that nothing dangerous is done."""
    page.get_by_label("Title").fill(TITLE)
    page.get_by_label("Ecology").check()
    page.get_by_label("City, town or village").fill("Karaganda")
    page.get_by_label("Date", exact=True).fill(next_saturday().isoformat())
    page.get_by_label("Starts at").fill("10:00")
    page.get_by_label("Ends at").fill("13:00")
    page.get_by_label("Role", exact=True).fill("Helper")
    page.get_by_label("Places", exact=True).fill("3")
    page.get_by_label("Who looks after people").fill("Dana")
    page.get_by_label("None of these").check()


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.parametrize("scripts", [True, False])
def test_coordinator_posts_repeats_with_exceptions_and_publishes(browser, town, width, scripts, figure):
    with visiting(browser, town, user=town.person("coordinator"), java_script_enabled=scripts) as visit:
        visit.resize(width)
        page = visit.page
        slug = Opportunity.objects.get(slug="plant-400-saplings-in-the-botanical-garden").organisation.slug
        visit.go(f"/en/org/{slug}/events/new/")
        required = asked_of(page)
        write(page)
        page.get_by_text("Repeat it").click()
        page.get_by_label("How it repeats").select_option("fortnightly")
        page.get_by_label("Or number of times").fill("4")
        page.get_by_label("Leave out these dates").fill(f"{next_saturday(4):%d.%m.%Y}")
        page.get_by_label("Leave out public holidays").check()
        page.get_by_role("button", name="Show the dates").click()
        assert page.get_by_text("nothing is saved yet").is_visible()
        shown = page.locator("#days ul.days").first.get_by_role("listitem").count()
        page.get_by_role("button", name="Save as a draft").click()
        page.get_by_role("button", name="Publish").click()
        page.get_by_text("Published. Volunteers can join now.").wait_for()
        complaints = list(visit.complaints)

    event = Opportunity.objects.get(title_en=TITLE)
    days = list(event.shifts.order_by("starts_at").values_list("starts_on", flat=True))
    figure(f"a new event at {width} px, scripts {scripts}", required_fields=len(required), shifts=len(days))
    assert len(required) <= MOST_REQUIRED
    assert event.status == OpportunityStatus.PUBLISHED
    assert (len(days), next_saturday(4) in days) == (shown, False)
    assert complaints == []


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_last_times_event_is_out_again_after_few_clicks(browser, town, width, figure):
    old = Opportunity.objects.get(slug="plant-400-saplings-in-the-botanical-garden")
    clicks = Clicks()
    with visiting(browser, town, user=town.person("coordinator"), java_script_enabled=False) as visit:
        visit.resize(width)
        page = visit.page
        visit.go(f"/en/org/{old.organisation.slug}/events/")
        row = page.get_by_role("listitem").filter(has_text="Plant 400 saplings").first
        clicks.press(row.get_by_role("link", name="Duplicate"))
        clicks.press(page.get_by_role("button", name="Save as a draft"))
        clicks.press(page.get_by_role("button", name="Publish"))
        page.get_by_text("Published. Volunteers can join now.").wait_for()

    new = Opportunity.objects.latest("pk")
    figure(f"from the list to a published copy at {width} px", clicks=clicks.count)
    assert clicks.count <= MOST_CLICKS
    assert (new.status, new.title_kk, new.title_ru) == (OpportunityStatus.PUBLISHED, old.title_kk, old.title_ru)
    assert [role.capacity for role in new.shifts.get().roles.all()]


def test_what_was_typed_is_there_again_when_the_network_goes(browser, town):
    with visiting(browser, town, user=town.person("coordinator")) as visit:
        slug = Opportunity.objects.get(slug="plant-400-saplings-in-the-botanical-garden").organisation.slug
        address = f"/en/org/{slug}/events/new/"
        visit.go(address)
        write(visit.page)
        visit.go("/en/")
        visit.go(address)

        assert visit.page.get_by_text("We put back what you had typed here before.").is_visible()
        assert visit.page.get_by_label("Title").input_value() == TITLE
        assert visit.page.get_by_label("Ecology").is_checked()

        visit.page.get_by_role("button", name="Save as a draft").click()
        visit.page.get_by_role("heading", name="Look it over").wait_for()
        visit.go(address)
        assert visit.page.get_by_label("Title").input_value() == ""

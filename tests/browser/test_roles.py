"""A week of each role, on a phone and on a screen, with an eye on what axe finds on every page of the way."""

from datetime import timedelta

import pytest
import time_machine

from core import clock
from events.enums import OpportunityStatus, SignUpOrigin, SignUpStatus
from events.models import CoverSearch, GateScan, Opportunity, Presence, SignUp, WaitlistEntry
from events.services.signups import withdraw
from recognition.queries import minutes_of
from tests.browser.catalogue import garden, page_of
from tests.browser.gates import Phone, counted, door_of
from tests.browser.harness import DESKTOP, HEIGHT, PHONE, sign_in, visiting
from tests.browser.test_posting import TITLE, next_saturday, write
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.ngos import make_member
from tests.factories.places import KARAGANDA, settlement
from tests.factories.volunteers import make_volunteer

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
WIDTHS = pytest.mark.parametrize("width", [PHONE, DESKTOP])


class Looker:
    """Looks at the page that is open: nothing axe finds, nothing wider than the window."""

    def __init__(self, width, *, scripts=True):
        self.width, self.scripts, self.seen = width, scripts, []

    def __call__(self, visit):
        """Look; axe waits for timers, which are scripts."""
        self.seen.append(visit.page.url)
        if self.scripts:
            assert visit.axe_violations() == [], visit.page.url
            visit.page.set_viewport_size({"width": self.width, "height": HEIGHT})
        assert visit._evaluate("document.documentElement.scrollWidth") <= self.width, visit.page.url


@WIDTHS
def test_coordinator_posts_repeats_fills_checks_in_without_network_and_confirms(browser, town, width):
    looks, dana = Looker(width), town.person("coordinator")
    with visiting(browser, town, user=dana, width=width, service_workers="allow") as visit:
        event = post_and_repeat(visit, looks)
        shift = event.shifts.earliest("starts_at")
        fill(visit, event, looks)
        first, *_others = came = [
            accepted(browser, town, one, width) for one in SignUp.objects.filter(shift=shift).order_by("pk")
        ]
        before = minutes_of(first.volunteer)

        with time_machine.travel(shift.starts_at + 2 * MINUTE, tick=True):
            check_in_without_network(visit, town, shift, first, looks)
        with time_machine.travel(shift.ends_at + HOUR, tick=True):
            confirm(visit, town, shift, first, looks)

    presence = Presence.objects.get(signup=first)
    assert (event.status, len(came)) == (OpportunityStatus.PUBLISHED, 2)
    assert (presence.evidence, presence.is_end_inferred) == ("B", True)
    assert minutes_of(first.volunteer) - before == (presence.ends_at - presence.starts_at) // MINUTE
    assert len(looks.seen) >= 9


def post_and_repeat(visit, looks):
    """Post an event for two people on two Saturdays, one left out between them, and return it."""
    page = visit.page
    slug = garden().organisation.slug
    visit.go(f"/en/org/{slug}/events/new/")
    write(page)
    page.get_by_label("Places", exact=True).fill("2")
    page.get_by_text("Repeat it").click()
    page.get_by_label("How it repeats").select_option("weekly")
    page.get_by_label("Or number of times").fill("3")
    page.get_by_label("Leave out these dates").fill(f"{next_saturday(1):%d.%m.%Y}")
    looks(visit)
    page.get_by_role("button", name="Show the dates").click()
    page.get_by_text("nothing is saved yet").wait_for()
    looks(visit)
    page.get_by_role("button", name="Save as a draft").click()
    page.get_by_role("heading", name="Look it over").wait_for()
    looks(visit)
    page.get_by_role("button", name="Publish").click()
    page.get_by_text("Published. Volunteers can join now.").wait_for()
    looks(visit)
    event = Opportunity.objects.get(title_en=TITLE)
    assert list(event.shifts.order_by("starts_at").values_list("starts_on", flat=True)) == [
        next_saturday(), next_saturday(2),
    ]  # fmt: skip
    return event


def fill(visit, event, looks):
    """Let Asar propose people, look the proposal over, and send it."""
    page = visit.page
    page.get_by_role("button", name="Auto-fill 4 places").click()
    page.get_by_role("heading", level=1, name="Look over the proposal").wait_for()
    looks(visit)
    assert SignUp.objects.filter(shift__opportunity=event).count() == 0
    page.get_by_role("button", name="Send 4 invitations").click()
    page.get_by_text("4 invitations are sent.").wait_for()
    looks(visit)


def accepted(browser, town, signup, width):
    """Say yes on the page of whoever was invited."""
    with visiting(browser, town, user=signup.volunteer.user, width=width, java_script_enabled=False) as visit:
        visit.go(f"/en/me/shifts/{signup.public_id}/")
        visit.page.get_by_role("button", name="Yes, I am coming").click()
        visit.page.get_by_role("heading", level=1).wait_for()
    signup.refresh_from_db()
    assert signup.status == SignUpStatus.CONFIRMED
    return signup


def check_in_without_network(visit, town, shift, signup, looks):
    """Cut the network at the gate, check somebody in, open the page again; it sends when the network is back."""
    sign_in(visit, town.person("coordinator"))
    visit.page.clock.set_system_time(clock.now())
    phone = Phone(visit, signup.role).open()
    looks(visit)
    phone.cut()
    assert phone.tap(signup) == "in_on_time"
    assert phone.net == "Offline, 1 waiting"
    visit.page.reload()
    phone.ready()
    assert phone.net == "Offline, 1 waiting"
    assert counted(signup.role) == []
    phone.cut(away=False)
    phone.wait_until_sent()
    assert counted(signup.role) == [signup.pk]
    assert GateScan.objects.filter(shift=shift).count() == 1
    phone.rest()


def confirm(visit, town, shift, signup, looks):
    """Look at what the gate saw, then say who came and who did not: not whoever was the only one to see it."""
    page = visit.page
    sign_in(visit, make_member(shift.opportunity.organisation))
    page.clock.set_system_time(clock.now())
    visit.go(door_of(shift))
    looks(visit)
    page.get_by_role("link", name="After the gate").click()
    page.get_by_text("1 of 2 people are noted.").wait_for()
    looks(visit)
    page.get_by_role("link", name="Confirm who came").click()
    page.locator(f"#p-{signup.public_id}").get_by_role("button", name="Came").click()
    page.get_by_text("hours approved").wait_for()
    page.locator("li.person form.word").get_by_role("button", name="Absent").click()
    page.get_by_text("did not come").first.wait_for()


@pytest.fixture
def planting(town):
    """Three open shifts on three days and a full one, with whoever holds its only place."""
    event = make_opportunity(
        organisation=garden().organisation, venue=settlement(KARAGANDA), title="Water the saplings"
    )
    roles = [make_role(make_shift(event, days_ahead=days), capacity=3) for days in (3, 4, 5)]
    full = make_role(make_shift(event, days_ahead=6), capacity=1)
    holder = make_signup(full, make_volunteer(user=make_user(), home=settlement(KARAGANDA)))
    return roles, holder


@WIDTHS
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_volunteer_joins_three_shifts_gets_an_offer_and_cancels_late(browser, town, planting, width, scripts):
    (roles, holder), looks = planting, Looker(width, scripts=scripts)
    user = make_user(full_name="Мадина Төлегенова")
    make_volunteer(user=user, home=settlement(KARAGANDA))
    mine = SignUp.objects.filter(volunteer__user=user)
    with visiting(browser, town, user=user, width=width, java_script_enabled=scripts) as visit:
        join_three(visit, roles, looks)
        assert mine.filter(status=SignUpStatus.CONFIRMED).count() == 3
        get_an_offer(visit, holder, looks)
        offer = mine.get(origin=SignUpOrigin.WAITLIST)
        assert offer.status == SignUpStatus.CONFIRMED
        with time_machine.travel(roles[0].shift.starts_at - 2 * HOUR, tick=True):
            sign_in(visit, user)
            cancel_late(visit, looks)

    assert mine.get(role=roles[0]).status == SignUpStatus.WITHDRAWN
    assert CoverSearch.objects.running().filter(role=roles[0]).count() == 1
    assert len(looks.seen) >= 6


def join_three(visit, roles, looks):
    """Tick three shifts and press once."""
    page = visit.page
    visit.go(page_of(roles[0].shift.opportunity).path)
    for role in roles:
        page.locator(f"#role-{role.public_id}").check()
    looks(visit)
    page.get_by_role("button", name="Join the ticked shifts").click()
    page.get_by_role("heading", level=1, name="You are in.").wait_for()
    assert page.locator("section[aria-labelledby=taken] li").count() == 3
    looks(visit)


def get_an_offer(visit, holder, looks):
    """Wait for the full shift; when its holder leaves, the place is offered with a deadline, and taken."""
    page = visit.page
    visit.go(page_of(holder.shift.opportunity).path)
    page.get_by_role("button", name="Join the waiting list").click()
    page.get_by_text("You are on the waiting list.").first.wait_for()
    assert WaitlistEntry.objects.waiting().count() == 1
    withdraw(signup=holder, actor=holder.volunteer.user, now=clock.now())
    visit.go("/en/me/shifts/")
    assert page.get_by_text("Please answer by").is_visible()
    looks(visit)
    page.get_by_role("button", name="Yes, I am coming").click()
    page.get_by_role("heading", level=1).wait_for()
    looks(visit)


def cancel_late(visit, looks):
    """Two hours before the start: the page says what follows, and one press is enough."""
    page = visit.page
    visit.go("/en/me/shifts/")
    page.get_by_role("link", name="I cannot come").click()
    page.get_by_text("We tell the coordinator at once and ask others to come.").wait_for()
    looks(visit)
    page.get_by_role("button", name="I cannot come").click()
    page.get_by_role("heading", level=1, name="My shifts").wait_for()
    looks(visit)

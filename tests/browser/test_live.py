"""The roster that renews itself in a real browser: what others do appears, and nothing somebody holds is lost."""

import pytest
from playwright.sync_api import expect

from core import clock
from events.enums import SignUpStatus
from events.models import Shift, SignUp
from events.services.signups import cancel_signup
from tests.browser.harness import visiting
from tests.factories.accounts import make_user
from tests.factories.events import make_signup
from tests.factories.volunteers import make_volunteer

AT_ONCE = "dispatchEvent(new Event('online'))"  # the page asks again when the network is back


@pytest.fixture
def shift(town):
    """The next shift of the demonstration's organisation with people and free places."""
    ahead = Shift.objects.public().starting_after(clock.now()).filter(opportunity__organisation__slug="zhasyl-qala")
    return next(one for one in ahead.order_by("starts_at") if one.signups.confirmed().count() > 4)


@pytest.fixture
def roster(browser, town, shift):
    """The roster as the coordinator has it open."""
    with visiting(browser, town, user=town.person("coordinator")) as visit:
        visit.go(f"/en/org/zhasyl-qala/events/{shift.opportunity.public_id}/")
        yield visit


def join(shift, name="Жаңа Адамбеков"):
    role = next(role for role in shift.roles.all() if role.free_count)
    return make_signup(role, make_volunteer(user=make_user(full_name=name)))


def renew(visit):
    with visit.page.expect_response(lambda response: "/live/" in response.url) as asked:
        visit._evaluate(f"{AT_ONCE}; 0")
    return asked.value.status


def test_who_joins_elsewhere_appears_and_is_announced(roster, shift):
    before = roster.page.locator("#live-numbers .kpi .n").first.inner_text()
    assert renew(roster) == 304
    join(shift)

    assert renew(roster) == 200

    expect(roster.page.locator("#live-numbers .kpi .n").first).not_to_have_text(before)
    expect(roster.page.locator("[data-live-said]")).to_contain_text("places filled")
    assert roster.complaints == []


def test_focus_and_what_is_unfolded_stay(roster, shift):
    fold = roster.page.locator("#live-grid .only-d details").first
    fold.locator("summary").click()
    link = roster.page.locator("#live-grid .only-d a.write").first
    link.focus()
    join(shift)

    assert renew(roster) == 200

    expect(link).to_be_focused()
    assert fold.get_attribute("open") is not None


def test_away_from_the_network_the_page_says_how_old_it_is(roster, shift):
    roster.cut()
    roster._evaluate(f"{AT_ONCE}; 0")
    state = roster.page.locator("[data-live-state]")
    expect(state).to_contain_text("No network. This is how it was at")
    join(shift)
    roster.cut(away=False)  # the browser tells the page

    expect(state).to_be_hidden()


def test_a_page_in_the_background_asks_nothing(roster):
    roster._evaluate("Object.defineProperty(document, 'hidden', {value: true, configurable: true}); 0")
    roster.requests.clear()
    roster._evaluate(f"{AT_ONCE}; document.dispatchEvent(new Event('visibilitychange')); 0")
    roster.page.wait_for_timeout(300)
    assert [request.url for request in roster.requests] == []

    with roster.page.expect_response(lambda response: "/live/" in response.url):
        roster._evaluate("delete document.hidden; document.dispatchEvent(new Event('visibilitychange')); 0")


def test_two_coordinators_see_each_other_and_the_second_hears_that_it_is_done(browser, town, roster, shift):
    signup = SignUp.objects.confirmed().filter(shift=shift).first()
    with visiting(browser, town, user=town.person("coordinator")) as other:
        other.go(f"/en/org/zhasyl-qala/events/{shift.opportunity.public_id}/places/{signup.public_id}/")
        cancel_signup(signup=signup, actor=town.person("coordinator"), now=clock.now())
        other.page.get_by_role("button", name="Take off the list").click()
        expect(other.page.locator(".msgs, [role=alert], .alert").first).to_be_visible()
        words = other.page.locator("main").inner_text()

    assert renew(roster) == 200
    off = f'#live-grid a[href*="{signup.public_id}"]'
    expect(roster.page.locator(off)).to_have_count(0)
    assert SignUp.objects.get(pk=signup.pk).status == SignUpStatus.CANCELLED
    assert "is off the list" not in words


def test_without_scripts_the_roster_is_a_page_like_any_other(browser, town, shift):
    with visiting(browser, town, user=town.person("coordinator"), java_script_enabled=False) as visit:
        answer = visit.go(f"/en/org/zhasyl-qala/events/{shift.opportunity.public_id}/")

        assert answer.status == 200
        expect(visit.page.locator("[data-live-state]")).to_be_hidden()
        assert visit.page.locator("#live-grid .seat").count() > 4

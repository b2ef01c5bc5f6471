"""At 390 px in Kazakh: a fifteen-year-old joins, takes a place and names her mother, who agrees on her own phone."""

import re
import time
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import User
from core import clock
from events.enums import OpportunityStatus, SignUpStatus
from events.models import ShiftRole, SignUp
from events.queries import judge
from tests.browser.harness import PHONE, visiting
from tests.browser.letters import newest_code
from tests.factories.guardians import make_minor, send_letters

EMAIL, MOTHER = "aigerim@example.org", "gulnar@example.org"
NAME, MOTHERS_NAME = "Айгерім Нұрланова", "Гүлнар Нұрланова"
MAIN_BUTTON = "main form[method=post] .btn"
SECONDS_A_SIGN, MOST_SECONDS = 0.28, 60


def open_role() -> ShiftRole:
    """Return a place in the town from which nothing but a guardian's word keeps a minor, with time to ask."""
    minor = make_minor().volunteer
    ahead = ShiftRole.objects.filter(
        shift__starts_at__gt=clock.now() + timedelta(days=3),
        shift__opportunity__status=OpportunityStatus.PUBLISHED,
        shift__opportunity__organisation__status="verified",
    ).select_related("shift__opportunity__organisation__region", "shift__opportunity__venue__region")
    return next(
        role
        for role in ahead.order_by("shift__starts_at", "pk")
        if role.free_count and [gate.value for gate in judge(role, minor).gates] == ["guardian_consent"]
    )


def page_of(role: ShiftRole) -> str:
    """Return the page of the opportunity with the role chosen."""
    event = role.shift.opportunity
    with translation.override("kk"):
        page = reverse("guest:opportunity", args=[event.public_id, event.slug])
    return f"{page}?role={role.public_id}"


def type_in(page, selector, words):
    """Type as a person does."""
    page.locator(selector).press_sequentially(words, delay=SECONDS_A_SIGN * 1000)


def join(visit, role, *, looks):
    """Choose the shift and join: every sign is typed. Return how long the five answers and the code took."""
    page = visit.page
    visit.go(page_of(role))
    page.locator("#join-form .btn").click()
    looks(visit)
    birth_year = str(timezone.localdate().year - 15)
    started = time.monotonic()
    type_in(page, "#id_full_name", NAME)
    type_in(page, "#id_contact", EMAIL)
    for part, figures in (("0", "1"), ("1", "1"), ("2", birth_year)):
        type_in(page, f"#id_birth_date_{part}", figures)
    type_in(page, "#id_place", "Астана")
    page.locator("#id_agree").check()
    page.locator(MAIN_BUTTON).last.click()
    page.locator("#id_code").wait_for()
    type_in(page, "#id_code", newest_code(EMAIL))
    page.locator("form:has(#id_code) .btn").first.click()
    page.locator("#join-form").wait_for()
    return time.monotonic() - started


def skip_the_start_pages(visit, looks):
    for name in ("causes", "times", "skills"):
        visit.go(f"/kk/start/{name}/")
        looks(visit)


def claim_and_ask(visit, role, looks):
    """Take the place and name the mother; return the address of the place's page."""
    page = visit.page
    visit.go(page_of(role))
    page.locator("#join-form .btn").click()
    page.locator("#id_contact").wait_for()
    looks(visit)
    page.locator("#id_contact").fill(MOTHER)
    page.locator("form:has(#id_contact) .btn").click()
    page.locator("a[href^='https://wa.me/']").wait_for()
    looks(visit)
    return page.url.removeprefix(visit.base)


def letter_link():
    """Return the path of the link in the mother's newest letter."""
    send_letters(clock.now())
    letter = next(letter for letter in reversed(mail.outbox) if letter.to == [MOTHER])
    found = re.search(r"/c/[A-Za-z0-9_-]{22}", letter.body)
    assert found, letter.body
    return found.group()


def agree(visit, link, looks):
    """Open the link on a phone that has never been here, read, type a name, choose, and press."""
    page = visit.page
    visit.go(link)
    looks(visit)
    assert page.locator("html").get_attribute("lang") == "kk"
    assert not page.locator("#id_allows_photos").is_checked()
    page.locator("#id_full_name").fill(MOTHERS_NAME)
    page.locator("input[name=relation][value=mother]").check()
    page.locator("button[name=answer][value=agreed]").click()
    page.locator("h1").wait_for()
    looks(visit)
    assert page.context.cookies() == []


@pytest.mark.parametrize("with_scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_fifteen_year_old_joins_and_her_mother_agrees(browser, town, with_scripts):
    role, seen = open_role(), []

    def looks(visit):
        """Look at the page as a machine that reads for the blind does; axe waits for timers, which are scripts."""
        seen.append(visit.page.url)
        if with_scripts:
            assert visit.axe_violations() == [], visit.page.url
            visit.resize(PHONE)
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= PHONE, visit.page.url

    scripts = {"java_script_enabled": with_scripts, "locale": "kk-KZ"}
    with visiting(browser, town, width=PHONE, **scripts) as hers:
        seconds = join(hers, role, looks=looks)
        assert seconds <= MOST_SECONDS, f"{seconds:.1f} s"
        skip_the_start_pages(hers, looks)
        place = claim_and_ask(hers, role, looks)
        mine = SignUp.objects.get(volunteer__user=User.objects.get(email=EMAIL))
        assert mine.status == SignUpStatus.AWAITING

        with visiting(browser, town, width=PHONE, **scripts) as mothers:
            agree(mothers, letter_link(), looks)

        hers.go(place)
        looks(hers)
        mine.refresh_from_db()
        assert mine.status == SignUpStatus.CONFIRMED
        assert hers.page.locator("svg.ok").count() == 1
        assert hers.page.locator("a[href^='https://wa.me/']").count() == 0
    assert len(seen) >= 9
    print(f"typed in {seconds:.1f} s, {len(seen)} pages looked at")

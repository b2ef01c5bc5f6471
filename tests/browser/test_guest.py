"""The public pages in a real browser: sizes, colours, languages, and without scripts."""

import gzip

import pytest
from django.urls import reverse
from django.utils import translation

from tests.browser.harness import DESKTOP, MAX_BYTES, MAX_REQUESTS, NARROW, PHONE, visiting
from tests.factories.events import make_opportunity, make_role, make_shift
from tests.factories.ngos import make_organisation
from tests.factories.places import KARAGANDA, settlement

TEXT_PAGES = ("about", "help", "privacy", "accessibility", "rules", "matching", "for-ngos", "for-akimats", "concern")
LANGUAGES = ("kk", "ru", "en")


@pytest.fixture
def town(transactional_db):
    karaganda = settlement(KARAGANDA)
    organisation = make_organisation(name="Таза Су", slug="taza-su")
    made = []
    for step, cause in enumerate(("ecology", "child_protection", "inclusion", "ecology")):
        opportunity = make_opportunity(
            organisation=organisation,
            venue=karaganda,
            cause=cause,
            title=f"Work number {step}",
            latitude=karaganda.latitude + 0.01 * step,
            longitude=karaganda.longitude - 0.02 * step,
        )
        make_role(make_shift(opportunity, days_ahead=3 + step), capacity=4 + step)
        make_role(make_shift(opportunity, days_ahead=10 + step), capacity=1)
        made.append(opportunity)
    return made


def public_paths(language, opportunity):
    with translation.override(language):
        return [
            reverse("guest:home"),
            reverse("guest:opportunities") + "?where=Karaganda&km=25&cause=ecology&age=x",
            reverse("guest:opportunities") + "?where=Nowhereville&q=nothing",
            reverse("guest:opportunity", args=[opportunity.public_id, opportunity.slug]),
            reverse("guest:organisations"),
            reverse("guest:organisation", args=[opportunity.organisation.bin]),
            reverse("guest:regions"),
            reverse("guest:region", args=["350000000"]),
            f"/{language}/nothing-here/",
            f"/{language}/about/",
        ]


@pytest.mark.parametrize(
    ("language", "scheme", "width"),
    [
        ("kk", "light", PHONE),
        ("kk", "dark", DESKTOP),
        ("ru", "dark", PHONE),
        ("ru", "light", DESKTOP),
        ("en", "light", DESKTOP),
        ("en", "dark", PHONE),
    ],
)
def test_public_pages_keep_their_promises(browser, live_server, town, language, scheme, width):
    with visiting(browser, live_server, width=width, scheme=scheme) as visit:
        for path in public_paths(language, town[0]):
            visit.go(path)

            visit.assert_promises()


def test_text_pages_keep_their_promises(browser, live_server, town):
    with visiting(browser, live_server, width=PHONE) as visit:
        for name in TEXT_PAGES:
            visit.go(f"/kk/{name}/")

            visit.assert_promises()


@pytest.mark.parametrize("language", LANGUAGES)
def test_public_pages_fit_the_narrowest_screen_with_large_text(browser, live_server, town, language):
    with visiting(browser, live_server, width=NARROW) as visit:
        for path in public_paths(language, town[0]):
            visit.go(path).add_style_tag(content="html{font-size:200%}")

            visit.assert_fits()


def test_a_volunteer_sees_reasons_and_tabs(browser, live_server, town, aliya):
    path = public_paths("en", town[0])[3]
    for width in (PHONE, DESKTOP):
        with visiting(browser, live_server, user=aliya, width=width) as visit:
            page = visit.go(path)

            visit.assert_promises()
            assert page.get_by_role("heading", name="this fits you").is_visible()
            assert page.get_by_role("navigation", name="App").is_visible() is (width == PHONE)


def test_home_page_is_light(browser, live_server, town):
    with visiting(browser, live_server, width=PHONE) as visit:
        page = visit.go("/kk/")
        page.wait_for_function("document.fonts.status === 'loaded'")
        fetched = [request for request in visit.requests if not request.url.startswith("data:")]
        # The live server does not compress; a real one does, so text is weighed as a real one sends it.
        weight = sum(weigh(request) for request in fetched)

        assert len(fetched) <= MAX_REQUESTS
        assert weight <= MAX_BYTES


def weigh(request):
    body = request.response().body()
    return len(body) if "font" in request.url else len(gzip.compress(body, 6))


def test_searching_and_choosing_work_without_scripts(browser, live_server, town):
    with visiting(browser, live_server, width=PHONE, java_script_enabled=False) as visit:
        page = visit.go("/en/")
        page.get_by_label("Where", exact=True).fill("Qaragandy")
        page.get_by_role("button", name="Show").click()
        page.get_by_role("link", name="Work number 0").first.click()

        assert page.get_by_role("heading", level=1).inner_text() == "Work number 0"
        assert page.get_by_role("radio").count() == 2
        page.get_by_role("button", name="Dark").click()
        assert page.locator("html").get_attribute("data-theme") == "dark"


def test_language_link_keeps_page_and_query(browser, live_server, town):
    with visiting(browser, live_server) as visit:
        page = visit.go("/en/opportunities/?where=Astana&km=50")
        page.get_by_role("link", name="Русский").click()

        assert page.url.endswith("/ru/opportunities/?where=Astana&km=50")
        assert page.locator("html").get_attribute("lang") == "ru"


def test_pins_lead_to_their_cards(browser, live_server, town):
    with visiting(browser, live_server) as visit:
        page = visit.go("/en/?where=Karaganda")
        pin = page.locator(".pin").first

        assert pin.get_attribute("href") == "#op1"
        assert page.locator("#op1 h3").inner_text() in pin.get_attribute("aria-label")

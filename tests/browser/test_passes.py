"""My QR on the phone: read by another camera, there without network, and gone with its owner."""

import io
import re

import pytest
import zxingcpp
from PIL import Image

from events.models import GateScan
from tests.browser.gates import UNTIL_KEPT, address_of, letters_of, open_gate, people_of
from tests.browser.harness import PHONE, sign_in, visiting

KEPT = "(async () => (await (await caches.open('asar-pages-1')).keys()).map(({ url }) => new URL(url).pathname))()"


@pytest.fixture
def place(town):
    return people_of(open_gate())[0]


@pytest.fixture
def phone(browser, town, place):
    with visiting(browser, town, user=place.volunteer.user, width=PHONE, service_workers="allow") as visit:
        yield visit


def open_kept(visit, path):
    visit.go(path)
    visit.page.evaluate(UNTIL_KEPT)


def test_picture_on_the_screen_leads_a_coordinators_camera_to_check_in(browser, town, phone, place):
    phone.go("/en/me/pass/")
    picture = phone.page.locator(".qrbox").first.screenshot()

    (read,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))

    assert read.text == address_of(place, phone.base)
    with visiting(browser, town, user=town.person("coordinator"), width=PHONE) as desk:
        desk.go(read.text.removeprefix(phone.base))
        assert desk.page.get_by_role("heading", level=1).inner_text() == place.volunteer.user.short_name
        assert GateScan.objects.count() == 0
        desk.page.get_by_role("button", name="Check in").click()
        desk.page.get_by_text("is here").wait_for()
    assert GateScan.objects.get().outcome == "in_on_time"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_picture_is_black_on_white_in_every_colour_scheme(phone, scheme):
    phone.page.emulate_media(color_scheme=scheme)
    phone.go("/kk/me/pass/")

    picture = phone.page.locator(".qrbox").first.screenshot()

    assert len(zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))) == 1


def test_pass_and_shifts_open_without_network_and_other_pages_say_why_not(phone, place):
    for path in ("/en/me/pass/", "/en/me/shifts/"):
        open_kept(phone, path)
    phone.cut()

    phone.page.goto(f"{phone.base}/en/me/pass/")
    assert phone.page.locator(".passcode").first.inner_text() == letters_of(place)
    assert phone.page.get_by_text("You see what this phone kept").is_visible()
    phone.page.goto(f"{phone.base}/en/me/shifts/")
    assert phone.page.get_by_role("heading", level=1).inner_text() == "My shifts"
    for path, title in (("/en/me/hours/", "No network"), ("/kk/", "Желі жоқ"), ("/ru/regions/", "Нет сети")):
        phone.page.goto(f"{phone.base}{path}")
        assert phone.page.get_by_role("heading", level=1).inner_text() in (title, "No network")


def test_signing_out_takes_the_kept_pages_away(phone):
    open_kept(phone, "/en/me/pass/")
    assert phone.page.evaluate(KEPT) == ["/en/me/pass/"]
    phone.page.locator("header details.pop summary").first.click()
    phone.page.get_by_role("button", name="Sign out").click()
    phone.page.wait_for_load_state()

    phone.page.goto(f"{phone.base}/en/about/")
    assert settled(phone) == []


def test_another_person_on_the_same_phone_finds_nothing_of_the_first(phone, town):
    open_kept(phone, "/en/me/shifts/")
    sign_in(phone, town.person("volunteer_21"))
    open_kept(phone, "/en/me/pass/")

    assert phone.page.evaluate(KEPT) == ["/en/me/pass/"]


def test_errors_and_answers_to_forms_are_never_kept(phone):
    open_kept(phone, "/en/me/pass/")
    for path in ("/en/nothing-here/", "/en/me/shifts/00000000-0000-0000-0000-000000000000/", "/en/find/"):
        phone.page.goto(f"{phone.base}{path}")
    phone.page.locator("footer button[value=dark]").click()
    phone.page.wait_for_load_state()

    assert settled(phone) == ["/en/me/pass/"]


def test_languages_change_with_the_worker_in_place(phone):
    open_kept(phone, "/en/me/pass/")
    for code, word in (("kk", "kk"), ("ru", "ru"), ("en", "en")):
        phone.page.locator(f".lang a[hreflang={code}]").click()
        phone.page.wait_for_load_state()
        assert phone.page.locator("html").get_attribute("lang") == word


def test_worker_that_is_switched_off_leaves_with_everything_it_kept(phone, settings):
    open_kept(phone, "/en/me/pass/")
    settings.OFFLINE_PAGES = False

    phone.page.evaluate("navigator.serviceWorker.getRegistration().then((found) => found.update())")
    gone = """async () => {
        while ((await navigator.serviceWorker.getRegistrations()).length || (await caches.keys()).length)
            await new Promise((go) => setTimeout(go, 50));
        return true;
    }"""
    assert phone.page.evaluate(gone)


def test_install_hint_comes_with_the_second_visit_and_never_again_once_refused(browser, town):
    offer = "dispatchEvent(Object.assign(new Event('beforeinstallprompt', {cancelable: true}), {prompt() {}}))"
    with visiting(browser, town, width=PHONE) as visit:
        seen = []
        for number in range(4):
            page = visit.page.context.new_page()
            page.goto(f"{visit.base}/en/about/")
            page.evaluate(offer)
            seen.append(page.locator(".install").count())
            if number == 2:
                page.get_by_role("button", name="Do not show again").click()
            page.close()

    assert seen == [0, 1, 1, 0]


def settled(visit):
    """Read what is kept after the worker has looked at the last page."""
    visit.page.evaluate("new Promise((go) => setTimeout(go, 400))")
    return visit.page.evaluate(KEPT)


def test_pass_page_waits_for_no_script(browser, town, place):
    with visiting(browser, town, user=place.volunteer.user, java_script_enabled=False) as visit:
        visit.go("/en/me/pass/")

        assert re.fullmatch(r"[A-Z]{6}", visit.page.locator(".passcode").first.inner_text())

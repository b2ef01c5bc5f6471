"""Somebody without an account, a mouse or scripts reports a concern from the first page, in Kazakh, on a phone."""

import re

from events.models import Concern
from tests.browser.catalogue import garden, page_of
from tests.browser.harness import PHONE, visiting
from tests.browser.keys import press_on

WORDS = "Баспалдақта таяныш жоқ, бала құлап қала жаздады."


def test_a_report_is_sent_by_keys_alone_without_scripts(browser, town):
    with visiting(browser, town, width=PHONE, java_script_enabled=False) as visit:
        page, keys = visit.page, visit.page.keyboard
        visit.go("/kk/")
        press_on(page, "footer.site a[href*='/concern/']")
        page.wait_for_url("**/kk/concern/")
        assert page.locator("a[href^='tel:']").first.is_visible()
        press_on(page, "input[name=kind]", "Space")
        press_on(page, "#id_text", None)
        keys.type(WORDS)
        press_on(page, "main form .btn")
        code = page.locator(".receipt").inner_text()
        press_on(page, "main a[href*='/concern/status/']")
        page.wait_for_url("**/concern/status/")
        press_on(page, "#id_code", None)
        keys.type(code.replace("-", " ").lower())
        keys.press("Enter")

        page.locator("#state").wait_for()
        assert WORDS not in page.content()
    report = Concern.objects.get()
    assert re.fullmatch(r"\w{4}-\w{4}-\w{4}", code)
    assert (report.text, report.language, report.reporter) == (WORDS, "kk", None)
    assert report.where_from == "/kk/"


def test_a_report_from_a_page_knows_what_it_is_about(browser, town):
    with visiting(browser, town, width=PHONE) as visit:
        page = visit.page
        visit.go(page_of(garden()).path)
        page.locator("footer.site a[href*='/concern/']").click()
        page.locator("input[name=kind]").last.check()
        page.locator("#id_text").fill(WORDS)
        page.locator("main form .btn").click()
        page.locator(".receipt").wait_for()

    report = Concern.objects.get()
    assert (report.opportunity, report.organisation) == (garden(), garden().organisation)

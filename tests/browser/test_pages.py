"""What every page promises, in each language, on a phone in light colours and on a screen in dark ones."""

import pytest

from tests.browser.catalogue import ROUNDS, round_of
from tests.browser.harness import DESKTOP, NARROW, PHONE, visiting

LARGE_TEXT = 200


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("persona", ROUNDS)
def test_every_page_keeps_its_promises(browser, town, persona, language):
    planned = round_of(persona, language, town)
    broken = []
    with visiting(browser, town, user=planned.user, width=PHONE) as visit:
        for stop in planned.stops:
            broken += [f"{stop.path}: {line}" for line in promises_broken(visit, stop)]

    if broken:
        pytest.fail("\n".join(broken), pytrace=False)


def promises_broken(visit, stop):
    """Look at one page as a person with a phone does, then as one with a large screen at night; list what is wrong."""
    visit.resize(PHONE)
    visit.page.emulate_media(color_scheme="light")
    response = visit.go(stop.path)
    if stop.act:
        stop.act(visit.page)
        visit.page.locator("h1").first.wait_for()  # a form that was sent leads to a page that has to be there first
    elif response.status != stop.status:
        yield f"status {response.status} instead of {stop.status}"
    if visit.page.locator("h1").count() != 1:
        yield "not exactly one h1"
    yield from large_text(visit)
    measured = visit.layout()
    yield from (f"smaller than 24 px: {line}" for line in measured["small"])
    yield from (f"lower than 44 px on a phone: {line}" for line in measured["short"])
    yield from (f"too wide on a phone: {line}" for line in measured["wide"])
    yield from (f"on a phone, {line}" for line in visit.axe_violations())
    for width in (NARROW, DESKTOP):
        visit.resize(width)
        yield from large_text(visit)
        yield from (f"too wide at {width} px: {line}" for line in visit.layout()["wide"])
    visit.page.emulate_media(color_scheme="dark")
    yield from (f"on a dark screen, {line}" for line in visit.axe_violations())
    yield from (f"request to a stranger: {line}" for line in visit.foreign_requests())
    yield from visit.complaints


def large_text(visit):
    """List what makes the page scroll sideways when letters are twice as large."""
    wide = visit.layout(text_percent=LARGE_TEXT)["wide"]
    yield from (f"too wide at {visit.page.viewport_size} with large text: {line}" for line in wide)

"""A page must open on a slow line: few requests, few bytes."""

import gzip

import pytest

from tests.browser.catalogue import round_of
from tests.browser.gates import door_of, open_gate
from tests.browser.harness import PHONE, visiting

MOST_BYTES, MOST_REQUESTS = 60_000, 8
MOST_SCRIPT, MOST_GATE_SCRIPT = 15_000, 60_000


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_public_pages_are_light(browser, town, language, capsys):
    weighed = []
    public = [stop for stop in round_of("guest", language, town).stops if stop.is_public]
    with visiting(browser, town, width=PHONE) as visit:
        visit.forget_files()
        for stop in public:
            visit.go(stop.path)
            requests, size = visit.weight()
            weighed.append((size, requests, stop.path))

    with capsys.disabled():
        print(f"\n{len(weighed)} pages, the heaviest: {max(weighed)}, the lightest: {min(weighed)}")
    assert [row for row in weighed if row[0] > MOST_BYTES or row[1] > MOST_REQUESTS] == []


def script_bytes(visit):
    scripts = [request for request in visit.requests if request.resource_type == "script"]
    return sum(len(gzip.compress(request.response().body(), 9)) for request in scripts)


def test_gate_is_light_without_its_decoder_and_other_pages_have_hardly_a_script(browser, town, figure):
    role = open_gate(40)
    with visiting(browser, town, user=town.person("coordinator"), width=PHONE) as visit:
        visit.forget_files()
        visit.go(door_of(role.shift))
        visit.page.locator("#gate[data-ready=true]").wait_for()
        gate = script_bytes(visit)
        # The decoder comes some seconds later, for the cache; it is no part of what opens the page.
        visit.requests[:] = [one for one in visit.requests if one.resource_type != "fetch" or "/api/" in one.url]
        _requests, whole = visit.weight()
        visit.go("/en/")
        home = script_bytes(visit)

    figure("weight of the gate with 40 people", bytes_in_all=whole, bytes_of_scripts=gate)
    figure("weight of scripts on the first page", bytes=home)
    assert (whole <= MOST_BYTES, gate <= MOST_GATE_SCRIPT, home <= MOST_SCRIPT) == (True, True, True)

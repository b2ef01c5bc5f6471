"""A page must open on a slow line: few requests, few bytes."""

import pytest

from tests.browser.catalogue import round_of
from tests.browser.harness import PHONE, visiting

MOST_BYTES, MOST_REQUESTS = 60_000, 8


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_public_pages_are_light(browser, town, language, capsys):
    heavy, lines = [], []
    for stop in round_of("guest", language, town).stops:
        if not stop.is_public:
            continue
        with visiting(browser, town, width=PHONE) as visit:
            visit.go(stop.path)
            requests, size = visit.weight()
        lines.append(f"{size / 1000:5.1f} kB {requests} requests {stop.path}")
        if requests > MOST_REQUESTS or size > MOST_BYTES:
            heavy.append(lines[-1])

    with capsys.disabled():
        print("", *lines, sep="\n")
    assert len(lines) >= 16
    assert heavy == []

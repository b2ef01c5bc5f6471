"""A page must open on a slow line: few requests, few bytes."""

import pytest

from tests.browser.catalogue import round_of
from tests.browser.harness import PHONE, visiting

MOST_BYTES, MOST_REQUESTS = 60_000, 8


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

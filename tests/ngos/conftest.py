"""A provider on this machine for the tests of web hooks."""

from collections.abc import Iterator

import pytest

from tests.delivery.peers import HttpPeer, http_server


@pytest.fixture
def peer() -> Iterator[HttpPeer]:
    with http_server() as found:
        yield found

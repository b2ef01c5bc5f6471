"""A small town with something to do."""

import pytest

from tests.factories.events import make_opportunity, make_role, make_shift
from tests.factories.places import KARAGANDA, settlement


@pytest.fixture
def offer(db):
    """Return a function that makes an opportunity with one shift near the middle of Karaganda."""
    middle = settlement(KARAGANDA)

    def make(title="Plant saplings", *, north_km=1.0, days_ahead=5, capacity=10, **columns):
        opportunity = make_opportunity(
            venue=middle,
            title=title,
            latitude=middle.latitude + north_km / 111.2,
            longitude=middle.longitude,
            **columns,
        )
        make_role(make_shift(opportunity, days_ahead=days_ahead), capacity=capacity)
        return opportunity

    return make

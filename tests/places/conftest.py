import datetime

import pytest

from places.models import Territory


@pytest.fixture
def region_named(db):
    """Find a region in force today by the start of its Russian name."""

    def find(name: str) -> Territory:
        return Territory.objects.regions().current().get(name_ru__startswith=name)

    return find


@pytest.fixture
def make_place(db):
    """Make a place of our own below a region."""

    def make(name: str, *, region: Territory, **columns) -> Territory:
        code = columns.pop("code", f"test-{Territory.objects.count()}")
        defaults = {"kind": "settlement", "code_system": "geonames", "time_zone": region.time_zone, "source": "test"}
        parent = columns.pop("parent", region)
        return Territory.objects.create(
            code=code, name_ru=name, parent=parent, region=region, **{**defaults, **columns}
        )

    return make


@pytest.fixture
def today():
    return datetime.date(2026, 5, 4)

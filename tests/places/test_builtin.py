import datetime
from zoneinfo import ZoneInfo

import pytest

from places.models import Territory
from places.services.builtin import LoadCounts, load_builtin

pytestmark = pytest.mark.django_db


def test_loading_again_changes_nothing():
    assert load_builtin() == LoadCounts(created=0, changed=0, unchanged=377)


def test_loading_repairs_a_shipped_row_and_leaves_others_alone(make_place, region_named):
    own = make_place("Наше", region=region_named("Акмол"))
    Territory.objects.filter(code="1526384").update(name_kk="Qate", population=None)

    counts = load_builtin()

    assert counts == LoadCounts(created=0, changed=1, unchanged=376)
    assert Territory.objects.get(code="1526384").name_kk == "Алматы"
    assert Territory.objects.get(pk=own.pk).name_ru == "Наше"


@pytest.mark.parametrize(
    ("region", "day", "hours"),
    [
        ("750000000", "2024-02-29", 6),
        ("750000000", "2024-03-02", 5),
        ("390000000", "2024-02-29", 6),
        ("390000000", "2024-03-02", 5),
        ("430000000", "2018-12-20", 6),
        ("430000000", "2018-12-22", 5),
        ("150000000", "2018-07-01", 5),
        ("470000000", "2024-03-02", 5),
        ("230000000", "2018-07-01", 5),
        ("270000000", "2018-07-01", 5),
    ],
)
def test_zone_of_a_region_keeps_the_law_of_the_day(region, day, hours):
    zone = ZoneInfo(Territory.objects.current().get(code=region).time_zone)
    noon = datetime.datetime.combine(datetime.date.fromisoformat(day), datetime.time(12), tzinfo=zone)

    assert noon.utcoffset() == datetime.timedelta(hours=hours)


def test_every_settlement_keeps_the_zone_of_its_region():
    settlements = Territory.objects.filter(code_system="geonames").select_related("region")

    assert [place for place in settlements if place.time_zone != place.region.time_zone] == []

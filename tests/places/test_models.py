import datetime

import pytest
from django.db import IntegrityError, transaction

from places.models import SINCE_ALWAYS, Territory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("day", "count"),
    [
        ("2018-01-01", 16),
        ("2018-06-18", 16),
        ("2018-06-19", 17),
        ("2019-01-01", 17),
        ("2019-12-31", 17),
        ("2022-06-07", 17),
        ("2022-06-08", 20),
        ("2026-01-01", 20),
    ],
)
def test_regions_in_force_follow_the_reforms(day, count):
    regions = Territory.objects.regions().in_force_on(datetime.date.fromisoformat(day))

    assert regions.count() == count
    assert len({region.code for region in regions}) == count


@pytest.mark.parametrize(
    ("day", "name"), [("2019-03-22", "Астана"), ("2019-03-23", "Нур-Султан"), ("2022-09-19", "Астана")]
)
def test_the_capital_has_the_name_of_the_day(day, name):
    capital = Territory.objects.in_force_on(datetime.date.fromisoformat(day)).get(code="710000000")

    assert capital.name_ru == name


def test_three_hundred_and_fifty_one_settlements_have_a_point_a_region_and_three_names():
    settlements = Territory.objects.current().filter(code_system="geonames")

    assert settlements.count() == 351
    assert settlements.with_point().filter(region__isnull=False).count() == 351
    assert not settlements.filter(name_kk="").exists()
    assert not settlements.filter(name_ru="").exists()
    assert not settlements.filter(name_en="").exists()


@pytest.mark.parametrize("typed", ["оскемен", "ӨСКЕМЕН", "усть-каменогорск", "Усть Камен", "каменогорск", "oskemen"])
def test_matching_finds_by_any_name_and_by_the_start_of_any_word(typed):
    found = Territory.objects.matching(typed)

    assert [place.code for place in found] == ["1520316"]


def test_matching_nothing_but_signs_finds_nothing():
    assert not Territory.objects.matching(" - ").exists()


def test_within_is_the_unit_and_everything_below(make_place, region_named):
    abai, akmola = region_named("область Абай"), region_named("Акмол")
    district = make_place("Район", region=abai, kind="district")
    village = make_place("Село", region=abai, parent=district)
    elsewhere = make_place("Село", region=akmola)

    assert set(Territory.objects.within(district)) == {district, village}
    assert {district, village} < set(Territory.objects.within(abai))
    assert elsewhere not in Territory.objects.within(abai)
    assert Territory.objects.within(village).get() == village


def test_within_does_not_mistake_a_longer_key_for_the_same_one(make_place, region_named):
    # /1/ must not hold what lies below /12/.
    region = Territory.objects.regions().order_by("pk").first()
    others = Territory.objects.filter(path__startswith=f"/{region.pk}").exclude(path__startswith=f"/{region.pk}/")

    assert not set(Territory.objects.within(region)) & set(others)


def test_district_is_the_unit_below_the_region_or_the_place_itself(make_place, region_named):
    abai = region_named("область Абай")
    district = make_place("Район", region=abai, kind="district")
    village = make_place("Село", region=abai, parent=district)

    assert (abai.district_pk, district.district_pk, village.district_pk) == (None, district.pk, district.pk)


def test_renaming_a_place_renews_what_search_compares(make_place, region_named):
    place = make_place("Ленинск", region=region_named("Кызыл"))

    place.name_kk = "Қарлығаш"
    place.save(update_fields=["name_kk"])

    assert Territory.objects.matching("карлыгаш").get() == place


def columns(**changes):
    region = Territory.objects.regions().current().get(code="110000000")
    usual = {
        "code_system": "kato",
        "code": "119999999",
        "kind": "village",
        "name_ru": "Село",
        "parent": region,
        "region": region,
        "time_zone": "Asia/Almaty",
        "source": "test",
    }
    return usual | changes


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"valid_until": SINCE_ALWAYS}, "territory_ends_after_start"),
        ({"region": None}, "territory_region_unless_top"),
        ({"parent": None}, "territory_region_unless_top"),
        ({"name_ru": ""}, "territory_has_a_name"),
        ({"latitude": 91.0, "longitude": 70.0}, "territory_point_on_earth"),
        ({"latitude": 50.0}, "territory_point_on_earth"),
        ({"longitude": 50.0}, "territory_point_on_earth"),
        ({"kind": "galaxy"}, "territory_known_kind"),
        ({"code_system": "own"}, "territory_known_code_system"),
        ({"time_zone": ""}, "territory_has_a_time_zone"),
    ],
)
def test_the_database_refuses_an_impossible_territory(changes, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Territory.objects.create(**columns(**changes))


def test_a_code_may_return_for_a_later_period_but_not_twice_at_once():
    Territory.objects.create(**columns(valid_until=datetime.date(2022, 6, 8)))
    later = Territory.objects.create(**columns(name_ru="Новое", valid_from=datetime.date(2022, 6, 8)))

    assert Territory.objects.current().get(code="119999999") == later
    with pytest.raises(IntegrityError), transaction.atomic():
        Territory.objects.create(**columns(valid_from=datetime.date(2023, 1, 1)))

import datetime

import pytest

from core.text import Localised
from places import errors, queries
from places.distance import GeoPoint, geodesic_km
from places.models import Territory

pytestmark = pytest.mark.django_db


def test_find_places_puts_the_whole_name_before_its_beginnings(make_place, region_named):
    make_place("Алматыбак", region=region_named("Акмол"), latitude=51.0, longitude=70.0, population=9_000_000)

    search = queries.find_places("алматы")

    assert [place.name_ru for place in search.found] == ["Алматы", "Алматыбак"]
    assert search.close == ()


def test_find_places_offers_close_names_only_when_nothing_begins_so():
    assert [place.name_ru for place in queries.find_places("шымкетн").close] == ["Шымкент"]
    assert queries.find_places("Шымкент").close == ()


def test_find_places_shows_a_place_entered_twice_once():
    assert Territory.objects.filter(code_system="geonames", name_ru="Атбасар").count() == 2
    assert [place.population for place in queries.find_places("Атбасар").found] == [34797]


def test_find_places_leaves_out_what_has_no_point(make_place, region_named):
    region = region_named("Акмол")
    make_place("Бесточечное", region=region)
    shown = make_place("Бесточечное", region=region, latitude=51.0, longitude=70.0)

    assert queries.find_places("бесточечное").found == (shown,)


def test_find_places_takes_no_more_than_asked_and_asks_three_times_at_most(django_assert_max_num_queries):
    with django_assert_max_num_queries(1):
        assert len(queries.find_places("а", limit=7).found) == 7
    with django_assert_max_num_queries(3):
        queries.find_places("шымкетн")


@pytest.mark.parametrize(
    ("written", "label"),
    [
        ("Алма-Ата", "Алматы"),
        ("жезказган", "Жезқазған, Ұлытау облысы"),
        ("Актау", "Ақтау, Маңғыстау облысы"),
        ("Абай, Караганда", "Абай, Қарағанды облысы"),
        ("Абай, түркістан", "Абай, Түркістан облысы"),
        ("Semey", "Семей, Абай облысы"),
    ],
)
def test_place_by_name_is_the_one_people_mean(written, label):
    assert queries.place_label(queries.get_place_by_name(written, language="kk"), "kk") == label


def test_place_by_name_with_two_equals_names_the_choices():
    with pytest.raises(errors.AmbiguousPlace) as refusal:
        queries.get_place_by_name("Абай", language="ru")

    assert "Абай, Карагандинская область; Абай, Туркестанская область" in str(refusal.value)


def test_place_by_name_misspelt_asks_did_you_mean():
    with pytest.raises(errors.MisspeltPlace) as refusal:
        queries.get_place_by_name("Шымкетн", language="kk")

    assert refusal.value.context == {"place": "Шымкетн", "close": "Шымкент"}


@pytest.mark.parametrize("written", ["Кывщхгтр", "", "  ", ",", "Алматы, Ақмола"])
def test_place_by_name_unknown_is_refused(written):
    with pytest.raises(errors.UnknownPlace):
        queries.get_place_by_name(written, language="kk")


@pytest.mark.parametrize("spot", [(43.25, 76.91), (45.0, 60.0), (48.0, 67.0), (0.0, 0.0), (49.5, 47.2)])
def test_nearest_settlement_agrees_with_measuring_every_one(spot):
    point = GeoPoint(*spot)
    exact = {place.pk: geodesic_km(point, place.point) for place in queries.offered_places()}

    nearest = queries.nearest_settlement(point)

    assert nearest.territory.pk == min(exact, key=exact.__getitem__)


def test_nearest_settlement_says_how_far_it_is():
    nearest = queries.nearest_settlement(GeoPoint(43.2975, 76.9115))

    assert nearest.territory.name_en == "Almaty"
    assert nearest.distance_km == pytest.approx(5.0, abs=0.05)


def test_nearest_settlement_in_an_empty_country_is_none():
    Territory.objects.filter(code_system="geonames").delete()

    assert queries.nearest_settlement(GeoPoint(43.3, 76.9)) is None


def test_regions_come_in_the_order_of_the_alphabet():
    names = [region.name_kk for region in queries.regions_in_order("kk")]

    assert names[:5] == ["Абай облысы", "Ақмола облысы", "Ақтөбе облысы", "Алматы", "Алматы облысы"]
    assert names[-4:] == ["Түркістан облысы", "Ұлытау облысы", "Шығыс Қазақстан облысы", "Шымкент"]
    assert len(queries.regions_in_order("ru", day=datetime.date(2019, 6, 1))) == 17


@pytest.mark.parametrize(
    ("place", "day", "region"),
    [
        ("Жезказган", "2019-06-01", "Карагандинская область"),
        ("Жезказган", "2023-06-01", "область Ұлытау"),
        ("Семей", "2019-06-01", "Восточно-Казахстанская область"),
        ("Талдыкорган", "2022-06-07", "Алматинская область"),
        ("Шымкент", "2018-06-18", "Южно-Казахстанская область"),
        ("Астана", "2020-01-01", "Нур-Султан"),
    ],
)
def test_region_of_a_place_is_the_one_of_the_day(place, day, region):
    territory = queries.get_place_by_name(place, language="ru")

    assert queries.region_on(territory, datetime.date.fromisoformat(day)).name_ru == region


def test_region_before_all_known_history_is_none():
    territory = queries.get_place_by_name("Семей", language="ru")

    assert queries.region_on(territory, datetime.date(1899, 12, 31)) is None


@pytest.mark.parametrize("key", ["kato:710000000", "710000000"])
def test_territory_by_key_is_the_version_in_force(key):
    assert queries.get_territory_by_key(key).name_kk == "Астана"


@pytest.mark.parametrize("key", ["kato:000000000", "", "kato:", "moon:1", "kato:510000000", "kato:\x00", "a b"])
def test_territory_by_key_unknown_or_gone_is_not_found(key):
    with pytest.raises(errors.UnknownTerritory):
        queries.get_territory_by_key(key)


def test_tile_grid_gives_every_region_a_square_of_its_own(django_assert_num_queries):
    with django_assert_num_queries(1):
        tiles = queries.tile_grid("ru")

    assert len(tiles) == len({(tile.column, tile.row) for tile in tiles}) == 20
    assert max(tile.column for tile in tiles) == 6
    assert max(tile.row for tile in tiles) == 4
    assert tiles[0].short == Localised("СКО", "ru")
    assert [tile.row for tile in tiles] == sorted(tile.row for tile in tiles)

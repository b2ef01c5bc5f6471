"""What the template tags say in three languages."""

import math
from datetime import date, time
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from portal.templatetags import content, dates, drawings, numbers, ringmap, tilemap, widgets

SATURDAY = date(2027, 4, 17)
SHIFT = SimpleNamespace(starts_on=SATURDAY, start_time=time(10), ends_on=SATURDAY, end_time=time(14))


@pytest.mark.parametrize(
    ("language", "long", "short", "plate"),
    [
        ("en", "Saturday 17 April, 10:00–14:00", "Sat 17 April, 10:00–14:00", ("Sat", "Apr")),
        ("ru", "суббота, 17 апреля, 10:00–14:00", "Сб, 17 апреля, 10:00–14:00", ("сб", "апр")),
        ("kk", "17 сәуір, сенбі, 10:00–14:00", "Сб, 17 сәуір, 10:00–14:00", ("сб", "сәу")),
    ],
)
def test_shift_is_said_as_people_say_it(language, long, short, plate):
    with translation.override(language):
        assert dates.when(SHIFT) == long
        assert dates.when_short(SHIFT) == short
        assert (dates.weekday_short(SATURDAY), dates.month_short(SATURDAY)) == plate


def test_shift_past_midnight_names_the_second_day():
    night = SimpleNamespace(starts_on=SATURDAY, start_time=time(22), ends_on=date(2027, 4, 18), end_time=time(2))

    assert dates.when(night) == "Saturday 17 April, 22:00–18 April, 02:00"


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (SATURDAY, SATURDAY, "17 April"),
        (SATURDAY, date(2027, 4, 18), "17–18 April"),
        (date(2027, 4, 30), date(2027, 5, 2), "30 April – 2 May"),
    ],
)
def test_range_of_days_repeats_nothing(first, last, expected):
    assert dates.day_range(first, last) == expected


@pytest.mark.parametrize(
    ("kilometres", "english", "russian"),
    [(0.02, "50 m", "50 m"), (0.84, "850 m", "850 m"), (2.44, "2.4 km", "2,4 km"), (9.96, "10 km", "10 km")],
)
def test_distance_is_as_exact_as_useful(kilometres, english, russian):
    assert numbers.distance(kilometres).replace("\u00a0", " ") == english
    with translation.override("ru"):
        number = numbers.distance(kilometres).split("\u00a0")[0]
    assert number == russian.split()[0]


def test_large_numbers_are_grouped_by_language():
    assert numbers.number(61891.5) == "61,891.5"
    with translation.override("kk"):
        assert numbers.number(61891.5) == "61\u00a0891,5"


@pytest.mark.parametrize(("minutes", "words"), [(240, "4 hours"), (60, "1 hour"), (90, "1 h 30 min"), (45, "45 min")])
def test_minutes_become_hours(minutes, words):
    assert numbers.hours(minutes) == words


@pytest.mark.parametrize(
    ("left", "words"), [(6, "6 of 28 places left"), (3, "Only 3 left"), (1, "Only 1 left"), (0, "Full")]
)
def test_places_left_are_loud_when_few(left, words):
    assert numbers.places_left(left, 28) == words


@pytest.mark.parametrize(("part", "whole", "width"), [(0, 5, 0), (1, 1000, 5), (22, 28, 80), (9, 5, 100), (0, 0, 0)])
def test_bar_goes_in_steps_of_five(part, whole, width):
    assert f'class="w-{width}"' in numbers.bar(part, whole)


def test_ring_of_reasons_has_one_arc_each():
    drawn = numbers.fit_ring(3, 1, 1)

    assert [drawn.count(f"ring-{kind}") for kind in ("fit", "check", "fail")] == [3, 1, 1]


def test_icon_that_does_not_exist_fails_at_once():
    with pytest.raises(KeyError):
        drawings.icon("no-such-icon")


@pytest.mark.parametrize("cause", ["ecology", "child_protection", "inclusion"])
def test_every_cause_has_both_drawings(cause):
    assert len(drawings.art(cause)) > 200
    assert len(drawings.hero(cause)) > 200


def test_text_that_falls_back_names_its_language():
    thing = SimpleNamespace(title_kk="Бау-бақша <b>", title_ru="", title_en="")

    assert content.content(thing, "title") == '<span lang="kk">Бау-бақша &lt;b&gt;</span>'


def test_text_in_the_readers_language_stands_alone():
    thing = SimpleNamespace(title_kk="Бау", title_ru="Сад", title_en="Garden")

    assert content.content(thing, "title") == "Garden"


def test_language_mask_is_spelled_out():
    assert content.languages(1 | 2 | 8) == "Қаз / Рус / Sign language"


def rendered(source, path, **context):
    request = RequestFactory().get(path)
    return Template("{% load asar %}" + source).render(Context({"request": request, **context}, autoescape=False))


def test_query_changes_one_part_and_starts_the_pages_again():
    assert (
        rendered("{% query km=25 %}", "/?where=Almaty&page=3&cause=a&cause=b") == "?where=Almaty&cause=a&cause=b&km=25"
    )


def test_query_removes_what_becomes_none():
    assert rendered("{% query cause=None %}", "/?where=Almaty&cause=a&cause=b") == "?where=Almaty"


def point(number, km, bearing):
    return ringmap.RingPoint(number, f"Work {number}", km, bearing, "eco", f"#op{number}")


def test_pin_lies_by_square_root_of_distance_and_by_bearing():
    (pin,) = ringmap.pins_for([point(1, 2.5, 90)], 10)

    assert (float(pin.x), float(pin.y)) == (230 + 110, 235)


def test_pins_of_one_place_do_not_cover_each_other():
    pins = ringmap.pins_for([point(number, 1.0, 45) for number in range(1, 13)], 10)

    spots = [(float(pin.x), float(pin.y)) for pin in pins]
    nearest = min(math.dist(a, b) for position, a in enumerate(spots) for b in spots[:position])
    assert nearest >= ringmap.PIN_APART - 2  # coordinates are rounded when drawn


@pytest.mark.parametrize(
    ("reach", "rings"), [(3, (1, 3, 10)), (10, (1, 3, 10)), (11, (3, 10, 25)), (9999, (200, 800, 2500))]
)
def test_rings_hold_what_has_to_fit(reach, rings):
    assert ringmap.rings_for(reach) == rings


def test_map_coordinates_have_no_commas_in_russian():
    with translation.override("ru"):
        drawn = rendered("{% ring_map points 10 %}", "/", points=[point(1, 2.44, 33.3)])

    assert 'r="220.0"' in drawn
    assert "1. Work 1, 2,4" in drawn


@pytest.mark.parametrize(
    "counts", [[], [0, 0], [1], [3, 3, 3], [76, 76], [1, 2, 3, 4, 5, 600], list(range(20)), [9000] * 20]
)
def test_steps_of_the_tile_map_rise(counts):
    found = tilemap.thresholds_for(counts)

    assert sorted(set(found)) == list(found)
    assert found[0] >= 1


def test_fullest_region_has_the_strongest_colour():
    counts = [0, 0, 76, 12, 15, 31]

    assert tilemap.step_of(76, tilemap.thresholds_for(counts)) == 5


def test_summary_of_reasons_counts_each_kind():
    factors = [SimpleNamespace(verdict=verdict, title="", sentence="") for verdict in ("fits", "fits", "check")]

    assert widgets.why("Strong match", factors)["summary"] == "2 things fit, 1 thing to check"

"""Charts, comparisons and periods before they reach a template."""

from datetime import date

import pytest
from django.utils import translation

from places.models import Territory
from places.queries import regions_in_order
from portal.akimat.chart import BOTTOM, LEFT, RIGHT, TOP, draw_chart, grid_step
from portal.akimat.dashboard import change
from portal.akimat.periods import last_closed_quarter, period_choices, period_words
from portal.akimat.standing import Standing, standing_of
from portal.templatetags.tilemap import tenth, tile_legend, tile_map
from reports.indicators import read_period
from tests.factories.places import region, settlement


@pytest.mark.parametrize(
    ("present", "earlier", "direction", "text"),
    [
        (131, 100, "up", "31% more than a year earlier"),
        (76, 100, "down", "24% fewer than a year earlier"),
        (7, 4, "up", "3 more than a year earlier"),
        (4, 7, "down", "3 fewer than a year earlier"),
        (5, 5, "same", "As many as a year earlier"),
        (0, 0, "same", "As many as a year earlier"),
        (5, 0, "same", "None a year earlier"),
        (0, 40, "down", "100% fewer than a year earlier"),
        (1001, 1000, "same", "Almost as many as a year earlier"),
    ],
)
def test_a_change_is_said_in_words(present, earlier, direction, text):
    found = change(present, earlier)

    assert (found.direction, found.text) == (direction, text)


@pytest.mark.parametrize(
    ("name", "kk", "ru", "en"),
    [
        ("2026-Q1", "2026 жылғы қаңтар–наурыз", "январь–март 2026", "January–March 2026"),
        ("2026-05", "2026 жылғы мамыр", "май 2026", "May 2026"),
        ("2026", "2026 жыл", "2026 год", "2026"),
    ],
)
def test_a_period_is_named_in_the_readers_language(name, kk, ru, en):
    for language, words in {"kk": kk, "ru": ru, "en": en}.items():
        with translation.override(language):
            assert period_words(read_period(name)) == words


def test_recent_quarters_and_years_are_offered():
    choices = period_choices(date(2026, 5, 4), "2026-Q1")

    assert choices[:2] == [
        ("2026-Q2", "April–June 2026 (quarter 2)"),
        ("2026-Q1", "January–March 2026 (quarter 1)"),
    ]
    assert choices[-4:] == [(str(year), f"{year}, whole year") for year in (2026, 2025, 2024, 2023)]
    assert last_closed_quarter(date(2026, 5, 4)) == "2026-Q1"
    assert last_closed_quarter(date(2026, 1, 1)) == "2025-Q4"


def test_an_older_period_of_the_address_comes_first():
    assert period_choices(date(2026, 5, 4), "2019")[0] == ("2019", "2019, whole year")
    assert period_choices(date(2026, 5, 4), "rubbish") == period_choices(date(2026, 5, 4), "2026")


@pytest.mark.parametrize(
    ("highest", "step"),
    [(1, 1), (5, 1), (6, 2), (10, 2), (86, 20), (100, 20), (101, 50), (3610, 1000), (50_001, 20_000)],
)
def test_grid_lines_are_round_and_at_most_five(highest, step):
    assert grid_step(highest) == step
    assert -(-highest // step) <= 5


def test_the_line_begins_left_and_ends_right_and_stays_in_the_frame():
    chart = draw_chart([0, 50, 100], [10, 20, 30])

    assert chart.line == f"{LEFT},{BOTTOM} {(LEFT + RIGHT) // 2},114 {RIGHT},{TOP}"
    assert chart.area.startswith(f"{LEFT},{BOTTOM} ")
    assert chart.area.endswith(f" {RIGHT},{BOTTOM}")
    assert [line.value for line in chart.grid] == [0, 20, 40, 60, 80, 100]
    assert (chart.peak.value, chart.peak.index, chart.peak.anchor) == (100, 2, "end")


def test_months_that_have_not_begun_end_the_line():
    chart = draw_chart([4, 2, None, None], [1, 1, 1, 8])

    assert len(chart.line.split()) == 2
    assert len(chart.before.split()) == 4
    assert (chart.peak.index, chart.peak.anchor) == (0, "start")


def test_an_empty_year_has_axes_and_no_peak():
    chart = draw_chart([0] * 12, [])

    assert chart.peak is None
    assert chart.before == ""
    assert [line.value for line in chart.grid] == [0, 1]
    assert len(chart.ticks) == 6


def test_a_year_that_has_not_begun_has_no_line():
    assert draw_chart([None] * 12, []).line == ""


@pytest.mark.django_db
def test_equal_regions_share_a_rank():
    found = standing(region("350000000"), {"35": 6, "75": 6, "71": 9})

    assert found.rank == "Karaganda Region is number 2 of 20."
    assert found.extremes == "Highest: Astana, 9. Nobody yet in 17 regions."


@pytest.mark.django_db
def test_a_place_ranks_with_its_region():
    everywhere = {code[:2]: 5 + index for index, code in enumerate(_region_codes())}

    found = standing(settlement(), everywhere)

    assert found.code == "750000000"
    assert "Almaty is number" in found.rank
    assert "Lowest: " in found.extremes


@pytest.mark.django_db
def test_few_people_of_another_region_are_not_counted_out():
    ours = standing(region("350000000"), {"35": 6, "75": 1, "71": 4})

    assert ours.few == {"75", "71"}
    assert (ours.counts["75"], ours.counts["71"]) == (4, 4)
    assert ours == standing(region("350000000"), {"35": 6, "75": 3, "71": 2})
    drawn = tile_map(ours.counts, current="350000000", few=ours.few)["tiles"]
    assert {tile.position: tile.count for tile in drawn if tile.count != "0"} == {"35": "6", "75": "≤4", "71": "≤4"}


@pytest.mark.django_db
def test_few_people_everywhere_have_no_rank():
    found = standing(region("350000000"), {"35": 2, "75": 3})

    assert (found.counts["35"], found.few) == (2, {"75"})
    assert (found.rank, found.extremes) == ("", "Fewer than five people in every region so far.")


@pytest.mark.django_db
def test_a_region_without_anybody_has_no_rank():
    assert standing(region(), {}).rank == ""
    assert standing(region(), {}).extremes == "Nobody has confirmed hours anywhere in this period yet."


@pytest.mark.django_db
def test_regions_are_ranked_by_rate_where_every_one_has_a_number():
    found = standing(region("350000000"), {"35": 60, "75": 90}, youth=dict.fromkeys(_tops(), 3000) | {"75": 9000})

    assert (found.is_by_rate, found.note) == (True, "")
    assert (found.counts["35"], found.counts["75"], found.counts["71"]) == (200, 100, 0)
    assert found.rank == "Karaganda Region is number 1 of 20."
    assert found.extremes == "Highest: Karaganda Region, 20.0. Nobody yet in 18 regions."
    drawn = tile_map(found.counts, current="350000000", parts_of_one=found.parts_of_one)["tiles"]
    assert {tile.position: tile.count for tile in drawn if tile.count != "0.0"} == {"35": "20.0", "75": "10.0"}
    assert tile_legend({"35": 20, "75": 10}, 10)["steps"][-1].label == "2.0+"


@pytest.mark.django_db
def test_one_region_without_a_number_leaves_people_to_be_compared_and_says_so():
    youth = dict.fromkeys(_tops(), 3000)
    del youth["71"]
    found = standing(region("350000000"), {"35": 60, "75": 90}, youth=youth)

    assert (found.is_by_rate, found.counts["35"]) == (False, 60)
    assert found.rank == "Karaganda Region is number 2 of 20."
    assert found.note == "People are compared, not rates: 1 region has no number of young people for this year."


@pytest.mark.django_db
def test_few_people_of_another_region_do_not_become_a_rate():
    found = standing(region("350000000"), {"35": 60, "75": 4}, youth=dict.fromkeys(_tops(), 3000) | {"75": 10})

    assert (found.is_by_rate, found.few) == (False, {"75"})
    assert found.note == "People are compared, not rates: fewer than five people took part in some regions."
    assert found.extremes == "Highest: Karaganda Region, 60. Nobody yet in 18 regions."


def test_a_rate_always_has_its_tenth():
    assert [tenth(value) for value in (14.0, 14.4, 0.0, 1000.0)] == ["14.0", "14.4", "0.0", "1,000.0"]
    with translation.override("ru"):
        assert tenth(1000.0) == "1\u00a0000,0"


def standing(territory: Territory, counts: dict[str, int], **columns) -> Standing:
    """Where a territory stands among the regions of the built-in tables."""
    return standing_of(territory, counts, regions=regions_in_order("en"), **columns)


def _tops() -> list[str]:
    return [code[:2] for code in _region_codes()]


def _region_codes() -> list[str]:
    return sorted(type(region()).objects.current().regions().values_list("code", flat=True))

from datetime import date, datetime

import numpy as np
import pytest

from matching.engine import calendar
from tests.matching.engine.worlds import MONDAY


def test_origin_is_the_monday_of_the_week():
    sunday = date(2026, 10, 11)

    assert calendar.monday_on_or_before(sunday) == date(2026, 10, 5).toordinal()
    assert calendar.monday_on_or_before(date(2026, 10, 5)) == MONDAY


@pytest.mark.parametrize(
    ("moment", "start", "end"),
    [
        (datetime(2026, 10, 5), 0, 0),  # noqa: DTZ001  local wall time
        (datetime(2026, 10, 5, 10, 7), 40, 41),  # noqa: DTZ001
        (datetime(2026, 10, 5, 10, 15, 1), 41, 42),  # noqa: DTZ001
        (datetime(2026, 10, 12, 0, 15), 673, 673),  # noqa: DTZ001
    ],
)
def test_moments_round_outwards_to_quarters(moment, start, end):
    assert calendar.start_quarter(moment, origin_day=MONDAY) == start
    assert calendar.end_quarter(moment, origin_day=MONDAY) == end


def test_quarter_moment_undoes_start_quarter():
    moment = calendar.quarter_moment(700, origin_day=MONDAY)

    assert calendar.start_quarter(moment, origin_day=MONDAY) == 700


def test_parts_become_free_quarters():
    none, sunday_evening = calendar.week_of_parts([0, 1 << 20])

    bits = np.unpackbits(sunday_evening.view(np.uint8), bitorder="little")
    assert none.sum() == 0
    assert np.flatnonzero(bits).tolist() == list(range(6 * 96 + 17 * 4, 6 * 96 + 21 * 4))


def test_neighbouring_parts_join_without_a_gap():
    (week,) = calendar.week_of_parts([0b111])

    bits = np.unpackbits(week.view(np.uint8), bitorder="little")
    assert np.flatnonzero(bits).tolist() == list(range(8 * 4, 21 * 4))


def test_days_are_packed_per_owner_and_days_out_of_reach_left_out():
    packed = calendar.pack_days([0, 1, 1, 1], [3, 0, 64, 9_999], owner_count=2, weeks=9)

    days = np.arange(9 * 7 + 7)
    found = calendar.has_day(packed, days)
    assert np.flatnonzero(found[0]).tolist() == [3]
    assert np.flatnonzero(found[1]).tolist() == [0, 64]


@pytest.mark.parametrize(
    ("day", "years", "latest_birth"),
    [
        (date(2026, 10, 5), 18, date(2008, 10, 5)),
        (date(2026, 10, 5), 0, date(2026, 10, 5)),
        (date(2026, 2, 28), 18, date(2008, 2, 28)),
        (date(2026, 3, 1), 18, date(2008, 3, 1)),
        (date(2028, 2, 29), 18, date(2010, 2, 28)),
        (date(2028, 2, 29), 20, date(2008, 2, 29)),
    ],
)
def test_years_before_is_the_latest_birthday_reached(day, years, latest_birth):
    assert calendar.years_before([day.toordinal()], [years]).tolist() == [latest_birth.toordinal()]


def test_span_is_cut_at_midnight_and_at_the_week():
    assert calendar.day_segments(90, 100) == [(0, 90, 6), (1, 96, 4)]
    assert calendar.day_segments(670, 674) == [(6, 670, 2), (7, 0, 2)]

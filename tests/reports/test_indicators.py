"""Periods, age bands and whole hours."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.indicators import (
    INDICATORS,
    AgeBand,
    Period,
    next_month,
    period_name,
    quarter_name,
    read_period,
    recent_quarters,
    whole_hours,
    youth_ages,
)


@pytest.mark.parametrize(
    ("text", "first", "end"),
    [
        ("2026", date(2026, 1, 1), date(2027, 1, 1)),
        ("2026-Q1", date(2026, 1, 1), date(2026, 4, 1)),
        ("2026-Q4", date(2026, 10, 1), date(2027, 1, 1)),
        ("2026-05", date(2026, 5, 1), date(2026, 6, 1)),
        ("2026-12", date(2026, 12, 1), date(2027, 1, 1)),
        ("2024-02", date(2024, 2, 1), date(2024, 3, 1)),
        (" 2026-Q2 ", date(2026, 4, 1), date(2026, 7, 1)),
    ],
)
def test_a_period_is_read(text, first, end):
    assert read_period(text) == Period(first, end)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "q2",
        "2026-Q5",
        "2026-Q0",
        "2026-13",
        "2026-00",
        "2026-5",
        "26",
        "1989",
        "2101",
        "2026-Q2-01",
        "２０２６",
        "2026\x00",
    ],
)
def test_what_is_no_period_is_nothing(text):
    assert read_period(text) is None


@pytest.mark.parametrize("name", ["2026", "2026-Q1", "2026-Q4", "2026-01", "2024-02"])
def test_a_period_has_the_name_it_was_read_from(name):
    assert period_name(read_period(name)) == name


def test_odd_days_are_named_by_both_ends():
    assert period_name(Period(date(2026, 1, 5), date(2026, 2, 1))) == "2026-01-05_2026-01-31"


@pytest.mark.parametrize("end", [date(2026, 1, 1), date(2025, 12, 31)])
def test_a_period_ends_after_it_begins(end):
    with pytest.raises(ValueError, match="ends after"):
        Period(date(2026, 1, 1), end)


@pytest.mark.parametrize(
    ("text", "before"),
    [("2026-Q2", "2025-Q2"), ("2026", "2025"), ("2024-02", "2023-02"), ("2025-02", "2024-02"), ("2026-Q1", "2025-Q1")],
)
def test_the_year_before_is_the_same_period(text, before):
    assert read_period(text).year_before() == read_period(before)


def test_a_leap_day_becomes_the_last_day_of_february():
    leap_day = Period(date(2024, 2, 29), date(2024, 3, 1))

    assert leap_day.year_before() == Period(date(2023, 2, 28), date(2023, 3, 1))


def test_an_open_period_is_cut_after_today():
    quarter = read_period("2026-Q2")

    assert quarter.until(date(2026, 5, 4)) == Period(date(2026, 4, 1), date(2026, 5, 5))
    assert quarter.until(date(2026, 6, 30)) == quarter
    assert quarter.until(date(2026, 3, 31)) == quarter
    assert quarter.until(date(2027, 1, 1)) == quarter


def test_months_of_a_period():
    assert Period(date(2025, 12, 15), date(2026, 2, 1)).months() == [date(2025, 12, 1), date(2026, 1, 1)]
    assert next_month(date(2026, 12, 1)) == date(2027, 1, 1)


def test_twelve_months_end_with_the_period():
    year = read_period("2026-Q1").year_to_its_end()

    assert year == Period(date(2025, 4, 1), date(2026, 4, 1))
    assert len(year.months()) == 12


def test_quarters_go_back_over_new_year():
    assert recent_quarters(date(2026, 5, 4), 4) == ["2026-Q2", "2026-Q1", "2025-Q4", "2025-Q3"]
    assert quarter_name(date(2026, 12, 31)) == "2026-Q4"


@pytest.mark.parametrize(
    ("day", "oldest"),
    [(date(2019, 1, 23), 28), (date(2023, 2, 28), 28), (date(2023, 3, 1), 34), (date(2026, 1, 1), 34)],
)
def test_who_counts_as_youth_follows_the_law_of_the_day(day, oldest):
    assert youth_ages(day) == AgeBand(14, oldest)


def test_whole_hours_of_parts_add_up_to_the_rounded_total():
    assert whole_hours([90, 90, 60]) == [2, 1, 1]
    assert whole_hours([29]) == [0]
    assert whole_hours([30]) == [1]
    assert whole_hours([]) == []


@given(st.lists(st.integers(min_value=0, max_value=100_000), max_size=30))
def test_whole_hours_always_foot(minutes):
    hours = whole_hours(minutes)

    assert sum(hours) == (sum(minutes) + 30) // 60
    assert all(abs(hour - part / 60) < 1 for hour, part in zip(hours, minutes, strict=True))


def test_every_indicator_says_what_it_is():
    assert len({indicator.code for indicator in INDICATORS}) == len(INDICATORS)
    assert all(indicator.name and indicator.unit and indicator.definition.endswith(".") for indicator in INDICATORS)

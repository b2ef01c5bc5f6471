"""Working days: weekends and public holidays are none of them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.workdays import after_working_days, is_working_day, working_days_between

DAYS = st.dates(date(2018, 1, 1), date(2027, 6, 30))


@pytest.mark.parametrize(
    ("day", "is_one"),
    [
        (date(2026, 5, 4), True),
        (date(2026, 5, 9), False),  # a Saturday and a holiday
        (date(2026, 5, 1), False),  # a Friday and a holiday
        (date(2026, 3, 23), False),
    ],
)
def test_offices_are_closed_on_weekends_and_holidays(day, is_one):
    assert is_working_day(day) is is_one


def test_the_day_a_term_begins_on_does_not_count():
    assert after_working_days(date(2026, 4, 30), 1) == date(2026, 5, 4)
    assert working_days_between(date(2026, 4, 30), date(2026, 5, 4)) == 1
    assert working_days_between(date(2026, 5, 4), date(2026, 4, 30)) == 0


@given(DAYS, st.integers(1, 30))
def test_a_term_ends_on_a_working_day_and_holds_as_many_as_it_says(first, count):
    last = after_working_days(first, count)

    assert is_working_day(last)
    assert working_days_between(first, last) == count
    assert working_days_between(first, last - timedelta(days=1)) == count - 1

"""Working days: no Saturday, no Sunday, no public holiday."""

from collections.abc import Container
from datetime import date, timedelta

SATURDAY = 5


def after_working_days(day: date, count: int, holidays: Container[date]) -> date:
    """Return the day on which the last of so many working days after ``day`` lies; ``day`` itself does not count."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < SATURDAY and day not in holidays
    return day

"""Working days of Kazakhstan: Monday to Friday without public holidays.

Days off that a yearly order moves are not in the table, so a term may be up to two days shorter than by the order.
"""

import csv
from datetime import date, timedelta
from functools import cache
from pathlib import Path

TABLE = Path(__file__).resolve().parent / "data" / "holidays.csv"  # source: docs/sources.md, "Public holidays"
SATURDAY = 5


@cache
def holidays() -> frozenset[date]:
    """Return the public holidays of the table; a year it does not hold has none."""
    with TABLE.open(encoding="utf-8", newline="") as table:
        return frozenset(date.fromisoformat(row["date"]) for row in csv.DictReader(table))


def is_working_day(day: date) -> bool:
    """Say whether offices are open."""
    return day.weekday() < SATURDAY and day not in holidays()


def after_working_days(day: date, count: int) -> date:
    """Return the day on which a term of so many working days ends; the day it begins on does not count."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def working_days_between(first: date, last: date) -> int:
    """Count the working days after the first day up to the last one, included; 0 when they are not in order."""
    return sum(is_working_day(first + timedelta(days=step)) for step in range(1, (last - first).days + 1))

"""What is counted and how: the registry of indicators, and the arithmetic of periods and age bands.

Sources: docs/sources.md, "Youth age bands".
"""

import re
from dataclasses import dataclass
from datetime import date

MONTHS_IN_QUARTER = 3
PERIOD = re.compile(r"(?P<year>\d{4})(?:-Q(?P<quarter>[1-4])|-(?P<month>\d{2}))?")


@dataclass(frozen=True, slots=True)
class Indicator:
    """One number of a report: its code, its unit and its formula in words."""

    code: str
    unit: str
    formula: str


INDICATORS = (
    Indicator("people", "people", "distinct volunteers of youth age with a confirmed, not reversed attendance"),
    Indicator("minutes", "minutes", "sum of the ledger minutes of those attendances"),
    Indicator("events", "opportunities", "distinct opportunities with such an attendance"),
    Indicator("organisations", "organisations", "distinct organisations with such an attendance"),
)


@dataclass(frozen=True, slots=True)
class Period:
    """Local days from ``first_day`` up to but not including ``end_day``."""

    first_day: date
    end_day: date

    def __post_init__(self) -> None:
        """Refuse an empty or reversed period."""
        if self.end_day <= self.first_day:
            raise ValueError("a period ends after it begins")

    def year_before(self) -> "Period":
        """Return the same days one year earlier."""
        return Period(_year_earlier(self.first_day), _year_earlier(self.end_day))

    def months(self) -> list[date]:
        """Return the first day of every month the period touches."""
        months, month = [], self.first_day.replace(day=1)
        while month < self.end_day:
            months.append(month)
            month = next_month(month)
        return months


@dataclass(frozen=True, slots=True)
class AgeBand:
    """Completed years, both ends included."""

    youngest: int
    oldest: int


def _year_earlier(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def next_month(first: date) -> date:
    """Return the first day of the following month."""
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def read_period(text: str) -> Period | None:
    """Read ``2026``, ``2026-Q2`` or ``2026-05``; nothing when it is none of them."""
    found = PERIOD.fullmatch(text.strip())
    if found is None or not 1990 <= int(found["year"]) <= 2100:
        return None
    year = int(found["year"])
    if found["quarter"]:
        start = date(year, (int(found["quarter"]) - 1) * MONTHS_IN_QUARTER + 1, 1)
        return Period(start, next_month(next_month(next_month(start))))
    if found["month"]:
        if not 1 <= int(found["month"]) <= 12:
            return None
        start = date(year, int(found["month"]), 1)
        return Period(start, next_month(start))
    return Period(date(year, 1, 1), date(year + 1, 1, 1))


def quarter_name(day: date) -> str:
    """Name the quarter a day lies in, such as ``2026-Q2``."""
    return f"{day.year}-Q{(day.month - 1) // MONTHS_IN_QUARTER + 1}"


def recent_quarters(today: date, count: int) -> list[str]:
    """Name the quarter of today and those before it, newest first."""
    names: list[str] = []
    day = today.replace(day=1)
    while len(names) < count:
        names.append(quarter_name(day))
        first = read_period(names[-1])
        day = _month_before(first.first_day if first else day)
    return names


def _month_before(first: date) -> date:
    return date(first.year - (first.month == 1), (first.month - 2) % 12 + 1, 1)


def youth_ages(day: date) -> AgeBand:
    """Return who counts as youth on a day: 14 to 28 until the law of 26.12.2022 took effect, 14 to 34 since."""
    return AgeBand(14, 34) if day >= date(2023, 3, 1) else AgeBand(14, 28)

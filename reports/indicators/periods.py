"""The arithmetic of periods: a year, a quarter, a month, or two dates."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS_IN_QUARTER = 3
MONTHS_IN_YEAR = 12
EARLIEST_YEAR, LATEST_YEAR = 1990, 2100
PERIOD = re.compile(r"(?P<year>\d{4})(?:-Q(?P<quarter>[1-4])|-(?P<month>\d{2}))?", re.ASCII)
DATES = re.compile(r"(?P<first>\d{4}-\d{2}-\d{2})(?:_|\.\.| – |/)(?P<last>\d{4}-\d{2}-\d{2})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Period:
    """Local days from ``first_day`` up to but not including ``end_day``."""

    first_day: date
    end_day: date

    def __post_init__(self) -> None:
        """Refuse an empty or reversed period."""
        if self.end_day <= self.first_day:
            raise ValueError("a period ends after it begins")

    @property
    def last_day(self) -> date:
        """The last day that belongs to the period."""
        return self.end_day - timedelta(days=1)

    def year_before(self) -> "Period":
        """Return the same days one year earlier; a leap day alone becomes 28 February."""
        first, last = _year_earlier(self.first_day), _year_earlier(self.last_day)
        return Period(first, last + timedelta(days=1))

    def months(self) -> list[date]:
        """Return the first day of every month the period touches."""
        months, month = [], self.first_day.replace(day=1)
        while month < self.end_day:
            months.append(month)
            month = next_month(month)
        return months

    def until(self, day: date) -> "Period":
        """Return the part up to and including a day, or the whole when the day lies outside."""
        end = day + timedelta(days=1)
        return Period(self.first_day, end) if self.first_day < end < self.end_day else self

    def year_to_its_end(self) -> "Period":
        """Return the twelve whole months that end with the period's last month."""
        end = next_month(self.last_day.replace(day=1))
        return Period(end.replace(year=end.year - 1), end)


def _year_earlier(day: date) -> date:
    # The last day of February stays the last one, so that February of a leap year meets the whole February before it.
    year = day.year - 1
    if day.month == 2 and (day + timedelta(days=1)).month == 3:
        return date(year, 3, 1) - timedelta(days=1)
    return day.replace(year=year)


def next_month(first: date) -> date:
    """Return the first day of the following month."""
    return date(first.year + first.month // MONTHS_IN_YEAR, first.month % MONTHS_IN_YEAR + 1, 1)


def read_period(text: str) -> Period | None:
    """Read ``2026``, ``2026-Q2``, ``2026-05`` or ``2026-01-15_2026-02-20``; nothing when it is none of them."""
    if dates := DATES.fullmatch(text.strip()):
        return _between(dates["first"], dates["last"])
    found = PERIOD.fullmatch(text.strip())
    if found is None or not EARLIEST_YEAR <= int(found["year"]) <= LATEST_YEAR:
        return None
    year = int(found["year"])
    if found["quarter"]:
        start = date(year, (int(found["quarter"]) - 1) * MONTHS_IN_QUARTER + 1, 1)
        return Period(start, next_month(next_month(next_month(start))))
    if found["month"]:
        if not 1 <= int(found["month"]) <= MONTHS_IN_YEAR:
            return None
        start = date(year, int(found["month"]), 1)
        return Period(start, next_month(start))
    return Period(date(year, 1, 1), date(year + 1, 1, 1))


def is_reversed(text: str) -> bool:
    """Say whether a text names two dates of which the second comes before the first."""
    dates = DATES.fullmatch(text.strip())
    first, last = (_day(dates[name]) if dates else None for name in ("first", "last"))
    return first is not None and last is not None and last < first


def _between(first: str, last: str) -> Period | None:
    one, other = _day(first), _day(last)
    if one is None or other is None or other < one:
        return None
    if not EARLIEST_YEAR <= one.year <= other.year <= LATEST_YEAR:
        return None
    return Period(one, other + timedelta(days=1))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def period_name(period: Period) -> str:
    """Name a period as read_period reads it, or by its first and last day."""
    first = period.first_day
    names = (year_name(first), quarter_name(first), month_name(first))
    found = next((name for name in names if read_period(name) == period), "")
    return found or f"{first}_{period.last_day}"


def year_name(day: date) -> str:
    """Name the year a day lies in, such as ``2026``."""
    return f"{day.year:04}"


def month_name(day: date) -> str:
    """Name the month a day lies in, such as ``2026-05``."""
    return f"{day.year:04}-{day.month:02}"


def quarter_name(day: date) -> str:
    """Name the quarter a day lies in, such as ``2026-Q2``."""
    return f"{day.year}-Q{(day.month - 1) // MONTHS_IN_QUARTER + 1}"


def recent_quarters(today: date, count: int) -> list[str]:
    """Name the quarter of today and those before it, newest first."""
    ago = [today.year * 4 + (today.month - 1) // MONTHS_IN_QUARTER - back for back in range(count)]
    return [f"{quarter // 4}-Q{quarter % 4 + 1}" for quarter in ago]

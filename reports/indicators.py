"""What is counted and how: the registry of indicators, and the arithmetic of periods, age bands and whole hours.

Sources: docs/sources.md, "Youth age bands".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS_IN_QUARTER = 3
MONTHS_IN_YEAR = 12
MINUTES_IN_HOUR = 60
EARLIEST_YEAR, LATEST_YEAR = 1990, 2100
PERIOD = re.compile(r"(?P<year>\d{4})(?:-Q(?P<quarter>[1-4])|-(?P<month>\d{2}))?", re.ASCII)


def gettext_noop(text: str) -> str:
    """Mark a sentence for the catalogues; whoever shows it translates it."""
    return text


@dataclass(frozen=True, slots=True)
class Indicator:
    """One number of a report: its code, and its name, unit and definition in words to translate."""

    code: str
    name: str
    unit: str
    definition: str


INDICATORS = (
    Indicator(
        "people",
        gettext_noop("People"),
        gettext_noop("people"),
        gettext_noop("Different volunteers of youth age with a confirmed attendance that was not taken back."),
    ),
    Indicator(
        "newcomers",
        gettext_noop("New volunteers"),
        gettext_noop("people"),
        gettext_noop("Those of them who had no confirmed attendance anywhere before the period."),
    ),
    Indicator(
        "minutes",
        gettext_noop("Hours"),
        gettext_noop("minutes, hours"),
        gettext_noop("Sum of the confirmed minutes of those attendances; an hour is 60 minutes."),
    ),
    Indicator(
        "events",
        gettext_noop("Events"),
        gettext_noop("opportunities"),
        gettext_noop("Different opportunities with such an attendance."),
    ),
    Indicator(
        "organisations",
        gettext_noop("Organisations"),
        gettext_noop("organisations"),
        gettext_noop("Different organisations with such an attendance."),
    ),
    Indicator(
        "territory",
        gettext_noop("Territory"),
        gettext_noop("place"),
        gettext_noop("Where the work took place; online work counts where the volunteer lives."),
    ),
    Indicator(
        "age",
        gettext_noop("Age"),
        gettext_noop("years"),
        gettext_noop("Completed years on the day of the work."),
    ),
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


@dataclass(frozen=True, slots=True)
class AgeBand:
    """Completed years, both ends included."""

    youngest: int
    oldest: int


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
    """Read ``2026``, ``2026-Q2`` or ``2026-05``; nothing when it is none of them."""
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


def period_name(period: Period) -> str:
    """Name a period as read_period reads it, or by its first and last day."""
    first = period.first_day
    names = (f"{first.year:04}", quarter_name(first), f"{first.year:04}-{first.month:02}")
    found = next((name for name in names if read_period(name) == period), "")
    return found or f"{first}_{period.last_day}"


def quarter_name(day: date) -> str:
    """Name the quarter a day lies in, such as ``2026-Q2``."""
    return f"{day.year}-Q{(day.month - 1) // MONTHS_IN_QUARTER + 1}"


def recent_quarters(today: date, count: int) -> list[str]:
    """Name the quarter of today and those before it, newest first."""
    ago = [today.year * 4 + (today.month - 1) // MONTHS_IN_QUARTER - back for back in range(count)]
    return [f"{quarter // 4}-Q{quarter % 4 + 1}" for quarter in ago]


def youth_ages(day: date) -> AgeBand:
    """Return who counts as youth on a day: 14 to 28 until the law of 26.12.2022 took effect, 14 to 34 since."""
    return AgeBand(14, 34) if day >= date(2023, 3, 1) else AgeBand(14, 28)


def whole_hours(minutes: Sequence[int]) -> list[int]:
    """Round every part to whole hours so that the parts add up to the rounded total; largest remainders go up."""
    hours = [part // MINUTES_IN_HOUR for part in minutes]
    missing = (sum(minutes) + MINUTES_IN_HOUR // 2) // MINUTES_IN_HOUR - sum(hours)
    by_remainder = sorted(range(len(minutes)), key=lambda index: (-(minutes[index] % MINUTES_IN_HOUR), index))
    for index in by_remainder[:missing]:
        hours[index] += 1
    return hours

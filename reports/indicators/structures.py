"""Administrative structures of the country by date, and on which day a report takes its units."""

from dataclasses import dataclass
from datetime import date, timedelta

from reports.indicators.data import rows_of
from reports.indicators.periods import Period


@dataclass(frozen=True, slots=True)
class Structure:
    """A set of top units, in force from ``first_day`` up to but not including ``end_day``."""

    name: str
    first_day: date
    end_day: date | None
    units: int


def structures() -> tuple[Structure, ...]:
    """Return all, the oldest first."""
    rows = sorted(rows_of("structures"), key=lambda row: row["from"])
    ends = [row["from"] for row in rows[1:]] + [None]
    return tuple(Structure(row["name"], row["from"], end, row["units"]) for row, end in zip(rows, ends, strict=True))


def structure_on(day: date) -> Structure:
    """Return the structure in force on a day."""
    return next(one for one in reversed(structures()) if one.first_day <= day)


def structure_named(name: str) -> Structure | None:
    """Return the structure with a name, if there is one."""
    return next((one for one in structures() if one.name == name), None)


def unit_day(structure: Structure, period: Period) -> date:
    """Return the day whose units a report shows: the last of the period, or the nearest to it within the structure."""
    latest = structure.end_day - timedelta(days=1) if structure.end_day else date.max
    return min(max(period.last_day, structure.first_day), latest)

"""How much one person takes on: hours of a day and places held, as dated data in events/data/limits.toml."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache

from events.eligibility.rules import DATA, NoRules

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Limits:
    """One set of limits; minutes of a local day, ages in completed years."""

    version: str
    valid_from: date
    day_minutes: int
    young_below_age: int
    young_day_minutes: int
    places_ahead: int


@dataclass(frozen=True, slots=True)
class Excess:
    """A day that would hold more minutes of shifts than it may."""

    day: date
    limit_minutes: int


@cache
def all_limits() -> tuple[Limits, ...]:
    """Return every set of limits, the oldest first."""
    rows = tomllib.loads((DATA / "limits.toml").read_text(encoding="utf-8"))["limits"]
    return tuple(sorted((Limits(**row) for row in rows), key=lambda limits: limits.valid_from))


def limits_on(day: date) -> Limits:
    """Return the limits in force on a day. Raises NoRules."""
    found = [limits for limits in all_limits() if limits.valid_from <= day]
    if not found:
        raise NoRules(day.isoformat())
    return found[-1]


def minutes_by_day(span: Span, zone: tzinfo) -> dict[date, int]:
    """Split a half-open span among the local days it touches, in minutes that really pass."""
    found = {}
    first, last = (moment.astimezone(zone).date() for moment in span)
    for step in range((last - first).days + 1):
        day = first + DAY * step
        since, until = (datetime.combine(one, time(), zone).astimezone(UTC) for one in (day, day + DAY))
        minutes = (min(span[1], until) - max(span[0], since)) // MINUTE
        if minutes > 0:
            found[day] = minutes
    return found


def excess_of(span: Span, held: Iterable[Span], *, zone: tzinfo, age: int) -> Excess | None:
    """Return the first day on which a shift beside those held would be too much for a person of an age, or nothing."""
    wanted = minutes_by_day(span, zone)
    beside = [minutes_by_day(other, zone) for other in held]
    for day, minutes in sorted(wanted.items()):
        limits, others = limits_on(day), sum(other.get(day, 0) for other in beside)
        is_young = age < limits.young_below_age
        most = limits.young_day_minutes if is_young else limits.day_minutes
        if minutes + others > most and (others or is_young):
            return Excess(day, most)
    return None

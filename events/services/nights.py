"""Deadlines that a person can meet: none ends at night by the clock of the place."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

QUIET_FROM, QUIET_UNTIL, MORNING = time(21), time(8), time(9)
DAY = timedelta(days=1)


def is_night(moment: datetime, time_zone: str) -> bool:
    """Say whether nobody should be asked anything at a moment."""
    wall = moment.astimezone(ZoneInfo(time_zone)).time()
    return wall > QUIET_FROM or wall < QUIET_UNTIL


def morning_after(moment: datetime, time_zone: str) -> datetime:
    """Return the moment, or the morning after it if it falls into the night."""
    zone = ZoneInfo(time_zone)
    wall = moment.astimezone(zone)
    if not is_night(moment, time_zone):
        return moment
    day = wall.date() + DAY if wall.time() > QUIET_FROM else wall.date()
    return datetime.combine(day, MORNING, zone).astimezone(UTC)


def evening_before(moment: datetime, time_zone: str) -> datetime:
    """Return the moment, or the evening before it if it falls into the night."""
    zone = ZoneInfo(time_zone)
    wall = moment.astimezone(zone)
    if not is_night(moment, time_zone):
        return moment
    day = wall.date() if wall.time() > QUIET_FROM else wall.date() - DAY
    return datetime.combine(day, QUIET_FROM, zone).astimezone(UTC)

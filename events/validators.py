"""Value checks of shifts and roles, used by services, forms and imports alike."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.intervals import TimeWindow
from events import errors

LONGEST_SHIFT = timedelta(hours=16)
QUARTER_MINUTES = 15  # matching counts in quarter hours
FARTHEST_AHEAD = timedelta(days=731)
MINIMUM_AGE_RANGE = (14, 99)


def shift_window(*, starts_on: date, start_time: time, ends_on: date, end_time: time, time_zone: str) -> TimeWindow:
    """Derive the UTC span of a wall-clock shift. Raises ShiftNotOnQuarter, ShiftEndsBeforeStart or ShiftTooLong.

    An hour that occurs twice when clocks go back is read as its first occurrence.
    """
    if any(wall.minute % QUARTER_MINUTES or wall.second or wall.microsecond for wall in (start_time, end_time)):
        raise errors.ShiftNotOnQuarter
    zone = ZoneInfo(time_zone)
    starts_at = datetime.combine(starts_on, start_time, tzinfo=zone).astimezone(UTC)
    ends_at = datetime.combine(ends_on, end_time, tzinfo=zone).astimezone(UTC)
    if ends_at <= starts_at:
        raise errors.ShiftEndsBeforeStart
    if ends_at - starts_at > LONGEST_SHIFT:
        raise errors.ShiftTooLong(hours=int(LONGEST_SHIFT.total_seconds() // 3600))
    return TimeWindow(starts_at, ends_at)


def check_shift_is_ahead(window: TimeWindow, *, now: datetime) -> None:
    """Raise ShiftDateImpossible unless the shift starts between now and two years ahead."""
    if not now < window.starts_at <= now + FARTHEST_AHEAD:
        raise errors.ShiftDateImpossible


def check_capacity(*, capacity: int, minimum: int) -> None:
    """Raise CapacityImpossible unless there is a seat and the minimum fits."""
    if capacity < 1 or not 0 <= minimum <= capacity:
        raise errors.CapacityImpossible


def check_minimum_age(years: int) -> None:
    """Raise MinimumAgeImpossible outside 14 to 99."""
    low, high = MINIMUM_AGE_RANGE
    if not low <= years <= high:
        raise errors.MinimumAgeImpossible

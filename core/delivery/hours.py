"""Quiet hours: until when a message that is not urgent waits. Plain arithmetic on local time."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


def quiet_until(moment: datetime, *, zone: str, starts: int, ends: int) -> datetime | None:
    """Return the end of the quiet hours that a moment falls into, or nothing while people may be disturbed.

    ``starts`` and ``ends`` are hours of the wall clock in ``zone``; equal ones mean that there are none. 21 and 8
    stand for the night across midnight, 13 and 15 for an afternoon.
    """
    if starts == ends:
        return None
    local = moment.astimezone(ZoneInfo(zone))
    is_quiet = starts <= local.hour < ends if starts < ends else local.hour >= starts or local.hour < ends
    if not is_quiet:
        return None
    day = local.date() if local.hour < ends else local.date() + timedelta(days=1)
    return datetime.combine(day, time(ends % 24), tzinfo=ZoneInfo(zone))

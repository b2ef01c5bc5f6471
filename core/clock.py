"""The one call to the system clock, for all else is handed a moment; and the day of a moment in the country."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)


def local_day(moment: datetime) -> date:
    """Return the day of a moment by the clock of the site."""
    return moment.astimezone(ZoneInfo(settings.TIME_ZONE)).date()

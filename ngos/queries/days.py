"""The day it is for the register, whose clock is that of the site."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings


def local_day(moment: datetime) -> date:
    """Return the day of a moment by the clock of the site."""
    return moment.astimezone(ZoneInfo(settings.TIME_ZONE)).date()

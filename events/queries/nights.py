"""The night by the clock of a place: nobody is woken in it, and no time to answer ends in it."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

BEGINS, ENDS = time(21), time(8)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Night:
    """From nine in the evening to eight in the morning, and where a moment goes that falls into it.

    ``has_its_first_moment`` says whether nine o'clock sharp is night already.
    """

    evening: time
    morning: time
    has_its_first_moment: bool

    def holds(self, moment: datetime, time_zone: str) -> bool:
        """Say whether it is night at a place."""
        wall = moment.astimezone(ZoneInfo(time_zone)).time()
        return wall < ENDS or wall > BEGINS or (wall == BEGINS and self.has_its_first_moment)

    def evening_before(self, moment: datetime, time_zone: str) -> datetime:
        """Return the moment, or the evening before the night that it falls into."""
        if not self.holds(moment, time_zone):
            return moment
        wall = moment.astimezone(ZoneInfo(time_zone))
        day = wall.date() - DAY if wall.time() < ENDS else wall.date()
        return datetime.combine(day, self.evening, ZoneInfo(time_zone)).astimezone(UTC)

    def morning_after(self, moment: datetime, time_zone: str) -> datetime:
        """Return the moment, or the morning after the night that it falls into."""
        if not self.holds(moment, time_zone):
            return moment
        wall = moment.astimezone(ZoneInfo(time_zone))
        day = wall.date() if wall.time() < ENDS else wall.date() + DAY
        return datetime.combine(day, self.morning, ZoneInfo(time_zone)).astimezone(UTC)


# Where the numbers come from: docs/decisions/0025-reminders-and-live-roster.md, "The night".
LETTERS = Night(evening=time(20, 30), morning=time(8), has_its_first_moment=True)
ANSWERS = Night(evening=time(21), morning=time(9), has_its_first_moment=False)

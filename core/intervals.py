"""Half-open spans of time: the start belongs to them, the end does not."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class TimeWindow:
    """A span from ``starts_at`` up to but not including ``ends_at``; both aware."""

    starts_at: datetime
    ends_at: datetime

    def __post_init__(self) -> None:
        """Refuse an empty or reversed window."""
        if self.ends_at <= self.starts_at:
            raise ValueError("a window ends after it starts")

    def overlaps(self, other: "TimeWindow") -> bool:
        """Say whether the two windows share any moment; windows that touch do not."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def contains(self, moment: datetime) -> bool:
        """Say whether the moment lies in the window."""
        return self.starts_at <= moment < self.ends_at

    @property
    def minutes(self) -> int:
        """Whole minutes between start and end."""
        return int((self.ends_at - self.starts_at).total_seconds()) // 60

"""When did it happen? What a phone's clock said, set right by what is known about that clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from events.enums import ScanMark

TOLERANCE = timedelta(seconds=90)  # a clock this wrong is right: phones differ by as much
LIVE = timedelta(minutes=2)  # what reaches us later than this was scanned without network
OLDEST = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Moment:
    """When something happened by our clock, how far the phone's clock was behind ours, and what is unusual about it.

    ``is_possible`` is false for what cannot have happened then; ``happened_at`` is then the moment we heard of it.
    """

    happened_at: datetime
    offset_seconds: int | None
    marks: ScanMark
    is_possible: bool

    @property
    def is_late(self) -> bool:
        """Whether the scan reached us long after it happened."""
        return bool(self.marks & ScanMark.LATE)


def when_was(
    scanned_at: datetime,
    *,
    received_at: datetime,
    sent_at: datetime | None = None,
    offset: timedelta | None = None,
    was_offline: bool = False,
) -> Moment:
    """Set the moment of a scan right.

    ``offset`` is what the phone measured: our clock less its own. Without it, the moment of sending by the phone's
    clock tells. An offset within ``TOLERANCE`` corrects nothing. Nothing from the future or older than a week counts.
    """
    told = received_at - sent_at if sent_at is not None else None
    known = offset if offset is not None else told
    marks = ScanMark.LATE if was_offline else ScanMark(0)
    try:
        happened_at = scanned_at
        if known is not None and abs(known) > TOLERANCE:
            happened_at, marks = scanned_at + known, marks | ScanMark.CLOCK_CORRECTED
        if offset is not None and told is not None and offset - told > TOLERANCE:
            marks |= ScanMark.CLOCK_DOUBTFUL  # it cannot have been sent before it was: the clock was set meanwhile
        age = received_at - happened_at
    except OverflowError:
        return Moment(received_at, None, marks, is_possible=False)
    if not -TOLERANCE <= age <= OLDEST:
        return Moment(received_at, _seconds(known), marks, is_possible=False)
    if age < timedelta():
        happened_at, marks = received_at, marks | ScanMark.CLAMPED
    if age > LIVE:
        marks |= ScanMark.LATE
    return Moment(happened_at, _seconds(known), marks, is_possible=True)


def _seconds(offset: timedelta | None) -> int | None:
    if offset is None or abs(offset) > timedelta(days=20_000):
        return None
    return round(offset.total_seconds())

"""Value checks of shifts, roles and receipts, used by services, forms and imports alike."""

import hashlib
import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.intervals import TimeWindow
from events import errors

LONGEST_SHIFT = timedelta(hours=16)
QUARTER_MINUTES = 15  # matching counts in quarter hours
FARTHEST_AHEAD = timedelta(days=731)
MINIMUM_AGE_RANGE = (14, 99)
SUBJECT_LENGTH, MESSAGE_LENGTH = 120, 1_000
COMMENT_LENGTH = 300
GATE_REASON_LENGTH = 300

# Without letters and figures that look alike. 31 is a prime, so one wrong sign or two in the wrong order always show.
RECEIPT_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
RECEIPT_LENGTH, RECEIPT_GROUP = 12, 4
# What mail programs turn into links: addresses with a scheme, and words with a dot between letters or figures.
_SCHEME = re.compile(r"(?<=[a-zA-Z])://")
_DOTTED = re.compile(r"(?<=\w)\.(?=\w{2})|(?<=\d)\.(?=\d)")
_CYRILLIC_LOOKALIKES = str.maketrans("АВЕКМНРСТХУ", "ABEKMHPCTXY")


def moment_within(clock: time, window: TimeWindow, time_zone: str) -> datetime:
    """Read a wall-clock time of a shift as a moment in UTC.

    Of the days the shift touches, the first on which the time lies within it, both ends included; else its first day.
    """
    zone = ZoneInfo(time_zone)
    first, last = (at.astimezone(zone).date() for at in (window.starts_at, window.ends_at))
    moments = [datetime.combine(day, clock, tzinfo=zone).astimezone(UTC) for day in dict.fromkeys((first, last))]
    return next((at for at in moments if window.starts_at <= at <= window.ends_at), moments[0])


def shift_window(*, starts_on: date, start_time: time, ends_on: date, end_time: time, time_zone: str) -> TimeWindow:
    """Derive the UTC span of a wall-clock shift.

    Raises ShiftNotOnQuarter, ShiftEndsBeforeStart or ShiftTooLong, and ShiftDateImpossible where calendars end.

    An hour that occurs twice when clocks go back is read as its first occurrence.
    """
    if any(wall.minute % QUARTER_MINUTES or wall.second or wall.microsecond for wall in (start_time, end_time)):
        raise errors.ShiftNotOnQuarter
    zone = ZoneInfo(time_zone)
    try:
        starts_at = datetime.combine(starts_on, start_time, tzinfo=zone).astimezone(UTC)
        ends_at = datetime.combine(ends_on, end_time, tzinfo=zone).astimezone(UTC)
    except OverflowError as outside:
        raise errors.ShiftDateImpossible from outside
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


def write_receipt(number: int) -> str:
    """Write the low digits of a large number as a code of twelve signs in three groups; the last one is a check."""
    places = []
    for _ in range(RECEIPT_LENGTH - 1):
        number, place = divmod(number, len(RECEIPT_SIGNS))
        places.append(place)
    signs = "".join(RECEIPT_SIGNS[place] for place in [*places, _check_place(places)])
    return "-".join(signs[at : at + RECEIPT_GROUP] for at in range(0, RECEIPT_LENGTH, RECEIPT_GROUP))


def clean_receipt(typed: str) -> str:
    """Return the twelve signs of a code, however it was typed. Raises ReceiptUnknown when they cannot be right."""
    signs = "".join(sign for sign in typed.upper().translate(_CYRILLIC_LOOKALIKES) if sign.isalnum())
    places = [RECEIPT_SIGNS.find(sign) for sign in signs]
    if len(signs) != RECEIPT_LENGTH or -1 in places or _check_place(places[:-1]) != places[-1]:
        raise errors.ReceiptUnknown
    return signs


def receipt_hash(typed: str) -> str:
    """Return what is kept of a code. Raises ReceiptUnknown."""
    return hashlib.sha256(clean_receipt(typed).encode()).hexdigest()


def _check_place(places: list[int]) -> int:
    return sum(weight * place for weight, place in enumerate(places, start=1)) % len(RECEIPT_SIGNS)


def without_links(words: str) -> str:
    """Break up the addresses in a text, so that no mail program makes links of them: ``example[.]org``."""
    broken = _SCHEME.sub("[:]//", words)
    return _DOTTED.sub(lambda dot: dot.group() if _is_between_figures(broken, dot.start()) else "[.]", broken)


def _is_between_figures(words: str, at: int) -> bool:
    """Whether a dot stands in a number, a time or a date; four numbers in a row are an address all the same."""
    word = re.search(r"[\w.]*$", words[:at])
    rest = re.match(r"[\w.]*", words[at:])
    whole = (word.group() if word else "") + (rest.group() if rest else "")
    return all(part.isdigit() for part in whole.strip(".").split(".")) and whole.count(".") < 3


def check_message(*, subject: str, text: str) -> tuple[str, str]:
    """Return the words of a message without space around them, the subject on one line.

    Raises MessageSubjectMissing, MessageTextMissing or MessageTooLong.
    """
    subject, text = " ".join(subject.split()), text.replace("\r\n", "\n").strip()
    if not subject:
        raise errors.MessageSubjectMissing
    if not text:
        raise errors.MessageTextMissing
    if len(subject) > SUBJECT_LENGTH:
        raise errors.MessageSubjectTooLong(most=SUBJECT_LENGTH)
    if len(text) > MESSAGE_LENGTH:
        raise errors.MessageTooLong(most=MESSAGE_LENGTH)
    _refuse_invisible(subject + text)
    return subject, text


def check_comment(comment: str) -> str:
    """Return a few words on one line; none is fine. Raises MessageTooLong or MessageUnreadable."""
    words = " ".join(comment.split())
    if len(words) > COMMENT_LENGTH:
        raise errors.MessageTooLong(most=COMMENT_LENGTH)
    _refuse_invisible(words)
    return words


def _refuse_invisible(text: str) -> None:
    if any(unicodedata.category(sign) == "Cc" and sign not in "\n\t" for sign in text):
        raise errors.MessageUnreadable

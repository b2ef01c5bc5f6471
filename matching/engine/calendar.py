"""Time in whole quarter hours counted from a Monday 00:00, and sets of quarters and days packed into 64-bit words."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

QUARTER_MINUTES = 15
DAY_QUARTERS = 96
WEEK_QUARTERS = 672
WEEK_WORDS = 11  # 704 bits hold the 672 quarters of a week
SPILL_DAYS = 7  # a shift may end this many days past the last week
PART_HOURS = ((8, 12), (12, 17), (17, 21))  # morning, day, evening


def monday_on_or_before(day: date) -> int:
    """Return the ordinal (``date.toordinal``) of the Monday of this day's week."""
    return day.toordinal() - day.weekday()


def _minutes_from(moment: datetime, origin_day: int) -> int:
    return (moment.toordinal() - origin_day) * 1440 + moment.hour * 60 + moment.minute


def start_quarter(moment: datetime, *, origin_day: int) -> int:
    """Place the local wall time at which something starts on the axis, rounded down to a quarter hour."""
    return _minutes_from(moment, origin_day) // QUARTER_MINUTES


def end_quarter(moment: datetime, *, origin_day: int) -> int:
    """Place the local wall time at which something ends on the axis, rounded up to a quarter hour."""
    whole = moment if not (moment.second or moment.microsecond) else moment + timedelta(minutes=1)
    return -(-_minutes_from(whole, origin_day) // QUARTER_MINUTES)


def quarter_moment(quarter: int, *, origin_day: int) -> datetime:
    """Return the local wall time of a quarter (inverse of :func:`start_quarter`), naive."""
    midnight = datetime.combine(date.fromordinal(origin_day), datetime.min.time())
    return midnight + timedelta(minutes=QUARTER_MINUTES * quarter)


def pack_bits(flags: NDArray[np.bool_], *, words: int) -> NDArray[np.uint64]:
    """Pack booleans, shape (n, bits), into uint64 words, shape (n, words); bit b is bit b % 64 of word b // 64."""
    padded = np.zeros((flags.shape[0], words * 64), dtype=bool)
    padded[:, : flags.shape[1]] = flags
    return np.packbits(padded, axis=1, bitorder="little").view("<u8").astype(np.uint64)


def week_of_parts(parts: ArrayLike) -> NDArray[np.uint64]:
    """Turn 21-bit tables of free parts into free quarters of a week.

    Parameters
    ----------
    parts : integers, shape (n,)
        Bit ``weekday * 3 + part`` (Monday 0; morning, day, evening as in ``PART_HOURS``).

    Returns
    -------
    uint64 array, shape (n, 11)
    """
    table = np.zeros((21, WEEK_QUARTERS), dtype=bool)
    for bit in range(21):
        first, last = PART_HOURS[bit % 3]
        midnight = bit // 3 * DAY_QUARTERS
        table[bit, midnight + first * 4 : midnight + last * 4] = True
    masks = pack_bits(table, words=WEEK_WORDS)
    chosen = np.atleast_1d(np.asarray(parts, dtype=np.int64))
    free = np.zeros((len(chosen), WEEK_WORDS), dtype=np.uint64)
    for bit in range(21):
        free[(chosen >> bit) & 1 == 1] |= masks[bit]
    return free


def day_words(weeks: int) -> int:
    """Return how many words hold one bit per day of the horizon and its spill-over."""
    return -(-(weeks * 7 + SPILL_DAYS) // 64)


def pack_days(owner: ArrayLike, day: ArrayLike, *, owner_count: int, weeks: int) -> NDArray[np.uint64]:
    """Collect (owner, day) rows into one set of days per owner.

    Parameters
    ----------
    owner : integers in 0..owner_count-1
    day : integers, days since the origin Monday
        Days outside the horizon and its spill-over cannot matter and are left out.

    Returns
    -------
    uint64 array, shape (owner_count, day_words(weeks))
    """
    owners, days = np.asarray(owner, dtype=np.int64), np.asarray(day, dtype=np.int64)
    kept = (days >= 0) & (days < weeks * 7 + SPILL_DAYS)
    owners, days = owners[kept], days[kept]
    packed = np.zeros((owner_count, day_words(weeks)), dtype=np.uint64)
    np.bitwise_or.at(packed, (owners, days // 64), np.uint64(1) << (days % 64).astype(np.uint64))
    return packed


def has_day(sets: NDArray[np.uint64], day: NDArray[Any]) -> NDArray[np.bool_]:
    """Say for every set of days, shape (n, words), and every day, shape (m,), whether it is in; shape (n, m)."""
    shifted = sets[:, day // 64] >> (day % 64).astype(np.uint64)
    found: NDArray[np.bool_] = (shifted & np.uint64(1)) == 1
    return found


def years_before(day: ArrayLike, years: ArrayLike) -> NDArray[np.int64]:
    """Return the latest birth day (ordinal) of a person who has reached an age by a day.

    29 February counts as reached on 1 March in years without it.
    """
    epoch = date(1970, 1, 1).toordinal()
    moment = (np.asarray(day, dtype=np.int64) - epoch).astype("datetime64[D]")
    month = moment.astype("datetime64[M]")
    day_of_month = (moment - month.astype("datetime64[D]")).astype(np.int64)
    target = month - 12 * np.asarray(years, dtype=np.int64)
    length = ((target + 1).astype("datetime64[D]") - target.astype("datetime64[D]")).astype(np.int64)
    birth = target.astype("datetime64[D]") + np.minimum(day_of_month, length - 1)
    ordinals: NDArray[np.int64] = birth.astype(np.int64) + epoch
    return ordinals


def day_segments(start: int, end: int) -> Sequence[tuple[int, int, int]]:
    """Cut a half-open span of quarters at every midnight into (day, first quarter of week, length)."""
    pieces = []
    while start < end:
        day = start // DAY_QUARTERS
        stop = min(end, (day + 1) * DAY_QUARTERS)
        pieces.append((day, start % WEEK_QUARTERS, stop - start))
        start = stop
    return pieces

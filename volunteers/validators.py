"""Value checks of a profile, used by forms, schemas and imports alike."""

from datetime import date

from volunteers import errors
from volunteers.enums import ALL_FREE_PARTS, DAYS_IN_WEEK, PARTS_IN_DAY, DayPart

OLDEST_BIRTH_YEAR = 1900
# By statute children under 14 volunteer only with a parent, so joining starts at 14. docs/sources.md, "Ages".
JOINING_AGE_YEARS = 14


def age_on(birth_date: date, day: date) -> int:
    """Completed years on a day; a birth on 29 February counts from 1 March in other years."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def check_birth_date(birth_date: date, *, today: date) -> None:
    """Raise BirthDateImpossible or TooYoung unless a living person of joining age can have been born that day."""
    if birth_date > today or birth_date.year < OLDEST_BIRTH_YEAR:
        raise errors.BirthDateImpossible
    if age_on(birth_date, today) < JOINING_AGE_YEARS:
        raise errors.TooYoung(years=JOINING_AGE_YEARS)


def free_parts_mask(slots: "set[tuple[int, int]] | frozenset[tuple[int, int]]") -> int:
    """Pack (weekday, part) pairs, Monday being 0, into the 21-bit mask. Raises FreeTimeUnknown."""
    mask = 0
    for weekday, part in slots:
        if not 0 <= weekday < DAYS_IN_WEEK or part not in DayPart.values:
            raise errors.FreeTimeUnknown
        mask |= 1 << (weekday * PARTS_IN_DAY + part)
    return mask


def free_parts_of(mask: int) -> frozenset[tuple[int, int]]:
    """Unpack the 21-bit mask into (weekday, part) pairs."""
    return frozenset(
        divmod(bit, PARTS_IN_DAY) for bit in range(DAYS_IN_WEEK * PARTS_IN_DAY) if mask & ALL_FREE_PARTS & (1 << bit)
    )

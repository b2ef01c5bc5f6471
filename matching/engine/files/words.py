"""What people write in the cells of a spreadsheet: yes and no, dates, places on the map, words with numbers, hours."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from matching.engine.calendar import DAY_QUARTERS, QUARTER_MINUTES
from matching.engine.files.sheets import whole_number

YES_NO = {
    "1": True, "yes": True, "true": True, "да": True, "иә": True,
    "0": False, "no": False, "false": False, "нет": False, "жоқ": False,
}  # fmt: skip
LANGUAGES = {"kk": 1, "ru": 2, "en": 4, "sign": 8}
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOURS = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")
DOTTED_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
KZ_LATITUDE, KZ_LONGITUDE = (40.0, 56.0), (46.0, 88.0)  # docs/sources.md, "Extent of Kazakhstan"


class Amount(NamedTuple):
    """A word and the number behind it, as in ``first-aid:2``."""

    word: str
    number: int


def yes_or_no(cell: str) -> bool:
    """Parse yes or no, in English, Kazakh or Russian, or 1 or 0."""
    if cell.lower() not in YES_NO:
        raise ValueError(cell)
    return YES_NO[cell.lower()]


def day(cell: str) -> int:
    """Parse a date, 2026-10-05 or 05.10.2026, into its ordinal."""
    dotted = DOTTED_DATE.fullmatch(cell)
    return date.fromisoformat(f"{dotted[3]}-{dotted[2]:>02}-{dotted[1]:>02}" if dotted else cell).toordinal()


def days(cell: str) -> list[int]:
    """Parse dates separated by blanks or commas."""
    return [day(word) for word in words(cell)]


def words(cell: str) -> list[str]:
    """Split a cell at blanks, commas and semicolons; words are compared in lower case."""
    return [word for word in re.split(r"[\s,;]+", cell.lower()) if word]


def decimal(cell: str) -> float:
    """Parse a number with a point or a comma; no infinity, no NaN."""
    if not re.fullmatch(r"[+-]?\d+([.,]\d+)?", cell):
        raise ValueError(cell)
    return float(cell.replace(",", "."))


def languages(cell: str) -> int:
    """Parse language codes into a mask."""
    mask = 0
    for word in words(cell):
        if word not in LANGUAGES:
            raise ValueError(word)
        mask |= LANGUAGES[word]
    return mask


def amounts(cell: str, *, default: int, highest: int) -> list[Amount]:
    """Parse words with numbers within 1 and ``highest``; a word alone has the default."""
    found = []
    for word in words(cell):
        name, colon, number = word.partition(":")
        value = whole_number(number) if colon else default
        if not name or not 1 <= value <= highest:
            raise ValueError(word)
        found.append(Amount(name, value))
    return found


def _weekdays(word: str) -> Sequence[int]:
    first, dash, last = word.partition("-")
    start = WEEKDAYS.index(first)
    return range(start, WEEKDAYS.index(last) + 1) if dash else (start,)


def _quarter(hour: str, minute: str) -> int:
    minutes = int(hour) * 60 + int(minute)
    if minutes % QUARTER_MINUTES or minutes > 24 * 60:
        raise ValueError(f"{hour}:{minute}")
    return minutes // QUARTER_MINUTES


def week_quarters(cell: str) -> list[int]:
    """Parse free times like ``mon-fri 18:00-21:00 sat,sun 09:00-18:00`` into quarter hours of the week.

    Days come before the hours they have; an interval ends on the day it starts, at 24:00 at the latest.
    """
    found: list[int] = []
    chosen: list[int] = []
    dated = False
    for word in words(cell):
        hours = HOURS.fullmatch(word)
        if not hours:
            chosen, dated = [*(() if dated else chosen), *_weekdays(word)], False
            continue
        first, last = _quarter(hours[1], hours[2]), _quarter(hours[3], hours[4])
        if first >= last or not chosen:
            raise ValueError(word)
        found += [weekday * DAY_QUARTERS + quarter for weekday in chosen for quarter in range(first, last)]
        dated = True
    if chosen and not dated:
        raise ValueError(cell)
    return found


def misplaced(latitude: float, longitude: float, *, in_kazakhstan: bool) -> str:
    """Say what is wrong with a point, nothing if nothing can be told.

    Parameters
    ----------
    in_kazakhstan
        Whether points are expected there; then a pair that only fits the other way round is taken for swapped.
    """
    if abs(latitude) > 90 or abs(longitude) > 180:
        return f"({latitude}, {longitude}) is outside the world"
    if latitude == 0 and longitude == 0:
        return "(0, 0) is in the sea off Africa; leave both cells empty if the place is not known"
    if in_kazakhstan and _is_kazakh(longitude, latitude) and not _is_kazakh(latitude, longitude):
        return f"({latitude}, {longitude}) looks swapped: Kazakhstan is at latitude 40 to 56, longitude 46 to 88"
    return ""


def _is_kazakh(latitude: float, longitude: float) -> bool:
    return KZ_LATITUDE[0] <= latitude <= KZ_LATITUDE[1] and KZ_LONGITUDE[0] <= longitude <= KZ_LONGITUDE[1]


def catalogue(names: Iterable[str]) -> dict[str, int]:
    """Number the names that occur, in order of the alphabet."""
    return {name: number for number, name in enumerate(sorted(set(names)))}

"""Values out of the cells of a spreadsheet: dates, times, numbers, yes and no, as people and Excel write them."""

import math
import re
from collections.abc import Mapping
from datetime import date, time, timedelta
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from core.errors import InvalidInput
from core.text import fold

Choice = TypeVar("Choice")

# Excel counts days from here, once its invented 29 February 1900 is past.
_EXCEL_DAY_ZERO = date(1899, 12, 30)
_EXCEL_DAY = re.compile(r"(\d{5})(?:[.,]\d+)?")
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d.*)?")
_LOCAL_DAY = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})(?: г\.?| ж\.?)?(?: \d.*)?")
_EXCEL_FRACTION = re.compile(r"0[.,]\d+(?:e-\d+)?", re.IGNORECASE)
_WALL_TIME = re.compile(r"(\d{1,2})(?:[:.\-](\d{2})(?::\d{2})?)?\s*(am|pm)?", re.IGNORECASE)
_POINT = re.compile(r"(-?\d{1,2}(?:\.\d+)?)\s*[,;\s]\s*(-?\d{1,3}(?:\.\d+)?)")
_MINUTES_A_DAY = 24 * 60
_NOON = 12
_YES = frozenset(fold(word) or word for word in ("1", "yes", "true", "да", "иә", "ия", "бар", "есть", "+", "x", "✓"))
_NO = frozenset(fold(word) or word for word in ("0", "no", "false", "нет", "жоқ", "-", "—"))


class CellEmpty(InvalidInput):
    """A needed value is not there."""

    code = "core.cell_empty"
    message = _("This cell is empty, but the value is needed.")


class DateUnreadable(InvalidInput):
    """Not a date in any known form, or a day that does not exist."""

    code = "core.date_unreadable"
    message = _("This is not a date. Write it as 05.12.2026 or 2026-12-05.")


class TimeUnreadable(InvalidInput):
    """Not a time of day."""

    code = "core.time_unreadable"
    message = _("This is not a time of day. Write it as 9:00 or 17:30.")


class NumberUnreadable(InvalidInput):
    """Not a whole number that is at least 0."""

    code = "core.number_unreadable"
    message = _("This is not a whole number. Write it in digits, for example 12.")


class NumberOutOfRange(InvalidInput):
    """A number too small or too large for its column."""

    code = "core.number_out_of_range"
    message = _("The number must be between %(low)s and %(high)s.")


class FlagUnreadable(InvalidInput):
    """Neither yes nor no."""

    code = "core.flag_unreadable"
    message = _("Write yes or no.")


class ChoiceUnknown(InvalidInput):
    """Not one of the known words."""

    code = "core.choice_unknown"
    message = _("We do not know “%(word)s”. Choose from: %(choices)s.")


class TextTooLong(InvalidInput):
    """More letters than there is room for."""

    code = "core.text_too_long"
    message = _("The text is longer than %(longest)s characters. Shorten it.")


class EmailUnreadable(InvalidInput):
    """Not an e-mail address."""

    code = "core.email_unreadable"
    message = _("This is not an e-mail address. It looks like name@example.kz.")


def read_text(text: str, *, longest: int) -> str:
    """Return the text. Raises CellEmpty or TextTooLong."""
    if not text:
        raise CellEmpty
    return read_optional_text(text, longest=longest)


def read_optional_text(text: str, *, longest: int) -> str:
    """Return the text, which may be empty. Raises TextTooLong."""
    if len(text) > longest:
        raise TextTooLong(longest=longest)
    return text


def read_date(text: str) -> date:
    """Read ``2026-12-05``, ``5.12.2026``, ``05/12/2026`` (day first) or Excel's day number. Raises DateUnreadable."""
    if not text:
        raise CellEmpty
    try:
        if found := _ISO_DAY.fullmatch(text):
            year, month, day = map(int, found.groups())
            return date(year, month, day)
        if found := _LOCAL_DAY.fullmatch(text):
            day, month, year = map(int, found.groups())
            return date(year, month, day)
    except ValueError as impossible:
        raise DateUnreadable from impossible
    if found := _EXCEL_DAY.fullmatch(text):
        return _EXCEL_DAY_ZERO + timedelta(days=int(found[1]))
    raise DateUnreadable


def read_time(text: str) -> time:
    """Read ``9:00``, ``09.00``, ``9``, ``9:00 PM`` or Excel's share of a day (0.375). Raises TimeUnreadable."""
    if not text:
        raise CellEmpty
    if _EXCEL_FRACTION.fullmatch(text):
        minutes = round(float(text.replace(",", ".")) * _MINUTES_A_DAY) % _MINUTES_A_DAY
        return time(*divmod(minutes, 60))
    found = _WALL_TIME.fullmatch(text)
    if not found:
        raise TimeUnreadable
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half:
        hour = hour % _NOON + (_NOON if half == "pm" else 0)
    try:
        return time(hour, minute)
    except ValueError as impossible:
        raise TimeUnreadable from impossible


def read_whole_number(text: str, *, low: int, high: int) -> int:
    """Read digits, also ``12,0`` as Excel writes them. Raises CellEmpty, NumberUnreadable or NumberOutOfRange."""
    if not text:
        raise CellEmpty
    try:
        number = float(text.replace(" ", "").replace(",", "."))
    except ValueError as wrong:
        raise NumberUnreadable from wrong
    if not math.isfinite(number) or number != int(number):
        raise NumberUnreadable
    if not low <= number <= high:
        raise NumberOutOfRange(low=low, high=high)
    return int(number)


def read_flag(text: str) -> bool:
    """Read yes or no in any language; an empty cell says no. Raises FlagUnreadable."""
    word = fold(text) or text
    if not word or word in _NO:
        return False
    if word in _YES:
        return True
    raise FlagUnreadable


def read_choice(text: str, choices: Mapping[str, Choice], *, shown: str) -> Choice:
    """Find a word among choices keyed by their folded spelling. Raises CellEmpty or ChoiceUnknown with the list."""
    if not text:
        raise CellEmpty
    found = choices.get(fold(text))
    if found is None:
        raise ChoiceUnknown(word=text, choices=shown)
    return found


def read_email(text: str) -> str:
    """Return the address in lower case. Raises CellEmpty or EmailUnreadable."""
    if not text:
        raise CellEmpty
    try:
        validate_email(text)
    except ValidationError as wrong:
        raise EmailUnreadable from wrong
    return text.lower()


def read_point(text: str) -> tuple[float, float] | None:
    """Read ``49.80, 73.10`` as degrees of latitude and longitude; None when the cell holds something else."""
    found = _POINT.fullmatch(text)
    return (float(found[1]), float(found[2])) if found else None


def split_list(text: str) -> list[str]:
    """Split a cell that holds several values, separated by comma, semicolon, slash or bar."""
    return [part.strip() for part in re.split(r"[,;/|]", text) if part.strip()]

"""Dates and hours as people say them in Kazakh, Russian and English, on the wall clock of the place.

Weekday and month names stand here, not in the catalogues: a date needs the genitive in Russian and another order in
Kazakh, which no translated format string can express with Django's own, incomplete Kazakh names. Source: CLDR.
"""

from datetime import date, datetime, time
from typing import Protocol
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.utils.translation import get_language

from core.clock import now
from core.months import MONTHS_ALONE, month_words

register = template.Library()

WEEKDAYS = {
    "kk": ("дүйсенбі", "сейсенбі", "сәрсенбі", "бейсенбі", "жұма", "сенбі", "жексенбі"),
    "ru": ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
WEEKDAYS_SHORT = {
    "kk": ("дс", "сс", "ср", "бс", "жм", "сб", "жс"),
    "ru": ("пн", "вт", "ср", "чт", "пт", "сб", "вс"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
MONTHS = {
    **MONTHS_ALONE,
    "ru": [
        "января", "февраля", "марта", "апреля", "мая", "июня",
        "июля", "августа", "сентября", "октября", "ноября", "декабря",
    ],
}  # fmt: skip
MONTHS_SHORT = {
    "kk": ["қаң", "ақп", "нау", "сәу", "мам", "мау", "шіл", "там", "қыр", "қаз", "қар", "жел"],
    "ru": ["янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"],
    "en": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
}


class LocalTimes(Protocol):
    """A stretch of time on the wall clock of its place, such as a shift."""

    starts_on: date
    start_time: time
    ends_on: date
    end_time: time


def language() -> str:
    """Return the language of the page: kk, ru or en."""
    code = (get_language() or settings.LANGUAGE_CODE)[:2]
    return code if code in WEEKDAYS else "en"


def _day_and_month(day: date, code: str) -> str:
    return f"{day.day} {MONTHS[code][day.month - 1]}"


@register.filter
def day(value: date) -> str:
    """Saturday 17 April · суббота, 17 апреля · 17 сәуір, сенбі."""
    code = language()
    weekday = WEEKDAYS[code][value.weekday()]
    if code == "kk":
        return f"{_day_and_month(value, code)}, {weekday}"
    return f"{weekday}{',' if code == 'ru' else ''} {_day_and_month(value, code)}"


@register.filter
def day_short(value: date) -> str:
    """Sat 17 April · Сб, 17 апреля · Сб, 17 сәуір: begins a line, so with a capital."""
    code = language()
    weekday = WEEKDAYS_SHORT[code][value.weekday()].capitalize()
    return f"{weekday}{'' if code == 'en' else ','} {_day_and_month(value, code)}"


@register.filter
def day_month(value: date) -> str:
    """17 April · 17 апреля · 17 сәуір."""
    return _day_and_month(value, language())


@register.filter
def full_date(value: date) -> str:
    """17 April 2027 · 17 апреля 2027 года · 2027 жылғы 17 сәуір."""
    code = language()
    if code == "kk":
        return f"{value.year} жылғы {_day_and_month(value, code)}"
    return f"{_day_and_month(value, code)} {value.year}{' года' if code == 'ru' else ''}"


@register.filter
def month(value: date) -> str:
    """April 2027 · апрель 2027 · 2027 жылғы сәуір."""
    return month_words(value, language())


@register.filter
def day_range(first: date, last: date) -> str:
    """17–18 April, or 30 April – 2 May; ``last`` belongs to the range."""
    code = language()
    if first == last:
        return _day_and_month(first, code)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{_day_and_month(last, code)}"
    return f"{_day_and_month(first, code)} – {_day_and_month(last, code)}"


@register.filter
def weekday_short(value: date) -> str:
    """Sat · сб · сб."""
    return WEEKDAYS_SHORT[language()][value.weekday()]


@register.filter
def month_short(value: date) -> str:
    """Apr · апр · сәу."""
    return MONTHS_SHORT[language()][value.month - 1]


@register.filter
def clock(value: time) -> str:
    """10:00, always on 24 hours."""
    return value.strftime("%H:%M")


@register.filter
def times(shift: LocalTimes) -> str:
    """10:00–14:00; the day is added when a shift ends on a later one."""
    end = clock(shift.end_time)
    if shift.ends_on != shift.starts_on:
        end = f"{day_month(shift.ends_on)}, {end}"
    return f"{clock(shift.start_time)}–{end}"


@register.filter
def when(shift: LocalTimes) -> str:
    """Saturday 17 April, 10:00–14:00."""
    return f"{day(shift.starts_on)}, {times(shift)}"


@register.filter
def when_short(shift: LocalTimes) -> str:
    """Sat 17 April, 10:00–14:00."""
    return f"{day_short(shift.starts_on)}, {times(shift)}"


@register.filter
def starts(shift: LocalTimes) -> str:
    """Saturday 17 April, 10:00."""
    return f"{day(shift.starts_on)}, {clock(shift.start_time)}"


@register.filter
def starts_short(shift: LocalTimes) -> str:
    """Sat 17 April, 10:00."""
    return f"{day_short(shift.starts_on)}, {clock(shift.start_time)}"


def today() -> date:
    """Return the day on the country's calendar."""
    return now().astimezone(ZoneInfo(settings.TIME_ZONE)).date()


@register.filter
def moment(value: datetime) -> str:
    """17 April 2027, 10:00 in the country's time."""
    return moment_at(value, settings.TIME_ZONE)


@register.simple_tag
def moment_at(value: datetime, zone: str) -> str:
    """17 April 2027, 10:00 on the clock of a zone."""
    local = value.astimezone(ZoneInfo(zone))
    return f"{full_date(local.date())}, {clock(local.time())}"


@register.simple_tag
def day_at(value: datetime, zone: str) -> str:
    """Thursday 17 April, 20:00 on the clock of a zone."""
    local = value.astimezone(ZoneInfo(zone))
    return f"{day(local.date())}, {clock(local.time())}"

"""Periods and months in words: 2026-Q3 is a name for machines."""

from datetime import date

from core.months import MONTHS_ALONE, month_words
from reports.indicators import Period, period_name, quarter_name, read_period

_YEAR = {"kk": "{} жыл", "ru": "{} год", "en": "{}"}


def period_words(period: Period, language: str) -> str:
    """January–March 2026 · январь–март 2026 · 2026 жылғы қаңтар–наурыз; a month or a year shorter, else two dates.

    ``language`` is kk, ru or en.
    """
    name, first = period_name(period), period.first_day
    if "_" in name:
        return days_words(first, period.last_day)
    if name == str(first.year):
        return _YEAR[language].format(name)
    if name != quarter_name(first):
        return month_words(first, language)
    months = MONTHS_ALONE[language]
    span = f"{months[first.month - 1]}–{months[period.last_day.month - 1]}"
    return f"{first.year} жылғы {span}" if language == "kk" else f"{span} {first.year}"


def named_period_words(name: str, language: str) -> str:
    """Return the words for the name of a period, such as ``2026-07``; another text stays what it is."""
    period = read_period(name)
    return period_words(period, language) if period else name


def days_words(first: date, last: date) -> str:
    """Return two dates in figures."""
    return f"{first:%d.%m.%Y} – {last:%d.%m.%Y}"

"""How long each side has over hours, and until when they change: dated data in recognition/data/terms.toml."""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

DATA = Path(__file__).resolve().parent / "data"


class NoTerms(LookupError):
    """No terms are in force on a day."""


@dataclass(frozen=True, slots=True)
class Terms:
    """One set of terms: days that pass, the day of the next month on which one is closed, minutes of a month."""

    version: str
    valid_from: date
    object_days: int
    answer_days: int
    further_days: int
    decide_days: int
    silence_days: int
    close_day: int
    by_hand_minutes: int

    @property
    def longest_days(self) -> int:
        """The days after which every objection has an end, whoever keeps silent."""
        return self.answer_days + self.further_days + self.decide_days

    def closes_on(self, month: date) -> date:
        """Return the day on which a month, given by any of its days, is closed."""
        return next_month(month).replace(day=self.close_day)


@cache
def all_terms() -> tuple[Terms, ...]:
    """Return every set of terms, the oldest first."""
    rows = tomllib.loads((DATA / "terms.toml").read_text(encoding="utf-8"))["terms"]
    return tuple(sorted((Terms(**row) for row in rows), key=lambda terms: terms.valid_from))


def terms_on(day: date) -> Terms:
    """Return the terms in force on a day. Raises NoTerms."""
    found = [terms for terms in all_terms() if terms.valid_from <= day]
    if not found:
        raise NoTerms(day.isoformat())
    return found[-1]


def month_of(day: date) -> date:
    """Return the first day of a day's month."""
    return day.replace(day=1)


def next_month(day: date) -> date:
    """Return the first day of the month after."""
    return (month_of(day) + timedelta(days=31)).replace(day=1)

"""Schemes and milestones as dated data: recognition/data/schemes.toml says what each figure means."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent.parent / "data"
MINUTES = 60


class NoMilestones(LookupError):
    """No milestones are in force on a day."""


@dataclass(frozen=True, slots=True)
class Award:
    """What one voucher takes and gives."""

    hours: int
    money_kzt: int
    credits: int


@dataclass(frozen=True, slots=True)
class Scheme:
    """One version of a scheme; the texts are by language."""

    code: str
    version: str
    since: date
    valid_from: date
    year_starts_month: int
    cap_hours: int
    cap_credits: int
    unit_minutes: int
    causes: tuple[str, ...]
    partly: tuple[str, ...]
    source: str
    names: Mapping[str, str]
    who: Mapping[str, str]
    directions: Mapping[str, str]
    gives: Mapping[str, str]
    awards: tuple[Award, ...]

    @property
    def cap_minutes(self) -> int:
        """The most minutes of one year that count, in whole units."""
        return self.whole(self.cap_hours * MINUTES)

    def whole(self, minutes: int) -> int:
        """Return what the consumer takes of minutes: whole units."""
        return minutes // self.unit_minutes * self.unit_minutes

    def first_day(self, year: int) -> date:
        """Return the first day of a financial year, which goes by the year it begins in."""
        return date(year, self.year_starts_month, 1)

    def last_day(self, year: int) -> date:
        """Return the last day of a financial year."""
        return self.first_day(year + 1) - timedelta(days=1)


@cache
def _rows() -> dict[str, Any]:
    return tomllib.loads((DATA / "schemes.toml").read_text(encoding="utf-8"))


@cache
def all_schemes() -> tuple[Scheme, ...]:
    """Return every version of every scheme, the oldest first."""
    found = (_scheme(row) for row in _rows()["schemes"])
    return tuple(sorted(found, key=lambda scheme: (scheme.valid_from, scheme.code)))


def scheme_in(code: str, year: int) -> Scheme | None:
    """Return the version of a scheme that holds for a financial year: the last that began before its end."""
    found = [one for one in all_schemes() if one.code == code and one.valid_from <= one.last_day(year)]
    return found[-1] if found else None


def schemes_in(year: int) -> list[Scheme]:
    """Return the schemes that hold for a financial year, in the order of the file."""
    codes = dict.fromkeys(row["code"] for row in _rows()["schemes"])
    return [scheme for code in codes if (scheme := scheme_in(code, year)) is not None]


def milestones_on(day: date) -> tuple[int, ...]:
    """Return the milestones in force on a day, in hours. Raises NoMilestones."""
    rows = [row for row in _rows()["milestones"] if row["valid_from"] <= day]
    if not rows:
        raise NoMilestones(day.isoformat())
    return tuple(sorted(max(rows, key=lambda row: row["valid_from"])["hours"]))


def _scheme(row: dict[str, Any]) -> Scheme:
    awards = sorted((Award(**award) for award in row["awards"]), key=lambda award: award.hours)
    plain: dict[str, Any] = {one.name: row[one.name] for one in fields(Scheme)}
    fixed: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in plain.items()}
    return Scheme(**fixed | {"awards": tuple(awards)})

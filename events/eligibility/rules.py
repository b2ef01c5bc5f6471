"""The rules in force on a day, as dated data: events/data/rules.toml, and the public holidays."""

import csv
import tomllib
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from pathlib import Path
from typing import Any

from core.workdays import TABLE, holidays

DATA = Path(__file__).resolve().parent.parent / "data"
SATURDAY = 5


class NoRules(LookupError):
    """No set of rules holds on that day: nothing can be allowed."""


@dataclass(frozen=True, slots=True)
class Rules:
    """One set of rules; ages in completed years, times by the venue's clock, months and days as ``MM-DD``."""

    version: str
    valid_from: date
    statutory_consent_age: int
    adult_age: int
    night_from: time
    night_until: time
    school_from: time
    school_until: time
    school_year_from: str
    school_year_until: str
    offence_certificate_days: int
    child_contact_clearances: tuple[str, ...]
    vulnerable_adult_clearances: tuple[str, ...]
    vetted_adults_with_children: int

    @property
    def clearances_asked(self) -> frozenset[str]:
        """Every kind of clearance that any work asks for."""
        return frozenset((*self.child_contact_clearances, *self.vulnerable_adult_clearances))

    def is_school_day(self, day: date) -> bool:
        """Say whether pupils have lessons on a day: a weekday of the school year that is no public holiday."""
        key = f"{day:%m-%d}"
        in_term = key >= self.school_year_from or key < self.school_year_until
        return in_term and day.weekday() < SATURDAY and day not in holidays()


@cache
def all_rules() -> tuple[Rules, ...]:
    """Return every set of rules, the oldest first."""
    rows: list[dict[str, Any]] = tomllib.loads((DATA / "rules.toml").read_text(encoding="utf-8"))["rules"]
    sets = [Rules(**{name: _fixed(value) for name, value in row.items()}) for row in rows]
    return tuple(sorted(sets, key=lambda rules: rules.valid_from))


def _fixed(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


@dataclass(frozen=True, slots=True)
class Holiday:
    """A public holiday with its names; ``is_estimated`` where the day is announced only in the year itself."""

    name_kk: str
    name_ru: str
    name_en: str
    is_estimated: bool = False


@cache
def holiday_names() -> dict[date, Holiday]:
    """Return the public holidays of the table, by day."""
    with TABLE.open(encoding="utf-8", newline="") as table:
        return {
            date.fromisoformat(row["date"]): Holiday(
                row["name_kk"], row["name_ru"], row["name_en"], is_estimated=row["note"] == "estimated"
            )
            for row in csv.DictReader(table)
        }


def rules_on(day: date) -> Rules:
    """Return the rules in force on a day. Raises NoRules."""
    found = [rules for rules in all_rules() if rules.valid_from <= day]
    if not found:
        raise NoRules(day.isoformat())
    return found[-1]


def consent_age_on(day: date, policy_age: int) -> int:
    """Return the age below which a guardian must agree: the site's own, never less than the statute's."""
    return max(policy_age, rules_on(day).statutory_consent_age)


def rules_between(first: date, end: date) -> tuple[Rules, ...]:
    """Return every set of rules in force on any of the days [first, end)."""
    sets = all_rules()
    ends = (*(rules.valid_from for rules in sets[1:]), date.max)
    return tuple(rules for rules, until in zip(sets, ends, strict=True) if rules.valid_from < end and until > first)

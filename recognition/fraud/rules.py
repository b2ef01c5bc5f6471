"""The rules hours are judged by on a day, as dated data: recognition/data/rules.toml."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent.parent / "data"


class NoRules(LookupError):
    """No set of rules holds on that day."""


@dataclass(frozen=True, slots=True)
class Rules:
    """One set of rules; what each figure means stands beside it in the file."""

    version: str
    valid_from: date
    day_minutes: int
    entry_days: int
    travel_km_per_hour: int
    travel_free_km: int
    adult_age: int
    week_minutes: int
    unseen_least: int
    unseen_usual_share: float
    unseen_deviations: float
    new_account_minutes: int
    phantom_people: int
    phantom_seen_share: float
    phantom_late_share: float
    phantom_same_share: float
    phantom_burst_minutes: int
    phantom_signs: int
    crowd_over_share: float
    crowd_over_people: int
    device_people_shift: int
    device_people_ever: int
    round_least: int
    round_share: float
    round_block_minutes: int
    ring_credits: int
    self_credits: int
    month_end_days: int
    month_end_lag_days: int
    month_end_least: int
    month_end_times_usual: float
    paid_words: tuple[str, ...]
    unpaid_words: tuple[str, ...]


@cache
def all_rules() -> tuple[Rules, ...]:
    """Return every set of rules, the oldest first."""
    rows: list[dict[str, Any]] = tomllib.loads((DATA / "rules.toml").read_text(encoding="utf-8"))["rules"]
    sets = [Rules(**{name: _fixed(value) for name, value in row.items()}) for row in rows]
    return tuple(sorted(sets, key=lambda rules: rules.valid_from))


def _fixed(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


@cache
def rules_on(day: date) -> Rules:
    """Return the rules in force on a day. Raises NoRules."""
    found = [rules for rules in all_rules() if rules.valid_from <= day]
    if not found:
        raise NoRules(day.isoformat())
    return found[-1]

"""The rules of calls in force on a day: dated data in funding/data."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent.parent / "data"


class NoRules(LookupError):
    """No set of rules holds on that day or goes by that name: nothing can be called for."""


@dataclass(frozen=True, slots=True)
class KindRules:
    """What one kind of call must keep: limits in MRP (0 is no limit) and months, both ends included."""

    required_level: int
    least_mrp: int
    most_mrp: int
    least_months: int
    most_months: int
    institutional_percent: int
    repeat_years: int
    closes_by: str

    def holds_sum(self, sum_mrp: int) -> bool:
        """Say whether a sum lies within the limits."""
        return self.least_mrp <= sum_mrp and (not self.most_mrp or sum_mrp <= self.most_mrp)

    def holds_months(self, months: int) -> bool:
        """Say whether a term lies within the limits."""
        return self.least_months <= months <= self.most_months

    def closes_in_time(self, day: date) -> bool:
        """Say whether a deadline is not after the last day of the year on which this kind may close."""
        return not self.closes_by or f"{day:%m-%d}" <= self.closes_by


@dataclass(frozen=True, slots=True)
class Rules:
    """One set of rules, and what it says of each kind of call."""

    version: str
    valid_from: date
    quorum: tuple[int, int]
    least_scores: int
    least_members: int
    complaint_days: int
    kinds: Mapping[str, KindRules]


@cache
def all_rules() -> tuple[Rules, ...]:
    """Return every set of rules, the oldest first."""
    rows: list[dict[str, Any]] = tomllib.loads((DATA / "rules.toml").read_text(encoding="utf-8"))["rules"]
    return tuple(sorted((_rules(row) for row in rows), key=lambda rules: rules.valid_from))


def _rules(row: dict[str, Any]) -> Rules:
    kinds = {name: KindRules(**values) for name, values in row.pop("kinds").items()}
    parts, whole = row.pop("quorum")
    return Rules(kinds=kinds, quorum=(parts, whole), **row)


def rules_on(day: date) -> Rules:
    """Return the rules in force on a day. Raises NoRules."""
    found = [rules for rules in all_rules() if rules.valid_from <= day]
    if not found:
        raise NoRules(day.isoformat())
    return found[-1]


def rules_named(version: str) -> Rules:
    """Return the rules a call was published under. Raises NoRules."""
    found = next((rules for rules in all_rules() if rules.version == version), None)
    if found is None:
        raise NoRules(version)
    return found


SOCIAL_ORDER_ALONE = frozenset({"hardship", "animals"})  # Art. 5(2-1) gives them no grants

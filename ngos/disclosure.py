"""Which level the materials of an organisation earn, and until when: arithmetic on the dated rules of levels.toml."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from ngos.enums import DisclosureLevel, MaterialKind, Right

TABLE = Path(__file__).resolve().parent / "data" / "levels.toml"
EARNED = (
    DisclosureLevel.IDENTITY,
    DisclosureLevel.REGISTERED,
    DisclosureLevel.REPORTED,
    DisclosureLevel.AUDITED,
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A material that a reviewer has accepted: its kind, its days, and the last day it is about."""

    kind: str
    issued_on: date
    valid_until: date | None = None
    about_until: date | None = None


@dataclass(frozen=True, slots=True)
class LevelRule:
    """What a level asks for besides those below it, and for how many days it is granted at most."""

    level: DisclosureLevel
    needs: tuple[str, ...]
    lasts: timedelta


@dataclass(frozen=True, slots=True)
class Rules:
    """One dated set of rules, the lowest level first."""

    valid_from: date
    levels: tuple[LevelRule, ...]
    counts: dict[str, timedelta]


@dataclass(frozen=True, slots=True)
class RightRule:
    """The level and the materials that open a right."""

    level: DisclosureLevel
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Service:
    """The clock of a case, and how long before the end of something people are told."""

    working_days: int
    appeal: timedelta
    warnings: tuple[int, ...]
    filing_month: int
    filing_day: int
    filing_reminders: tuple[int, ...]


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))


@cache
def all_rules() -> tuple[Rules, ...]:
    """Return every set of rules, the oldest first."""
    found = [
        Rules(
            valid_from=row["valid_from"],
            levels=tuple(
                LevelRule(level, tuple(part["needs"]), timedelta(days=part["lasts_days"]))
                for level, part in ((level, row[level.name.lower()]) for level in EARNED)
            ),
            counts={kind: timedelta(days=days) for kind, days in row["counts_days"].items()},
        )
        for row in _table()["rules"]
    ]
    return tuple(sorted(found, key=lambda rules: rules.valid_from))


def rules_on(day: date) -> Rules:
    """Return the rules in force on a day; before the first ones, the first ones."""
    found = [rules for rules in all_rules() if rules.valid_from <= day]
    return found[-1] if found else all_rules()[0]


@cache
def rights() -> dict[Right, RightRule]:
    """Return what opens each right."""
    return {
        Right(name): RightRule(DisclosureLevel[row["level"].upper()], tuple(row.get("needs", ())))
        for name, row in _table()["rights"].items()
    }


@cache
def service() -> Service:
    """Return the terms of service."""
    terms, filing = _table()["service"], _table()["filing"]
    return Service(
        working_days=terms["working_days"],
        appeal=timedelta(days=terms["appeal_days"]),
        warnings=tuple(terms["warnings_days"]),
        filing_month=filing["month"],
        filing_day=filing["day"],
        filing_reminders=tuple(filing["reminders_days"]),
    )


def filing_due_on(year: int) -> date:
    """Return the last day for the annual filing about a year."""
    return date(year + 1, service().filing_month, service().filing_day)


def counts_until(evidence: Evidence, rules: Rules) -> date:
    """Return the last day on which a material counts; a filing counts until the next one is due."""
    ends = [date.max]
    if evidence.valid_until:
        ends.append(evidence.valid_until)
    if evidence.kind in rules.counts:
        ends.append(evidence.issued_on + rules.counts[evidence.kind])
    if evidence.kind == MaterialKind.ANNUAL_FILING:
        about = evidence.about_until or evidence.issued_on
        ends.append(filing_due_on(about.year + 1))
    return min(ends)


def counted(materials: Sequence[Evidence], *, on: date) -> dict[str, date]:
    """Return by kind until when the best material of it counts; only of kinds that count on the day."""
    rules, found = rules_on(on), dict[str, date]()
    for evidence in materials:
        until = counts_until(evidence, rules)
        if evidence.issued_on <= on <= until:
            found[evidence.kind] = max(until, found.get(evidence.kind, date.min))
    return found


def earned_levels(materials: Sequence[Evidence], *, on: date) -> dict[DisclosureLevel, date]:
    """Return every level the materials earn on a day, with its last day; each needs those below it."""
    have, earned, end = counted(materials, on=on), dict[DisclosureLevel, date](), date.max
    for rule in rules_on(on).levels:
        if not set(rule.needs) <= set(have):
            break
        end = min([end, on + rule.lasts, *(have[kind] for kind in rule.needs)])
        earned[rule.level] = end
    return earned


def missing_for(level: int, materials: Sequence[Evidence], *, on: date) -> list[str]:
    """Return the kinds of material that are still wanted for a level, those of the lowest level first."""
    have = counted(materials, on=on)
    return [kind for rule in rules_on(on).levels if rule.level <= level for kind in rule.needs if kind not in have]

"""Rounds of awards as dated data: recognition/data/awards.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data"


@dataclass(frozen=True, slots=True)
class Round:
    """One round of an award: open from its first day to its last, for single people in some categories."""

    code: str
    opens_on: date
    closes_on: date
    categories: tuple[str, ...]
    names: Mapping[str, str]

    def is_open(self, day: date) -> bool:
        """Say whether nominations are taken on a day."""
        return self.opens_on <= day <= self.closes_on


@cache
def all_rounds() -> tuple[Round, ...]:
    """Return every round, the oldest first."""
    rows = tomllib.loads((DATA / "awards.toml").read_text(encoding="utf-8"))["rounds"]
    rounds = (Round(**{**row, "categories": tuple(row["categories"])}) for row in rows)
    return tuple(sorted(rounds, key=lambda one: one.opens_on))


def open_round(day: date) -> Round | None:
    """Return the round that is open on a day, if one is."""
    return next((one for one in all_rounds() if one.is_open(day)), None)


def next_round(day: date) -> Round | None:
    """Return the first round that opens after a day, if it is known."""
    return next((one for one in all_rounds() if one.opens_on > day), None)


def rounds_begun(day: date) -> list[Round]:
    """Return the rounds that have opened by a day, the latest first."""
    return [one for one in reversed(all_rounds()) if one.opens_on <= day]


def round_with(code: str) -> Round | None:
    """Return the round with a code, if there is one."""
    return next((one for one in all_rounds() if one.code == code), None)

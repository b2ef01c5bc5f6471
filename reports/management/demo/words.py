"""The texts of the demo: tasks, roles and phrases in three languages, read from ``texts/*.toml``."""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from accounts.enums import SPOKEN_LANGUAGE_CODES
from core.enums import Cause

FOLDER = Path(__file__).resolve().parent / "texts"
ALL_MONTHS = tuple(range(1, 13))

Texts = dict[str, str]


@dataclass(frozen=True, slots=True)
class RoleWords:
    """One kind of role: names by language, range of seats, skills with levels, languages as a mask, age in years."""

    code: str
    name: Texts
    capacity: tuple[int, int]
    needs: dict[str, int] = field(default_factory=dict)
    wants: dict[str, int] = field(default_factory=dict)
    languages: int = 0
    min_age: int | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """One kind of opportunity; ``parts`` are the parts of the day and ``months`` the months that suit it."""

    code: str
    cause: Cause
    title: Texts
    description: Texts
    bring: Texts
    costs: Texts
    roles: tuple[RoleWords, ...]
    site: str
    is_remote: bool
    provides_transport: bool
    effort: str
    min_age: int
    has_child_contact: bool
    has_sign_language: bool
    has_quiet_place: bool
    parts: tuple[str, ...]
    months: tuple[int, ...]


@cache
def phrases() -> dict[str, Any]:
    """Return what to bring, what it costs, sites and streets."""
    return _read("phrases")


@cache
def roles() -> dict[str, RoleWords]:
    """Return the kinds of roles by code."""
    return {code: _role(code, row) for code, row in _read("roles").items()}


@cache
def tasks(cause: Cause) -> tuple[Task, ...]:
    """Return the kinds of opportunities of a cause, in the order of the file."""
    return tuple(_task(cause, row) for row in _read(cause.value)["task"])


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def _role(code: str, row: dict[str, Any]) -> RoleWords:
    mask = sum(SPOKEN_LANGUAGE_CODES[language] for language in row.pop("languages", []))
    low, high = row.pop("capacity")
    return RoleWords(code=code, capacity=(low, high), languages=mask, **row)


def _task(cause: Cause, row: dict[str, Any]) -> Task:
    adults_only = cause == Cause.CHILD_PROTECTION
    return Task(
        code=row["code"],
        cause=cause,
        title=row["title"],
        description=row["description"],
        bring=phrases()["bring"][row["bring"]],
        costs=phrases()["costs"][row["costs"]],
        roles=tuple(roles()[code] for code in row["roles"]),
        site=row.get("site", ""),
        is_remote=row.get("remote", False),
        provides_transport=row["costs"] == "bus",
        effort=row["effort"],
        min_age=max(row.get("min_age", 14), 18 if adults_only else 14),
        has_child_contact=row.get("child_contact", False),
        has_sign_language=row.get("sign_language", False),
        has_quiet_place=row.get("quiet_place", False),
        parts=tuple(row.get("parts", ("morning", "day", "evening"))),
        months=tuple(row.get("months", ALL_MONTHS)),
    )

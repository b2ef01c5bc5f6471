"""A method of rating: groups, weights, priors and terms, read from a file that is published with every rating."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parents[1] / "data" / "rating"
ALL_TENTHS = 1000


class MethodUnknown(LookupError):
    """There is no method of this version."""


class MethodChanged(ValueError):
    """The file of a published version is not the one that was published, or makes no sense."""


class Kind(StrEnum):
    """How a count becomes points."""

    EXACT = "exact"
    SHARE = "share"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One thing that is counted; ``weight`` is its most points in tenths.

    ``successes`` and ``failures`` are the prior of a share, ``of`` the number an exact count is out of, ``half`` the
    amount that earns half of the points, ``step`` what the page of next steps adds, 0 for nothing.
    """

    code: str
    kind: Kind
    weight: int
    step: int
    of: int = 0
    half: int = 0
    successes: int = 0
    failures: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """Indicators under one heading."""

    code: str
    indicators: tuple[Indicator, ...]

    @property
    def weight(self) -> int:
        """The most points of the group, in tenths."""
        return sum(indicator.weight for indicator in self.indicators)


@dataclass(frozen=True, slots=True)
class Terms:
    """What the counts are taken over: days, minutes and people; the file explains each."""

    days: int
    late_hours: int
    record_days: int
    passport_days: int
    filing_years: int
    filing_month: int
    filing_day: int
    answer_days: int
    case_days: int
    people: int
    person_minutes: int
    step_minutes: int


@dataclass(frozen=True, slots=True)
class Paper:
    """What a posted and checked paper of a kind adds to counts, and the gate it opens."""

    kind: str
    counts: Mapping[str, tuple[int, int]]
    lifts: str = ""


@dataclass(frozen=True)
class Method:
    """One version. ``sha256`` is that of the file it was read from."""

    version: str
    valid_from: date
    sha256: str
    groups: tuple[Group, ...]
    terms: Terms
    minimum: Mapping[str, int]
    gates: tuple[str, ...]
    papers: tuple[Paper, ...] = field(default=())
    one_person_tenths: int = 0
    interval_percent: int = 95
    standard_deviations: int = 196

    @cached_property
    def indicators(self) -> dict[str, Indicator]:
        """Every indicator by its code, in the order of the file."""
        return {indicator.code: indicator for group in self.groups for indicator in group.indicators}


def read_method(text: str) -> Method:
    """Read a method. Raises MethodChanged for what is no method, such as weights that do not add up."""
    try:
        method = _method(tomllib.loads(text), text)
    except (KeyError, TypeError, ValueError) as broken:
        raise MethodChanged(f"this is no method of rating: {broken}") from broken
    total = sum(group.weight for group in method.groups)
    if total != ALL_TENTHS:
        raise MethodChanged(f"the weights add up to {total} tenths of a point instead of {ALL_TENTHS}")
    return method


def _method(data: Mapping[str, Any], text: str) -> Method:
    return Method(
        version=str(data["version"]),
        valid_from=data["valid_from"],
        sha256=sha256(text.encode()).hexdigest(),
        groups=tuple(Group(row["code"], tuple(map(_indicator, row["indicators"]))) for row in data["groups"]),
        terms=Terms(**data["terms"]),
        minimum=data["minimum"],
        gates=tuple(sorted(data["gates"]["codes"])),
        papers=tuple(_paper(row) for row in data.get("papers", ())),
        one_person_tenths=data["one_person_tenths"],
        interval_percent=data["interval_percent"],
        standard_deviations=data["standard_deviations"],
    )


def _indicator(row: Mapping[str, Any]) -> Indicator:
    known = {"for": "successes", "against": "failures"}
    values = {known.get(name, name): value for name, value in row.items()}
    indicator = Indicator(**values | {"kind": Kind(row["kind"])})
    needed = {Kind.EXACT: indicator.of, Kind.AMOUNT: indicator.half, Kind.SHARE: indicator.successes}[indicator.kind]
    if indicator.weight <= 0 or needed <= 0 or indicator.step < 0:
        raise ValueError(f"{indicator.code} lacks what its kind needs")
    return indicator


def _paper(row: Mapping[str, Any]) -> Paper:
    counts = {code: (added[0], added[1]) for code, added in row["counts"].items()}
    return Paper(row["kind"], counts, row.get("lifts", ""))


@cache
def known_versions() -> dict[str, str]:
    """Return the SHA-256 of the file of every published version, the oldest first."""
    rows = tomllib.loads((DATA / "versions.toml").read_text(encoding="utf-8"))["versions"]
    return {row["version"]: row["sha256"] for row in rows}


@cache
def method_text(version: str) -> str:
    """Return the file of a version as it was published. Raises MethodUnknown or MethodChanged."""
    if version not in known_versions():
        raise MethodUnknown(version)
    text = (DATA / f"{version}.toml").read_text(encoding="utf-8")
    if sha256(text.encode()).hexdigest() != known_versions()[version]:
        raise MethodChanged(f"{version}.toml is not the file that was published: a change needs a new version")
    return text


@cache
def method_of(version: str) -> Method:
    """Return a published version. Raises MethodUnknown or MethodChanged."""
    return read_method(method_text(version))


def current_method(on: date) -> Method:
    """Return the version in force on a day. Raises MethodUnknown before the first."""
    found = [method for method in map(method_of, known_versions()) if method.valid_from <= on]
    if not found:
        raise MethodUnknown(on.isoformat())
    return max(found, key=lambda method: method.valid_from)

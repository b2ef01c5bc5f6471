"""Directions of activity in which the state orders social work from organisations, as the law lists them.

Source: docs/sources.md, "Directions of activity". A direction is known by a code of ours; pages show
its point of the law.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_FILE = Path(__file__).parent / "data" / "directions.csv"


@dataclass(frozen=True, slots=True)
class Direction:
    """One direction: the point of the law, our code, and its name in three languages."""

    law_point: str
    code: str
    name_kk: str
    name_ru: str
    name_en: str


def _read() -> dict[str, Direction]:
    with _FILE.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines)
        found = [
            Direction(
                row["law_point"], row["code"], _sentence(row["name_kk"]), _sentence(row["name_ru"]), row["name_en"]
            )
            for row in rows
        ]
    return {direction.code: direction for direction in found}


def _sentence(name: str) -> str:
    return name[:1].upper() + name[1:]


DIRECTIONS = _read()


def directions_named(codes: Iterable[str]) -> list[Direction]:
    """Return the known directions among codes, in the order of the law."""
    wanted = set(codes)
    return [direction for direction in DIRECTIONS.values() if direction.code in wanted]

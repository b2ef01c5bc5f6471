"""Standing attendances as plain values: what every count begins with."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

ADDING = ("credit", "correction")


class Line(NamedTuple):
    """One entry of the ledger, as far as a report reads it."""

    entry: UUID
    follows: UUID | None
    kind: str
    shard: int
    position: int
    person: int
    place: int
    organisation: int
    opportunity: int
    shift: int
    cause: str
    day: date
    age: int
    evidence: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Fact:
    """One confirmed attendance that stands, with the row it belongs to in every dimension."""

    person: int
    day: date
    minutes: int
    opportunity: int
    shift: int
    organisation: int
    age: int
    is_new: bool
    rows: Mapping[str, str]


def standing(lines: Iterable[Line], head: Mapping[int, int] | None = None) -> list[Line]:
    """Return the lines that add minutes and that nothing has taken back, of those up to a head if one is given.

    ``head`` holds the last position of every shard. O(n).
    """
    known = [line for line in lines if head is None or line.position <= head.get(line.shard, 0)]
    taken_back = {line.follows for line in known}
    return [line for line in known if line.kind in ADDING and line.entry not in taken_back]

"""Totals recomputed from the entries alone, to be held against what the database adds up."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Totals:
    """Net minutes by key of person and by key of territory, and over everything; keys with 0 minutes included."""

    people: Mapping[int, int]
    territories: Mapping[int, int]
    minutes: int
    entries: int


def replay(movements: Iterable[tuple[int, int, int]]) -> Totals:
    """Add up movements of (person, territory, signed minutes), in any order. O(n)."""
    people: defaultdict[int, int] = defaultdict(int)
    territories: defaultdict[int, int] = defaultdict(int)
    entries = 0
    for person, territory, minutes in movements:
        people[person] += minutes
        territories[territory] += minutes
        entries += 1
    return Totals(dict(people), dict(territories), sum(people.values()), entries)


def differences(one: Totals, other: Totals) -> list[str]:
    """Return every place where two totals differ, in words for an operator, in order; empty when they agree."""
    found = [
        f"{what} {key}: {left.get(key, 0)} and {right.get(key, 0)} minutes"
        for what, left, right in (
            ("volunteer", one.people, other.people),
            ("territory", one.territories, other.territories),
        )
        for key in sorted(left.keys() | right.keys())
        if left.get(key, 0) != right.get(key, 0)
    ]
    if (one.minutes, one.entries) != (other.minutes, other.entries):
        found.append(f"all: {one.minutes} and {other.minutes} minutes, {one.entries} and {other.entries} entries")
    return found

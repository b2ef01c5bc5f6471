"""Counting: one pass over facts fills the totals and every table. Plain Python, so that anybody can follow it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from reports.indicators.ages import AgeBand, band_of
from reports.indicators.facts import Fact
from reports.indicators.registry import DIMENSIONS, MEASURE_CODES, NOT_MAPPED, NOT_STATED

Counts = dict[str, int]


@dataclass(slots=True)
class Tally:
    """Everything seen in one row."""

    people: set[int] = field(default_factory=set)
    newcomers: set[int] = field(default_factory=set)
    participations: int = 0
    minutes: int = 0
    events: set[int] = field(default_factory=set)
    sessions: set[int] = field(default_factory=set)
    organisations: set[int] = field(default_factory=set)

    def add(self, fact: Fact) -> None:
        """Count one attendance."""
        self.people.add(fact.person)
        if fact.is_new:
            self.newcomers.add(fact.person)
        self.participations += 1
        self.minutes += fact.minutes
        self.events.add(fact.opportunity)
        self.sessions.add(fact.shift)
        self.organisations.add(fact.organisation)

    def counts(self) -> Counts:
        """Return the numbers by code of measure."""
        found = {code: getattr(self, code) for code in MEASURE_CODES}
        return {code: value if isinstance(value, int) else len(value) for code, value in found.items()}


@dataclass(frozen=True, slots=True)
class Tables:
    """Totals and rows by dimension; ``outside`` are the bands of people who are no youth, in no total."""

    totals: Counts
    rows: Mapping[str, Mapping[str, Counts]]
    outside: Mapping[str, Counts]


def tabulate(facts: Iterable[Fact], ages: AgeBand) -> Tables:
    """Count facts. O(n · dimensions).

    People stand in the age band of their first day in the period, so that the bands add up to everybody.
    """
    ordered = sorted(facts, key=lambda fact: (fact.day, fact.shift))
    total = Tally()
    tallies: dict[str, dict[str, Tally]] = {
        dimension.code: {row: Tally() for row in dimension.rows} for dimension in DIMENSIONS
    }
    tallies["age"] = {}
    outside: dict[str, Tally] = {}
    first_band: dict[int, str] = {}
    for fact in ordered:
        if not ages.holds(fact.age):
            outside.setdefault(band_of(fact.age), Tally()).add(fact)
            continue
        band = first_band.setdefault(fact.person, band_of(fact.age))
        for dimension, row in (*fact.rows.items(), ("age", band)):
            tallies[dimension].setdefault(row, Tally()).add(fact)
        total.add(fact)
    return Tables(
        totals=total.counts(),
        rows={
            dimension: {row: rows[row].counts() for row in sorted(rows, key=_last_if_unknown)}
            for dimension, rows in tallies.items()
        },
        outside={band: tally.counts() for band, tally in sorted(outside.items())},
    )


def _last_if_unknown(row: str) -> tuple[bool, str]:
    return row in (NOT_STATED, NOT_MAPPED), row


def overlap(rows: Iterable[Mapping[str, int]], totals: Mapping[str, int]) -> Counts:
    """Return how much more than the total the rows add up to: whoever is in two rows counts in both."""
    listed = list(rows)
    return {code: sum(row[code] for row in listed) - totals[code] for code in MEASURE_CODES}

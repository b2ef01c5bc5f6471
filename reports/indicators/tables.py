"""Counting: one pass over facts fills the totals and every table. Plain Python, so that anybody can follow it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from reports.indicators.ages import AgeBand, FirstBands
from reports.indicators.facts import Fact
from reports.indicators.registry import DIMENSIONS, MEASURE_CODES, NOT_MAPPED, NOT_STATED

Counts = dict[str, int]
Place = tuple[str, str]
TOTALS: Place = ("totals", "")
OUTSIDE = "outside"


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
    total = Tally()
    tallies: dict[str, dict[str, Tally]] = {
        dimension.code: {row: Tally() for row in dimension.rows} for dimension in DIMENSIONS
    }
    tallies["age"] = {}
    outside: dict[str, Tally] = {}
    for (table, row), fact in _placed(facts, ages):
        if table == OUTSIDE:
            outside.setdefault(row, Tally()).add(fact)
        elif (table, row) == TOTALS:
            total.add(fact)
        else:
            tallies[table].setdefault(row, Tally()).add(fact)
    return Tables(
        totals=total.counts(),
        rows={
            dimension: {row: rows[row].counts() for row in sorted(rows, key=_last_if_unknown)}
            for dimension, rows in tallies.items()
        },
        outside={band: tally.counts() for band, tally in sorted(outside.items())},
    )


def touched(earlier: Iterable[Fact], later: Iterable[Fact], ages: AgeBand) -> dict[Place, int]:
    """Count for every row the people whose attendances or minutes in it differ between two counts. O(n · dimensions).

    Rows in which nobody's differ are left out.
    """
    parts = [_parts(facts, ages) for facts in (earlier, later)]
    found: defaultdict[Place, int] = defaultdict(int)
    for key in parts[0].keys() | parts[1].keys():
        if parts[0].get(key) != parts[1].get(key):
            found[key[0]] += 1
    return dict(found)


def _parts(facts: Iterable[Fact], ages: AgeBand) -> dict[tuple[Place, int], tuple[int, int]]:
    """Return the attendances and minutes of each person in every row."""
    found: dict[tuple[Place, int], tuple[int, int]] = {}
    for place, fact in _placed(facts, ages):
        count, minutes = found.get((place, fact.person), (0, 0))
        found[place, fact.person] = count + 1, minutes + fact.minutes
    return found


def _placed(facts: Iterable[Fact], ages: AgeBand) -> Iterator[tuple[Place, Fact]]:
    """Yield every fact with each row it counts in."""
    bands = FirstBands(ages)
    for fact in sorted(facts, key=lambda one: (one.day, one.shift)):
        band = bands.band(fact.person, fact.age)
        if not ages.holds(fact.age):
            yield (OUTSIDE, band), fact
            continue
        yield TOTALS, fact
        for row in fact.rows.items():
            yield row, fact
        yield ("age", band), fact


def _last_if_unknown(row: str) -> tuple[bool, str]:
    return row in (NOT_STATED, NOT_MAPPED), row


def overlap(rows: Iterable[Mapping[str, int]], totals: Mapping[str, int]) -> Counts:
    """Return how much more than the total the rows add up to: whoever is in two rows counts in both."""
    listed = list(rows)
    return {code: sum(row[code] for row in listed) - totals[code] for code in MEASURE_CODES if code in totals}

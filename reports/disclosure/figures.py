"""Reports as families of cells: one report, its earlier version, and reports about parts and wholes of it."""

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from reports.disclosure.family import LEAST, LEAST_SPECIAL, Cell, Family, Printing, Relation, Rule
from reports.disclosure.protect import Cause, Hiding

Place = tuple[str, str]
Counts = Mapping[str, int | None]
Numbers = Mapping[Place, Counts]

TOTALS: Place = ("totals", "")
# What tells about people. Events, sessions and organisations of a row are hidden with it and tell nothing alone.
PEOPLE, NEWCOMERS, PARTICIPATIONS, MINUTES = "people", "newcomers", "participations", "minutes"
MEASURES = (PEOPLE, NEWCOMERS, PARTICIPATIONS, MINUTES)
SPECIAL_TABLES = frozenset({"disability"})
NOT_STATED = "not_stated"
APART_TABLES = frozenset({"outside", "not_mapped"})  # rows that are in no total


@dataclass(frozen=True, slots=True)
class Report:
    """One report as an attacker meets it.

    Parameters
    ----------
    name
        Unique in the family.
    numbers
        The true counts by table and row.
    shown
        The counts that were printed earlier, None where hidden; None as a whole if nothing was ever printed.
    is_new
        The report that is about to be printed.
    """

    name: str
    numbers: Numbers
    shown: Numbers | None = None
    is_new: bool = False

    def key(self, place: Place, measure: str) -> str:
        """Return the key of a cell."""
        return f"{self.name}|{place[0]}|{place[1]}|{measure}"

    def printing(self, place: Place, measure: str) -> Printing:
        """Say who decides whether a cell is seen."""
        if self.is_new:
            return Printing.OPEN
        printed = (self.shown or {}).get(place, {}).get(measure)
        return Printing.NEVER if printed is None else Printing.OUT

    def measures(self, place: Place) -> list[str]:
        """Return what is counted in a row: a part cut out of a longer period has no new volunteers of its own."""
        return [measure for measure in MEASURES if measure in self.numbers.get(place, {})]

    @property
    def is_listed(self) -> bool:
        """Whether its rows are seen, with their numbers or without."""
        return self.is_new or self.shown is not None

    def true(self, place: Place, measure: str) -> int:
        """Return the count as it is: nobody where there is no such row."""
        return self.numbers.get(place, {}).get(measure) or 0


@dataclass(frozen=True, slots=True)
class Versions:
    """Two counts of the same thing, one after the other.

    ``touched`` says of each row how many people's work in it differs; a change of which nothing is known counts as
    one person's.
    """

    earlier: Report
    later: Report
    touched: Mapping[Place, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Nest:
    """A report and the reports about its parts; together they are the whole of it."""

    whole: Report
    parts: tuple[Report, ...]


def family_of(
    reports: Iterable[Report],
    *,
    versions: Iterable[Versions] = (),
    nests: Iterable[Nest] = (),
    same: Iterable[tuple[str, str]] = (),
) -> Family:
    """Return everything that can be compared.

    Parameters
    ----------
    versions
        What changed between two counts of the same thing is a cell too.
    nests
        Wholes with their parts, by place or by time.
    same
        Pairs of keys that hold the same number.
    """
    listed = list(reports)
    cells = {key: cell for report in listed for key, cell in _cells(report)}
    relations = list(chain.from_iterable(_inside(report) for report in listed))
    for pair in versions:
        for key, cell, relation in _changes(pair):
            cells[key] = cell
            relations.append(relation)
    relations += chain.from_iterable(_nested(nest) for nest in nests)
    relations += [Relation(Rule.SUM, one, (other,)) for one, other in same]
    known = [relation for relation in relations if all(key in cells for key in relation.keys)]
    return Family(cells, [relation for relation in known if relation.holds(cells)])


def _cells(report: Report) -> Iterator[tuple[str, Cell]]:
    for place in report.numbers:
        is_special = place[0] in SPECIAL_TABLES and place[1] != NOT_STATED
        for measure in report.measures(place):
            value = report.true(place, measure)
            people = _told_of(report, place) if measure == NEWCOMERS else report.true(place, PEOPLE)
            yield (
                report.key(place, measure),
                Cell(
                    value,
                    people,
                    least=LEAST_SPECIAL if is_special else LEAST,
                    group="" if measure == NEWCOMERS else report.key(place, ""),
                    is_special=is_special,
                    floor=min(value, 1) if report.is_listed and not is_special else 0,
                    is_amount=measure == MINUTES,
                    printing=report.printing(place, measure),
                ),
            )


def _told_of(report: Report, place: Place) -> int:
    """Return how many people the count of new ones tells of: the others, if those are the few."""
    new = report.true(place, NEWCOMERS)
    others = report.true(place, PEOPLE) - new
    return others if 0 < others < min(new, LEAST) and report.is_listed else new


def _inside(report: Report) -> Iterator[Relation]:
    """Yield what binds the cells of one report: rows of every table to the totals, measures to each other."""
    tables: dict[str, list[Place]] = {}
    for place in report.numbers:
        yield Relation(Rule.WITHIN, report.key(place, PEOPLE), (report.key(place, NEWCOMERS),))
        yield Relation(Rule.WITHIN, report.key(place, PARTICIPATIONS), (report.key(place, PEOPLE),))
        if place != TOTALS and place[0] not in APART_TABLES:
            tables.setdefault(place[0], []).append(place)
    for places in tables.values():
        for measure in MEASURES:
            yield _bound(report, TOTALS, [(report, place) for place in places], measure)


def _bound(whole: Report, place: Place, parts: list[tuple[Report, Place]], measure: str) -> Relation:
    """Bind a total to its parts: a sum where it is one, else people counted once in several parts."""
    adds_up = sum(part.true(at, measure) for part, at in parts) == whole.true(place, measure)
    rule = Rule.SUM if adds_up else Rule.COVER
    return Relation(rule, whole.key(place, measure), tuple(part.key(at, measure) for part, at in parts))


def _changes(versions: Versions) -> Iterator[tuple[str, Cell, Relation]]:
    """Yield the difference of every cell two versions share.

    A count of people changes by so many people. Attendances and hours tell about everybody whose work in the row
    differs, and about somebody where anything of the row does: its hours stay hidden with it.
    """
    earlier, later = versions.earlier, versions.later
    for place in later.numbers:
        if place not in earlier.numbers:
            continue
        gained = abs(later.true(place, PEOPLE) - earlier.true(place, PEOPLE))
        behind = max(gained, versions.touched.get(place, 0), 1)
        before, after = earlier.numbers[place], later.numbers[place]
        differs = any(before[code] != after[code] for code in before.keys() & after.keys())
        for measure in set(earlier.measures(place)) & set(later.measures(place)):
            change = later.true(place, measure) - earlier.true(place, measure)
            key = f"{earlier.name}>{later.key(place, measure)}"
            if measure in (PEOPLE, NEWCOMERS):
                people = abs(change)
            else:
                people = behind if change or (measure == MINUTES and differs) else 0
            cell = Cell(change, people, is_change=True, is_amount=measure == MINUTES, printing=Printing.NEVER)
            yield key, cell, Relation(Rule.SUM, later.key(place, measure), (earlier.key(place, measure), key))


def _nested(nest: Nest) -> Iterator[Relation]:
    for place in nest.whole.numbers:
        parts = [(part, place) for part in nest.parts if place in part.numbers]
        if parts:
            yield from (_bound(nest.whole, place, parts, measure) for measure in MEASURES)


def numbers_of(figures: Mapping[str, Any]) -> dict[Place, dict[str, int | None]]:
    """Return the counts of frozen or printed figures by table and row."""
    return {(table, row): counts for table, row, counts in _rows(figures)}


@dataclass(frozen=True, slots=True)
class Hidden:
    """One cell of a report that is not shown, and why."""

    table: str
    row: str
    measure: str
    reason: Cause


def without(
    figures: Mapping[str, Any], report: Report, hidden: Mapping[str, Hiding]
) -> tuple[dict[str, Any], list[Hidden]]:
    """Return figures with hidden cells as None, and what was hidden with its reason.

    A row whose people are not shown shows nothing; new volunteers may be hidden alone.
    """
    shown, found = deepcopy(dict(figures)), []
    for table, row, counts in _rows(shown):
        whole = hidden.get(report.key((table, row), PEOPLE))
        for measure, value in list(counts.items()):
            why = whole or hidden.get(report.key((table, row), measure))
            if value is not None and why is not None:
                counts[measure] = None
                found.append(Hidden(table, row, measure, why.cause))
    return shown, found


def _rows(figures: Mapping[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    found = [(part, "", figures[part]) for part in ("totals", "not_mapped") if figures.get(part)]
    found += [(table, row["key"], row["counts"]) for table, rows in figures["tables"].items() for row in rows]
    return found + [("outside", row["key"], row["counts"]) for row in figures.get("outside", ())]

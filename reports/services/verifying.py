"""A file of a report held against the ledger: the same head, counted again, cell by cell."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db.models import Q

from recognition.ledger import Head, root_of
from recognition.models import LedgerEntry
from reports import errors
from reports.documents import read_file
from reports.documents.reading import Claim, Place
from reports.indicators import (
    DIMENSIONS,
    FROM_PROFILES,
    MINUTES_IN_HOUR,
    Difference,
    cells,
    definitions_digest,
    query_digest,
    rate,
    sealed,
)
from reports.queries.figures import figures_of
from reports.queries.selection import get_period, get_structure, select

FOOTING = ("participations", "minutes")


@dataclass(slots=True)
class Verification:
    """What checking a file found: cells that differ, other faults in words, and how many cells were compared."""

    cells: list[Difference] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    compared: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether nothing was found."""
        return not self.cells and not self.faults


def verify_file(path: Path) -> Verification:
    """Count a file's report again from the ledger at its head and compare every cell.

    Entries added after the head change nothing. Tables by profile are checked for their sums only: profiles change.
    Raises ReportUnreadable, or what reading period, structure and territory raises.
    """
    claim = read_file(path)
    missing = {"territory_key", "period", "structure", "head", "head_root"} - claim.about.keys()
    if missing:
        raise errors.ReportUnreadable
    head, found = _positions(claim.about["head"]), Verification()
    _check_root(claim, head, found)
    period = get_period(claim.about["period"])
    code = claim.about["territory_key"].rpartition(":")[2]
    selection = select(code, period, get_structure(claim.about["structure"], period))
    figures = figures_of(selection, head)
    _check_digests(claim, selection.question, found)
    _compare(claim, _expected(figures), found)
    return found


def root_at(head: Mapping[int, int]) -> str:
    """Return the root over the ledger at a head, from the digests that stand there now."""
    last = Q(pk__in=())
    for shard, position in head.items():
        last |= Q(shard=shard, position=position)
    digests = LedgerEntry.objects.filter(last).values_list("shard", "position", "digest")
    return str(root_of({shard: Head(position, digest) for shard, position, digest in digests}))


def _positions(text: str) -> dict[int, int]:
    try:
        pairs = (part.split(":") for part in text.split())
        return {int(shard): int(position) for shard, position in pairs}
    except ValueError as broken:
        raise errors.ReportUnreadable from broken


def _check_root(claim: Claim, head: Mapping[int, int], found: Verification) -> None:
    if root_at(head) != claim.about["head_root"]:
        found.faults.append("the ledger at the head of this file is not the one the file was made from")


def _check_digests(claim: Claim, question: Mapping[str, Any], found: Verification) -> None:
    if claim.about.get("query") not in (None, query_digest(question)):
        found.notes.append("the question has another digest: the way of counting or who counts as youth has changed")
    if claim.about.get("definitions") not in (None, definitions_digest()):
        found.notes.append("the definitions have changed since")
    is_whole = claim.document and not claim.document.get("is_public") and "selection" not in claim.document
    if is_whole and sealed(claim.document["figures"], claim.document.get("salt", "")) != claim.about["digest"]:
        found.faults.append("the figures in this file do not have the digest it names")


def _expected(figures: Mapping[str, Any]) -> dict[Place, float]:
    """Return every cell of every kind of file, with the derived ones."""
    expected: dict[Place, float] = dict(cells(figures))
    for dimension in DIMENSIONS:
        for measure, value in figures["totals"].items():
            expected[(f"{dimension.code} total", "", measure)] = value
    for (table, row, measure), value in list(expected.items()):
        if measure == "minutes":
            expected[(table, row, "hours")] = value / MINUTES_IN_HOUR
    population = figures.get("population") or {}
    youth = {("totals", ""): population.get("people")}
    youth |= {(f"{dimension.code} total", ""): population.get("people") for dimension in DIMENSIONS}
    youth |= {("district", row): people for row, people in population.get("rows", {}).items()}
    for (table, row), people in youth.items():
        if people and (table, row, "people") in expected:
            expected[(table, row, "rate")] = rate(int(expected[(table, row, "people")]), people)
    return expected


def _compare(claim: Claim, expected: Mapping[Place, float], found: Verification) -> None:
    by_profile = {dimension.code for dimension in DIMENSIONS if dimension.source == FROM_PROFILES}
    by_ledger = {place: value for place, value in claim.cells.items() if place[0] not in by_profile}
    tables = {place[0] for place in by_ledger}
    for place in sorted(by_ledger.keys() | {one for one in expected if one[0] in tables and one[2] in _asked(claim)}):
        if place[0] in by_profile:
            continue
        said, is_said = by_ledger.get(place), place in by_ledger
        if is_said and said is None and place[2] != "rate":
            continue  # hidden
        found.compared += 1
        if said != expected.get(place) and not _same(said, expected.get(place)):
            found.cells.append(Difference(*place, said, expected.get(place)))
    _foot(claim, expected, by_profile, found)


def _asked(claim: Claim) -> set[str]:
    return {measure for _table, _row, measure in claim.cells}


def _same(one: float | None, other: float | None) -> bool:
    return one is not None and other is not None and abs(one - other) < 0.001


def _foot(claim: Claim, expected: Mapping[Place, float], tables: set[str], found: Verification) -> None:
    sums: defaultdict[tuple[str, str], float] = defaultdict(float)
    hidden: set[str] = set()
    for (table, _row, measure), value in claim.cells.items():
        if table in tables and measure in FOOTING:
            if value is None:
                hidden.add(table)
            else:
                sums[(table, measure)] += value
    for (table, measure), added in sorted(sums.items()):
        found.compared += 1
        if table not in hidden and added != expected[("totals", "", measure)]:
            found.cells.append(Difference(table, "", measure, added, expected[("totals", "", measure)]))

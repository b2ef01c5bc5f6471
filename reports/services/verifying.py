"""A file of a report held against the frozen report it names, and counted again from the ledger at the same head."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from json import loads
from pathlib import Path
from typing import Any

from django.db.models import Max, Q, QuerySet

from recognition.errors import SignatureWrong
from recognition.ledger import Head, root_of
from recognition.models import LedgerEntry
from recognition.queries import opened
from reports import errors
from reports.documents import Claim, Variance, are_in_order, read_file, shown, variances
from reports.documents.reading import COUNTED, DEFINITIONS, VALUE
from reports.documents.table import ABOUT
from reports.indicators import DIMENSIONS, Difference, cells, definitions_digest, sealed
from reports.models import Snapshot
from reports.queries.claimed import snapshot_claimed
from reports.queries.figures import figures_of
from reports.queries.overtaken import BY_PROFILE
from reports.queries.selection import get_period, get_structure, select
from reports.queries.snapshots import selection_about
from reports.services.expecting import (
    Paper,
    closest,
    has_other_population,
    moment_in,
    papers_counted,
    papers_of,
    without_rates,
)
from reports.services.snapshots import statement

SPLIT = frozenset(dimension.code for dimension in DIMENSIONS if dimension.splits_people)
ADDED_UP, PEOPLE = ("participations", "minutes"), ("people", "newcomers")
LEDGER, REPORT, PROFILES, SITE = "the ledger", "the frozen report", "the profiles of today", "this site"
NEEDED = frozenset({"territory_key", "period", "structure", "head_root"})
OTHER_LEDGER = "the ledger at the head of this file is not the one the file was made from"
A_MINUTE = timedelta(minutes=1)  # to which files write moments
MADE_AT = (ABOUT, "made_at", VALUE)


@dataclass(slots=True)
class Verification:
    """What checking a file found: cells that differ, other faults in words, and how many cells were counted again.

    ``report`` is the number of the frozen report behind the file; empty if there is none.
    """

    cells: list[Difference] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    compared: int = 0
    notes: list[str] = field(default_factory=list)
    report: str = ""

    @property
    def holds(self) -> bool:
        """Whether nothing was found."""
        return not self.cells and not self.faults

    def sentence(self, cell: Difference) -> str:
        """Say in words what a cell should be, and by what."""
        by_profile = cell.table.removesuffix(" overlap") in BY_PROFILE
        other = LEDGER if not by_profile else PROFILES
        if self.report and (by_profile or cell.after is None):
            other = REPORT
        return f"cell {cell.cell}: the file says {shown(cell.before)}, {other} {shown(cell.after)}"

    def take(self, differing: Iterable[Variance], other: str) -> None:
        """Take over where a file differs; lines and headings are said in words."""
        for one in differing:
            if one.is_count:
                self.cells.append(one.difference)
            else:
                self.faults.append(one.sentence(other))


def verify_file(path: Path) -> Verification:
    """Hold a file against the frozen report it names, and count again from the ledger at the same head.

    Every cell, heading, row and line is compared. A file that was never frozen is compared with the ledger alone.
    Entries added after the head change nothing. Raises ReportUnreadable, or what reading period, structure and
    territory raises.
    """
    claim, found = read_file(path), Verification()
    if NEEDED - claim.about.keys():
        raise errors.ReportUnreadable
    snapshot = snapshot_claimed(claim.about)
    if snapshot is not None:
        _hold_against_report(claim, snapshot, found)
    elif "head" in claim.about:
        _hold_against_ledger(claim, found)
    else:
        found.faults.append("this is a public file, and this site has no frozen report of its digest, number or root")
    found.compared = sum(_is_counted(spot, value) for spot, value in claim.spots.items())
    return found


def root_at(head: Mapping[int, int]) -> str:
    """Return the root over the ledger at a head, from the digests that stand there now."""
    digests = _last_entries(head).values_list("shard", "position", "digest")
    return str(root_of({shard: Head(position, digest) for shard, position, digest in digests}))


def _last_entries(head: Mapping[int, int]) -> QuerySet[LedgerEntry]:
    last = Q(pk__in=())
    for shard, position in head.items():
        last |= Q(shard=shard, position=position)
    return LedgerEntry.objects.filter(last)


def _is_counted(spot: tuple[str, str, str], value: Any) -> bool:
    """Whether a number in a file is one that the ledger leads to."""
    return spot[2] in COUNTED and spot[0].removesuffix(" overlap") not in BY_PROFILE and isinstance(value, int | float)


def _hold_against_report(claim: Claim, snapshot: Snapshot, found: Verification) -> None:
    found.report = str(snapshot.public_id)
    paper = closest(claim, papers_of(claim, snapshot))
    is_public = bool(paper.document.get("is_public"))
    differing = variances(claim, paper.claim)
    if snapshot.definitions_digest != definitions_digest():
        found.notes.append("the definitions have changed since; their wording was not compared")
        differing = [one for one in differing if is_public or one.spot[0] != DEFINITIONS]
    found.take(differing, REPORT)
    _check_order(claim, paper, found)
    _check_stored(snapshot, found)
    figures = figures_of(selection_about(snapshot), snapshot.positions)
    _count_again(paper.document["figures"], figures, found)
    kind = "as it was published" if is_public else "for official use"
    found.notes.append(
        f"every cell, heading and line was held against the frozen report {found.report}, "
        f"version {snapshot.version}, {kind}"
    )


def _check_order(claim: Claim, paper: Paper, found: Verification) -> None:
    if not are_in_order(claim, paper.claim):
        found.faults.append("rows or lines of this file stand in another order")


def _check_stored(snapshot: Snapshot, found: Verification) -> None:
    """Check what is kept of a report: the root of its head, the digest of its figures, and its signature."""
    if root_at(snapshot.positions) != snapshot.head_root:
        found.faults.append(OTHER_LEDGER)
    if sealed(snapshot.content, snapshot.salt) != snapshot.digest:
        found.faults.append("the figures of the frozen report do not have the digest it names")
    signature = getattr(snapshot, "signature", None)
    if signature is None:
        return
    try:
        said = loads(opened(signature.token))
    except SignatureWrong:
        found.faults.append("the signature of the frozen report is wrong")
        return
    wanted = statement(snapshot, signature.signer, signature.signed_at)
    if any(said.get(name) != wanted[name] for name in wanted if name not in ("iss", "signed_at")):
        found.faults.append("the signature of the frozen report is over another report")


def _count_again(held: Mapping[str, Any], figures: Mapping[str, Any], found: Verification) -> None:
    """Compare what a report prints with the ledger at its head; tables by profile are not in the ledger."""
    known = {place: value for place, value in cells(held) if place[0] not in BY_PROFILE}
    tables, measures = {place[0] for place in known}, {place[2] for place in known}
    counted = {place: value for place, value in cells(figures) if place[0] in tables and place[2] in measures}
    for place in sorted(known.keys() | counted.keys()):
        value = known.get(place)
        is_hidden = place in known and value is None
        if not is_hidden and value != counted.get(place):
            found.cells.append(Difference(*place, value, counted.get(place)))


def _hold_against_ledger(claim: Claim, found: Verification) -> None:
    positions = _positions(claim.about["head"])
    if root_at(positions) != claim.about["head_root"]:
        found.faults.append(OTHER_LEDGER)
    period = get_period(claim.about["period"])
    code = claim.about["territory_key"].rpartition(":")[2]
    figures = figures_of(select(code, period, get_structure(claim.about["structure"], period)), positions)
    paper = closest(claim, papers_counted(claim, figures, positions))
    differing = variances(claim, paper.claim)
    if fault := _fault_of_moment(claim, positions):
        found.faults.append(f"line made_at: {shown(claim.about.get('made_at'))} {fault}")
        differing = [one for one in differing if one.spot != MADE_AT]
    if has_other_population(claim, paper, figures, differing):
        found.notes.append("the youth population is not that of today's table: " + _rates_words(claim))
        differing = differing if claim.kind == "json" else without_rates(differing)
    found.take(differing, SITE)
    _check_order(claim, paper, found)
    _foot(claim, figures["totals"], found)
    if paper.has_other_profiles:
        found.notes.append("profiles have changed since: tables by profile have the digest of the file, and foot")
    found.notes.append(
        "no frozen report stands behind this file: it was held against the ledger alone, and the moment it names is "
        "its own word"
    )


def _fault_of_moment(claim: Claim, positions: Mapping[int, int]) -> str:
    """Say what is wrong with the moment a file names: it cannot come before the entries that it counts."""
    moment = moment_in(claim)
    if moment is None:
        return "is no moment"
    newest = _last_entries(positions).aggregate(Max("recorded_at"))["recorded_at__max"]
    is_early = newest is not None and moment < newest - A_MINUTE
    return "comes before the last entry that the file counts" if is_early else ""


def _rates_words(claim: Claim) -> str:
    if claim.kind == "json":
        return "the one in the file was taken as it is"
    return "the rate of the whole was worked out with the one in the file, rates of districts were not compared"


def _positions(text: str) -> dict[int, int]:
    try:
        pairs = (part.split(":") for part in text.split())
        return {int(shard): int(position) for shard, position in pairs}
    except ValueError as broken:
        raise errors.ReportUnreadable from broken


def _foot(claim: Claim, totals: Mapping[str, int], found: Verification) -> None:
    """Check that tables by profile add up to the totals of the ledger."""
    sums: defaultdict[tuple[str, str], float] = defaultdict(float)
    for (table, _row, measure), value in claim.spots.items():
        adds_up = measure in ADDED_UP or (measure in PEOPLE and table in SPLIT)
        if table in BY_PROFILE and adds_up and isinstance(value, int | float):
            sums[table, measure] += value
    for (table, measure), added in sorted(sums.items()):
        if added != totals[measure]:
            found.cells.append(Difference(table, "", measure, added, totals[measure]))

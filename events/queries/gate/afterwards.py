"""What is decided after the gate: scans that contradict each other, heads beside people noted, who was there."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from uuid import UUID

from core.sealing import unseal
from events.models import GateScan, HeadCount, Presence, Shift, SignUp
from events.queries.gate.people import names_of
from events.queries.gate.reviewing import scans_to_look_at
from events.queries.gate.words import scanners
from events.queries.lists import door_list


@dataclass(frozen=True, slots=True)
class ScanCase:
    """A scan to decide about beside all scans of the same person at the same shift, in the order they happened.

    ``names`` are the short names of whoever scanned, by public id.
    """

    scan: GateScan
    scans: list[GateScan]
    names: dict[UUID, str]

    @property
    def typed(self) -> tuple[str, str]:
        """Name and address that somebody typed at the gate without network, until a decision; else two empty texts."""
        opened = unseal(self.scan.walk_in) if self.scan.walk_in else None
        name, _line, contact = (opened or "").partition("\n")
        return name, contact

    def phone_of(self, scan: GateScan) -> int:
        """Number the phones of the case, from 1; 0 for the list of the page, which is no phone of the gate."""
        devices = list(dict.fromkeys(one.device for one in self.scans if one.device))
        return devices.index(scan.device) + 1 if scan.device else 0


@dataclass(frozen=True, slots=True)
class CountedHeads:
    """A head-count beside the people who were noted as there at that moment."""

    count: HeadCount
    noted: int

    @property
    def difference(self) -> int:
        """How many heads there were more than people noted; negative where there were fewer."""
        return self.count.people - self.noted


@dataclass(frozen=True, slots=True)
class AfterGate:
    """One shift after its gate. ``heads`` begin with the newest; ``names`` are those of whoever counted or wrote."""

    shift: Shift
    people: list[SignUp]
    cases: list[ScanCase]
    heads: list[CountedHeads]
    names: dict[UUID, str]

    @property
    def noted(self) -> list[Presence]:
        """Who was there, as far as it is known."""
        return list(_presences(self.people))

    @property
    def inferred_count(self) -> int:
        """Of those noted, the ones nobody saw leave: their end is the planned one."""
        return sum(presence.is_end_inferred for presence in self.noted)


def after_gate(shift: Shift) -> AfterGate:
    """Return what a coordinator goes through after a shift. Five queries at most, however many people came."""
    people, waiting = list(door_list(shift)), list(scans_to_look_at(shift))
    counts = list(HeadCount.objects.filter(shift=shift).order_by("-counted_at", "-pk"))
    beside = _scans_of([scan.signup_id for scan in waiting if scan.signup_id])
    noted = list(_presences(people))
    writers = {presence.written_by for presence in noted if presence.written_by}
    scans = [*waiting, *chain.from_iterable(beside.values())]
    names = names_of({count.counted_by for count in counts} | writers | _scanners(scans))
    return AfterGate(
        shift=shift,
        people=people,
        cases=[ScanCase(scan, beside.get(scan.signup_id or 0, [scan]), names) for scan in waiting],
        heads=[CountedHeads(count, _noted_at(count.counted_at, noted)) for count in counts],
        names=names,
    )


def scan_case(scan: GateScan) -> ScanCase:
    """Return one scan with what decides about it. Two queries."""
    scans = _scans_of([scan.signup_id]).get(scan.signup_id, [scan]) if scan.signup_id else [scan]
    return ScanCase(scan, scans, names_of(_scanners(scans)))


def _scans_of(signup_ids: Sequence[int]) -> dict[int, list[GateScan]]:
    found: dict[int, list[GateScan]] = defaultdict(list)
    if signup_ids:
        rows = GateScan.objects.filter(signup__in=signup_ids).select_related("shift", "signup__volunteer__user")
        for scan in rows.order_by("happened_at", "pk"):
            found[scan.signup_id or 0].append(scan)
    return found


def _scanners(scans: Sequence[GateScan]) -> set[UUID]:
    return scanners(list(scans)) | {scan.scanned_by for scan in scans}


def _presences(people: Iterable[SignUp]) -> Iterable[Presence]:
    return (found for signup in people if (found := getattr(signup, "presence", None)) is not None)


def _noted_at(at: datetime, noted: Sequence[Presence]) -> int:
    """Count who had come in by then and was not yet seen going out."""
    return sum(one.seen_in_at <= at and (one.seen_out_at is None or at < one.seen_out_at) for one in noted)

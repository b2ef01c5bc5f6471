"""The cube kept up with the ledger: each entry once, in any order, and all over again from nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db import connection, transaction

from core.locks import hold
from recognition.enums import ADDING
from recognition.ledger import SHARDS
from recognition.models import LedgerEntry
from recognition.queries import tally
from reports.indicators import NOTHING, Cell, Counted, Worked, count_cells
from reports.models import CubeCell, CubeFact, CubeShard
from reports.queries.cube import unread
from reports.queries.units import line_of

CHUNK = 2_000
ATTENDANCES_AT_ONCE = 250_000
WRITING = "reports_cube"
_COLUMNS = (
    *("entry_id", "volunteer_id", "territory_id", "organisation_id", "cause", "worked_on", "age_years", "evidence"),
    *("minutes", "shift_id", "opportunity_id", "region_id", "district_id"),
)
_ADDED = ", ".join(f"'{kind.value}'" for kind in ADDING)
# The units above a place are the first two keys of its path; a place without a path is a region.
_TOP = {
    "postgresql": "COALESCE(NULLIF(split_part(p.path, '/', 2), '')::bigint, p.id)",
    "sqlite": "CASE p.path WHEN '' THEN p.id ELSE CAST(substr(p.path, 2) AS INTEGER) END",
}
_SECOND = {
    "postgresql": "CASE WHEN p.path = '' THEN NULL "
    "ELSE COALESCE(NULLIF(split_part(p.path, '/', 3), '')::bigint, p.id) END",
    "sqlite": "CASE WHEN p.path = '' THEN NULL WHEN instr(substr(p.path, 2), '/') = length(p.path) - 1 THEN p.id "
    "ELSE CAST(substr(p.path, instr(substr(p.path, 2), '/') + 2) AS INTEGER) END",
}
_STANDING = """
    SELECT e.id AS entry_id, e.volunteer_id, e.territory_id, e.organisation_id, e.cause, e.worked_on, e.age_years,
           e.evidence, e.minutes, u.shift_id, t.opportunity_id, {top} AS region_id, {second} AS district_id
    FROM recognition_ledgerentry e
    JOIN reports_cubeshard c ON c.shard = e.shard AND c.position >= e.position
    JOIN events_attendance a ON a.id = e.attendance_id
    JOIN events_signup u ON u.id = a.signup_id
    JOIN events_shift t ON t.id = u.shift_id
    JOIN places_territory p ON p.id = e.territory_id
    LEFT JOIN recognition_ledgerentry after ON after.follows_id = e.public_id
    WHERE e.kind IN ({added}) AND after.id IS NULL
"""
_ADD = """
    INSERT INTO reports_cubecell (unit_id, period, dimension, key, people, newcomers, attendances, minutes)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT (unit_id, period, dimension, key) DO UPDATE SET
        people = reports_cubecell.people + excluded.people,
        newcomers = reports_cubecell.newcomers + excluded.newcomers,
        attendances = reports_cubecell.attendances + excluded.attendances,
        minutes = reports_cubecell.minutes + excluded.minutes
"""


@dataclass(frozen=True, slots=True)
class CubeCheck:
    """How the cube differs from the ledger: keys of entries it lacks, and of those it should not hold as it does.

    ``cells`` are the counts that differ from its own attendances, as ``unit period dimension key``.
    """

    facts: int
    missing: tuple[int, ...]
    wrong: tuple[int, ...]
    cells: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        """Whether nothing differs."""
        return not self.missing and not self.wrong and not self.cells


def catch_up() -> int:
    """Read what was added to the ledger since the last time; return how many entries. Twice is once.

    Positions of a shard have no gaps and are given under its lock, so nothing that commits late is passed over. When
    nothing is new, two small queries are all.
    """
    read = 0
    while found := _pending():
        read += _read_chunk(found)
        if len(found) < CHUNK:
            break
    return read


@transaction.atomic
def rebuild() -> int:
    """Throw the cube away and build it from the ledger; return how many attendances stand."""
    hold(WRITING)
    CubeFact.objects.all().delete()
    CubeCell.objects.all().delete()
    ends = tally().heads
    CubeShard.objects.bulk_create(
        [CubeShard(shard=shard, position=ends[shard].position if shard in ends else 0) for shard in range(SHARDS)],
        update_conflicts=True,
        unique_fields=["shard"],
        update_fields=["position"],
    )
    columns = ", ".join(_COLUMNS)
    with connection.cursor() as cursor:
        # By way of a table of its own: PostgreSQL reads for that in parallel, which it never does for an INSERT.
        cursor.execute(f"CREATE TEMPORARY TABLE reports_standing AS {_standing()}")
        cursor.execute(f"INSERT INTO {CubeFact._meta.db_table} ({columns}) SELECT {columns} FROM reports_standing")
        count = int(cursor.rowcount)
        cursor.execute("DROP TABLE reports_standing")
    CubeCell.objects.bulk_create(
        (
            CubeCell(unit_id=unit, period=period, dimension=dimension, key=key, **counted._asdict())
            for (unit, period, dimension, key), counted in _all_cells().items()
        ),
        batch_size=CHUNK,
    )
    return count


def check_cube(*, shown: int = 20) -> CubeCheck:
    """Compare the cube with the ledger row by row, both ways, and its counts with its rows; first it is caught up."""
    catch_up()
    columns, table = ", ".join(_COLUMNS), CubeFact._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"{_standing()} EXCEPT SELECT {columns} FROM {table}")
        missing = [int(row[0]) for row in cursor.fetchall()]
        cursor.execute(f"SELECT {columns} FROM {table} EXCEPT {_standing()}")
        wrong = [int(row[0]) for row in cursor.fetchall()]
    kept = {Cell(*row[:4]): Counted(*row[4:]) for row in CubeCell.objects.values_list(*Cell._fields, *Counted._fields)}
    differ = sorted(" ".join(map(str, cell)) for cell in _difference(kept, _all_cells()))
    return CubeCheck(
        CubeFact.objects.count(), tuple(sorted(missing)[:shown]), tuple(sorted(wrong)[:shown]), tuple(differ[:shown])
    )


def _standing() -> str:
    vendor = connection.vendor
    return _STANDING.format(top=_TOP[vendor], second=_SECOND[vendor], added=_ADDED)


def _pending() -> list[LedgerEntry]:
    """Return entries beyond the marks, some of every shard: the index of each is entered once, at its mark."""
    if CubeShard.objects.count() < SHARDS:
        CubeShard.objects.bulk_create([CubeShard(shard=shard) for shard in range(SHARDS)], ignore_conflicts=True)
    keys = unread(CHUNK)
    if not keys:
        return []
    entries = LedgerEntry.objects.filter(pk__in=keys).select_related("territory", "attendance__signup__shift")
    return list(entries.order_by("shard", "position"))


@transaction.atomic
def _read_chunk(seen: list[LedgerEntry]) -> int:
    """Take entries in; another process may have been quicker, so the ends are read again under the lock."""
    hold(WRITING)
    positions = dict(CubeShard.objects.values_list("shard", "position"))
    entries = [entry for entry in seen if entry.position > positions.get(entry.shard, 0)]
    adding = [entry for entry in entries if entry.kind in ADDING]
    gone = set(
        LedgerEntry.objects.filter(follows__in=[one.public_id for one in adding]).values_list("follows", flat=True)
    )
    followed = CubeFact.objects.filter(entry__public_id__in=[one.follows_id for one in entries if one.follows_id])
    people = {one.volunteer_id for one in adding} | set(followed.values_list("volunteer_id", flat=True))
    before = count_cells([*_worked(people)])
    followed.delete()
    CubeFact.objects.bulk_create([_fact(entry) for entry in adding if entry.public_id not in gone])
    _add(_difference(before, count_cells([*_worked(people)])))
    ends = {entry.shard: entry.position for entry in entries}
    CubeShard.objects.bulk_create(
        [CubeShard(shard=shard, position=position) for shard, position in ends.items()],
        update_conflicts=True,
        unique_fields=["shard"],
        update_fields=["position"],
    )
    return len(entries)


def _worked(people: set[int] | None = None) -> Iterator[Worked]:
    """Return the attendances of some people, else of all, person by person."""
    facts = CubeFact.objects.order_by("volunteer_id")
    columns = ("volunteer_id", "worked_on", "age_years", "region_id", "district_id", "organisation_id")
    rows = (facts if people is None else facts.filter(volunteer__in=people)).values_list(
        *columns, "opportunity_id", "cause", "evidence", "minutes"
    )
    for row in rows.iterator(chunk_size=CHUNK):
        yield Worked._make((*row[:4], row[4] or 0, *row[5:]))


def _all_cells() -> dict[Cell, Counted]:
    """Count everybody, some thousands at a time: what one person adds does not depend on another."""
    found: dict[Cell, Counted] = {}
    part: list[Worked] = []
    for row in _worked():
        if len(part) >= ATTENDANCES_AT_ONCE and row.person != part[-1].person:
            _sum(found, count_cells(part))
            part = []
        part.append(row)
    _sum(found, count_cells(part))
    return found


def _sum(found: dict[Cell, Counted], more: Mapping[Cell, Counted]) -> None:
    for cell, counted in more.items():
        found[cell] = found[cell].plus(counted) if cell in found else counted


def _difference(before: Mapping[Cell, Counted], after: Mapping[Cell, Counted]) -> dict[Cell, Counted]:
    changed = {cell for cell in before.keys() | after.keys() if before.get(cell) != after.get(cell)}
    return {cell: after.get(cell, NOTHING).less(before.get(cell, NOTHING)) for cell in changed}


def _add(changes: Mapping[Cell, Counted]) -> None:
    """Add to the cells, and take away those that nobody is in any more."""
    with connection.cursor() as cursor:
        cursor.executemany(_ADD, [(*cell, *counted) for cell, counted in changes.items()])
    if any(counted.attendances < 0 for counted in changes.values()):
        CubeCell.objects.filter(unit__in={cell.unit for cell in changes}, attendances=0).delete()


def _fact(entry: LedgerEntry) -> CubeFact:
    line, shift = line_of(entry.territory), entry.attendance.signup.shift
    return CubeFact(
        entry_id=entry.pk,
        region_id=line[0],
        district_id=line[1] if len(line) > 1 else None,
        shift_id=shift.pk,
        opportunity_id=shift.opportunity_id,
        **{
            name: getattr(entry, name)
            for name in (
                *("volunteer_id", "territory_id", "organisation_id", "cause", "worked_on", "age_years", "evidence"),
                "minutes",
            )
        },
    )

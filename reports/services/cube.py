"""The cube kept up with the ledger: each entry once, in any order, and all over again from nothing."""

from dataclasses import dataclass

from django.db import connection, transaction

from core.locks import hold
from recognition.enums import ADDING
from recognition.ledger import SHARDS
from recognition.models import LedgerEntry
from recognition.queries import tally
from reports.models import CubeFact, CubeShard
from reports.queries.cube import unread
from reports.queries.units import line_of

CHUNK = 2_000
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
    SELECT e.id, e.volunteer_id, e.territory_id, e.organisation_id, e.cause, e.worked_on, e.age_years, e.evidence,
           e.minutes, u.shift_id, t.opportunity_id, {top}, {second}
    FROM recognition_ledgerentry e
    JOIN reports_cubeshard c ON c.shard = e.shard AND c.position >= e.position
    JOIN events_attendance a ON a.id = e.attendance_id
    JOIN events_signup u ON u.id = a.signup_id
    JOIN events_shift t ON t.id = u.shift_id
    JOIN places_territory p ON p.id = e.territory_id
    LEFT JOIN recognition_ledgerentry after ON after.follows_id = e.public_id
    WHERE e.kind IN ({added}) AND after.id IS NULL
"""


@dataclass(frozen=True, slots=True)
class CubeCheck:
    """How the cube differs from the ledger: keys of entries it lacks, and of those it should not hold as it does."""

    facts: int
    missing: tuple[int, ...]
    wrong: tuple[int, ...]

    @property
    def agrees(self) -> bool:
        """Whether nothing differs."""
        return not self.missing and not self.wrong


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
    ends = tally().heads
    CubeShard.objects.bulk_create(
        [CubeShard(shard=shard, position=ends[shard].position if shard in ends else 0) for shard in range(SHARDS)],
        update_conflicts=True,
        unique_fields=["shard"],
        update_fields=["position"],
    )
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {CubeFact._meta.db_table} ({', '.join(_COLUMNS)}) {_standing()}")
        return int(cursor.rowcount)


def check_cube(*, shown: int = 20) -> CubeCheck:
    """Compare the cube with the ledger row by row, both ways; what is pending is read first."""
    catch_up()
    columns, table = ", ".join(_COLUMNS), CubeFact._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"{_standing()} EXCEPT SELECT {columns} FROM {table}")
        missing = [int(row[0]) for row in cursor.fetchall()]
        cursor.execute(f"SELECT {columns} FROM {table} EXCEPT {_standing()}")
        wrong = [int(row[0]) for row in cursor.fetchall()]
    return CubeCheck(CubeFact.objects.count(), tuple(sorted(missing)[:shown]), tuple(sorted(wrong)[:shown]))


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
    CubeFact.objects.filter(entry__public_id__in=[one.follows_id for one in entries if one.follows_id]).delete()
    CubeFact.objects.bulk_create([_fact(entry) for entry in adding if entry.public_id not in gone])
    ends = {entry.shard: entry.position for entry in entries}
    CubeShard.objects.bulk_create(
        [CubeShard(shard=shard, position=position) for shard, position in ends.items()],
        update_conflicts=True,
        unique_fields=["shard"],
        update_fields=["position"],
    )
    return len(entries)


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

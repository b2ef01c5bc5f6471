"""Youth population out of a table: checked row by row, taken as it is, with every gap named."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from accounts.models import User
from core import audit
from core.cells import read_text, read_whole_number
from core.errors import DomainError
from core.tables import Column, RowRepeated, TableRow, read_table
from places.models import Territory
from reports import errors
from reports.indicators import youth_ages
from reports.models import YouthPopulation
from reports.queries.populations import units_by_code

COLUMNS = (
    Column("code", ("code", "kato", "код", "като"), is_required=True),
    Column(
        "people", ("people", "youth", "адам", "жастар саны", "человек", "численность", "молодёжь"), is_required=True
    ),
    Column("year", ("year", "жыл", "год")),
    Column("age_from", ("age_from", "жас_бастап", "возраст_с")),
    Column("age_to", ("age_to", "жас_дейін", "возраст_по")),
    Column("source", ("source", "дереккөз", "источник")),
)
MOST_PEOPLE = 20_000_000


@dataclass(frozen=True, slots=True)
class Fault:
    """One row that was refused."""

    line: int
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A unit whose parts do not add up to its own number."""

    territory: Territory
    year: int
    whole: int
    parts: int


@dataclass(slots=True)
class PopulationReport:
    """What became of the rows, and the totals that do not add up."""

    rows: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    faults: list[Fault] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)


@transaction.atomic
def import_populations(
    *, path: Path, source: str, year: int | None, actor: User | None, now: datetime, dry_run: bool
) -> PopulationReport:
    """Take a table in; rows that cannot be right are named and left out, totals that miss their parts are shown.

    Nothing is corrected. Raises a TableError for a file that is no table.
    """
    table = read_table(path, COLUMNS)
    units = units_by_code({row.text("code").removeprefix("kato:") for row in table.rows})
    report = PopulationReport(rows=len(table.rows))
    seen: dict[tuple[int, int, int, int], int] = {}
    for row in table.rows:
        try:
            wanted = _read(row, units, source=source, year=year)
            key = (wanted.territory_id, wanted.year, wanted.youngest, wanted.oldest)
            if key in seen:
                raise RowRepeated(line=seen[key])
        except DomainError as wrong:
            report.faults.append(Fault(row.line, wrong.code, str(wrong)))
            continue
        seen[key] = row.line
        _keep(wanted, report)
    report.gaps = _gaps({key[1] for key in seen})
    if dry_run:
        transaction.set_rollback(True)
    else:
        for row_id in YouthPopulation.objects.order_by("-pk")[:1]:
            audit.record("population.imported", actor=actor, subject=row_id, at=now, rows=report.rows)
    return report


def _read(row: TableRow, units: dict[str, list[Territory]], *, source: str, year: int | None) -> YouthPopulation:
    if not row.text("year") and year is None:
        raise errors.YearMissing
    of_year = read_whole_number(row.text("year") or str(year), low=1990, high=2100)
    code = read_text(row.text("code"), longest=20).removeprefix("kato:")
    usual = youth_ages(date(of_year, 12, 31))
    youngest = read_whole_number(row.text("age_from") or str(usual.youngest), low=0, high=120)
    oldest = read_whole_number(row.text("age_to") or str(usual.oldest), low=0, high=120)
    if oldest < youngest:
        raise errors.AgesReversed(youngest=youngest, oldest=oldest)
    named = row.text("source") or source
    if not named:
        raise errors.SourceMissing
    return YouthPopulation(
        territory=_unit(units.get(code, []), date(of_year, 12, 31), code),
        year=of_year,
        youngest=youngest,
        oldest=oldest,
        people=read_whole_number(row.text("people"), low=1, high=MOST_PEOPLE),
        source=read_text(named, longest=200),
    )


def _unit(versions: Iterable[Territory], day: date, code: str) -> Territory:
    for unit in versions:
        if unit.valid_from <= day and (unit.valid_until is None or unit.valid_until > day):
            return unit
    raise errors.PopulationUnitUnknown(code=code[:20], year=day.year)


def _keep(wanted: YouthPopulation, report: PopulationReport) -> None:
    found = YouthPopulation.objects.filter(
        territory=wanted.territory_id, year=wanted.year, youngest=wanted.youngest, oldest=wanted.oldest
    ).first()
    if found is None:
        wanted.save()
        report.created += 1
    elif (found.people, found.source) == (wanted.people, wanted.source):
        report.unchanged += 1
    else:
        found.people, found.source = wanted.people, wanted.source
        found.save()
        report.changed += 1


def _gaps(years: set[int]) -> list[Gap]:
    """Compare every region with the sum of its parts, of the same year and ages."""
    rows = list(YouthPopulation.objects.filter(year__in=years).select_related("territory__region"))
    parts: defaultdict[tuple[str, int, int, int], int] = defaultdict(int)
    for row in rows:
        if row.territory.region is not None and row.territory.district_pk == row.territory_id:
            parts[(row.territory.region.code, row.year, row.youngest, row.oldest)] += row.people
    wholes = [(row, parts.get((row.territory.code, row.year, row.youngest, row.oldest))) for row in rows]
    return [
        Gap(row.territory, row.year, row.people, added)
        for row, added in wholes
        if row.territory.parent_id is None and added is not None and added != row.people
    ]

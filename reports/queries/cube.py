"""Participation from the cube: the same numbers as from the ledger, fast enough for a page."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from core.enums import Cause
from ngos.models import Organisation
from places.models import Territory
from recognition.ledger import SHARDS
from recognition.models import LedgerEntry
from reports.indicators import (
    CAUSE,
    DISTRICT,
    EVIDENCE,
    NO_DISTRICT,
    NOTHING,
    OPPORTUNITY,
    ORGANISATION,
    WHOLE,
    AgeBand,
    Counted,
    Period,
    month_name,
    next_month,
    youth_ages,
)
from reports.models import CubeFact, CubeShard
from reports.queries.cells import kept_attendances, kept_regions, kept_rows, kept_wholes
from reports.queries.participation import (
    CauseRow,
    DistrictRow,
    MonthRow,
    OrganisationRow,
    Participation,
    Totals,
    largest_first,
    most_hours_first,
)
from reports.queries.selection import Selection, ages_of, days_of
from reports.queries.units import rows_below

_PEOPLE, _MINUTES = Count("volunteer", distinct=True), Sum("minutes", default=0)
_COLUMNS = {
    DISTRICT: "district_id",
    CAUSE: "cause",
    ORGANISATION: "organisation_id",
    OPPORTUNITY: "opportunity_id",
    EVIDENCE: "evidence",
}
KEPT_SECONDS = 600
_BY_REGION = """
    SELECT top, count(*) FROM (
        SELECT DISTINCT substr(t.code, 1, 2) AS top, f.volunteer_id
        FROM reports_cubefact f JOIN places_territory t ON t.id = f.region_id
        WHERE f.worked_on >= %s AND f.worked_on < %s AND f.age_years BETWEEN %s AND %s
    ) AS pairs GROUP BY top
"""

# Entries of a shard follow each other without a gap, so a chunk that ends within a shard leaves its rest for the next.
_BEYOND = {
    "postgresql": """
        SELECT e.id FROM reports_cubeshard c CROSS JOIN LATERAL (
            SELECT id, position FROM recognition_ledgerentry
            WHERE shard = c.shard AND position > c.position ORDER BY position LIMIT %(most)s
        ) e ORDER BY c.shard, e.position LIMIT %(most)s
    """,
    "sqlite": """
        SELECT e.id FROM reports_cubeshard c CROSS JOIN recognition_ledgerentry e
        WHERE e.shard = c.shard AND e.position > c.position ORDER BY c.shard, e.position LIMIT %(most)s
    """,
}


def cube_participation(selection: Selection) -> Participation:
    """Count participation of a question; as many queries whatever the size."""
    rows = _rows(selection)
    whole, months = rows[WHOLE].get("", NOTHING), cube_months(selection)
    organisations = rows[ORGANISATION]
    named = Organisation.objects.in_bulk([int(key) for key in organisations])
    return Participation(
        territory=selection.territory,
        period=selection.period,
        ages=selection.ages,
        people=whole.people,
        newcomers=whole.newcomers,
        minutes=whole.minutes,
        events=len(rows[OPPORTUNITY]),
        districts=_districts(rows[DISTRICT], selection),
        causes=[
            CauseRow(Cause(code), one.people, one.minutes)
            for code, one in ((code, rows[CAUSE].get(code, NOTHING)) for code in Cause.values)
        ],
        months=[MonthRow(month, one.people, one.minutes) for month, one in months.items()],
        organisation_rows=most_hours_first(
            OrganisationRow(named[int(key)], one.people, one.minutes) for key, one in organisations.items()
        ),
        evidence={level: one.attendances for level, one in rows[EVIDENCE].items()},
    )


def is_new(period: Period) -> Q:
    """Return the condition that a person had no standing attendance anywhere before a period."""
    return ~Q(Exists(CubeFact.objects.filter(volunteer=OuterRef("volunteer"), worked_on__lt=period.first_day)))


def cube_totals(selection: Selection) -> Totals:
    """Count the four numbers without the parts; one query, or two."""
    rows = kept_rows(selection, WHOLE, OPPORTUNITY, ORGANISATION)
    if rows is not None:
        whole = rows[WHOLE].get("", NOTHING)
        return Totals(whole.people, whole.minutes, len(rows[OPPORTUNITY]), len(rows[ORGANISATION]))
    return Totals(
        **CubeFact.objects.filter(selection.where).aggregate(
            people=_PEOPLE,
            minutes=_MINUTES,
            events=Count("opportunity", distinct=True),
            organisations=Count("organisation", distinct=True),
        )
    )


def cube_months(selection: Selection) -> dict[date, Counted]:
    """Count every month of the period, named by its first day; at its edges only its days. One query, or two."""
    months = selection.period.months()
    whole = [Period(month, next_month(month)) for month in months]
    if whole[0].first_day == selection.period.first_day and whole[-1].end_day == selection.period.end_day:
        kept = kept_wholes(selection, whole)
        if kept is not None:
            return {month: kept.get(month_name(month), NOTHING) for month in months}
    facts = CubeFact.objects.filter(selection.where).annotate(month=TruncMonth("worked_on"))
    found = dict(_counted(facts, "month"))
    return {month: found.get(month, NOTHING) for month in months}


def cube_people_by_region(period: Period, *, ages: AgeBand | None = None) -> dict[str, int]:
    """Count distinct people by the first two digits of the region's code as places stand now. Two queries, or three.

    What only the attendances can tell is kept until the cube reads another entry of the ledger, ten minutes at most:
    the whole country is counted once and not for every reader.
    """
    band = ages or youth_ages(period.first_day)
    kept = kept_regions(period) if band == youth_ages(period.first_day) else None
    if kept is not None:
        tops = {pk: code[:2] for pk, code in Territory.objects.filter(pk__in=kept).values_list("pk", "code")}
        if len(set(tops.values())) == len(kept):
            return {tops[pk]: people for pk, people in kept.items()}
    read = CubeShard.objects.aggregate(read=Sum("position"))["read"]
    key = f"reports.people_by_region:{read}:{period.first_day}:{period.end_day}:{band.youngest}:{band.oldest}"
    found: dict[str, int] | None = cache.get(key)
    if found is None:
        found = _people_by_region(period, band)
        cache.set(key, found, KEPT_SECONDS)
    return found


def _people_by_region(period: Period, band: AgeBand) -> dict[str, int]:
    """Make pairs distinct first: that hashes where a count of distinct values would sort the whole country."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_REGION, [period.first_day, period.end_day, band.youngest, band.oldest])
        return {str(code): int(people) for code, people in cursor.fetchall()}


def unmapped(selection: Selection) -> int:
    """Count attendances in divided units of which the territory is a part, in no total; one query at most."""
    divided = selection.units.divided_into(selection.territory)
    if not divided:
        return 0
    lost = [pk for pk, region in selection.units.region_of_children.items() if region is None]
    kept = kept_attendances(divided, selection, [NO_DISTRICT, *map(str, lost)])
    if kept is not None:
        return kept
    return CubeFact.objects.filter(
        Q(district=None) | Q(district__in=lost),
        days_of(selection.period) & ages_of(selection.ages),
        region__in=divided,
    ).count()


def unread(most: int) -> list[int]:
    """Return the keys of entries beyond the marks of the cube, no more than ``most``; one query.

    The index of each shard is entered once, at its mark.
    """
    with connection.cursor() as cursor:
        cursor.execute(_BEYOND[connection.vendor], {"most": most})
        return [int(row[0]) for row in cursor.fetchall()]


def is_behind() -> bool:
    """Say whether the ledger holds entries that the cube has not read yet; two queries."""
    if CubeShard.objects.count() < SHARDS:
        return LedgerEntry.objects.exists()
    return bool(unread(1))


def _rows(selection: Selection) -> dict[str, dict[str, Counted]]:
    """Return the rows of every dimension by key: those kept ready, else counted now."""
    kept = kept_rows(selection, WHOLE, *_COLUMNS)
    if kept is not None:
        return kept
    facts = CubeFact.objects.filter(selection.where)
    whole = facts.aggregate(people=_PEOPLE, attendances=Count("pk"), minutes=_MINUTES)
    newcomers = facts.filter(is_new(selection.period)).aggregate(found=_PEOPLE)["found"]
    rows = {dimension: dict(_counted(facts, column)) for dimension, column in _COLUMNS.items()}
    return {WHOLE: {"": Counted(newcomers=newcomers, **whole)}} | {
        dimension: {str(key or NO_DISTRICT): one for key, one in found.items()} for dimension, found in rows.items()
    }


def _counted(facts: QuerySet[CubeFact], column: str) -> Iterator[tuple[Any, Counted]]:
    """Count by a column; who is new is not asked here."""
    for key, people, attendances, minutes in (
        facts.order_by().values_list(column).annotate(_PEOPLE, Count("pk"), _MINUTES)
    ):
        yield key, Counted(people, 0, attendances, minutes)


def _districts(rows: Mapping[str, Counted], selection: Selection) -> list[DistrictRow]:
    facts = CubeFact.objects.filter(selection.where)
    if selection.territory.parent_id is not None:
        return _below(facts, selection)
    units = selection.units
    targets = {key: selection.territory if key == NO_DISTRICT else units.unit_of(int(key)) for key in rows}
    if len({unit.pk if unit else None for unit in targets.values()}) < len(rows):
        pairs = facts.order_by().values_list("district_id", "volunteer_id").annotate(_MINUTES)
        return _tallied((targets[str(district or NO_DISTRICT)], person, worked) for district, person, worked in pairs)
    return largest_first(DistrictRow(targets[key], one.people, one.minutes) for key, one in rows.items())


def _below(facts: QuerySet[CubeFact], selection: Selection) -> list[DistrictRow]:
    """Count units below a district by their places, which the cube knows one by one."""
    pairs = list(facts.order_by().values_list("territory_id", "volunteer_id").annotate(_MINUTES))
    places = Territory.objects.in_bulk({place for place, _person, _minutes in pairs})
    rows = rows_below(selection.territory, selection.units, places.values())
    return _tallied((rows[place], person, minutes) for place, person, minutes in pairs)


def _tallied(rows: Iterable[tuple[Territory | None, int, int]]) -> list[DistrictRow]:
    """Count rows of unit, person and minutes when several of them are one unit: a person in two counts once."""
    people: defaultdict[Territory | None, set[int]] = defaultdict(set)
    minutes: defaultdict[Territory | None, int] = defaultdict(int)
    for unit, person, worked in rows:
        people[unit].add(person)
        minutes[unit] += worked
    return largest_first(DistrictRow(unit, len(people[unit]), minutes[unit]) for unit in people)

"""Counts kept ready: read where they are exact, which is wherever nothing has to be put together."""

from collections.abc import Iterable

from django.db.models import Sum

from reports.indicators import DISTRICT, WHOLE, Counted, Period, period_name, youth_ages
from reports.models import CubeCell
from reports.queries.selection import Selection
from reports.queries.units import makeup_of

LONGEST_NAME = len("2026-Q2")


def kept_rows(selection: Selection, *dimensions: str) -> dict[str, dict[str, Counted]] | None:
    """Return rows by key for each dimension, or None where only the attendances can tell. One query."""
    found = _kept(selection, [selection.period], dimensions)
    if found is None:
        return None
    rows: dict[str, dict[str, Counted]] = {dimension: {} for dimension in dimensions}
    for (_period, dimension, key), counted in found.items():
        if dimension in rows:
            rows[dimension][key] = counted
    return rows


def kept_wholes(selection: Selection, periods: Iterable[Period]) -> dict[str, Counted] | None:
    """Return the whole of each period by its name, or None where only the attendances can tell. One query."""
    found = _kept(selection, periods, (WHOLE,))
    if found is None:
        return None
    return {period: counted for (period, dimension, _key), counted in found.items() if dimension == WHOLE}


def kept_regions(period: Period) -> dict[int, int] | None:
    """Return people by the key of the region's version, or None where only the attendances can tell. One query."""
    if not is_kept(period):
        return None
    wholes = CubeCell.objects.filter(unit__parent=None, period=period_name(period), dimension=WHOLE)
    return dict(wholes.values_list("unit_id", "people"))


def kept_attendances(regions: Iterable[int], selection: Selection, districts: Iterable[str]) -> int | None:
    """Return attendances in districts of some versions of regions, or None where only the attendances can tell.

    Other than people they may be added up.
    """
    if not (is_kept(selection.period) and youth_ages(selection.period.first_day) == selection.ages):
        return None
    cells = CubeCell.objects.filter(
        unit__in=regions, period=period_name(selection.period), dimension=DISTRICT, key__in=districts
    )
    return int(cells.aggregate(found=Sum("attendances", default=0))["found"])


def is_kept(period: Period) -> bool:
    """Say whether a period is a year, a quarter or a month."""
    return len(period_name(period)) <= LONGEST_NAME


def _kept(
    selection: Selection, periods: Iterable[Period], dimensions: tuple[str, ...]
) -> dict[tuple[str, str, str], Counted] | None:
    """People of two units cannot be added up: several versions with counts, or one without a part, tell nothing."""
    asked = list(periods)
    makeup = makeup_of(selection.territory, selection.units)
    if makeup is None or not all(is_kept(one) and youth_ages(one.first_day) == selection.ages for one in asked):
        return None
    rows = list(
        CubeCell.objects.filter(
            unit__in=[*makeup.regions, *makeup.districts],
            period__in=[period_name(one) for one in asked],
            dimension__in={*dimensions, WHOLE, *([DISTRICT] if makeup.without else [])},
        ).values_list("unit_id", "period", "dimension", "key", *Counted._fields)
    )
    units = {row[0] for row in rows}
    if len(units) > 1 or (selection.territory.parent_id is None and units & set(makeup.districts)):
        return None
    without = {str(pk) for pk in makeup.without}
    if any(row[2] == DISTRICT and row[3] in without for row in rows):
        return None
    return {(row[1], row[2], row[3]): Counted(*row[4:]) for row in rows}

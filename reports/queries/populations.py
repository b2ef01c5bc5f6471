"""Young people by unit and year: what a rate is divided by, as it was published, gaps and all."""

from typing import Any

from django.db.models import Q

from places.models import Territory
from reports.models import YouthPopulation
from reports.queries.selection import Selection
from reports.queries.units import is_in_force


def population_of(selection: Selection) -> dict[str, Any]:
    """Return the youth population of a territory and the units below it in the year of the period's end.

    A number hangs on the version of a unit that was in force at the end of its year. It is taken for every version of
    the same ground, so that a unit renamed meanwhile has it too; a unit that was divided, or a part of one, has none.
    Nothing when the unit itself has no number for that year and those ages: then there is no rate. Parts that do not
    add up to the whole are kept as they are, with the difference. Two queries.
    """
    wanted = {
        "year": selection.period.last_day.year,
        "youngest": selection.ages.youngest,
        "oldest": selection.ages.oldest,
    }
    versions = selection.units.same_ground(selection.territory.pk)
    found = YouthPopulation.objects.filter(**wanted).select_related("territory")
    whole = found.filter(territory__in=versions).order_by("territory__valid_from").last()
    if whole is None:
        return {}
    ordered = found.filter(_below(selection, versions)).order_by(
        "territory__code_system", "territory__code", "territory__valid_from"
    )
    parts = {_key_then(selection, row.territory): row.people for row in ordered}
    return {
        "year": whole.year,
        "source": whole.source,
        "people": whole.people,
        "rows": parts,
        "parts_miss": whole.people - sum(parts.values()) if parts else 0,
    }


def _key_then(selection: Selection, unit: Territory) -> str:
    """Return the key under which the selection's tables have a unit: that of the version of their day."""
    units = selection.units
    versions = [units.known[pk] for pk in units.same_ground(unit.pk) if pk in units.known]
    return next((one.key for one in versions if is_in_force(one, units.day)), unit.key)


def _below(selection: Selection, versions: list[int]) -> Q:
    """Return the condition that a row is about a unit directly below the territory, by the units of the time."""
    if selection.territory.parent_id is not None:
        return Q(territory__parent__in=versions)
    inside = selection.units.region_of_children
    return Q(territory__in=[pk for pk, region in inside.items() if region == selection.territory.pk])


def units_by_code(codes: set[str]) -> dict[str, list[Territory]]:
    """Return every version of units by code."""
    found: dict[str, list[Territory]] = {}
    for unit in Territory.objects.filter(code__in=codes).order_by("-code_system", "valid_from"):
        found.setdefault(unit.code, []).append(unit)
    return found

"""Young people by unit and year: what a rate is divided by, as it was published, gaps and all."""

from typing import Any

from django.db.models import Q

from places.models import Territory
from reports.models import YouthPopulation
from reports.queries.selection import Selection


def population_of(selection: Selection) -> dict[str, Any]:
    """Return the youth population of a territory and the units below it in the year of the period's end.

    Nothing when the unit itself has no number for that year and those ages: then there is no rate. Parts that do not
    add up to the whole are kept as they are, with the difference.
    """
    wanted = {
        "year": selection.period.last_day.year,
        "youngest": selection.ages.youngest,
        "oldest": selection.ages.oldest,
    }
    whole = YouthPopulation.objects.filter(territory=selection.territory, **wanted).first()
    if whole is None:
        return {}
    parts = {
        row.territory.key: row.people
        for row in YouthPopulation.objects.filter(_below(selection), **wanted)
        .select_related("territory")
        .order_by("territory__code_system", "territory__code")
    }
    return {
        "year": whole.year,
        "source": whole.source,
        "people": whole.people,
        "rows": parts,
        "parts_miss": whole.people - sum(parts.values()) if parts else 0,
    }


def _below(selection: Selection) -> Q:
    """Return the condition that a row is about a unit directly below the territory, by the units of the time."""
    if selection.territory.parent_id is not None:
        return Q(territory__parent=selection.territory)
    inside = selection.units.region_of_children
    return Q(territory__in=[pk for pk, region in inside.items() if region == selection.territory.pk])


def units_by_code(codes: set[str]) -> dict[str, list[Territory]]:
    """Return every version of units by code."""
    found: dict[str, list[Territory]] = {}
    for unit in Territory.objects.filter(code__in=codes).order_by("-code_system", "valid_from"):
        found.setdefault(unit.code, []).append(unit)
    return found

"""The regions of today, which are compared with each other, and the young people they are compared by."""

from datetime import date

from places.models import Territory
from reports.models import YouthPopulation
from reports.queries.selection import Selection


def regions_of_today(selection: Selection) -> list[Territory]:
    """Return the regions in force today, from the units the question has read already: no query of its own."""
    known = selection.units.known.values()
    return [unit for unit in known if unit.parent_id is None and unit.valid_until is None]


def youth_by_region(selection: Selection, year: int) -> dict[str, int]:
    """Return the young people of a year in the regions of today by the first two digits of their codes; one query.

    Of the ages of the question. A number of an earlier version of the same ground is that of the region, as in
    ``population_of``; a region without a number is left out.
    """
    units = selection.units.on(date.max)
    tops = {pk: region.code[:2] for region in regions_of_today(selection) for pk in units.same_ground(region.pk)}
    found = YouthPopulation.objects.filter(
        territory__in=list(tops), year=year, youngest=selection.ages.youngest, oldest=selection.ages.oldest
    )
    return {tops[row.territory_id]: row.people for row in found.order_by("territory__valid_from")}

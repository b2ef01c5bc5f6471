"""Where a region stands among the twenty, in a sentence under the tile map."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.text import localised
from places.queries import region_of, regions_in_order
from portal.templatetags.dates import language
from portal.templatetags.numbers import number

if TYPE_CHECKING:
    from places.models import Territory


@dataclass(frozen=True, slots=True)
class Standing:
    """Counts by the first two digits of the region's code, the code of ours, and what to say about them."""

    counts: Mapping[str, int]
    code: str
    rank: str
    extremes: str


def standing_of(territory: "Territory", counts: Mapping[str, int]) -> Standing:
    """Rank the region that holds a territory by people; equal counts share a rank. One query."""
    own = region_of(territory)
    names = {region.code[:2]: localised(region, "name", language()).text for region in regions_in_order(language())}
    people = {code: counts.get(code, 0) for code in names}
    mine = people.get(own.code[:2], 0)
    rank = 1 + sum(count > mine for count in people.values())
    sentence = _("%(region)s is number %(rank)s of %(count)s.") % {
        "region": localised(own, "name", language()).text,
        "rank": rank,
        "count": len(people),
    }
    return Standing(counts=people, code=own.code, rank=sentence if mine else "", extremes=_extremes(people, names))


def _extremes(people: Mapping[str, int], names: Mapping[str, str]) -> str:
    most, least = max(people.values(), default=0), min(people.values(), default=0)
    if not most:
        return _("Nobody has confirmed hours anywhere in this period yet.")
    highest = next(code for code, count in people.items() if count == most)
    sentence = _("Highest: %(region)s, %(count)s.") % {"region": names[highest], "count": number(most)}
    lowest = [code for code, count in people.items() if count == least]
    if least == 0:
        nobody = ngettext("Nobody yet in %(count)s region.", "Nobody yet in %(count)s regions.", len(lowest))
        return f"{sentence} {nobody % {'count': len(lowest)}}"
    if len(lowest) > 1 or least == most:
        return sentence
    last = _("Lowest: %(region)s, %(count)s.") % {"region": names[lowest[0]], "count": number(least)}
    return f"{sentence} {last}"

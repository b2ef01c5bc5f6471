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
from reports.disclosure import LEAST

if TYPE_CHECKING:
    from places.models import Territory


@dataclass(frozen=True, slots=True)
class Standing:
    """Counts by the first two digits of the region's code, the code of ours, and what to say about them.

    Few people of another region are nobody's business here: the codes in ``few`` have the highest count that is few,
    whatever they have.
    """

    counts: Mapping[str, int]
    few: frozenset[str]
    code: str
    rank: str
    extremes: str


def standing_of(territory: "Territory", counts: Mapping[str, int]) -> Standing:
    """Rank the region that holds a territory by people, unless they are few; equal counts share a rank. One query."""
    own = region_of(territory)
    names = {region.code[:2]: localised(region, "name", language()).text for region in regions_in_order(language())}
    few = frozenset(code for code in names if 0 < counts.get(code, 0) < LEAST and code != own.code[:2])
    people = {code: LEAST - 1 if code in few else counts.get(code, 0) for code in names}
    mine = people.get(own.code[:2], 0)
    rank = 1 + sum(count > mine for count in people.values())
    sentence = _("%(region)s is number %(rank)s of %(count)s.") % {
        "region": localised(own, "name", language()).text,
        "rank": rank,
        "count": len(people),
    }
    return Standing(people, few, own.code, sentence if mine >= LEAST else "", _extremes(people, few, names))


def _extremes(people: Mapping[str, int], few: frozenset[str], names: Mapping[str, str]) -> str:
    most, least = max(people.values(), default=0), min(people.values(), default=0)
    if not most:
        return _("Nobody has confirmed hours anywhere in this period yet.")
    highest = next(code for code, count in people.items() if count == most)
    if highest in few:
        return _("Fewer than five people in every region so far.")
    sentence = _("Highest: %(region)s, %(count)s.") % {"region": names[highest], "count": number(most)}
    lowest = [code for code, count in people.items() if count == least]
    if least == 0:
        nobody = ngettext("Nobody yet in %(count)s region.", "Nobody yet in %(count)s regions.", len(lowest))
        return f"{sentence} {nobody % {'count': len(lowest)}}"
    if len(lowest) > 1 or least == most or lowest[0] in few:
        return sentence
    last = _("Lowest: %(region)s, %(count)s.") % {"region": names[lowest[0]], "count": number(least)}
    return f"{sentence} {last}"

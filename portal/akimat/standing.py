"""Where a region stands among the twenty of today, in a sentence under the tile map."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.text import localised, sort_key
from places.queries import region_of
from portal.templatetags.dates import language
from portal.templatetags.tilemap import shown_count
from reports.disclosure import LEAST
from reports.indicators import rate

if TYPE_CHECKING:
    from places.models import Territory

TENTHS = 10


@dataclass(frozen=True, slots=True)
class Standing:
    """Counts by the first two digits of the region's code, the code of ours, and what to say about them.

    Counts are people, or tenths of a rate per 1,000 young people: ``parts_of_one`` is 1 or 10. Few people of another
    region are nobody's business here: the codes in ``few`` have the highest count that is few, whatever they have.
    ``note`` says why people are compared where rates could be expected, or that these are the regions of today.
    """

    counts: Mapping[str, int]
    few: frozenset[str]
    code: str
    rank: str
    extremes: str
    parts_of_one: int = 1
    note: str = ""

    @property
    def is_by_rate(self) -> bool:
        """Whether rates are compared and not people."""
        return self.parts_of_one == TENTHS


@dataclass(frozen=True, slots=True)
class _Compared:
    """What is compared: a value by the first digits of a code, in parts of one, and the regions' names."""

    values: Mapping[str, int]
    names: Mapping[str, str]
    few: frozenset[str] = field(default_factory=frozenset)
    parts_of_one: int = 1

    def shown(self, value: int) -> str:
        return shown_count(value, self.parts_of_one)


def standing_of(
    territory: "Territory",
    counts: Mapping[str, int],
    *,
    regions: Sequence["Territory"],
    youth: Mapping[str, int] | None = None,
) -> Standing:
    """Rank the region that holds a territory, unless its people are few; equal values share a rank.

    By the rate per 1,000 of ``youth`` where every region has a number and none has few people, else by people.
    """
    own = region_of(territory)
    compared = _compared(counts, regions, own.code[:2])
    note = ""
    if youth:
        missing = sum(code not in youth for code in compared.names)
        note = _why_people(missing, is_few=bool(compared.few))
        compared = compared if note else _by_rate(compared, youth)
    mine = compared.values.get(own.code[:2], 0)
    rank = 1 + sum(value > mine for value in compared.values.values())
    sentence = _("%(region)s is number %(rank)s of %(count)s.") % {
        "region": localised(own, "name", language()).text,
        "rank": rank,
        "count": len(compared.values),
    }
    return Standing(
        counts=compared.values,
        few=compared.few,
        code=own.code,
        rank=sentence if counts.get(own.code[:2], 0) >= LEAST else "",
        extremes=_extremes(compared),
        parts_of_one=compared.parts_of_one,
        note=note,
    )


def unranked(standing: Standing, structure: str) -> Standing:
    """Return the same map without a place in it for a unit of another structure, whose numbers it does not show."""
    note = _(
        "These are the regions of today. The numbers of this page are counted in the structure of %(structure)s, so "
        "there is no place among them."
    )
    return replace(standing, code="", rank="", extremes="", note=note % {"structure": structure})


def _compared(counts: Mapping[str, int], regions: Sequence["Territory"], own: str) -> _Compared:
    named = {region.code[:2]: localised(region, "name", language()).text for region in regions}
    names = dict(sorted(named.items(), key=lambda item: sort_key(item[1])))
    few = frozenset(code for code in names if 0 < counts.get(code, 0) < LEAST and code != own)
    return _Compared({code: LEAST - 1 if code in few else counts.get(code, 0) for code in names}, names, few)


def _by_rate(compared: _Compared, youth: Mapping[str, int]) -> _Compared:
    tenths = {code: round(rate(people, youth[code]) * TENTHS) for code, people in compared.values.items()}
    return replace(compared, values=tenths, parts_of_one=TENTHS)


def _why_people(missing: int, *, is_few: bool) -> str:
    """Say why rates are not compared; nothing when they can be."""
    if missing:
        return ngettext(
            "People are compared, not rates: %(count)s region has no number of young people for this year.",
            "People are compared, not rates: %(count)s regions have no number of young people for this year.",
            missing,
        ) % {"count": missing}
    if is_few:
        return _("People are compared, not rates: fewer than five people took part in some regions.")
    return ""


def _extremes(compared: _Compared) -> str:
    values, few, names = compared.values, compared.few, compared.names
    most, least = max(values.values(), default=0), min(values.values(), default=0)
    if not most:
        return _("Nobody has confirmed hours anywhere in this period yet.")
    highest = next(code for code, value in values.items() if value == most)
    if highest in few:
        return _("Fewer than five people in every region so far.")
    sentence = _("Highest: %(region)s, %(count)s.") % {"region": names[highest], "count": compared.shown(most)}
    lowest = [code for code, value in values.items() if value == least]
    if least == 0:
        nobody = ngettext("Nobody yet in %(count)s region.", "Nobody yet in %(count)s regions.", len(lowest))
        return f"{sentence} {nobody % {'count': len(lowest)}}"
    if len(lowest) > 1 or least == most or lowest[0] in few:
        return sentence
    last = _("Lowest: %(region)s, %(count)s.") % {"region": names[lowest[0]], "count": compared.shown(least)}
    return f"{sentence} {last}"

"""The tile map: the regions of the country as an ordered list on a grid, so it is text first."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from places.queries import tile_grid
from portal.templatetags.dates import language
from portal.templatetags.numbers import number

register = template.Library()

MAJOR_CITY = "major_city"
NICE = (1, 2, 3, 5, 8, 10, 15, 20, 30, 50, 75, 100, 120, 150, 200, 300, 400, 500, 750, 1000, 1500, 2000, 3000, 5000)


@dataclass(frozen=True, slots=True)
class Tile:
    """One region on the map."""

    position: str
    url: str
    short: str
    abbreviation: str
    count: str
    css_class: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One colour of the legend with the counts it stands for."""

    css_class: str
    label: str


def thresholds_for(counts: Sequence[int]) -> tuple[int, int, int, int]:
    """Return the four round numbers at which the colour changes: near the fifths of the counts, strictly rising.

    Found from the top down, so that the fullest region always has the strongest colour unless it has under five.
    """
    ordered = sorted(count for count in counts if count > 0) or [0]
    found: list[int] = []
    for fifth in (4, 3, 2, 1):
        value = ordered[min(len(ordered) - 1, fifth * len(ordered) // 5)]
        ceiling = found[-1] if found else NICE[-1] + 1
        below = [nice for nice in NICE[fifth - 1 :] if nice < ceiling] or [fifth]
        found.append(max((nice for nice in below if nice <= value), default=below[0]))
    fourth, third, second, first = found
    return first, second, third, fourth


def step_of(count: int, thresholds: Sequence[int]) -> int:
    """Return 1 to 5."""
    return 1 + sum(count >= threshold for threshold in thresholds)


@register.inclusion_tag("portal/parts/_tile_map.html")
def tile_map(
    counts: Mapping[str, int],
    url_name: str = "guest:region",
    current: str = "",
    few: Container[str] = (),
    parts_of_one: int = 1,
) -> dict[str, object]:
    """Draw one tile per region, one query; ``counts`` goes by the first two digits of the region's code.

    A count in ``few`` is not told, only that there are so many at most. Rates come as counts of tenths: 10 parts of
    one.
    """
    thresholds = thresholds_for(list(counts.values()))
    tiles = []
    for square in tile_grid(language()):
        code = square.territory.code
        count = counts.get(code[:2], 0)
        shape = " city" if square.territory.kind == MAJOR_CITY else ""
        tiles.append(
            Tile(
                position=code[:2],
                url=reverse(url_name, args=[code]),
                short=square.short.text,
                abbreviation=square.abbreviation.text,
                count=f"≤{shown_count(count, parts_of_one)}" if code[:2] in few else shown_count(count, parts_of_one),
                css_class=f"s{step_of(count, thresholds)}{shape}",
                is_current=code[:2] == current[:2],
            )
        )
    return {"tiles": tiles}


@register.inclusion_tag("portal/parts/_tile_legend.html")
def tile_legend(counts: Mapping[str, int], parts_of_one: int = 1) -> dict[str, object]:
    """Say in words what each colour of the tile map stands for."""
    first, second, third, fourth = thresholds_for(list(counts.values()))
    spans = [(first, second), (second, third), (third, fourth)]
    steps = [Step("s1", _("under %(count)s") % {"count": shown_count(first, parts_of_one)})]
    for position, (low, high) in enumerate(spans, start=2):
        last = "" if high - low == 1 else f"–{shown_count(high - 1, parts_of_one)}"
        steps.append(Step(f"s{position}", f"{shown_count(low, parts_of_one)}{last}"))
    steps.append(Step("s5", f"{shown_count(fourth, parts_of_one)}+"))
    return {"steps": steps}


@register.filter
def tenth(value: float) -> str:
    """52.0 in English, 52,0 in Kazakh and Russian: a rate, always to a tenth, so that a column of them lines up."""
    shown = number(value)
    return shown if value % 1 else f"{shown}{'.' if language() == 'en' else ','}0"


def shown_count(count: int, parts_of_one: int) -> str:
    """Return a count of wholes or of tenths in words of the reader."""
    return number(count) if parts_of_one == 1 else tenth(count / parts_of_one)

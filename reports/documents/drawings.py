"""The drawings of a report on paper, as SVG with words for those who do not see them.

They know nothing but the rows that are printed: a hidden number has no colour, no height and no place in the scale.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from places.queries import read_table
from reports.documents.content import Content, Row, Table
from reports.documents.numbers import number
from reports.indicators import structures

# The tokens of the light theme in portal/static/portal/css/asar.css; the numbers stay readable on every step.
INK, SECOND, LINE, PRIMARY, GROUND = "#12222B", "#465762", "#DDD7C9", "#00667A", "#FFFFFF"
STEPS = (("#E4F1F3", INK), ("#B5DBE1", INK), ("#6FB6C3", INK), ("#197A8C", GROUND), ("#00566A", GROUND))
HATCH = (
    '<defs><pattern id="hidden" width="6" height="6" patternUnits="userSpaceOnUse">'
    f'<path d="M-1 1L1 -1M0 6L6 0M5 7L7 5" stroke="{SECOND}" stroke-width="0.7"/></pattern></defs>'
)
TILE, TALL, GAP, ACROSS = 138, 72, 8, 6
LINE_LETTERS = 17
MOST_TILES, MOST_COLUMNS, LABELLED = 60, 60, 12
PLOT_LEFT, PLOT_RIGHT, PLOT_TOP, PLOT_BOTTOM = 56, 868, 18, 176
PLOT_TALL = PLOT_BOTTOM - PLOT_TOP


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture, what stands above it, and what it says in words."""

    title: str
    svg: str
    says: str


def drawings_of(content: Content) -> list[Drawing]:
    """Return the drawings of a report, in the language in force."""
    tables = {table.code: table for table in content.tables}
    found = []
    if (district := tables.get("district")) is not None and district.rows:
        found.append(_tiles(district))
    if (month := tables.get("month")) is not None and len(month.rows) > 1:
        found.append(_months(month))
    return found


def where_it_lies(content: Content, figures: Mapping[str, Any]) -> Drawing:
    """Return the tile map of the country as it is today, with the region of a report marked on it."""
    marked = _regions_of(figures["territory"].rpartition(":")[2], figures["structure"])
    tiles = list(read_table("region_tiles.csv"))
    width, tall, gap = 50, 34, 4
    parts = []
    for tile in tiles:
        is_marked = tile["kato"] in marked
        left, top = int(tile["col"]) * (width + gap), int(tile["row"]) * (tall + gap)
        fill, ink = STEPS[-1] if is_marked else STEPS[0]
        parts.append(_box(left, top, width, tall, fill))
        short = tile[f"abbr_{content.language}"]
        parts.append(_text(left + width // 2, top + 23, short, 16, ink, weight=800 if is_marked else 400))
    wide, high = (1 + max(int(tile[name]) for tile in tiles) for name in ("col", "row"))
    return Drawing(
        title="",
        svg=_svg(wide * (width + gap) - gap, high * (tall + gap) - gap, parts),
        says=_("Map of the regions of Kazakhstan, one tile each. The report is about this place: %(place)s.")
        % {"place": content.place},
    )


def _regions_of(code: str, structure: str) -> set[str]:
    """Return the regions of today that lie where a unit did; those born of it later lie there too."""
    region = f"{code[:2]}0000000"
    if structure == structures()[-1].name:
        return {region}
    return {region} | {one["kato"] for one in read_table("regions.csv") if one["predecessor_kato"] == region}


def _tiles(table: Table) -> Drawing:
    """One tile per row in the order of the table, in up to five classes of rate if every row has one, else of people.

    The classes hold about as many rows each, and their limits are round.
    """
    rows = table.rows[:MOST_TILES]
    has_rates = table.has_rates and all(row.rate is not None for row in rows if _people(row) is not None)
    values = [row.rate if has_rates else _people(row) for row in rows]
    limits = limits_of([value for value in values if value is not None])
    parts = []
    for place, (row, value) in enumerate(zip(rows, values, strict=True)):
        left, top = place % ACROSS * (TILE + GAP), place // ACROSS * (TALL + GAP)
        fill, ink = (GROUND, INK) if value is None else colour_of(value, limits)
        parts.append(_box(left, top, TILE, TALL, fill))
        if value is None:
            parts.append(_box(left, top, TILE, TALL, "url(#hidden)", dashed=True))
            parts.append(_box(left + TILE // 2 - 18, top + TALL - 32, 36, 26, GROUND))
        for line, words in enumerate(_wrapped(row.name)):
            parts.append(_words_on(left, top + 19 + 16 * line, words, ink, is_hidden=value is None))
        parts.append(_text(left + TILE // 2, top + TALL - 12, number(value), 22, ink, weight=800))
    bottom = -(-len(rows) // ACROSS) * (TALL + GAP) + 6
    parts += _legend(values, limits, bottom, is_rate=has_rates)
    title = _("People per 1,000 young people, by district or city") if has_rates else _("People by district or city")
    return Drawing(title, _svg(ACROSS * (TILE + GAP) - GAP, bottom + 26, parts), _told(title, rows, values))


def _months(table: Table) -> Drawing:
    """One column per month from zero; a hidden month is hatched over the whole height, whatever it is."""
    rows = table.rows[-MOST_COLUMNS:]
    values = [_people(row) for row in rows]
    step = step_of(value for value in values if value is not None)
    top = step * max(1, -(-max([value for value in values if value is not None] or [0]) // step))
    space, every = (PLOT_RIGHT - PLOT_LEFT) / len(rows), -(-len(rows) // LABELLED)
    parts = []
    for at in range(0, top + 1, step):
        height = PLOT_BOTTOM - round(PLOT_TALL * at / top)
        parts.append(f'<path d="M{PLOT_LEFT} {height}H{PLOT_RIGHT}" stroke="{LINE}"/>')
        parts.append(_text(PLOT_LEFT - 8, height + 4, number(at), 14, SECOND, anchor="end"))
    for place, (row, value) in enumerate(zip(rows, values, strict=True)):
        middle = round(PLOT_LEFT + space * (place + 0.5))
        high = None if value is None else round(PLOT_TALL * value / top)
        parts.append(_column(middle, max(3, round(min(space * 0.6, 80))), high))
        if every == 1:
            parts.append(_column_number(middle, high or 0, value))
        if place % every == 0:
            parts.append(_text(middle, PLOT_BOTTOM + 20, _month(row.key), 14, SECOND))
    bottom = PLOT_BOTTOM + 30
    if None in values:
        parts += _hidden_key(PLOT_LEFT, bottom)
        bottom += 22
    title = _("People by month")
    return Drawing(title, _svg(PLOT_RIGHT + 2, bottom, parts), _told(title, rows, values))


def _column(middle: int, wide: int, high: int | None) -> str:
    left = middle - wide // 2
    if high is None:
        return _box(left, PLOT_TOP, wide, PLOT_TALL, "url(#hidden)", dashed=True)
    return _box(left, PLOT_BOTTOM - high, wide, high, PRIMARY, corner=2)


def _column_number(middle: int, high: int, value: int | None) -> str:
    ground = _box(middle - 12, PLOT_BOTTOM - 23, 24, 20, GROUND) if value is None else ""
    return ground + _text(middle, PLOT_BOTTOM - high - 6, number(value), 15, INK, weight=800)


def step_of(values: Iterable[float]) -> int:
    """Return the smallest of 1, 2, 5, 10, 20, 50 … whose five multiples reach the highest value."""
    highest, step = max([*values, 1]), 1
    while True:
        for factor in (1, 2, 5):
            if step * factor * len(STEPS) > highest:
                return step * factor
        step *= 10


def limits_of(values: Sequence[float]) -> list[float]:
    """Return where the second and later classes of some values begin, ascending: at most four.

    The classes follow the values: each holds about a fifth of them, and equal ones are never parted. A limit is the
    roundest number between the last value below it and the first from it on.
    """
    ordered, found = sorted(values), list[float]()
    for part in range(1, len(STEPS)):
        first = round(len(ordered) * part / len(STEPS))
        while 0 < first < len(ordered) and ordered[first] == ordered[first - 1]:
            first += 1
        if 0 < first < len(ordered):
            limit = _roundest(ordered[first - 1], ordered[first])
            found += [limit] if limit not in found else []
    return found


def _roundest(low: float, high: float) -> float:
    """Return the multiple of the largest of 0.1, 0.2, 0.5, 1, 2, 5 … that is above one number and not above another.

    Both have at most one digit after the point.
    """
    below, most = round(low * 10), round(high * 10)
    unit: int = 10 ** len(str(most))
    while True:
        for size in (unit // 2, unit // 5, unit // 10):
            limit = most // size * size
            if limit > below:
                return limit / 10 if limit % 10 else limit // 10
        unit //= 10


def class_of(value: float, limits: Sequence[float]) -> int:
    """Return which class a value belongs to, from 0."""
    return bisect_right(limits, value)


def colour_of(value: float, limits: Sequence[float]) -> tuple[str, str]:
    """Return the ground and the ink of a value; fewer classes are as far apart in colour as five."""
    last = len(STEPS) - 1
    return STEPS[last // 2 if not limits else class_of(value, limits) * last // len(limits)]


def _legend(values: Sequence[float | None], limits: Sequence[float], top: int, *, is_rate: bool) -> list[str]:
    """Say what each colour stands for, from the lowest value to the highest."""
    known = sorted(value for value in values if value is not None)
    ends = [limit - (0.1 if is_rate else 1) for limit in limits] + known[-1:]
    parts, left = [], 0
    for low, last in zip([*known[:1], *limits], ends, strict=True):
        parts.append(_box(left, top, 26, 16, colour_of(low, limits)[0]))
        first, end = (number(float(one) if is_rate else one) for one in (low, last))
        span = first if first == end else f"{first}–{end}"
        parts.append(_text(left + 32, top + 13, span, 14, SECOND, anchor="start"))
        left += 52 + 9 * len(span)
    return parts + (_hidden_key(left, top) if None in values else [])


def _hidden_key(left: int, top: int) -> list[str]:
    words = pgettext("number", "hidden")
    return [
        _box(left, top, 26, 16, "url(#hidden)", dashed=True),
        _text(left + 32, top + 13, f"– {words}", 14, SECOND, anchor="start"),
    ]


def _told(title: str, rows: Sequence[Row], values: Sequence[float | None]) -> str:
    hidden = pgettext("number", "hidden")
    said = "; ".join(
        f"{row.name}: {hidden if value is None else number(value)}" for row, value in zip(rows, values, strict=True)
    )
    return f"{title}. {said}."


def _people(row: Row) -> int | None:
    return row.value("people")


def _month(key: str) -> str:
    year, _dash, month = key.partition("-")
    return f"{month}.{year}" if month else key


def _wrapped(name: str) -> list[str]:
    """Return a name in at most two lines of a tile; a longer one is cut, the words below say all of it."""
    lines = [""]
    for word in name.split():
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) <= LINE_LETTERS or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > 2:
        lines = [lines[0], f"{lines[1]} …"]
    return [line if len(line) <= LINE_LETTERS else f"{line[: LINE_LETTERS - 1]}…" for line in lines]


def _words_on(left: int, baseline: int, words: str, ink: str, *, is_hidden: bool) -> str:
    text = _text(left + TILE // 2, baseline, words, 14, ink)
    if not is_hidden:
        return text
    return _box(left + 4, baseline - 13, TILE - 8, 18, GROUND) + text


def _box(left: int, top: int, wide: int, high: int, fill: str, *, dashed: bool = False, corner: int = 6) -> str:
    edge = f' stroke="{SECOND}" stroke-dasharray="4 3"' if dashed else ""
    return f'<rect x="{left}" y="{top}" width="{wide}" height="{high}" rx="{corner}" fill="{fill}"{edge}/>'


def _text(x: int, y: int, words: str, size: int, ink: str, *, weight: int = 400, anchor: str = "middle") -> str:
    return (
        f'<text x="{x}" y="{y}" font-family="Onest" font-size="{size}" font-weight="{weight}" '
        f'text-anchor="{anchor}" fill="{ink}">{escape(words)}</text>'
    )


def _svg(wide: int, high: int, parts: Iterable[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide + 2}" height="{high + 2}" '
        f'viewBox="-1 -1 {wide + 2} {high + 2}">{HATCH}{"".join(parts)}</svg>'
    )

"""A line chart as numbers for an inline SVG: where points, lines and labels stand. No library, no script."""

from collections.abc import Sequence
from dataclasses import dataclass

LEFT, RIGHT, TOP, BOTTOM = 66, 626, 22, 206
LABEL_GAP = 13
MOST_LINES = 5
EDGE = 40


@dataclass(frozen=True, slots=True)
class GridLine:
    """A horizontal line with its value; ``text_y`` is the baseline of the label."""

    y: int
    text_y: int
    value: int


@dataclass(frozen=True, slots=True)
class Tick:
    """A label below the axis; ``index`` tells which point of the series it names."""

    x: int
    index: int


@dataclass(frozen=True, slots=True)
class Peak:
    """The highest point of the first series, which carries its value."""

    x: int
    y: int
    text_y: int
    anchor: str
    value: int
    index: int


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart in a view box of 640 by 250; ``line`` and ``before`` are the points of polylines."""

    grid: tuple[GridLine, ...]
    ticks: tuple[Tick, ...]
    area: str
    line: str
    before: str
    peak: Peak | None


def draw_chart(values: Sequence[int | None], before: Sequence[int], *, every: int = 2) -> Chart:
    """Place two series over the same months; a None, a month that has not begun, ends the first line.

    The axis begins at 0. ``before`` may be empty: nothing to compare with.
    """
    shown = [value for value in values if value is not None]
    step = grid_step(max([*shown, *before, 1]))
    lines = -(-max([*shown, *before, 1]) // step)
    top = step * lines

    def x_of(index: int) -> int:
        return LEFT + round((RIGHT - LEFT) * index / max(len(values) - 1, 1))

    def y_of(value: int) -> int:
        return BOTTOM - round((BOTTOM - TOP) * value / top)

    points = [(x_of(index), y_of(value)) for index, value in enumerate(shown)]
    outline = [(points[0][0], BOTTOM), *points, (points[-1][0], BOTTOM)] if points else []
    return Chart(
        grid=tuple(GridLine(y_of(step * at), y_of(step * at) + 4, step * at) for at in range(lines + 1)),
        ticks=tuple(Tick(x_of(index), index) for index in range(0, len(values), every)),
        area=_joined(outline),
        line=_joined(points),
        before=_joined([(x_of(index), y_of(value)) for index, value in enumerate(before)]),
        peak=_peak(points, shown),
    )


def grid_step(highest: int) -> int:
    """Return the smallest of 1, 2, 5, 10, 20, 50 … that needs at most five lines above 0."""
    step, factors = 1, (2, 5, 10)
    while True:
        for candidate in (step, *(step * factor for factor in factors[:2])):
            if candidate * MOST_LINES >= highest:
                return candidate
        step *= factors[2]


def _peak(points: Sequence[tuple[int, int]], values: Sequence[int]) -> Peak | None:
    if not any(values):
        return None
    index = max(range(len(values)), key=lambda at: (values[at], at))
    x, y = points[index]
    anchor = "end" if x > RIGHT - EDGE else "start" if x < LEFT + EDGE else "middle"
    return Peak(x=x, y=y, text_y=y - LABEL_GAP, anchor=anchor, value=values[index], index=index)


def _joined(points: Sequence[tuple[int, int]]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)

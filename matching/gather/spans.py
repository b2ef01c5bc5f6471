"""Spans of days on which something counts, such as a consent or a clearance; days as ordinals, half-open."""

from collections.abc import Callable
from datetime import date
from functools import partial

Spans = list[tuple[int, int]]
Days = tuple[date, date]  # half-open
NEVER: Spans = [(0, 0)]


def join(held: Spans, first: int, end: int) -> None:
    """Add a span to those before it, longer if it touches the last; spans come in order of their first day."""
    if held and first <= held[-1][1]:
        held[-1] = (held[-1][0], max(held[-1][1], end))
    else:
        held.append((first, end))


def covering(days: Days | None) -> Callable[[Spans], tuple[int, int]]:
    """Return how to take one span for several, because the engine knows one.

    Parameters
    ----------
    days
        The one that covers most of these days. Without days, from the first span to the last: something may seem to
        count on a day on which it does not, never the other way round.
    """
    return _hull if days is None else partial(_longest, days=(days[0].toordinal(), days[1].toordinal()))


def _hull(spans: Spans) -> tuple[int, int]:
    return spans[0][0], max(until for _since, until in spans)


def _longest(spans: Spans, *, days: tuple[int, int]) -> tuple[int, int]:
    return max(spans, key=lambda span: min(span[1], days[1]) - max(span[0], days[0]))

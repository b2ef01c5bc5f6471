"""The scored form as a mixed-integer programme: seats per place, places and minutes per week, cliques of overlaps."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from matching.engine.exact.model import INFINITE, Model, RowBuilder
from matching.engine.scored.market import Market
from matching.engine.scored.problem import NO_TIME


def build_rows(market: Market) -> RowBuilder:
    """Write down every rule; columns are pairs, then seats up to the minimum, then other seats.

    The first rows, one per place, say that its people sit on its seats: their dual values are the prices.
    """
    rows, pairs, places = RowBuilder(), len(market.row), len(market.free)
    order = np.argsort(market.place, kind="stable")
    bounds = np.searchsorted(market.place[order], np.arange(places + 1))
    for place in range(places):
        people = order[bounds[place] : bounds[place + 1]].tolist()
        seats = [pairs + place, pairs + places + place]
        rows.add(people + seats, [1.0] * len(people) + [-1.0, -1.0], lower=0.0, upper=0.0)
    for group in np.unique(market.group).tolist():
        _add_budget_rows(rows, market, group)
    for clique in overlaps(market):
        rows.add(clique, [1.0] * len(clique), lower=-INFINITE, upper=1.0)
    return rows


def _add_budget_rows(rows: RowBuilder, market: Market, group: int) -> None:
    first, last = market.group_ptr[group : group + 2].tolist()
    own, minutes = list(range(first, last)), market.minutes[first:last]
    if len(own) > market.most[group]:
        rows.add(own, [1.0] * len(own), lower=-INFINITE, upper=float(market.most[group]))
    if minutes.sum() > market.budget[group]:
        rows.add(own, minutes.astype(float).tolist(), lower=-INFINITE, upper=float(market.budget[group]))


def overlaps(market: Market) -> Iterator[list[int]]:
    """List, per person and over all weeks, the largest sets of pairs that all happen at one moment."""
    timed = np.flatnonzero(market.start != NO_TIME)
    order = timed[np.lexsort((market.start[timed], market.person[timed]))]
    running: list[int] = []
    grown = False
    for pair in order.tolist():
        same = bool(running) and market.person[running[0]] == market.person[pair]
        staying = [other for other in running if same and market.end[other] > market.start[pair]]
        if grown and len(staying) < len(running) and len(running) > 1:
            yield running
        grown = True
        running = [*staying, pair]
    if len(running) > 1:
        yield running


def build_model(market: Market, *, seat_gain: float, value_scores: bool, least_low: int = 0) -> Model:
    """Maximise scores (if they are valued) plus ``seat_gain`` per seat up to a minimum.

    Parameters
    ----------
    least_low
        How many seats up to a minimum must be filled in all.
    """
    pairs, places = len(market.row), len(market.free)
    rows = build_rows(market)
    if least_low:
        rows.add(list(range(pairs, pairs + places)), [1.0] * places, lower=float(least_low), upper=INFINITE)
    scores = market.score.astype(np.float64) * value_scores
    gain = np.concatenate([scores, np.full(places, seat_gain), np.zeros(places)])
    most = np.concatenate([np.ones(pairs), market.low, market.free - market.low]).astype(np.float64)
    return Model(gain, most, np.arange(len(gain)) < pairs, pairs, rows)


def columns_of(market: Market, taken: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the value of every column for a feasible choice of pairs."""
    load = np.bincount(market.place[taken], minlength=len(market.free))
    counted = np.minimum(load, market.low)
    return np.concatenate([taken, counted, load - counted]).astype(np.float64)

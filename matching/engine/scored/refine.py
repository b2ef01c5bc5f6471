"""Better answers by exact search in parts: a few people give back what they have and share it out anew."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from matching.engine.exact.search import search_places
from matching.engine.result import PRICE_SCALE, Limits
from matching.engine.scored.market import Market, value_of
from matching.engine.scored.model import build_model, columns_of

MOST_PAIRS = 500  # of a handful of people: what a search ends in a moment
KERNEL_PAIRS, KERNEL_NODES = 4_000, 300  # of everybody's worthiest pairs, searched once
NODES = 200
LARGEST_GAIN = 1e6  # of a seat up to its minimum in a part; beyond, floating point would blur the scores
COLUMNS = ("row", "person", "place", "score", "minutes", "start", "end", "group")


def part_of(
    market: Market, taken: NDArray[np.bool_], people: NDArray[np.int32], prices: NDArray[np.int64], most: int
) -> Market:
    """Leave only some people, their worthiest pairs and those they have, and the seats that others leave."""
    theirs = np.isin(market.person, people)
    load = np.bincount(market.place[taken & ~theirs], minlength=len(market.free))
    worth = market.score * PRICE_SCALE - prices[market.place]
    rows = np.flatnonzero(theirs & (taken | (load < market.free)[market.place]))
    rows = np.sort(rows[np.lexsort((rows, -worth[rows], ~taken[rows]))[:most]])
    return replace(
        market,
        free=market.free - load,
        low=np.maximum(market.low - load, 0),
        group_ptr=np.searchsorted(market.group[rows], np.arange(len(market.most) + 1)),
        **{name: getattr(market, name)[rows] for name in COLUMNS},
    )


def search_part(
    market: Market, taken: NDArray[np.bool_], part: Market, *, seed: int, limits: Limits
) -> NDArray[np.bool_]:
    """Share out anew what a part holds; return the better of the old and the new answer."""
    model = build_model(part, seat_gain=min(float(market.bonus), LARGEST_GAIN), value_scores=True)
    held = np.isin(part.row, market.row[taken])
    found = search_places(model, columns_of(part, held), seed=seed, limits=limits)
    changed = taken & ~np.isin(market.row, part.row[held])
    changed |= np.isin(market.row, part.row[found.taken])
    return max(taken, changed, key=lambda plan: value_of(market, plan))


def refine(
    market: Market, taken: NDArray[np.bool_], prices: NDArray[np.int64], *, seed: int, limits: Limits
) -> Iterator[NDArray[np.bool_]]:
    """Yield an answer after every part searched, never a worse one, without end.

    First everybody with the worthiest pairs, then random handfuls of people whose pairs together number about
    ``MOST_PAIRS``.

    Parameters
    ----------
    prices : int64, one per place, 1/64 points
        Tell which pairs of a part are worth a look.
    """
    draw, everybody = np.random.default_rng(seed), np.unique(market.person)
    part = part_of(market, taken, everybody, prices, KERNEL_PAIRS)
    taken = search_part(market, taken, part, seed=seed, limits=replace(limits, nodes=KERNEL_NODES, gap_ppm=0))
    yield taken
    handful = max(3, min(MOST_PAIRS * len(everybody) // max(len(market.row), 1), 40))
    while True:
        part = part_of(market, taken, draw.permutation(everybody)[:handful], prices, MOST_PAIRS)
        taken = search_part(market, taken, part, seed=seed, limits=replace(limits, nodes=NODES, gap_ppm=0))
        yield taken

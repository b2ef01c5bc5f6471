"""The few pairs that matter at given prices, and the first prices: the score at which a role would fill its seats."""

import numpy as np
from numpy.typing import NDArray

from matching.engine.compiled import Whole, compiled
from matching.engine.priced.market import Edges, Market
from matching.engine.priced.plan import Plan, empty_plan, position
from matching.engine.priced.threads import Crew
from matching.engine.result import PRICE_SCALE

BINS = 64
LOWEST = -(1 << 40)


@compiled
def _count_scores(edges: Edges, width: Whole, first: Whole, last: Whole, table: NDArray[np.int32]) -> None:
    for edge in range(edges.ptr[first], edges.ptr[last]):
        table[edges.role[edge], edges.score[edge] // width] += 1


def count_scores(edges: Edges, roles: int, width: int, crew: Crew) -> NDArray[np.int64]:
    """Count the pairs of each role by score, in bins of ``width`` points; int64, shape (roles, BINS)."""

    def part(first: int, last: int) -> NDArray[np.int32]:
        table = np.zeros((roles, BINS), dtype=np.int32)
        _count_scores(edges, width, first, last, table)
        return table

    table = np.zeros((roles, BINS), dtype=np.int64)
    for counted in crew.each(crew.split(edges.ptr), part):
        table += counted
    return table


def scores_at_ranks(
    table: NDArray[np.int64], seats: NDArray[np.int64], times: tuple[float, ...], width: int
) -> NDArray[np.int64]:
    """Return per role the score of its (times x seats)-th best pair, rounded down to a bin of the histogram.

    Returns
    -------
    int64, shape (len(times), roles), points; -1 where a role has fewer pairs
    """
    from_best = np.cumsum(table[:, ::-1], axis=1)
    found = []
    for factor in times:
        below = (from_best < (seats * factor)[:, None]).sum(axis=1)
        found.append(np.where(below >= BINS, -1, (BINS - 1 - np.minimum(below, BINS - 1)) * width))
    return np.array(found, dtype=np.int64)


@compiled
def _least_worth(
    edges: Edges, prices: NDArray[np.int64], person: Whole, margin: Whole, top: NDArray[np.int64]
) -> Whole:
    """Return the worth from which a person's pairs are kept: minus the margin, or her best few."""
    top[:] = LOWEST
    last = len(top) - 1
    for edge in range(edges.ptr[person], edges.ptr[person + 1]):
        worth = np.int64(edges.score[edge]) * PRICE_SCALE - prices[edges.role[edge]]
        if worth > top[last]:
            at = last
            while at > 0 and top[at - 1] < worth:
                top[at] = top[at - 1]
                at -= 1
            top[at] = worth
    return min(-margin, top[last])


@compiled
def _keep(
    edges: Edges,
    prices: NDArray[np.int64],
    plan: Plan,
    margin: Whole,
    first: Whole,
    last: Whole,
    top: NDArray[np.int64],
    kept: Edges,
) -> None:
    """Count the kept pairs of each person into ``kept.ptr``, or, when there is room, write them from there on."""
    fill = len(kept.role) > 0
    for person in range(first, last):
        least, at = _least_worth(edges, prices, person, margin, top), np.int64(0)
        for edge in range(edges.ptr[person], edges.ptr[person + 1]):
            role = edges.role[edge]
            worth = np.int64(edges.score[edge]) * PRICE_SCALE - prices[role]
            if worth >= least or position(plan, person, role) >= 0:
                if fill:
                    kept.role[kept.ptr[person] + at] = role
                    kept.score[kept.ptr[person] + at] = edges.score[edge]
                at += 1
        if not fill:
            kept.ptr[person + 1] = at


def active(
    market: Market,
    edges: Edges,
    prices: NDArray[np.int64],
    crew: Crew,
    *,
    margin: int,
    best: int,
    plan: Plan | None = None,
) -> Edges:
    """Keep the pairs worth at least minus ``margin`` points, each person's ``best`` ones, and those in the plan.

    O(pairs), two passes; the same for any number of threads.
    """
    held = plan or empty_plan(market)
    ptr = np.zeros(len(edges.ptr), dtype=np.int64)
    kept = Edges(ptr, np.empty(0, np.int32), np.empty(0, np.int16))
    ranges = crew.split(edges.ptr)

    def part(first: int, last: int) -> None:
        _keep(edges, prices, held, margin * PRICE_SCALE, first, last, np.empty(best, np.int64), kept)

    list(crew.each(ranges, part))
    np.cumsum(ptr, out=ptr)
    if not ptr[-1]:
        return kept
    kept = Edges(ptr, np.empty(ptr[-1], np.int32), np.empty(ptr[-1], np.int16))
    list(crew.each(ranges, part))
    return kept

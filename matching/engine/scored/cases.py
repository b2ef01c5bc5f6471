"""Prove an answer best by cases: where prices alone leave a gap, a pair is taken in one case and barred in another.

Every case has its own prices and so its own bound; the largest of them bounds the problem. The cases are the leaves
of a binary tree, so that anyone can check that they leave nothing out.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.result import PRICE_SCALE
from matching.engine.scored.dual import Dual, dual
from matching.engine.scored.market import Market
from matching.engine.scored.prices import Priced, excess, improve
from matching.engine.scored.problem import NO_TIME

PASSES = 60  # evaluations of the dual per case
IMPOSSIBLE = -1  # value of a case that nothing satisfies


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """Pairs that are taken and barred (positions in the market), and what prices prove for the rest, 1/64 points."""

    taken: tuple[int, ...]
    barred: tuple[int, ...]
    priced: Priced


class Rest(NamedTuple):
    """What is left of a market beside the pairs of a case, and where its pairs are in the whole one."""

    market: Market
    rows: NDArray[np.int64]


def restrict(market: Market, taken: tuple[int, ...], barred: tuple[int, ...]) -> Rest | None:
    """Leave the pairs that can still be taken beside the ones of a case.

    Returns
    -------
    Rest or None
        Nothing if the taken pairs break a budget or overlap.
    """
    most, budget = market.most.copy(), market.budget.copy()
    keep = np.ones(len(market.row), dtype=bool)
    keep[list(barred)] = False
    for pair in taken:
        if not keep[pair]:
            return None
        keep[pair] = False
        most[market.group[pair]] -= 1
        budget[market.group[pair]] -= market.minutes[pair]
        keep &= ~_overlapping(market, pair)
    held = list(taken)
    if (most < 0).any() or (budget < 0).any() or any(_overlapping(market, pair)[held].any() for pair in taken):
        return None
    keep &= (most[market.group] > 0) & (market.minutes <= budget[market.group])
    rows = np.flatnonzero(keep)
    columns = ("row", "person", "place", "score", "minutes", "start", "end", "group")
    ptr = np.searchsorted(market.group[rows], np.arange(len(market.most) + 1))
    smaller = replace(
        market, most=most, budget=budget, group_ptr=ptr, **{name: getattr(market, name)[rows] for name in columns}
    )
    return Rest(smaller, rows)


def _overlapping(market: Market, pair: int) -> NDArray[np.bool_]:
    """Mark the other pairs of the same person that happen at the same time."""
    if market.start[pair] == NO_TIME:
        return np.zeros(len(market.row), dtype=bool)
    found = (market.person == market.person[pair]) & (market.start != NO_TIME)
    found &= (market.start < market.end[pair]) & (market.end > market.start[pair])
    found[pair] = False
    return np.asarray(found)


def case_dual(market: Market, rest: Rest, taken: tuple[int, ...], prices: NDArray[np.int64]) -> Dual:
    """Evaluate the dual of a case; the chosen pairs are positions of the whole market."""
    found = dual(rest.market, prices)
    chosen = np.zeros(len(market.row), dtype=bool)
    chosen[rest.rows[found.chosen]] = True
    chosen[list(taken)] = True
    held = list(taken)
    worth = market.score[held] * PRICE_SCALE - prices[market.place[held]]
    return Dual(found.value + int(worth.sum()), chosen)


def split_cases(
    market: Market,
    root: Priced,
    plan: NDArray[np.bool_],
    *,
    objective: int,
    most_cases: int,
    is_over: Callable[[], bool] = lambda: False,
) -> list[Case]:
    """Split into cases until none is worth more than the objective, or there are too many.

    Parameters
    ----------
    plan : bool, one per pair
        The best answer known; pairs it and the dual disagree about are branched on.
    is_over
        Asked before every split; the cases found so far then stand as they are.
    """
    waiting, closed = [Case((), (), root)], list[Case]()
    while waiting:
        case = waiting.pop()
        pair = -1
        is_open = case.priced.value // PRICE_SCALE > objective and not is_over()
        if is_open and len(waiting) + len(closed) < most_cases:
            pair = _most_disputed(market, case, plan)
        if pair < 0:
            closed.append(case)
            continue
        for taken, barred in (((*case.taken, pair), case.barred), (case.taken, (*case.barred, pair))):
            waiting.append(Case(taken, barred, _price(market, taken, barred, case.priced, objective)))
    return closed


def _price(market: Market, taken: tuple[int, ...], barred: tuple[int, ...], start: Priced, objective: int) -> Priced:
    rest = restrict(market, taken, barred)
    if rest is None:
        return Priced(start.prices, IMPOSSIBLE)
    return improve(
        market,
        start.prices,
        lambda prices: case_dual(market, rest, taken, prices),
        target=objective * PRICE_SCALE,
        passes=PASSES,
    )


def _most_disputed(market: Market, case: Case, plan: NDArray[np.bool_]) -> int:
    """Choose an open pair of the place whose seats the dual misjudges most; -1 if there is none."""
    rest = restrict(market, case.taken, case.barred)
    if rest is None:
        return -1
    found = case_dual(market, rest, case.taken, case.priced.prices)
    load = np.bincount(market.place[found.chosen], minlength=len(market.free))
    over = np.abs(excess(market, case.priced.prices, load))
    open_pairs = rest.rows[(over[market.place[rest.rows]] > 0) | (found.chosen != plan)[rest.rows]]
    if not open_pairs.size:
        return -1
    disputed = found.chosen[open_pairs] != plan[open_pairs]
    order = np.lexsort((open_pairs, -market.score[open_pairs], ~disputed, -over[market.place[open_pairs]]))
    return int(open_pairs[order[0]])

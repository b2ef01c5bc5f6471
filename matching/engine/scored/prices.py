"""Better prices: steps down the dual, sized by how far it still is above the best answer known."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.result import PRICE_SCALE
from matching.engine.scored.dual import Dual
from matching.engine.scored.market import Market

PATIENCE = 8  # evaluations without a better value after which steps are halved
SHORTEST = 1 / 64  # share of the full step below which nothing more is to be had
FIRST_STEP, SHORTEST_STEP = 8.0, 1 / 64  # points
FASTER, SLOWER = 1.2, 0.5


class Priced(NamedTuple):
    """Prices and the dual value they prove, both in 1/64 points."""

    prices: NDArray[np.int64]
    value: int


class State(NamedTuple):
    """The best answer and the best prices so far."""

    taken: NDArray[np.bool_]
    priced: Priced


def excess(market: Market, prices: NDArray[np.int64], load: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return by how many people each place is asked for beyond (or below) the seats worth filling at its price."""
    bonus = market.bonus * PRICE_SCALE
    fewest = np.where(prices > 0, market.free, np.where(prices > -bonus, market.low, 0))
    most = np.where(prices >= 0, market.free, np.where(prices >= -bonus, market.low, 0))
    return np.maximum(load - most, 0) - np.maximum(fewest - load, 0)


def improve(
    market: Market,
    start: NDArray[np.int64],
    evaluate: Callable[[NDArray[np.int64]], Dual],
    *,
    target: int,
    passes: int,
) -> Priced:
    """Walk down the dual by subgradients with Polyak's steps.

    Parameters
    ----------
    start : int64, one per place, 1/64 points
    target : 1/64 points
        A value the dual cannot fall below; the walk ends when a whole point less would.
    passes
        Most evaluations of the dual.

    Returns
    -------
    Priced
        The best seen, ``start`` included.

    Notes
    -----
    Step length (value - target) / |excess|^2 times a share that is halved when progress stops: Polyak 1969; Held,
    Wolfe and Crowder 1974.
    """
    exact, share, since = start.astype(np.float64), 1.0, 0
    best = Priced(start, evaluate(start).value) if not passes else Priced(start, 1 << 62)
    for _ in range(passes):
        prices = np.rint(exact).astype(np.int64)
        found = evaluate(prices)
        since += 1
        if found.value < best.value:
            best, since = Priced(prices, found.value), 0
        over = excess(market, prices, np.bincount(market.place[found.chosen], minlength=len(prices)))
        norm = int((over * over).sum())
        if best.value < target + PRICE_SCALE or not norm or share < SHORTEST:
            break
        if since >= PATIENCE:
            share, since, exact = share / 2, 0, best.prices.astype(np.float64)
            continue
        exact = np.maximum(exact + share * (found.value - target) / norm * over, -market.bonus * PRICE_SCALE)
    return best


def stride(
    market: Market, start: NDArray[np.int64], evaluate: Callable[[NDArray[np.int64]], Dual], *, passes: int
) -> Priced:
    """Walk down the dual with a step per price: longer while its sign stays, halved when it turns (Rprop).

    Needs no answer to aim at, so it finds first prices. Element-wise arithmetic only: repeats bit by bit.
    """
    lowest = np.where(market.low > 0, -market.bonus * PRICE_SCALE, 0)
    exact, steps = start.astype(np.float64), np.full(len(start), FIRST_STEP)
    before, best = np.zeros(len(start), dtype=np.int64), Priced(start, 1 << 62)
    for _ in range(passes):
        prices = np.rint(exact).astype(np.int64)
        found = evaluate(prices)
        if found.value < best.value:
            best = Priced(prices, found.value)
        over = excess(market, prices, np.bincount(market.place[found.chosen], minlength=len(prices)))
        sign = np.sign(over)
        turn = sign * before
        steps = np.where(turn < 0, np.maximum(steps * SLOWER, SHORTEST_STEP), steps)
        steps = np.where(turn > 0, np.minimum(steps * FASTER, market.bonus), steps)
        share = np.minimum(1.0, np.abs(over) / np.maximum(market.free, 1) + 0.25)
        moved = exact + sign * steps * PRICE_SCALE * share
        moved = np.where(exact * moved < 0, 0.0, moved)  # stop at the kink where a price changes sign
        exact, before = np.maximum(moved, lowest), np.where(sign != 0, sign, before)
    return best

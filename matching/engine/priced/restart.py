"""Start from the prices of an earlier answer: one round over more pairs than usual, in place of all first steps."""

import numpy as np
from numpy.typing import NDArray

from matching.engine.priced.auction import auction
from matching.engine.priced.dual import dual, floor_of, lower_bound
from matching.engine.priced.fit import fitted_prices
from matching.engine.priced.plan import empty_plan, value_of
from matching.engine.priced.rounds import BELOW, COARSE_BEST, COARSE_MARGIN, Stage, State, bound_at, repair
from matching.engine.priced.shard import Pairs
from matching.engine.result import PRICE_SCALE

PASSES, STEP = 24, 4.0


def restart(stage: Stage[Pairs], prices: NDArray[np.int64]) -> State:
    """Return the state that known prices lead to.

    Parameters
    ----------
    prices : one per role of the problem, 1/64 points
    """
    market, crew = stage.market, stage.crew
    now = np.maximum(prices[stage.opening.role_row], floor_of(market))
    some = stage.pairs.active(now, margin=COARSE_MARGIN, best=COARSE_BEST)
    if not len(some.role):
        return State(empty_plan(market), now, 0, bound_at(stage, now))
    least = now - COARSE_MARGIN * PRICE_SCALE
    walked, _ = lower_bound(market, some, now, crew, passes=PASSES, step=STEP, least=least)
    plan, sold = auction(market, some, walked, stage.order, rise=1, margin=BELOW)
    repair(market, some, walked, plan)
    guesses = (*fitted_prices(market, some, plan, walked), sold)
    fitted = min(guesses, key=lambda vector: dual(market, some, vector, crew).value)
    upper, best = min(((bound_at(stage, found), found) for found in (walked, fitted)), key=lambda pair: pair[0])
    return State(plan, best, int(value_of(market, plan)), upper)

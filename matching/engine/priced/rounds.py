"""Solve a large problem in rounds: better prices, an auction, repairs along cheapest chains, fitted prices.

Every round ends with a feasible plan and a bound that is evaluated over all pairs, never only over those that seemed
to matter. Prices and values are whole 1/64 points, budgets are counted in rounds, so the answer repeats bit by bit for
any number of threads; only a time limit can change it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from matching.engine.index import Index
from matching.engine.priced.auction import auction, bidding_order
from matching.engine.priced.bundles import new_desk
from matching.engine.priced.chains import by_role, fill_seats, new_trail
from matching.engine.priced.dual import dual, floor_of, lower_bound, role_value
from matching.engine.priced.fit import fitted_prices
from matching.engine.priced.market import Edges, Market, Opening, most_pairs, open_market, open_roles
from matching.engine.priced.plan import Plan, empty_plan, new_choice, value_of
from matching.engine.priced.scene import Scene, set_scene
from matching.engine.priced.shard import Pairs, Shard
from matching.engine.priced.subset import BINS, scores_at_ranks
from matching.engine.priced.threads import Crew
from matching.engine.priced.upgrades import list_holders, upgrade
from matching.engine.result import PRICE_SCALE

START_RANKS = (2.0, 4.0)  # first prices: the score of the pair ranked so many times the seats
COARSE_BEST, COARSE_MARGIN = 8, 100
BEST, MARGIN = 4, 60  # pairs kept per person; points below the price within which a pair may still matter
PASSES = (40, 30)  # evaluations of the dual in the first and in later rounds
BELOW = 8  # points under the prices at which an auction starts
CHAIN_STEPS, PUSH_STEPS = 2_000, 60
IDLE_ROUNDS = 2  # rounds without progress after which nothing more is to be had
Keeper = TypeVar("Keeper", bound=Pairs, covariant=True)


@dataclass(frozen=True, slots=True, eq=False)
class Stage(Generic[Keeper]):
    """One problem ready to be solved: arrays in order of time, the keeper of all pairs, and the threads to use."""

    index: Index
    opening: Opening
    market: Market
    pairs: Keeper
    crew: Crew
    order: NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """The best plan and the best prices so far, and their values in 1/64 points."""

    plan: Plan
    prices: NDArray[np.int64]
    lower: int
    upper: int


def set_stage(index: Index, crew: Crew, seed: int) -> Stage[Shard]:
    """Number the open roles by time, find all pairs and keep them here."""
    return stage_with(index, crew, seed, lambda scene, market: Shard.found(scene, market, crew))


def stage_with(index: Index, crew: Crew, seed: int, keep: Callable[[Scene, Market], Keeper]) -> Stage[Keeper]:
    """Number the open roles by time and let ``keep`` find and keep the pairs."""
    opening = open_roles(index)
    market = open_market(index, opening)
    pairs = keep(set_scene(index, opening, market), market)
    return Stage(index, opening, market, pairs, crew, bidding_order(index.volunteer_count, seed))


def bound_at(stage: Stage[Pairs], prices: NDArray[np.int64]) -> int:
    """Return the dual value over all pairs, 1/64 points: no allocation is worth more."""
    return role_value(stage.market, prices) + stage.pairs.people_value(prices)


def first_state(stage: Stage[Pairs]) -> State:
    """Find first prices: by rank, then a coarse auction and some passes over the pairs that matter."""
    market, pairs, crew = stage.market, stage.pairs, stage.crew
    extent = pairs.extent()
    if not extent.pairs:
        return State(empty_plan(market), floor_of(market), 0, 0)
    width = extent.highest // BINS + 1
    high, low = scores_at_ranks(pairs.histogram(width), market.free, START_RANKS, width)
    prices = np.maximum(high, 0) * PRICE_SCALE
    lowest = np.minimum(prices, np.where(low < 0, floor_of(market), low * PRICE_SCALE))
    some = pairs.active(lowest, margin=0, best=COARSE_BEST)
    _, prices = auction(market, some, lowest, stage.order, rise=32, margin=0)
    plan, prices = auction(market, some, prices, stage.order, rise=8, margin=32)
    prices, _ = lower_bound(market, some, prices, crew, passes=PASSES[0], step=8.0)
    some = pairs.active(prices, margin=COARSE_MARGIN, best=COARSE_BEST)
    prices, _ = lower_bound(market, some, prices, crew, passes=PASSES[0] // 2, step=5.0)
    return State(plan, prices, int(value_of(market, plan)), bound_at(stage, prices))


def repair(market: Market, some: Edges, prices: NDArray[np.int64], plan: Plan) -> None:
    """Fill empty seats and offer better bundles, in place; the objective never falls."""
    trail = new_trail(len(market.free), len(market.first))
    fill_seats(market, by_role(some, len(market.free)), prices, plan, trail, 3, CHAIN_STEPS)
    holders, most = list_holders(plan, market.free), most_pairs(some.ptr)
    upgrade(market, some, prices, plan, holders, trail, new_desk(most), new_choice(most), PUSH_STEPS)


def improve(stage: Stage[Pairs], state: State, *, passes: int, step: float) -> State:
    """Run one round; both bounds can only get better."""
    market, crew = stage.market, stage.crew
    some = stage.pairs.active(state.prices, margin=MARGIN, best=BEST, plan=state.plan)
    walked, _ = lower_bound(
        market, some, state.prices, crew, passes=passes, step=step, least=state.prices - MARGIN * PRICE_SCALE
    )
    upper, prices = bound_at(stage, walked), walked
    if upper > state.upper:
        upper, prices = state.upper, state.prices
    plan, sold = auction(market, some, prices, stage.order, rise=1, margin=BELOW)
    repair(market, some, prices, plan)
    lower = int(value_of(market, plan))
    if lower <= state.lower:
        plan, lower = state.plan, state.lower
    guesses = (*fitted_prices(market, some, plan, prices), sold)
    guess = min(guesses, key=lambda vector: dual(market, some, vector, crew).value)
    value = bound_at(stage, guess)
    if value < upper:
        upper, prices = value, guess
    return State(plan, prices, lower, upper)


def run_rounds(stage: Stage[Pairs], start: State | None = None, step: float = 4.0) -> Iterator[State]:
    """Yield a better state after every round, the first one before; end when nothing is left to gain."""
    state = start or first_state(stage)
    yield state
    number, idle = 0, 0
    while state.lower // PRICE_SCALE < state.upper // PRICE_SCALE and idle < IDLE_ROUNDS:
        first = number == 0 and start is None
        after = improve(stage, state, passes=PASSES[0 if first else 1], step=step if number == 0 else 2.0)
        idle = idle + 1 if (after.lower, after.upper) == (state.lower, state.upper) else 0
        state, number = after, number + 1
        yield state

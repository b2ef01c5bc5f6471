"""Solve a large problem of the scored form in rounds: better prices, auctions near them, the best answer kept."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from matching.engine.priced.threads import Crew
from matching.engine.result import PRICE_SCALE
from matching.engine.scored.auction import Queue, Seats, run_auction, settle
from matching.engine.scored.dual import Dual, place_value
from matching.engine.scored.kernels import Book, choose_all
from matching.engine.scored.market import Market, low_seats, value_of
from matching.engine.scored.prices import State, improve, stride
from matching.engine.scored.problem import NO_TIME

FIRST_PASSES, PASSES = 100, 40  # evaluations of the dual before and in a round
MARGINS = (2, 8, 16)  # points below the prices at which the auctions of a round start
RISE = 1  # points of the smallest bid
BIDS_PER_SEAT = 50  # a safety net; an auction ends long before
IDLE_ROUNDS = 3
SEAT_POINTS = 256  # of a minimum seat while only such seats count


def open_book(market: Market) -> Book:
    """Copy what the kernels need."""
    return Book(
        market.place.astype(np.int64),
        market.score * PRICE_SCALE,
        market.minutes,
        market.start,
        market.end,
        market.group_ptr.astype(np.int64),
        market.most,
        market.budget,
    )


def evaluator(market: Market, book: Book, crew: Crew) -> Callable[[NDArray[np.int64]], Dual]:
    """Return the dual as a function of prices, compiled; the same for any number of threads."""
    ranges = crew.split(book.ptr)

    def evaluate(prices: NDArray[np.int64]) -> Dual:
        chosen = np.zeros(len(market.row), dtype=bool)
        parts = crew.each(ranges, lambda first, last: int(choose_all(book, prices, first, last, chosen)))
        return Dual(sum(parts) + place_value(market, prices), chosen)

    return evaluate


def sell(
    market: Market, book: Book, prices: NDArray[np.int64], order: NDArray[np.int64], margin: int
) -> NDArray[np.bool_]:
    """Auction all seats from ``margin`` points below the prices, then let everybody choose among what is free."""
    ptr = np.concatenate(([0], np.cumsum(market.free)))
    place = np.repeat(np.arange(len(market.free)), market.free)
    counted = np.arange(ptr[-1]) - ptr[place] < market.low[place]
    bonus = market.bonus * PRICE_SCALE
    start = np.maximum(np.where(counted, -bonus, 0), prices[place] - margin * PRICE_SCALE)
    cheapest = np.full(len(market.free), bonus)
    np.minimum.at(cheapest, place, start)
    seats = Seats(ptr, start, np.full(len(place), -1, dtype=np.int64), cheapest)
    groups = len(market.most)
    queue = Queue(np.append(order, 0), np.ones(groups, dtype=bool), np.array([0, groups]))
    taken = np.zeros(len(market.row), dtype=bool)
    limit = BIDS_PER_SEAT * (groups + len(place))
    run_auction(book, seats, queue, market.group, taken, RISE * PRICE_SCALE, limit)
    load = np.bincount(market.place[taken], minlength=len(market.free))
    while settle(book, market.free, market.low, load, bonus, taken) > 0:
        pass
    return without_overlaps(market, taken)


def without_overlaps(market: Market, taken: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Give up the later of two taken pairs of one person that overlap across the end of a week."""
    kept = taken.copy()
    timed = np.flatnonzero(taken & (market.start != NO_TIME))
    timed = timed[np.lexsort((market.start[timed], market.person[timed]))]
    person, until = -1, NO_TIME
    for pair in timed.tolist():
        if market.person[pair] != person:
            person, until = int(market.person[pair]), NO_TIME
        if market.start[pair] < until:
            kept[pair] = False
        else:
            until = int(market.end[pair])
    return kept


def seat_prices(market: Market, crew: Crew) -> NDArray[np.int64]:
    """Return prices for filling as many minimum seats as possible, scores aside, where they may not all be filled."""
    seats = replace(market, score=np.zeros_like(market.score), bonus=SEAT_POINTS)
    evaluate = evaluator(seats, open_book(seats), crew)
    priced = stride(seats, np.zeros(len(market.free), dtype=np.int64), evaluate, passes=FIRST_PASSES)
    return np.asarray(priced.prices * (market.bonus // SEAT_POINTS))


def run_rounds(market: Market, first: State, crew: Crew, seed: int) -> Iterator[State]:
    """Yield a better state after every round until nothing is gained for some rounds.

    Parameters
    ----------
    first
        A feasible answer, and prices to start from.
    """
    book = open_book(market)
    evaluate, draw = evaluator(market, book, crew), np.random.default_rng(seed)
    starts = [first.priced.prices]
    if low_seats(market, first.taken) < market.low.sum():
        starts.append(seat_prices(market, crew))
    priced = [stride(market, prices, evaluate, passes=FIRST_PASSES) for prices in starts]
    state, idle = State(first.taken, min(first.priced, *priced, key=lambda found: found.value)), 0
    while idle < IDLE_ROUNDS:
        lower, upper = value_of(market, state.taken), state.priced.value
        prices, groups = state.priced.prices, len(market.most)
        plans = [sell(market, book, prices, draw.permutation(groups), margin) for margin in MARGINS]
        taken = max(state.taken, *plans, key=lambda plan: value_of(market, plan))
        target = value_of(market, taken) * PRICE_SCALE
        better = improve(market, prices, evaluate, target=target, passes=PASSES)
        state = State(taken, min(state.priced, better, key=lambda found: found.value))
        gained = value_of(market, taken) > lower or state.priced.value < upper
        idle = 0 if gained else idle + 1
        yield state
        if value_of(market, state.taken) == state.priced.value // PRICE_SCALE:
            return

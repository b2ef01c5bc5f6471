"""Solve the scored form: exactly where it is small, with a certified gap where it is large."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib.util import find_spec
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from matching.engine.exact.search import Found, relaxed_duals, search_places
from matching.engine.priced.threads import crew_of
from matching.engine.result import PRICE_SCALE, Limits, Progress, gap_ppm
from matching.engine.scored.answer import ScoredCase, ScoredSolution
from matching.engine.scored.cases import Case, split_cases
from matching.engine.scored.dual import Dual, dual
from matching.engine.scored.greedy import take_greedily
from matching.engine.scored.market import Market, low_seats, open_market, value_of
from matching.engine.scored.model import build_model, columns_of
from matching.engine.scored.prices import Priced, State, improve, stride
from matching.engine.scored.problem import ScoredProblem
from matching.engine.scored.refine import refine

ALL_PAIRS = 20_000  # up to here everything is searched
PASSES = 300  # evaluations of the dual
MOST_CASES, CASE_PAIRS = 400, 1_000_000  # fewer cases for larger problems
FIRST_NODES = 500  # of the search over all pairs; what it leaves open is searched in parts
PARTS, REFINED_PAIRS = 60, 100_000
PLAIN_PASSES = 40  # evaluations of the dual of a large problem without the compiled part


@dataclass(slots=True)
class Watch:
    """The clock and the ear of one solve."""

    limits: Limits
    tell: Callable[[Progress], None] | None
    began: float
    rounds: int = 0

    def left(self) -> Limits:
        """Return the limits with the seconds that are left of them."""
        return replace(self.limits, seconds=max(0.0, self.limits.seconds - self.spent()))

    def spent(self) -> float:
        """Return the seconds since the solve began."""
        return time.monotonic() - self.began

    def report(self, market: Market, taken: NDArray[np.bool_], upper: int, *, counted: bool = True) -> str:
        """Tell where the solve stands, in points above the bonuses earned; return the limit that is met, if any."""
        earned = market.bonus * low_seats(market, taken)
        lower = value_of(market, taken) - earned
        upper = upper // PRICE_SCALE - earned
        gap = gap_ppm(lower, upper)
        if self.tell:
            self.tell(Progress(self.rounds, lower, upper, gap, self.spent()))
        self.rounds += 1
        if gap <= self.limits.gap_ppm:
            return "gap"
        if counted and self.rounds > self.limits.rounds:
            return "rounds"
        return "" if self.left().seconds else "seconds"


def solve_scored(
    problem: ScoredProblem,
    *,
    limits: Limits | None = None,
    seed: int = 0,
    threads: int | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> ScoredSolution:
    """Choose pairs: as many seats up to minimums as can be filled, then as many points as can be had.

    Parameters
    ----------
    problem
        From ``make_scored``.
    limits
        With ``seconds`` zero the answer is the greedy one, with a valid bound.
    seed : 0..2**31-1
        The same problem, limits and seed give the same bytes unless ``seconds`` struck.

    threads : 1 or more, optional
        For large problems, all processors if not given; the answer is the same for any number.

    Returns
    -------
    ScoredSolution
        Feasible; empty where nothing fits.

    Notes
    -----
    Exact up to ``ALL_PAIRS`` pairs, exponential at worst; beyond, about linear in the pairs times the minutes of a
    week. Without the compiled part a large problem gets prices and a greedy answer only.
    """
    market = open_market(problem)
    watch = Watch(limits or Limits(), on_progress, time.monotonic())
    prices = np.zeros(len(market.free), dtype=np.int64)
    first = Priced(prices, dual(market, prices).value)
    taken = take_greedily(market, prices)
    watch.report(market, taken, first.value)
    if first.value // PRICE_SCALE == value_of(market, taken):
        return _solution(market, taken, [Case((), (), first)], "optimal", seed)
    if not watch.limits.seconds:
        return _solution(market, taken, [Case((), (), first)], "seconds", seed)
    if len(market.row) <= ALL_PAIRS:
        return _solve_exactly(market, taken, watch, seed)
    if find_spec("numba") is None:
        return _solve_plainly(market, taken, watch, seed)
    return _solve_in_rounds(market, State(taken, first), watch, seed, threads)


def _solve_in_rounds(market: Market, first: State, watch: Watch, seed: int, threads: int | None) -> ScoredSolution:
    """Improve prices and answer until they meet, or a limit does."""
    from matching.engine.scored.large import run_rounds  # compiled code that small problems should not load

    with crew_of(threads) as crew:
        for state in run_rounds(market, first, crew, seed):
            stopped_by = watch.report(market, state.taken, state.priced.value)
            if stopped_by:
                break
    if not stopped_by and len(market.row) <= REFINED_PAIRS:
        return _refine(market, state, watch, seed)
    return _solution(market, state.taken, [Case((), (), state.priced)], stopped_by or "stalled", seed)


def _solve_plainly(market: Market, taken: NDArray[np.bool_], watch: Watch, seed: int) -> ScoredSolution:
    """Find prices and take what they make worthiest; for large problems without the compiled part."""

    def evaluate(prices: NDArray[np.int64]) -> Dual:
        return dual(market, prices)

    priced = stride(market, np.zeros(len(market.free), dtype=np.int64), evaluate, passes=PLAIN_PASSES)
    taken = max(taken, take_greedily(market, priced.prices), key=lambda plan: value_of(market, plan))
    watch.report(market, taken, priced.value)
    return _solution(market, taken, [Case((), (), priced)], "rounds", seed)


def _solve_exactly(market: Market, taken: NDArray[np.bool_], watch: Watch, seed: int) -> ScoredSolution:
    """Search for the most minimum seats, then for the most points among those; prove the result by cases."""
    found = Found(taken, "optimal")
    if market.low.any():
        model = build_model(market, seat_gain=1.0, value_scores=False)
        exact = replace(watch.left(), gap_ppm=0)
        found = search_places(model, columns_of(market, taken), seed=seed, limits=exact)
    model = build_model(market, seat_gain=0.0, value_scores=True, least_low=low_seats(market, found.taken))
    duals = relaxed_duals(model, role_count=len(market.free), seed=seed, limits=watch.left())
    limits = replace(watch.left(), nodes=min(watch.limits.nodes, FIRST_NODES))
    best = search_places(model, columns_of(market, found.taken), seed=seed, limits=limits)
    taken = max(taken, found.taken, best.taken, key=lambda plan: value_of(market, plan))
    start = np.maximum(np.rint(duals * PRICE_SCALE).astype(np.int64), -market.bonus * PRICE_SCALE)
    state = State(taken, _better_prices(market, start, taken))
    watch.report(market, taken, state.priced.value)
    if best.stopped_by == "optimal":
        return _prove(market, state, watch, seed)
    return _refine(market, state, watch, seed)


def _better_prices(market: Market, start: NDArray[np.int64], taken: NDArray[np.bool_]) -> Priced:
    target = value_of(market, taken) * PRICE_SCALE
    return improve(market, start, lambda prices: dual(market, prices), target=target, passes=PASSES)


def _prove(market: Market, state: State, watch: Watch, seed: int) -> ScoredSolution:
    """Split into cases as far as work and time allow."""
    cases = split_cases(
        market,
        state.priced,
        state.taken,
        objective=value_of(market, state.taken),
        most_cases=min(MOST_CASES, CASE_PAIRS // len(market.row)),
        is_over=lambda: not watch.left().seconds,
    )
    watch.report(market, state.taken, max(case.priced.value for case in cases))
    return _solution(market, state.taken, cases, "optimal", seed)


def _refine(market: Market, state: State, watch: Watch, seed: int) -> ScoredSolution:
    """Search in parts until the gap is small enough or a limit is met; then fit the prices to what was found."""
    stopped_by = "rounds"
    parts = refine(market, state.taken, state.priced.prices, seed=seed, limits=watch.left())
    for taken in islice(parts, PARTS):
        state = State(taken, state.priced)
        stopped_by = watch.report(market, taken, state.priced.value, counted=False)
        if stopped_by:
            break
    priced = _better_prices(market, state.priced.prices, state.taken)
    state = State(state.taken, min(state.priced, priced, key=lambda found: found.value))
    watch.report(market, state.taken, state.priced.value)
    return _solution(market, state.taken, [Case((), (), state.priced)], stopped_by or "rounds", seed)


def _solution(
    market: Market, taken: NDArray[np.bool_], cases: list[Case], stopped_by: str, seed: int
) -> ScoredSolution:
    """Write the answer down in rows of the problem."""
    pairs = market.problem.pairs
    rows = np.sort(market.row[taken])
    objective, filled = value_of(market, taken), low_seats(market, taken)
    upper = max(objective, max(case.priced.value for case in cases) // PRICE_SCALE)
    return ScoredSolution(
        problem_sha256=market.problem.sha256,
        person=pairs.person[rows],
        place=pairs.place[rows],
        score=pairs.score[rows],
        points=objective - market.bonus * filled,
        low_seats=filled,
        bonus=market.bonus,
        upper=upper,
        cases=tuple(ScoredCase(_given(market, case), case.priced.prices) for case in cases),
        stopped_by="optimal" if upper == objective else stopped_by,
        seed=seed,
    )


def _given(market: Market, case: Case) -> tuple[tuple[int, int, bool], ...]:
    return tuple(
        (int(market.person[pair]), int(market.place[pair]), taken)
        for pairs, taken in ((case.taken, True), (case.barred, False))
        for pair in pairs
    )

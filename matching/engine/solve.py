"""Choose who is proposed for what: an exact search, and prices that prove how good the answer is."""

from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from matching.engine.bundle import seat_bonus, seats_to_minimum
from matching.engine.candidates import EdgeSet, build_edges, strongest
from matching.engine.exact.greedy import take_greedily
from matching.engine.exact.model import build_model
from matching.engine.exact.prices import Priced, bound_at_once, improve_prices, price_floor
from matching.engine.exact.search import Found, relaxed_duals, search_places
from matching.engine.extras import Extra, most_company
from matching.engine.gates import read_gates
from matching.engine.index import Index, build_index
from matching.engine.problem import Problem, validate
from matching.engine.result import PRICE_SCALE, Certificate, Limits, Progress, Solution, gap_ppm
from matching.engine.settled import points_of, without_closed
from matching.engine.teams import Together, hopes, join_teams, members
from matching.engine.unreachable import find_unreachable, price_unreachable

if TYPE_CHECKING:
    from matching.engine.shards.sharded import Workers

QUICK_EDGES = 5_000  # searched and checked in about a second, measured up to 3,500: 0.5 s
ALL_PAIRS = 1_000_000  # people x roles; up to here they are all looked at to count the eligible ones
FIRST_LOOK = {"per_person": 12, "per_seat": 3}
SEARCHED = {"per_person": 6, "per_seat": 2}
PRICING_WORK = 3_000_000  # edges looked at while prices improve: fewer rounds for larger problems


def objective_of(index: Index, edges: EdgeSet, taken: NDArray[np.bool_]) -> int:
    """Add up what the taken edges are worth, points."""
    return points_of(
        index, edges.volunteers()[taken].astype(np.int32), edges.role[taken], edges.score[taken].astype(np.int32)
    )


def can_price() -> bool:
    """Say whether the compiled part, which solves large problems, is installed."""
    return find_spec("numba") is not None


def is_quick(index: Index) -> bool:
    """Say whether somebody may wait for the answer: few pairs, searched exactly and without compiled code."""
    few = index.volunteer_count * index.role_count <= ALL_PAIRS
    return few and len(build_edges(index)) <= QUICK_EDGES


def solve(
    problem: Problem,
    *,
    limits: Limits | None = None,
    seed: int = 0,
    threads: int | None = None,
    warm: Solution | None = None,
    workers: "Workers | None" = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> Solution:
    """Propose places for everybody over the whole horizon, beyond the confirmed sign-ups.

    A small problem is written as a mixed-integer programme over all eligible pairs and searched to the end; prices,
    started from its relaxation, then prove the answer. A large one is solved by prices and bundles in rounds
    (:mod:`matching.engine.priced`); without the compiled part only its strongest pairs are searched.

    Parameters
    ----------
    problem
        From ``make_problem``.
    limits
        Defaults run to optimality with a generous safety net.
    seed : 0..2**31-1
        Of the solver; the same problem, limits and seed give the same bytes unless ``seconds`` struck.
    threads : 1 or more, optional
        For large problems, all processors if not given; the answer is the same for any number.
    warm : Solution, optional
        Of a problem with the same roles; its prices save a large problem the search for first ones.
    workers : optional
        Who keeps the pairs of a large problem instead of this process; the answer is the same for any number.
    on_progress : callable, optional
        Told of every round of a large problem, and before the first one: nobody placed, and a bound at once.

    Returns
    -------
    Solution
        Feasible by every rule; empty where nothing fits.

    Raises
    ------
    ProblemError
        If the tables are unsound.

    Notes
    -----
    Exact up to ``limits.search_pairs`` eligible pairs, exponential at worst; beyond, about linear in the eligible
    pairs and the gap says how far from the best possible the answer may be.
    """
    validate(problem)
    limits = limits or Limits()
    index = build_index(problem)
    if index.volunteer_count * index.role_count > ALL_PAIRS and can_price():
        return _solve_by_prices(index, limits, seed, threads, warm, workers, on_progress)
    edges = build_edges(index)
    if len(edges) > limits.search_pairs and can_price():
        return _solve_by_prices(index, limits, seed, threads, warm, workers, on_progress)
    return _solve_by_search(index, edges, limits=limits, seed=seed)


def _solve_by_search(index: Index, edges: EdgeSet, *, limits: Limits, seed: int) -> Solution:
    hoped, edges = hopes(index, edges), join_teams(index, edges).edges
    gates, shift = read_gates(index), index.problem.roles.shift
    by_shift = np.lexsort((edges.role, shift[edges.role], edges.volunteers()))
    pairs = [(edges.volunteers()[by_shift], edges.role[by_shift])]
    reach = find_unreachable(index, gates, pairs)
    offered = join_teams(index, edges.only(~reach.closed[shift[edges.role]]))
    searched, found, priced = _search_offered(index, offered, hoped, limits=limits, seed=seed)
    most = int(edges.score.max(initial=0)) + int(index.first_bonus.max(initial=0)) + most_company(index)
    prices, surcharges = price_unreachable(index, gates, reach, priced.prices, pairs, most)
    priced = Priced(prices, priced.bound, priced.surcharges + surcharges)
    return _solution(index, searched, found, priced, seed)


def _search_offered(
    index: Index, offered: Together, hoped: Extra, *, limits: Limits, seed: int
) -> tuple[EdgeSet, Found, Priced]:
    """Search the pairs (or the strongest of too many) to the end; return those searched, what was found, the proof."""
    edges = offered.edges
    if not len(edges):
        floor = price_floor(index, read_gates(index))
        return edges, Found(np.zeros(0, dtype=bool), "optimal"), Priced(floor, 0)
    searched = (
        offered if len(edges) <= limits.search_pairs else _worth_searching(index, edges, seed=seed, limits=limits)
    )
    model = build_model(index, searched.edges, searched.lead)
    duals = relaxed_duals(model, role_count=index.role_count, seed=seed, limits=limits)
    start = model.columns_of(index, searched.edges, take_greedily(index, searched.edges))
    found = search_places(model, start, seed=seed, limits=limits)
    if searched is not offered and found.stopped_by == "optimal":
        found = replace(found, stopped_by="candidates")
    objective = objective_of(index, searched.edges, found.taken)
    rounds = min(limits.price_rounds, PRICING_WORK // len(edges))
    load = np.bincount(searched.edges.role[found.taken], minlength=index.role_count)
    priced = improve_prices(index, offered, hoped, duals, load=load, objective=objective, rounds=rounds)
    return searched.edges, found, priced


def _solve_by_prices(
    index: Index,
    limits: Limits,
    seed: int,
    threads: int | None,
    warm: Solution | None,
    workers: "Workers | None",
    on_progress: Callable[[Progress], None] | None,
) -> Solution:
    from matching.engine.priced.answer import price_steps  # compiled code that a web process should not load
    from matching.engine.priced.teams import solve_with_teams
    from matching.engine.priced.warm import warm_up

    def everybody_alone(index: Index, prices: NDArray[np.int64] | None, rounds: int | None) -> Solution:
        most = limits if rounds is None else replace(limits, rounds=rounds)
        for step in price_steps(index, limits=most, seed=seed, threads=threads, warm=prices, workers=workers):
            if on_progress and not teamed:
                on_progress(replace(step.progress, round=step.progress.round + 1))
        return without_closed(index, step.solution())

    if on_progress:
        upper = bound_at_once(index)
        on_progress(Progress(0, 0, upper, gap_ppm(0, upper), 0.0))
    warm_up()
    teamed, prices = bool(members(index)), None if warm is None else warm.certificate.prices
    if not teamed:
        return everybody_alone(index, prices, None)
    return solve_with_teams(index, everybody_alone)


def _worth_searching(index: Index, edges: EdgeSet, *, seed: int, limits: Limits) -> Together:
    """Keep the edges that are strongest once seats have their price; the bound still looks at all of them."""
    points = edges.score + np.where(seats_to_minimum(index) > 0, seat_bonus(index), 0)[edges.role]
    first = strongest(index, edges, worth=points.astype(np.int64), **FIRST_LOOK)
    model = build_model(index, *join_teams(index, first))
    duals = relaxed_duals(model, role_count=index.role_count, seed=seed, limits=limits)
    prices = np.maximum(np.rint(duals * PRICE_SCALE).astype(np.int64), price_floor(index, read_gates(index)))
    worth = edges.score.astype(np.int64) * PRICE_SCALE - prices[edges.role]
    return join_teams(index, strongest(index, edges, worth=worth, **SEARCHED))


def _solution(index: Index, edges: EdgeSet, found: Found, priced: Priced, seed: int) -> Solution:
    volunteer, role = edges.volunteers()[found.taken], edges.role[found.taken]
    order = np.lexsort((role, volunteer))
    objective = objective_of(index, edges, found.taken)
    return Solution(
        volunteer=volunteer[order].astype(np.int32),
        role=role[order].astype(np.int32),
        score=edges.score[found.taken][order].astype(np.int32),
        objective=objective,
        certificate=Certificate(index.problem.sha256, priced.prices, objective, priced.bound, priced.surcharges),
        stopped_by="optimal" if objective == priced.bound else found.stopped_by,
        seed=seed,
    )

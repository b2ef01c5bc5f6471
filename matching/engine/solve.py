"""Choose who is proposed for what: an exact search, and prices that prove how good the answer is."""

import numpy as np
from numpy.typing import NDArray

from matching.engine.bundle import list_choices, seat_bonus, seats_to_minimum
from matching.engine.candidates import EdgeSet, build_edges
from matching.engine.index import Index, build_index
from matching.engine.model import build_model
from matching.engine.prices import Priced, improve_prices, price_floor
from matching.engine.problem import Problem, validate
from matching.engine.result import Certificate, Limits, Solution
from matching.engine.search import Found, relaxed_duals, search_places


def objective_of(index: Index, edges: EdgeSet, taken: NDArray[np.bool_]) -> int:
    """Add up scores, first places and seats up to the minimum of the taken edges, points."""
    people = np.unique(edges.volunteers()[taken])
    load = np.bincount(edges.role[taken], minlength=index.role_count)
    seats = seat_bonus(index) * np.minimum(load, seats_to_minimum(index))
    return int(edges.score[taken].astype(np.int64).sum() + index.first_bonus[people].sum() + seats.sum())


def solve(problem: Problem, *, limits: Limits | None = None, seed: int = 0) -> Solution:
    """Propose places for everybody over the whole horizon, beyond the confirmed sign-ups.

    1. Find and score all eligible pairs. 2. Write them as a mixed-integer programme. 3. Solve its relaxation for first
    prices. 4. Search whole places. 5. Improve the prices until they prove the answer or stop helping.

    Parameters
    ----------
    problem
        From ``make_problem``.
    limits
        Defaults run to optimality with a generous safety net.
    seed : 0..2**31-1
        Of the solver; the same problem, limits and seed give the same bytes unless ``seconds`` struck.

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
    Exact in principle, exponential at worst; meant for up to some thousands of people and hundreds of roles.
    """
    validate(problem)
    limits = limits or Limits()
    index = build_index(problem)
    edges = build_edges(index)
    if not len(edges):
        return _solution(index, edges, Found(np.zeros(0, dtype=bool), "optimal"), Priced(price_floor(index), 0), seed)
    model = build_model(index, edges)
    duals = relaxed_duals(model, role_count=index.role_count, seed=seed, limits=limits)
    found = search_places(model, seed=seed, limits=limits)
    priced = improve_prices(
        index,
        edges,
        list_choices(index, edges),
        duals,
        objective=objective_of(index, edges, found.taken),
        rounds=limits.price_rounds,
    )
    return _solution(index, edges, found, priced, seed)


def _solution(index: Index, edges: EdgeSet, found: Found, priced: Priced, seed: int) -> Solution:
    volunteer, role = edges.volunteers()[found.taken], edges.role[found.taken]
    order = np.lexsort((role, volunteer))
    objective = objective_of(index, edges, found.taken)
    return Solution(
        volunteer=volunteer[order].astype(np.int32),
        role=role[order].astype(np.int32),
        score=edges.score[found.taken][order].astype(np.int32),
        objective=objective,
        certificate=Certificate(index.problem.sha256, priced.prices, objective, priced.bound),
        stopped_by=found.stopped_by,
        seed=seed,
    )

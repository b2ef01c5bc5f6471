"""Why a pair of the scored form is or is not in an answer: exactly one reason, as a code and numbers."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.result import PRICE_SCALE
from matching.engine.scored.answer import ScoredSolution
from matching.engine.scored.market import left_out, week_of
from matching.engine.scored.problem import NO_TIME, ScoredProblem


class Finding(NamedTuple):
    """What became of a person, a place or a pair: a code and the numbers a sentence needs."""

    code: str
    values: dict[str, int]


class Ranked(NamedTuple):
    """Rows of the other side, best first, and their scores."""

    rows: NDArray[np.int32]
    scores: NDArray[np.int32]


def rank_pairs(problem: ScoredProblem, *, person: int | None = None, place: int | None = None, count: int) -> Ranked:
    """List the best places of a person, or the best people of a place; pairs nobody could take are left out.

    O(pairs). Ties by id.
    """
    pairs = problem.pairs
    own = pairs.person == person if person is not None else pairs.place == place
    rows = np.flatnonzero(own & ~np.logical_or.reduce(list(left_out(problem).values())))
    others = (pairs.place if person is not None else pairs.person)[rows]
    order = np.lexsort((others, -pairs.score[rows]))[:count]
    return Ranked(others[order], pairs.score[rows][order])


def prices_of(solution: ScoredSolution) -> NDArray[np.int64]:
    """Return the prices of the case the answer itself falls into, 1/64 points."""
    held = set(zip(solution.person.tolist(), solution.place.tolist(), strict=True))
    for case in solution.cases:
        if all(((person, place) in held) is taken for person, place, taken in case.given):
            return case.prices
    return solution.cases[0].prices


def explain_pair(problem: ScoredProblem, solution: ScoredSolution, person: int, place: int) -> Finding:
    """Give the one reason why a pair is or is not in the answer.

    Codes: ``placed``; ``not_listed``; ``no_seats``, ``no_places_allowed``, ``longer_than_budget`` (never possible);
    ``below_price`` (``score`` against the ``price`` of a seat, points); ``overlap`` (with the ``other`` place the
    person takes); ``week_places``; ``week_minutes`` (``minutes`` needed, ``left``); ``tie`` (as good as what was
    chosen, within the proven gap).
    """
    own = solution.place[solution.person == person]
    listed = np.flatnonzero((problem.pairs.person == person) & (problem.pairs.place == place))
    if not listed.size:
        return Finding("not_listed", {})
    row = int(listed[0])
    score, price = int(problem.pairs.score[row]), int(prices_of(solution)[place])
    worth = {"score": score, "price": -(-price // PRICE_SCALE), "minutes": int(problem.pairs.minutes[row])}
    if place in own:
        return Finding("placed", worth)
    for reason, pairs in left_out(problem).items():
        if pairs[row]:
            return Finding(reason, worth)
    if score * PRICE_SCALE < price:
        return Finding("below_price", worth)
    return _limit(problem, person, row, own)


def _limit(problem: ScoredProblem, person: int, row: int, own: NDArray[np.int32]) -> Finding:
    """Say which of the person's places stands in the way of one more."""
    places, pairs = problem.places, problem.pairs
    place, minutes = int(pairs.place[row]), int(pairs.minutes[row])
    meets = (places.start[own] < places.end[place]) & (places.end[own] > places.start[place])
    meets &= (places.start[own] != NO_TIME) & (places.start[place] != NO_TIME)
    if meets.any():
        return Finding("overlap", {"other": int(own[meets][0])})
    week = week_of(places)
    same = own[week[own] == week[place]]
    if len(same) >= problem.people.max_places[person]:
        return Finding("week_places", {"places": len(same)})
    spent = int(pairs.minutes[(pairs.person == person) & np.isin(pairs.place, same)].sum())
    left = int(problem.people.max_minutes[person]) - spent
    if minutes > left:
        return Finding("week_minutes", {"minutes": minutes, "left": left})
    return Finding("tie", {})


def explain_place(problem: ScoredProblem, solution: ScoredSolution, place: int) -> Finding:
    """Say what became of a place: ``filled``, or ``empty`` seats, how many of them are ``short`` of the minimum.

    Further values count the people listed for it by the code of :func:`explain_pair`.
    """
    load = int((solution.place == place).sum())
    empty = int(problem.places.capacity[place]) - load
    if empty <= 0:
        return Finding("filled", {"people": load})
    short = max(int(problem.places.minimum[place]) - load, 0)
    people = problem.pairs.person[problem.pairs.place == place].tolist()
    codes = [explain_pair(problem, solution, person, place).code for person in people]
    counts = {code: codes.count(code) for code in sorted(set(codes))}
    return Finding("empty", {"empty": empty, "short": short} | counts)

"""The smallest changes that would give an unplaced person a place: found by prices, proven by solving again."""

from dataclasses import dataclass, replace

import numpy as np

from matching.engine.explain.changes import Change, Gain, apply_changes, single_gains
from matching.engine.hard import Pairs
from matching.engine.index import Index, build_index, index_of_people
from matching.engine.problem import Problem, canonical
from matching.engine.result import PRICE_SCALE, Limits, Solution
from matching.engine.soft import score
from matching.engine.solve import solve
from matching.engine.tables import Confirmed


@dataclass(frozen=True, slots=True, eq=False)
class WayIn:
    """A change, and by how much its best new place then beats the price of that place, 1/64 points."""

    gain: Gain
    margin: int


def likely_ways_in(index: Index, solution: Solution, volunteer: int) -> list[WayIn]:
    """Find the single changes whose new places are worth more than their prices, least effort first.

    Milliseconds and nearly always right; :func:`ways_in` proves each one. Only for people without a place.
    """
    ways = []
    for gain in single_gains(index, volunteer):
        changed = replace(
            index.problem,
            volunteers=apply_changes(index.problem.volunteers.take(np.array([volunteer])), 0, gain.changes),
            confirmed=Confirmed.of(volunteer=[], role=[]),
        )
        points = score(Pairs(index_of_people(index, changed), np.array([0]), gain.rows))[0]
        margins = (points + index.first_bonus[volunteer]) * PRICE_SCALE - solution.certificate.prices[gain.rows]
        if margins.max() > 0:
            ways.append(WayIn(gain, int(margins.max())))
    return sorted(ways, key=lambda way: (way.gain.effort, -way.margin))


def changed_problem(problem: Problem, volunteer: int, changes: tuple[Change, ...]) -> Problem:
    """Return the problem after one person made the changes."""
    return canonical(replace(problem, volunteers=apply_changes(problem.volunteers, volunteer, changes)))


def ways_in(
    problem: Problem,
    solution: Solution,
    volunteer: int,
    *,
    most: int = 3,
    tries: int = 6,
    limits: Limits | None = None,
    seed: int = 0,
) -> list[WayIn]:
    """Find the smallest changes with which the person gets a place in the best filling, each proven by solving it.

    Parameters
    ----------
    solution : of the problem; the person has no place in it
    most, tries : 1 or more
        How many to return, and how many to solve for at most: a solve of the whole problem each.

    Returns
    -------
    list of WayIn
        Least effort first; empty where no likely change came true.
    """
    index, found = build_index(problem), []
    for way in likely_ways_in(index, solution, volunteer)[:tries]:
        after = solve(changed_problem(problem, volunteer, way.gain.changes), limits=limits, seed=seed)
        if (after.volunteer == volunteer).any():
            found.append(way)
        if len(found) == most:
            break
    return found

"""An answer as plain pairs: what it is worth in the end, whoever found it and however."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from matching.engine.bundle import seat_bonus, seats_to_minimum
from matching.engine.candidates import build_edges
from matching.engine.extras import Extra, all_extras
from matching.engine.gates import closed_shifts, read_gates
from matching.engine.index import Index
from matching.engine.result import Solution
from matching.engine.teams import hopes


def meeting_points(index: Index, volunteer: NDArray[np.int32], role: NDArray[np.int32]) -> int:
    """Return the points of buddies who are both proposed for one shift."""
    buddies, shifts = index.problem.buddies, len(index.problem.shifts)
    if not len(buddies):
        return 0
    keys = np.sort(volunteer.astype(np.int64) * shifts + index.problem.roles.shift[role])
    met = 0
    for one, other in zip(buddies.one.tolist(), buddies.other.tolist(), strict=True):
        ends = np.searchsorted(keys, [one * shifts, (one + 1) * shifts, other * shifts, (other + 1) * shifts])
        mine, theirs = keys[ends[0] : ends[1]] - one * shifts, keys[ends[2] : ends[3]] - other * shifts
        met += len(np.intersect1d(mine, theirs))
    return met * index.problem.options.weights.buddy


def points_of(index: Index, volunteer: NDArray[np.int32], role: NDArray[np.int32], score: NDArray[np.int32]) -> int:
    """Add up scores, first places, seats up to the minimum and meetings of buddies, points."""
    load = np.bincount(role, minlength=index.role_count)
    seats = seat_bonus(index) * np.minimum(load, seats_to_minimum(index))
    alone = int(score.astype(np.int64).sum() + index.first_bonus[np.unique(volunteer)].sum() + seats.sum())
    return alone + meeting_points(index, volunteer, role)


def hopes_of(index: Index) -> Extra:
    """Find the hopes of all buddies (see ``hopes``). O(buddies x roles)."""
    buddies = index.problem.buddies
    people = np.unique(np.concatenate([buddies.one, buddies.other])).astype(np.int64)
    return hopes(index, build_edges(index, people))


def with_hopes(index: Index) -> Extra:
    """Return the extras and the hopes together, in order of person."""
    sure = all_extras(index)
    if not len(index.problem.buddies):
        return sure
    volunteer, role, points = (np.concatenate(columns) for columns in zip(sure, hopes_of(index), strict=True))
    order = np.lexsort((role, volunteer))
    return Extra(volunteer[order], role[order], points[order])


def without_hopes(index: Index, solution: Solution) -> Solution:
    """Turn a solution whose scores contain hopes into what it really is; the bound holds all the more."""
    hoped = hopes_of(index)
    keys = solution.volunteer.astype(np.int64) * index.role_count + solution.role
    asked = hoped.volunteer * index.role_count + hoped.role
    at = np.minimum(np.searchsorted(keys, asked), max(len(keys) - 1, 0))
    score = solution.score.copy()
    if len(keys):
        known = keys[at] == asked
        np.subtract.at(score, at[known], hoped.points[known].astype(np.int32))
    return revalued(index, replace(solution, score=score))


def revalued(index: Index, solution: Solution) -> Solution:
    """Work out the value of the pairs again."""
    lower = points_of(index, solution.volunteer, solution.role, solution.score)
    stopped_by = "stalled" if solution.stopped_by == "optimal" and lower < solution.bound else solution.stopped_by
    certificate = replace(solution.certificate, lower=lower)
    return replace(solution, objective=lower, certificate=certificate, stopped_by=stopped_by)


def without_closed(index: Index, solution: Solution) -> Solution:
    """Empty the shifts whose condition is not met; the bound stays as it is."""
    load = np.bincount(solution.role, minlength=index.role_count)
    kept = ~closed_shifts(index, read_gates(index), load)[index.problem.roles.shift[solution.role]]
    if kept.all():
        return solution
    columns = {name: getattr(solution, name)[kept] for name in ("volunteer", "role", "score")}
    return revalued(index, replace(solution, **columns))

"""Carry an answer over to the problem as it is now: places worth keeping, and prices to start from."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from matching.engine.problem import Problem, canonical
from matching.engine.result import PRICE_SCALE, Certificate, Solution
from matching.engine.tables import Earlier


def rows_in(ids: NDArray[np.bytes_], wanted: NDArray[np.bytes_]) -> NDArray[np.int64]:
    """Return the row of every wanted id, -1 where it is gone; ``ids`` ascending."""
    at = np.minimum(np.searchsorted(ids, wanted), max(len(ids) - 1, 0))
    found = ids[at] == wanted if len(ids) else np.zeros(len(wanted), dtype=bool)
    return np.where(found, at, -1)


def keep_places(problem: Problem, before: Problem, answer: Solution) -> Problem:
    """Make the places of an answer to an earlier problem worth ``earlier`` points in this one, by id.

    Places of people and roles that are gone are left out. The points are part of the problem, its hash and whatever
    is certified for it.
    """
    volunteer = rows_in(problem.volunteers.ids, before.volunteers.ids[answer.volunteer])
    role = rows_in(problem.roles.ids, before.roles.ids[answer.role])
    kept = (volunteer >= 0) & (role >= 0)
    return canonical(replace(problem, earlier=Earlier.of(volunteer=volunteer[kept], role=role[kept])))


def carry_prices(problem: Problem, before: Problem, answer: Solution) -> Solution:
    """Return the answer with its prices in the order of another problem's roles, to start from; new roles cost 0."""
    row = rows_in(before.roles.ids, problem.roles.ids)
    prices = np.where(row >= 0, answer.certificate.prices[row], 0) if len(row) else np.zeros(0, dtype=np.int64)
    dearest = 1_000 * PRICE_SCALE
    return replace(
        answer, certificate=Certificate(problem.sha256, np.clip(prices, -dearest, dearest), 0, answer.bound)
    )

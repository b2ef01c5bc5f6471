"""The exact best roles for a person and the exact best people for a role."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.engine.hard import Pairs, is_eligible
from matching.engine.index import Index
from matching.engine.result import PRICE_SCALE
from matching.engine.soft import score
from matching.engine.weights import NO_LIFTS, Lifts

_ROW_BITS = 32


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """Eligible rows best first, with scores in points (before any offset or lift) and the lift each one was given."""

    rows: NDArray[np.int32]
    scores: NDArray[np.int32]
    lifts: NDArray[np.int32]

    def __len__(self) -> int:
        """Return how many were found, at most k."""
        return len(self.rows)


def _best(
    rows: NDArray[np.int64], scores: NDArray[np.int64], lifts: NDArray[np.int64], offset: NDArray[np.int64], k: int
) -> Ranking:
    """Order by falling 64 x (score + lift) - offset, then by row; exact: the row is the low half of an integer key."""
    key = ((offset - (scores + lifts) * PRICE_SCALE) << _ROW_BITS) + rows
    if k < len(key):
        chosen = np.argpartition(key, k)[:k]
        chosen = chosen[np.argsort(key[chosen], kind="stable")]
    else:
        chosen = np.argsort(key, kind="stable")
    return Ranking(*(column[chosen].astype(np.int32) for column in (rows, scores, lifts)))


def _check(name: str, row: int, count: int, k: int) -> None:
    if not 0 <= row < count:
        raise IndexError(f"{name} {row} is not one of the {count} rows")
    if k < 1:
        raise ValueError(f"k is {k}, not 1 or more")


def top_k_roles(
    index: Index, volunteer: int, k: int, *, offset: NDArray[np.int64] | None = None, lifts: Lifts = NO_LIFTS
) -> Ranking:
    """Find the k best roles a volunteer may take by examining every role; :class:`Openings` is for many questions.

    Parameters
    ----------
    volunteer : row of the volunteers
    k : 1 or more
    offset : int64, one per role, 1/64 points, optional
        Taken off each role's score for the order only; pass a solution's prices to spread people over roles.
    lifts
        ``unseen`` points are added for the order to roles nobody holds a seat of.

    Returns
    -------
    Ranking, length <= k
        Rows of roles that pass every hard rule; ties in order of role id.

    Raises
    ------
    IndexError, ValueError
        If there is no such row, or k is below 1.
    """
    _check("volunteer", volunteer, index.volunteer_count, k)
    person = np.array([volunteer])
    rows = np.flatnonzero(is_eligible(Pairs(index, person, slice(None)))[0])
    scores = score(Pairs(index, person, rows))[0]
    lifted = np.where(index.fixed[rows] == 0, lifts.unseen, 0)
    return _best(rows, scores, lifted, np.zeros(len(rows), dtype=np.int64) if offset is None else offset[rows], k)


def top_k_volunteers(
    index: Index, role: int, k: int, *, offset: NDArray[np.int64] | None = None, lifts: Lifts = NO_LIFTS
) -> Ranking:
    """Find the k best volunteers for a role; as :func:`top_k_roles` with the sides exchanged.

    ``first_shift`` points of the lifts go to people who hold no shift and never did; :class:`Pool` is for many
    questions.
    """
    _check("role", role, index.role_count, k)
    place = np.array([role])
    rows = np.flatnonzero(is_eligible(Pairs(index, slice(None), place))[:, 0])
    scores = score(Pairs(index, rows, place))[:, 0]
    waits = (np.diff(index.confirmed_ptr)[rows] == 0) & (index.problem.volunteers.history[rows] == 0)
    lifted = np.where(waits, lifts.first_shift, 0)
    return _best(rows, scores, lifted, np.zeros(len(rows), dtype=np.int64) if offset is None else offset[rows], k)

"""All eligible pairs with their scores, as one sparse table in order of volunteer and time."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.engine.extras import Extra
from matching.engine.hard import Pairs, is_eligible
from matching.engine.index import Index
from matching.engine.soft import score

BLOCK_PAIRS = 1_000_000  # pairs examined at a time; bounds memory to some tens of MB


@dataclass(frozen=True, slots=True, eq=False)
class EdgeSet:
    """Eligible pairs in compressed rows: volunteer v has the edges ptr[v]..ptr[v + 1], by start, then row of role."""

    ptr: NDArray[np.int64]  # n + 1
    role: NDArray[np.int32]
    score: NDArray[np.int16]

    def __len__(self) -> int:
        """Return the number of eligible pairs."""
        return len(self.role)

    def volunteers(self) -> NDArray[np.int64]:
        """Return the volunteer of every edge."""
        return np.repeat(np.arange(len(self.ptr) - 1), np.diff(self.ptr))

    def only(self, kept: NDArray[np.bool_]) -> "EdgeSet":
        """Return some of the edges."""
        counts = np.bincount(self.volunteers()[kept], minlength=len(self.ptr) - 1)
        return EdgeSet(np.concatenate(([0], np.cumsum(counts))), self.role[kept], self.score[kept])


def build_edges(index: Index, people: NDArray[np.int64] | None = None) -> EdgeSet:
    """Find every eligible pair, of some people (ascending rows) or of all, and score it.

    O(people x roles), in blocks.
    """
    asked = np.arange(index.volunteer_count) if people is None else people
    by_time = np.argsort(index.start, kind="stable")
    step = max(1, BLOCK_PAIRS // max(index.role_count, 1))
    counts = np.zeros(index.volunteer_count + 1, dtype=np.int64)
    roles, scores = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for first in range(0, len(asked), step):
        pairs = Pairs(index, asked[first : first + step], by_time)
        fits = is_eligible(pairs)
        counts[asked[first : first + step] + 1] = fits.sum(axis=1)
        roles.append(by_time[np.nonzero(fits)[1]])
        scores.append(score(pairs)[fits])
    return EdgeSet(
        ptr=np.cumsum(counts),
        role=np.concatenate(roles).astype(np.int32),
        score=np.concatenate(scores).astype(np.int16),
    )


def strongest(index: Index, edges: EdgeSet, *, worth: NDArray[np.int64], per_person: int, per_seat: int) -> EdgeSet:
    """Keep each person's best edges and each role's best ``per_seat`` edges for every free seat.

    Parameters
    ----------
    worth : shape (edges,)
        By what to judge; ties in order of row.
    per_person, per_seat : 1 or more
    """
    people, order = edges.volunteers(), np.arange(len(edges))
    by_person = np.lexsort((order, -worth, people))
    by_role = np.lexsort((order, -worth, edges.role))
    first_of_role = np.searchsorted(edges.role[by_role], np.arange(index.role_count))
    kept = np.zeros(len(edges), dtype=bool)
    kept[by_person] = order - edges.ptr[people[by_person]] < per_person
    roles = edges.role[by_role]
    kept[by_role] |= order - first_of_role[roles] < per_seat * index.seats_left[roles]
    return edges.only(kept)


def on_edges(index: Index, edges: EdgeSet, extra: Extra) -> NDArray[np.int64]:
    """Add up the extras of every edge, points."""
    keys = edges.volunteers() * index.role_count + edges.role
    order = np.argsort(keys, kind="stable")
    asked = extra.volunteer * index.role_count + extra.role
    at = np.searchsorted(keys[order], asked)
    known = np.flatnonzero(at < len(keys))
    known = known[keys[order[at[known]]] == asked[known]]
    points = np.zeros(len(keys), dtype=np.int64)
    np.add.at(points, order[at[known]], extra.points[known])
    return points

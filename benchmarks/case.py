"""One problem with all its eligible pairs, found once and handed to every peer."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.engine.index import build_index
from matching.engine.priced.market import Edges, Market, open_market, open_roles
from matching.engine.priced.pairs import find_pairs
from matching.engine.priced.scene import set_scene
from matching.engine.priced.threads import crew_of
from matching.engine.problem import Problem


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """A problem, its open roles in order of time (``role_row``: their rows in the problem), and all eligible pairs.

    Pairs and market speak of roles by their number in order of time.
    """

    problem: Problem
    market: Market
    edges: Edges
    role_row: NDArray[np.int64]

    def owners(self) -> NDArray[np.int32]:
        """Return the person of every pair."""
        return np.repeat(np.arange(len(self.edges.ptr) - 1, dtype=np.int32), np.diff(self.edges.ptr))

    def numbers(self) -> NDArray[np.int32]:
        """Return the number in order of time of every role of the problem, -1 for those that are not open."""
        found = np.full(len(self.problem.roles), -1, dtype=np.int32)
        found[self.role_row] = np.arange(len(self.role_row), dtype=np.int32)
        return found

    def worth(self) -> NDArray[np.int32]:
        """Return for every pair its score with the bonus of a seat below the minimum, points."""
        bonus = np.where(self.market.low > 0, self.market.bonus // 64, 0)
        return np.asarray(self.edges.score + bonus[self.edges.role], dtype=np.int32)


def make_case(problem: Problem) -> Case:
    """Find all pairs of a problem."""
    index = build_index(problem)
    opening = open_roles(index)
    market = open_market(index, opening)
    with crew_of(None) as crew:
        edges = find_pairs(set_scene(index, opening, market), crew)
    return Case(problem, market, edges, opening.role_row)

"""People and all their pairs, behind the few questions that are asked about them.

Everything else a round does needs only the pairs that matter at the present prices. So the pairs may be kept here, or
by workers that each own some of the people: the answers add up, or follow one another in order of person.
"""

from typing import NamedTuple, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from matching.engine.priced.dual import dual, role_value
from matching.engine.priced.gains import Fees, Gains, gains_on, value_of_closed
from matching.engine.priced.market import Edges, Market
from matching.engine.priced.pairs import find_pairs
from matching.engine.priced.plan import Plan
from matching.engine.priced.scene import Scene
from matching.engine.priced.subset import active, count_scores
from matching.engine.priced.threads import Crew


class Extent(NamedTuple):
    """How many pairs there are and their highest score, points (0 without pairs)."""

    pairs: int
    highest: int


class Pairs(Protocol):
    """All pairs of some people, wherever they are kept."""

    def extent(self) -> Extent:
        """Count the pairs."""

    def histogram(self, width: int) -> NDArray[np.int64]:
        """Count the pairs of each role by score, in bins of ``width`` points; shape (roles, BINS)."""

    def active(self, prices: NDArray[np.int64], *, margin: int, best: int, plan: Plan | None = None) -> Edges:
        """Return the pairs that matter at these prices, as :func:`matching.engine.priced.subset.active` has it."""

    def people_value(self, prices: NDArray[np.int64]) -> int:
        """Add up what everybody's best bundle is worth at these prices, 1/64 points."""


class AllPairs(Pairs, Protocol):
    """What shifts that open on a condition ask besides."""

    def on_roles(self, roles: NDArray[np.bool_]) -> Edges:
        """Return the pairs on some roles."""

    def gains(self, dear: NDArray[np.int64], closed: NDArray[np.bool_]) -> Gains:
        """List what closed roles would add to people, as :func:`matching.engine.priced.gains.gains_on` has it."""

    def closed_value(self, prices: NDArray[np.int64], closed: NDArray[np.bool_], fees: Fees) -> int:
        """Add up what closed roles leave people, as :func:`matching.engine.priced.gains.value_of_closed` has it."""


class Shard:
    """The pairs of some people, kept in this process.

    Parameters
    ----------
    market
        Rows of these people; every role.
    edges
        All their pairs.
    crew
        Threads for the answers, which are the same for any number of them.
    """

    def __init__(self, market: Market, edges: Edges, crew: Crew) -> None:
        self.edges, self._market, self._crew = edges, market, crew

    @classmethod
    def found(cls, scene: Scene, market: Market, crew: Crew) -> Self:
        """Find the pairs first."""
        return cls(market, find_pairs(scene, crew), crew)

    def extent(self) -> Extent:
        """Count the pairs. O(pairs)."""
        return Extent(len(self.edges.role), int(self.edges.score.max(initial=0)))

    def histogram(self, width: int) -> NDArray[np.int64]:
        """Count the pairs of each role by score. O(pairs)."""
        return count_scores(self.edges, len(self._market.free), width, self._crew)

    def active(self, prices: NDArray[np.int64], *, margin: int, best: int, plan: Plan | None = None) -> Edges:
        """Return the pairs that matter at these prices. O(pairs)."""
        return active(self._market, self.edges, prices, self._crew, margin=margin, best=best, plan=plan)

    def people_value(self, prices: NDArray[np.int64]) -> int:
        """Add up what everybody's best bundle is worth. O(pairs)."""
        return dual(self._market, self.edges, prices, self._crew).value - role_value(self._market, prices)

    def on_roles(self, roles: NDArray[np.bool_]) -> Edges:
        """Return the pairs on some roles. O(pairs)."""
        kept = np.flatnonzero(roles[self.edges.role])
        return Edges(np.searchsorted(kept, self.edges.ptr), self.edges.role[kept], self.edges.score[kept])

    def gains(self, dear: NDArray[np.int64], closed: NDArray[np.bool_]) -> Gains:
        """List what closed roles would add to people. O(pairs) and a search for every pair on a closed role."""
        return gains_on(self._market, self.edges, dear, closed, self._crew)

    def closed_value(self, prices: NDArray[np.int64], closed: NDArray[np.bool_], fees: Fees) -> int:
        """Add up what closed roles leave people beyond their bundles without them. O(pairs)."""
        return value_of_closed(self._market, self.edges, prices, closed, fees, self._crew)

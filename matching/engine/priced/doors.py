"""Which shifts with a condition are open: a view of the pairs without the closed ones, and who must be drawn in."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matching.engine.gates import Gates
from matching.engine.priced.dual import floor_of
from matching.engine.priced.gains import DEAR
from matching.engine.priced.market import Edges, Market
from matching.engine.priced.plan import Plan, value_of, without
from matching.engine.priced.rounds import Stage, State, bound_at
from matching.engine.priced.shard import AllPairs, Extent, Pairs
from matching.engine.result import PRICE_SCALE

PULL = 2_000 * PRICE_SCALE  # more for each seat a forced shift must fill
WORTH_REOPENING = 5 * PRICE_SCALE


@dataclass(frozen=True, slots=True, eq=False)
class Doors:
    """Per shift of the problem: closed, forced to fill, and reopened once already."""

    closed: NDArray[np.bool_]
    forced: NDArray[np.bool_]
    reopened: NDArray[np.bool_]


class OpenPairs:
    """The pairs on open shifts: those of ``inner`` with closed roles (by number) at a price nobody pays."""

    def __init__(self, inner: Pairs, closed: NDArray[np.bool_]) -> None:
        self._inner, self._closed = inner, closed

    def extent(self) -> Extent:
        """Count all pairs, closed ones included."""
        return self._inner.extent()

    def histogram(self, width: int) -> NDArray[np.int64]:
        """Count the pairs of each role by score."""
        return self._inner.histogram(width) * ~self._closed[:, None]

    def active(self, prices: NDArray[np.int64], *, margin: int, best: int, plan: Plan | None = None) -> Edges:
        """Return the pairs that matter at these prices."""
        some = self._inner.active(np.where(self._closed, DEAR, prices), margin=margin, best=best, plan=plan)
        kept = ~self._closed[some.role]
        before = np.concatenate(([0], np.cumsum(kept)))
        return Edges(before[some.ptr], some.role[kept], some.score[kept])

    def people_value(self, prices: NDArray[np.int64]) -> int:
        """Add up what everybody's best bundle is worth."""
        return self._inner.people_value(np.where(self._closed, DEAR, prices))


def closed_roles(stage: Stage[AllPairs], shifts: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Say of every role, by number, whether its shift is among these."""
    return shifts[stage.index.problem.roles.shift[stage.opening.role_row]]


def _drawing_market(stage: Stage[AllPairs], gates: Gates, doors: Doors) -> Market:
    """Add a pull to the bonus of seats that a forced shift must fill."""
    market, rows = stage.market, stage.opening.role_row
    shift = stage.index.problem.roles.shift[rows]
    alone = gates.contact[rows] & (gates.adults[shift] > 0)
    low = np.where(doors.forced[shift] & alone, np.maximum(market.low, gates.adults[shift]), market.low)
    drawn = doors.forced[shift] & ((gates.least[rows] > 0) | alone)
    return market._replace(low=np.minimum(low, market.free), bonus=market.bonus + np.where(drawn, PULL, 0))


def through(stage: Stage[AllPairs], gates: Gates, doors: Doors) -> Stage[Pairs]:
    """Look at a stage through the doors."""
    pairs = OpenPairs(stage.pairs, closed_roles(stage, doors.closed))
    return Stage(stage.index, stage.opening, _drawing_market(stage, gates, doors), pairs, stage.crew, stage.order)


def moved(view: Stage[Pairs], state: State, closed: NDArray[np.bool_]) -> State:
    """Carry a state over to other doors: nobody stays on a closed shift, and both values are worked out again."""
    plan, prices = without(state.plan, closed), np.maximum(state.prices, floor_of(view.market))
    prices = np.where(closed, 0, prices)
    return State(plan, prices, int(value_of(view.market, plan)), bound_at(view, prices))


def decide(doors: Doors, failing: NDArray[np.bool_], worth: NDArray[np.int64], fixed: NDArray[np.bool_]) -> Doors:
    """Choose what to try next.

    A failing shift that is worth opening is forced to fill; of the others the worse half closes. A closed shift that
    turns out to be worth opening is tried once more.

    Parameters
    ----------
    failing : shape (m,)
        Open shifts with people but not enough of them.
    worth : shape (m,), 1/64 points
        What opening each failing or closed shift would add at the present prices.
    fixed : shape (m,)
        Closed for good.
    """
    wanted = failing & (worth > 0) & ~doors.forced
    hopeless = np.flatnonzero(failing & ~wanted)
    hopeless = hopeless[np.argsort(worth[hopeless], kind="stable")][: -(-len(hopeless) // 2)]
    again = doors.closed & ~fixed & ~doors.reopened & (worth > WORTH_REOPENING)
    closed = doors.closed & ~again
    closed[hopeless] = True
    return replace(
        doors, closed=closed, forced=(doors.forced | wanted | again) & ~closed, reopened=doors.reopened | again
    )

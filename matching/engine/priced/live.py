"""A solved problem kept ready, so that one cancellation is repaired at once and the proven gap stays known."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.index import Index
from matching.engine.priced.chains import NONE, TAKEN, by_role, fill_seat, new_trail
from matching.engine.priced.dual import floor_of
from matching.engine.priced.plan import Plan, drop, empty_plan, position, value_of
from matching.engine.priced.rounds import BEST, MARGIN, State, bound_at, set_stage
from matching.engine.priced.threads import crew_of
from matching.engine.priced.written import to_solution
from matching.engine.result import PRICE_SCALE, Solution, gap_ppm

FORBIDDEN = -30_000  # a score that no chain will ever pick
EVENT_STEPS = 200  # roles a chain may visit: keeps the slowest event short


class Move(NamedTuple):
    """One person changes roles (rows of the problem); -1 stands for no role."""

    volunteer: int
    left: int
    took: int


def plan_of(empty: Plan, solution: Solution, numbers: NDArray[np.int64]) -> Plan:
    """Enter a solution into an empty plan; ``numbers`` gives each role of the problem its number in order of time."""
    people, roles = solution.volunteer.astype(np.int64), numbers[solution.role]
    np.add.at(empty.held, people, 1)
    first = np.cumsum(empty.held) - empty.held
    slots = empty.slot[people] + np.arange(len(people)) - first[people]
    empty.role[slots], empty.score[slots] = roles, solution.score
    np.add.at(empty.load, roles, 1)
    return empty


class Live:
    """The plan of a solution, its prices and the pairs that matter, open to single events.

    Parameters
    ----------
    index, solution
        A problem and an accepted answer to it.
    threads : optional
        For the preparation, which takes as long as one round; events need one thread.
    """

    def __init__(self, index: Index, solution: Solution, *, threads: int | None = None) -> None:
        with crew_of(threads) as crew:
            stage = set_stage(index, crew, solution.seed)
            market, rows = stage.market, stage.opening.role_row
            numbers = np.full(index.role_count, -1, dtype=np.int64)
            numbers[rows] = np.arange(len(rows))
            self._plan = plan_of(empty_plan(market, stage.pairs.edges), solution, numbers)
            self._prices = np.maximum(solution.certificate.prices[rows], floor_of(market))
            self._upper = bound_at(stage, self._prices)
            some = stage.pairs.active(self._prices, margin=MARGIN, best=BEST, plan=self._plan)
        self._stage, self._numbers = stage, numbers
        self._pairs, self._trail, self._mark = by_role(some, len(rows)), new_trail(len(rows)), 0
        self._lower, self._seed = int(value_of(market, self._plan)), solution.seed

    @property
    def gap_ppm(self) -> int:
        """Return how far the present plan may be below the best possible; a cancellation never raises the bound."""
        return gap_ppm(self._lower // PRICE_SCALE, self._upper // PRICE_SCALE)

    def _without(self, volunteer: int, role: int) -> None:
        """Take a role from a person and never propose the pair again."""
        market, plan = self._stage.market, self._plan
        slot = position(plan, volunteer, role)
        if slot < 0:
            raise KeyError(f"volunteer {volunteer} does not hold role {int(self._stage.opening.role_row[role])}")
        self._lower -= int(plan.score[slot]) * PRICE_SCALE
        if plan.held[volunteer] == 1:
            self._lower -= int(market.first[volunteer])
        if plan.load[role] <= market.low[role]:
            self._lower -= int(market.bonus[role])
        drop(plan, volunteer, slot)
        plan.load[role] -= 1
        first, last = self._pairs.ptr[role : role + 2].tolist()
        at = first + int(np.searchsorted(self._pairs.person[first:last], volunteer))
        self._pairs.score[at] = FORBIDDEN

    def cancel(self, volunteer: int, role: int) -> tuple[Move, ...]:
        """Let a person give up a role and fill the seat along the cheapest chain.

        Returns
        -------
        tuple of Move
            Empty where leaving the seat empty is best. Rows of the problem.

        Raises
        ------
        KeyError
            If she does not have the role.
        """
        origin = int(self._numbers[role])
        self._without(volunteer, origin)
        self._mark += 1
        gained, end = fill_seat(
            self._stage.market, self._pairs, self._prices, self._plan, self._trail, self._mark, origin, EVENT_STEPS
        )
        self._lower += int(gained)
        moves, rows, here = [], self._stage.opening.role_row, int(end.role)
        if end.kind == TAKEN:
            moves.append(Move(int(end.person), -1, int(rows[here])))
        while end.kind != NONE and here != origin:
            person, towards = int(self._trail.person[here]), int(self._trail.to[here])
            moves.append(Move(person, int(rows[here]), int(rows[towards])))
            here = towards
        return tuple(moves)

    def solution(self) -> Solution:
        """Write the present plan down, with the bound of the problem as it was before the events."""
        state = State(self._plan, self._prices, self._lower, self._upper)
        return to_solution(self._stage, state, stopped_by="events", seed=self._seed)

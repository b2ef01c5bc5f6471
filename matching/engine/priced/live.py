"""A solved problem kept ready for single events, with the proven gap always known and improved in the background."""

from collections.abc import Callable
from threading import Lock
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from matching.engine.extras import most_company
from matching.engine.gates import read_gates
from matching.engine.index import Index
from matching.engine.priced.rounds import set_stage
from matching.engine.priced.threads import crew_of
from matching.engine.priced.town import Move, Town, settle_town
from matching.engine.problem import Problem
from matching.engine.result import Solution
from matching.engine.teams import members

__all__ = ["Live", "Move"]
Found = TypeVar("Found")
Event = Callable[[Town], object]


def _marked(rows: ArrayLike, count: int) -> NDArray[np.bool_]:
    marked = np.zeros(count, dtype=bool)
    marked[np.asarray(rows, dtype=np.int64)] = True
    return marked


class Live:
    """The plan of a solution, open to single events; people and roles are rows of the problem.

    Parameters
    ----------
    index
        Of a problem that knows everybody and every role that an event may bring.
    solution
        An accepted answer to it, or, where some are not here yet, to the problem with them set aside
        (:func:`matching.engine.priced.presence.set_aside`).
    away, closed : rows, optional
        People who are not here yet, roles that are not open yet.
    threads : optional
        For the preparation, which takes as long as one round; events need one thread.

    Raises
    ------
    ValueError
        If one person's event could decide over others: shifts that open on a condition, teams, buddies.

    Notes
    -----
    An event takes microseconds and touches only the people and roles concerned; the bound stays valid after each.
    """

    def __init__(
        self,
        index: Index,
        solution: Solution,
        *,
        away: ArrayLike = (),
        closed: ArrayLike = (),
        threads: int | None = None,
    ) -> None:
        if read_gates(index).shift.any() or members(index) or most_company(index):
            raise ValueError("conditions on shifts, teams and buddies tie people together and cannot be kept live")
        with crew_of(threads) as crew:
            stage = set_stage(index, crew, solution.seed)
            rows = stage.opening.role_row
            self._numbers = np.full(index.role_count, -1, dtype=np.int64)
            self._numbers[rows] = np.arange(len(rows))
            later = _marked(closed, index.role_count)[rows]
            self._town = settle_town(stage, solution, self._numbers, _marked(away, index.volunteer_count), later)
        self._log: list[Event] | None = None
        self._lock, self._refreshing, self._threads = Lock(), Lock(), threads

    @property
    def gap_ppm(self) -> int:
        """Return how far the present plan may be below the best possible, without the pairs given up."""
        return self._town.gap_ppm

    def _happen(self, event: Callable[[Town], Found]) -> Found:
        with self._lock:
            if self._log is not None:
                self._log.append(event)
            return event(self._town)

    def _number(self, role: int) -> int:
        number = int(self._numbers[role])
        if number < 0:
            raise KeyError(f"role {role} cannot be proposed")
        return number

    def cancel(self, volunteer: int, role: int) -> tuple[Move, ...]:
        """Let a person give up a role for good and fill the seat along the cheapest chain.

        Returns
        -------
        tuple of Move
            Empty where leaving the seat empty is best.

        Raises
        ------
        KeyError
            If she does not have the role.
        """
        number = self._number(role)
        if not self.holds(volunteer, role):
            raise KeyError(f"volunteer {volunteer} does not hold role {role}")
        return self._happen(lambda town: town.cancel(volunteer, number))

    def leave(self, volunteer: int) -> tuple[Move, ...]:
        """Let a person go and fill all her seats."""
        return self._happen(lambda town: town.leave(volunteer))

    def come(self, volunteer: int) -> None:
        """Let a person appear or come back and give her the best she can have."""
        self._happen(lambda town: town.come(volunteer))

    def open(self, role: int) -> tuple[Move, ...]:
        """Open a role that was not open yet and fill its seats.

        Raises
        ------
        KeyError
            If the role was not among those closed at the start, or is open.
        """
        number = self._number(role)
        if number not in self._town.interest or self._town.market.free[number]:
            raise KeyError(f"role {role} is not waiting to open")
        return self._happen(lambda town: town.open(number))

    def withdraw(self, role: int) -> int:
        """Take one seat of a role away; return who had to give it up, -1 if it was free.

        Raises
        ------
        KeyError
            If the role has no seat.
        """
        number = self._number(role)
        if not self.seats_of(role):
            raise KeyError(f"role {role} has no seat to withdraw")
        return self._happen(lambda town: town.withdraw(number))

    def holds(self, volunteer: int, role: int) -> bool:
        """Say whether a person has a role at present."""
        return role in self.roles_of(volunteer)

    def roles_of(self, volunteer: int) -> list[int]:
        """Return what a person has at present."""
        plan, rows = self._town.plan, self._town.stage.opening.role_row
        first = int(plan.slot[volunteer])
        held: list[int] = rows[plan.role[first : first + int(plan.held[volunteer])]].tolist()
        return held

    def seats_of(self, role: int) -> int:
        """Return how many seats of a role proposals may fill at present."""
        return int(self._town.market.free[self._number(role)])

    def refresh(self) -> int:
        """Improve plan and prices by one round and return the proven gap; events go on meanwhile.

        A copy is improved, then lives through the events that happened since, and takes the other's place. Meant for a
        thread in the background; takes as long as one round of the solver.
        """
        with self._refreshing, crew_of(self._threads) as crew:
            with self._lock:
                better, self._log = self._town.fork(), []
            better.improve(crew)
            self._catch_up(better)
        return self._town.gap_ppm

    def _catch_up(self, better: Town) -> None:
        """Replay what was logged until nothing is left, then change places."""
        done = 0
        while True:
            with self._lock:
                log = self._log or []
                if done == len(log):
                    self._town, self._log = better, None
                    return
            log[done](better)
            done += 1

    def snapshot(self) -> tuple[Problem, Solution]:
        """Return the problem of this moment and the present plan with its proof, as the verifier wants them."""
        with self._lock:
            problem = self._town.problem()
            return problem, self._town.solution(problem)

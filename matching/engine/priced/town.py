"""A solved problem that keeps living: who is here, what is open, who has what, at which prices, and what is proven.

Every event changes the plan at once and the bound by exactly what it means for the people and roles it touches, so the
proven gap is known after each of them without another look at everybody.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.priced.bundles import Desk, new_desk
from matching.engine.priced.chains import NONE, TAKEN, End, Trail, fill_seat, new_trail
from matching.engine.priced.dual import floor_of, role_value
from matching.engine.priced.events import (
    FORBIDDEN,
    OUT,
    Interest,
    cheapest_holder,
    forbid_by_role,
    list_candidates,
    place_of,
    price_opening,
    record_chain,
    seat_directly,
    settle_in,
    strike,
    values_of,
)
from matching.engine.priced.market import Edges, Market, most_pairs
from matching.engine.priced.plan import Choice, Plan, copy_of, drop, empty_plan, new_choice, position, value_of
from matching.engine.priced.presence import Here, set_aside
from matching.engine.priced.rounds import BEST, MARGIN, PASSES, Stage, State, improve
from matching.engine.priced.shard import Shard
from matching.engine.priced.threads import Crew
from matching.engine.priced.ways import Ways, enter, find_ways, list_interest, roomy
from matching.engine.priced.written import to_solution
from matching.engine.problem import Problem
from matching.engine.result import PRICE_SCALE, Solution, gap_ppm

EVENT_STEPS = 100  # roles a chain may visit: keeps the slowest event short
OPENING_CHAINS = 4  # seats of a new role filled at once by moving others; the next round fills the rest
STEP = 2.0  # of the prices in a round, points


class Move(NamedTuple):
    """One person changes roles (rows of the problem); -1 stands for no role."""

    volunteer: int
    left: int
    took: int


class Bench(NamedTuple):
    """Room for the searches of one event."""

    trail: Trail
    load: NDArray[np.int64]
    desk: Desk
    choice: Choice
    offers: NDArray[np.int64]
    wants: NDArray[np.int64]
    most_first: int


def new_bench(edges: Edges, market: Market, interest: dict[int, Interest]) -> Bench:
    """Make room for whatever may happen."""
    roles, offers = len(market.free), np.zeros(int(market.free.max(initial=0)), np.int64)
    most = most_pairs(edges.ptr)
    longest = max((len(found.person) for found in interest.values()), default=0)
    wants = np.zeros(longest, np.int64)
    return Bench(
        new_trail(roles),
        np.zeros(roles, np.int64),
        new_desk(most),
        new_choice(most),
        offers,
        wants,
        int(market.first.max(initial=0)),
    )


class Survey(NamedTuple):
    """What a look at everybody finds: values, both bounds and the ways."""

    values: NDArray[np.int64]
    lower: int
    upper: int
    ways: Ways


def survey(whole: Market, market: Market, plan: Plan, prices: NDArray[np.int64], here: Here) -> Survey:
    """Look at everybody who is here, at these prices. O(pairs)."""
    values = here.values(prices)
    some = here.active(prices, margin=MARGIN, best=BEST, plan=plan)
    upper = int(values.sum()) + role_value(market, prices)
    return Survey(values, int(value_of(market, plan)), upper, find_ways(some, plan, whole, market.free))


@dataclass(slots=True, eq=False)
class Town:
    """Everything that is true now. Roles are numbered in order of time.

    ``values``: what everybody's best bundle is worth at the prices; ``lower`` and ``upper``: objective and bound; all
    in 1/64 points. ``forbidden``: scores of the pairs that must not be proposed again, by their place among all pairs.
    A fork shares the stage, its pairs, the interest and what is forbidden; all else is its own.
    """

    stage: Stage[Shard]
    market: Market
    present: NDArray[np.bool_]
    plan: Plan
    prices: NDArray[np.int64]
    interest: dict[int, Interest]
    forbidden: dict[int, int]
    bench: Bench
    values: NDArray[np.int64]
    lower: int
    upper: int
    ways: Ways
    mark: int = 0

    @property
    def gap_ppm(self) -> int:
        """Return how far the present plan may be below the best possible."""
        return gap_ppm(self.lower // PRICE_SCALE, self.upper // PRICE_SCALE)

    def problem(self) -> Problem:
        """Return the problem of this moment, with the rows of the first one."""
        index, seats = self.stage.index, self.stage.index.problem.roles.capacity.astype(np.int64)
        rows = self.stage.opening.role_row
        seats[rows] = index.fixed[rows] + self.market.free
        return set_aside(index.problem, away=~self.present, seats=seats)

    def solution(self, problem: Problem) -> Solution:
        """Write the plan down for the problem of this moment, which still knows the forbidden pairs."""
        state = State(self.plan, self.prices, self.lower, self.upper + self._worth_of_forbidden())
        found = to_solution(self.stage, state, stopped_by="events", seed=0)
        return replace(found, certificate=replace(found.certificate, problem_sha256=problem.sha256))

    def _worth_of_forbidden(self) -> int:
        """Return by how much the bound would rise if no pair were forbidden."""
        edges, market = self.stage.pairs.edges, self.market
        places = np.array(sorted(self.forbidden), dtype=np.int64)
        people = np.unique(np.searchsorted(edges.ptr, places, side="right") - 1)
        if not len(people):
            return 0
        counts = np.diff(edges.ptr)[people]
        ptr = np.concatenate(([0], np.cumsum(counts)))
        rows = np.arange(ptr[-1]) + np.repeat(edges.ptr[people] - ptr[:-1], counts)
        score = edges.score[rows]
        score[np.searchsorted(rows, places)] = [self.forbidden[place] for place in places.tolist()]
        few = market._replace(shifts=market.shifts[people], minutes=market.minutes[people], first=market.first[people])
        found = np.zeros(len(people), dtype=np.int64)
        pairs = Edges(ptr, edges.role[rows], score)
        desk, load = self.bench.desk, self.bench.load
        values_of(few, pairs, self.prices, self.present[people], 0, len(people), desk, load, found)
        return int((found - self.values[people]).sum())

    def _revalue(self, person: int) -> None:
        """Bring a person's value and the bound in step with what she may do now."""
        before = int(self.values[person])
        edges, desk, load = self.stage.pairs.edges, self.bench.desk, self.bench.load
        values_of(self.market, edges, self.prices, self.present, person, person + 1, desk, load, self.values)
        self.upper += int(self.values[person]) - before

    def _take(self, person: int, role: int) -> bool:
        """Take a role from a person; say whether she had it."""
        market, plan = self.market, self.plan
        slot = position(plan, person, role)
        if slot < 0:
            return False
        self.lower -= int(plan.score[slot]) * PRICE_SCALE
        if plan.held[person] == 1:
            self.lower -= int(market.first[person])
        if plan.load[role] <= market.low[role]:
            self.lower -= int(market.bonus[role])
        strike(self.ways.holders, role, int(plan.load[role]), person, -1)
        drop(plan, person, slot)
        plan.load[role] -= 1
        return True

    def _fill(self, role: int) -> tuple[Move, ...]:
        """Fill one seat of a role along the cheapest chain."""
        self.mark += 1
        trail = self.bench.trail
        gained, end = fill_seat(
            self.market, self.ways.pairs, self.prices, self.plan, trail, self.mark, role, EVENT_STEPS
        )
        if end.kind == NONE:
            return ()
        self.lower += int(gained)
        record_chain(self.plan, self.ways.holders, trail, role, end)
        return self._moves(role, end)

    def _moves(self, origin: int, end: End) -> tuple[Move, ...]:
        trail, rows, here = self.bench.trail, self.stage.opening.role_row, int(end.role)
        moves = [Move(int(end.person), -1, int(rows[here]))] if end.kind == TAKEN else []
        while here != origin:
            person, towards = int(trail.person[here]), int(trail.to[here])
            moves.append(Move(person, int(rows[here]), int(rows[towards])))
            here = towards
        return tuple(moves)

    def _settle(self, person: int) -> None:
        """Give a person with room the best she can have."""
        gained, self.mark = settle_in(
            self.market, self.stage.pairs.edges, self.ways.some, self.prices, self.plan, self.ways.holders,
            self.bench.trail, self.mark, person, self.bench.desk, self.bench.choice, EVENT_STEPS,
        )  # fmt: skip
        self.lower += int(gained)

    def _role_value(self, role: int) -> int:
        """Return what the seats of one role are worth at its price."""
        one, market = slice(role, role + 1), self.market
        seats = market._replace(free=market.free[one], low=market.low[one], bonus=market.bonus[one])
        return role_value(seats, self.prices[one])

    def cancel(self, person: int, role: int) -> tuple[Move, ...]:
        """Somebody gives up a role for good: never propose the pair again, fill the seat if she had it."""
        edges, had = self.stage.pairs.edges, self._take(person, role)
        place = int(place_of(edges, person, role))
        if place >= 0:
            self.forbidden.setdefault(place, int(edges.score[place]))
            edges.score[place] = FORBIDDEN
            near = int(place_of(self.ways.some, person, role))
            if near >= 0:
                self.ways.some.score[near] = FORBIDDEN
            forbid_by_role(self.ways.pairs, person, role)
            self._revalue(person)
        return self._fill(role) if had else ()

    def leave(self, person: int) -> tuple[Move, ...]:
        """Somebody is not available any more: fill all her seats."""
        first, held = int(self.plan.slot[person]), int(self.plan.held[person])
        roles = self.plan.role[first : first + held].tolist()
        self.present[person] = False
        self.market.shifts[person] = 0
        self._revalue(person)
        for role in roles:
            self._take(person, role)
        return tuple(move for role in roles for move in self._fill(role))

    def come(self, person: int) -> None:
        """Somebody appears, or comes back: give her the best she can have."""
        self.present[person] = True
        self.market.shifts[person] = self.stage.market.shifts[person]
        self._revalue(person)
        self._settle(person)

    def open(self, role: int) -> tuple[Move, ...]:
        """A role opens: find its price, then fill its seats."""
        whole, market, interest = self.stage.market, self.market, self.interest[role]
        edges, wants = self.stage.pairs.edges, self.bench.wants
        market.free[role], market.low[role] = whole.free[role], whole.low[role]
        seen, rise = price_opening(
            market, edges, self.prices, self.present, self.values, interest, role, self.bench.most_first,
            self.bench.desk, self.bench.load, self.bench.offers, wants,
        )  # fmt: skip
        self.upper += int(rise) + self._role_value(role)
        least = int(self.prices[role]) - MARGIN * PRICE_SCALE
        list_candidates(edges, interest, wants, seen, least, role, self.ways.pairs)
        self.lower += int(
            seat_directly(market, edges, self.prices, self.plan, self.ways.holders, interest, wants, int(seen), role)
        )
        moves = [Move(person, -1, int(self.stage.opening.role_row[role])) for person in self._holders(role)]
        for _ in range(OPENING_CHAINS):
            filled = self._fill(role)
            if not filled:
                break
            moves += filled
        return tuple(moves)

    def _holders(self, role: int) -> list[int]:
        holders, load = self.ways.holders, int(self.plan.load[role])
        first = int(holders.ptr[role])
        found: list[int] = holders.person[first : first + load].tolist()
        return found

    def withdraw(self, role: int) -> int:
        """Take one seat away; return who had to give it up, -1 if it was free."""
        market, gone = self.market, -1
        if self.plan.load[role] >= market.free[role]:
            gone = int(cheapest_holder(market, self.plan, self.ways.holders, role))
            self._take(gone, role)
        before = self._role_value(role)
        market.free[role] -= 1
        market.low[role] = min(market.low[role], market.free[role])
        if not market.free[role]:
            self.prices[role] = OUT
        self.upper += self._role_value(role) - before
        if gone >= 0:
            self._revalue(gone)
            self._settle(gone)
        return gone

    def fork(self) -> "Town":
        """Copy what events change, so that one town can be improved while the other lives on."""
        market = self.market._replace(
            free=self.market.free.copy(), low=self.market.low.copy(), shifts=self.market.shifts.copy()
        )
        bench = new_bench(self.stage.pairs.edges, self.stage.market, self.interest)
        return replace(
            self, market=market, present=self.present.copy(), plan=copy_of(self.plan), prices=self.prices.copy(),
            values=self.values.copy(), bench=bench, mark=0,
        )  # fmt: skip

    def improve(self, crew: Crew) -> None:
        """Run one round of the solver over everybody who is here. O(pairs)."""
        here = Here(self.stage.pairs.edges, self.market, self.present, crew)
        stage = Stage(self.stage.index, self.stage.opening, self.market, here, crew, self.stage.order)
        found = improve(stage, State(self.plan, self.prices, self.lower, self.upper), passes=PASSES[1], step=STEP)
        self.plan = roomy(self.stage.market, self.stage.pairs.edges, found.plan)
        self.prices = np.where(self.market.free > 0, found.prices, OUT)
        self.values, self.lower, self.upper, self.ways = survey(
            self.stage.market, self.market, self.plan, self.prices, here
        )


def settle_town(
    stage: Stage[Shard],
    solution: Solution,
    numbers: NDArray[np.int64],
    away: NDArray[np.bool_],
    closed: NDArray[np.bool_],
) -> Town:
    """Make a town of an answer.

    Parameters
    ----------
    numbers : of every role of the problem in order of time, -1 where it cannot be proposed
    away : one per volunteer
    closed : one per open role, in order of time
    """
    market, edges = stage.market, stage.pairs.edges
    now = market._replace(
        free=np.where(closed, 0, market.free),
        low=np.where(closed, 0, market.low),
        shifts=np.where(away[:, None], 0, market.shifts).astype(market.shifts.dtype),
    )
    prices = np.maximum(solution.certificate.prices[stage.opening.role_row], floor_of(now))
    prices[now.free == 0] = OUT
    plan, present, interest = enter(empty_plan(market, edges), solution, numbers), ~away, list_interest(edges, closed)
    bench = new_bench(edges, market, interest)
    seen = survey(market, now, plan, prices, Here(edges, now, present, stage.crew))
    return Town(stage, now, present, plan, prices, interest, {}, bench, *seen)

"""Large problems in which shifts open only on a condition: rounds as always, doors closed and forced between them.

First everything is solved as if a missing minimum only cost its bonus. Shifts that cannot open are left out from the
start; of those that fail, the worthless close and the others are forced to fill, a few each round, and the next round
starts from where the last one ended. The answer of every round leaves failing shifts empty, so it is always feasible;
the bound prices closed shifts out person by person (matching.engine.closing).
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from matching.engine.closing import Wants, close, earned_by
from matching.engine.gates import Gates, closed_shifts, per_shift, seats_value
from matching.engine.priced.doors import Doors, closed_roles, decide, moved, through
from matching.engine.priced.gains import DEAR, Fees
from matching.engine.priced.market import Edges
from matching.engine.priced.plan import Plan, value_of, without
from matching.engine.priced.rounds import PASSES, Stage, State, first_state, improve
from matching.engine.priced.shard import AllPairs
from matching.engine.priced.written import full_prices, reason_to_stop, to_solution
from matching.engine.result import PRICE_SCALE, Limits, Progress, Solution, Surcharges, gap_ppm
from matching.engine.unreachable import Chunk, find_unreachable, price_unreachable

SOFT_ROUNDS = 2  # before the first door closes
IDLE_ROUNDS = 2
CHUNK_PAIRS = 2_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Proof:
    """A feasible plan with its value, and prices and surcharges with the bound they prove, 1/64 points.

    ``failing`` and ``worth`` (per shift) say what the round left undone.
    """

    plan: Plan
    lower: int
    prices: NDArray[np.int64]
    surcharges: Surcharges
    upper: int
    failing: NDArray[np.bool_]
    worth: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class GatedStep:
    """Where such a solve stands after a round, and the solution it would hand back now."""

    progress: Progress
    stage: Stage[AllPairs]
    proof: Proof
    stopped_by: str
    seed: int

    def solution(self) -> Solution:
        """Write the present state down."""
        proof = self.proof
        state = State(proof.plan, proof.prices[self.stage.opening.role_row], proof.lower, proof.upper)
        plain = to_solution(self.stage, state, stopped_by=self.stopped_by or "stalled", seed=self.seed)
        return replace(plain, certificate=replace(plain.certificate, prices=proof.prices, surcharges=proof.surcharges))


class Gatekeeper:
    """What stays the same through all rounds: the conditions, and the price of what cannot open."""

    def __init__(self, stage: Stage[AllPairs], gates: Gates) -> None:
        self.stage, self.gates = stage, gates
        gated = stage.pairs.on_roles(closed_roles(stage, gates.shift))
        self.reach = find_unreachable(stage.index, gates, self._chunks(gated))
        most = stage.pairs.extent().highest + int(stage.index.first_bonus.max(initial=0))
        nothing = np.zeros(stage.index.role_count, dtype=np.int64)
        self._asked, self._kept_away = price_unreachable(
            stage.index, gates, self.reach, nothing, self._chunks(gated), most
        )

    def _chunks(self, edges: Edges) -> Iterator[Chunk]:
        """Yield pairs in rows of the problem, some people at a time."""
        rows = self.stage.opening.role_row
        cuts = np.searchsorted(edges.ptr, np.arange(0, edges.ptr[-1], CHUNK_PAIRS)).tolist()
        for first, last in pairwise([*cuts, len(edges.ptr) - 1]):
            people = np.repeat(np.arange(first, last), np.diff(edges.ptr[first : last + 1]))
            yield people, rows[edges.role[edges.ptr[first] : edges.ptr[last]]]

    def prove(self, state: State, doors: Doors, *, settling: bool) -> Proof:
        """Empty the failing shifts and prove a bound, the closed shifts and, when settling, the failing priced out."""
        stage, index, gates = self.stage, self.stage.index, self.gates
        load = np.zeros(index.role_count, dtype=np.int64)
        load[stage.opening.role_row] = state.plan.load
        failing = closed_shifts(index, gates, load) & (per_shift(index, load) > 0)
        plan = without(state.plan, closed_roles(stage, failing))
        contested = (doors.closed | failing & settling) & ~self.reach.closed
        closing = close(
            index, gates, contested, self._wants(contested, state.prices), full_prices(stage, state.prices)
        )
        prices = np.where(self.reach.closed[index.problem.roles.shift], self._asked, closing.prices)
        surcharges = closing.surcharges + self._kept_away
        upper = self._people_value(prices, contested, closing.surcharges)
        upper += seats_value(index, gates, prices, earned_by(index, surcharges))
        lower = int(value_of(stage.market, plan))
        return Proof(plan, lower, prices, surcharges, upper, failing, closing.worth)

    def _dear(self, prices: NDArray[np.int64], shifts: NDArray[np.bool_]) -> NDArray[np.int64]:
        return np.where(closed_roles(self.stage, shifts | self.reach.closed), DEAR, prices)

    def _wants(self, contested: NDArray[np.bool_], prices: NDArray[np.int64]) -> Wants:
        stage = self.stage
        gains = stage.pairs.gains(self._dear(prices, contested), closed_roles(stage, contested))
        rows = stage.opening.role_row[gains.role]
        order = np.lexsort((rows, stage.index.problem.roles.shift[rows], gains.person))
        return Wants(gains.person[order], rows[order], gains.gain[order])

    def _people_value(self, prices: NDArray[np.int64], contested: NDArray[np.bool_], surcharges: Surcharges) -> int:
        """Return the people's share of the bound; nobody can want what cannot open, at its price."""
        stage, numbered = self.stage, prices[self.stage.opening.role_row]
        number_of = np.full(len(contested), -1, dtype=np.int64)
        number_of[stage.opening.shift_row] = np.arange(len(stage.opening.shift_row))
        counts = np.bincount(surcharges.volunteer, minlength=stage.index.volunteer_count)
        ptr = np.concatenate(([0], np.cumsum(counts)))
        fees = Fees(ptr, number_of[surcharges.shift], surcharges.points)
        offered = self._dear(numbered, np.zeros_like(contested))
        closed = closed_roles(stage, contested)
        value = stage.pairs.people_value(np.where(closed, DEAR, offered))
        return value + stage.pairs.closed_value(offered, closed, fees)


def _better(best: Proof | None, proof: Proof) -> Proof:
    """Keep the better plan and the better bound of two."""
    if best is None:
        return proof
    plan, lower = (proof.plan, proof.lower) if proof.lower > best.lower else (best.plan, best.lower)
    bound = proof if proof.upper < best.upper else best
    return replace(proof, plan=plan, lower=lower, prices=bound.prices, surcharges=bound.surcharges, upper=bound.upper)


def gated_steps(
    stage: Stage[AllPairs], gates: Gates, *, limits: Limits, seed: int, start: State | None, began: float
) -> Iterator[GatedStep]:
    """Yield a feasible answer and a proven bound after every round.

    Closing doors takes rounds of its own: up to ``SOFT_ROUNDS`` more than a problem without conditions is given.
    """
    keeper = Gatekeeper(stage, gates)
    never = np.zeros(len(gates.shift), dtype=bool)
    doors = Doors(keeper.reach.closed.copy(), never, never)
    view, best, number, idle = through(stage, gates, doors), None, 0, 0
    state = first_state(view) if start is None else moved(view, start, closed_roles(stage, doors.closed))
    while True:
        proof = keeper.prove(state, doors, settling=number >= SOFT_ROUNDS)
        before, best = best, _better(best, proof)
        same = before is not None and (before.lower, before.upper) == (best.lower, best.upper)
        idle = idle + 1 if same else 0
        seconds, lower, upper = time.monotonic() - began, best.lower // PRICE_SCALE, best.upper // PRICE_SCALE
        stopped_by = reason_to_stop(lower, upper, number - SOFT_ROUNDS, seconds, limits)
        progress = Progress(number, lower, upper, gap_ppm(lower, upper), seconds)
        yield GatedStep(progress, stage, best, stopped_by or ("stalled" if idle >= IDLE_ROUNDS else ""), seed)
        if stopped_by or idle >= IDLE_ROUNDS:
            return
        if number >= SOFT_ROUNDS:
            doors = decide(doors, proof.failing, proof.worth, keeper.reach.closed)
            view = through(stage, gates, doors)
            state = moved(view, state, closed_roles(stage, doors.closed))
        state = improve(view, state, passes=PASSES[1 if number else 0], step=2.0 if number else 4.0)
        number += 1

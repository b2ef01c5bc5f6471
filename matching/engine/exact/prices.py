"""Role prices that make the dual bound small: start from the solver's dual values, then follow signs (Rprop)."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from matching.engine.bundle import PersonChoice, best_bundle, list_choices, seat_bonus, seats_to_minimum
from matching.engine.candidates import EdgeSet, on_edges
from matching.engine.closing import Wants, close, earned_by
from matching.engine.extras import Extra, all_extras
from matching.engine.gates import Gates, open_seats, per_shift, read_gates, seats_value
from matching.engine.index import Index
from matching.engine.result import PRICE_SCALE, Surcharges
from matching.engine.teams import Together, members

FIRST_STEP = 1.0 * PRICE_SCALE  # the solver's dual values are near: longer first steps only lead away
LONGEST_STEP = 100.0 * PRICE_SCALE
PATIENCE = 25  # rounds without a better bound
CHEAPEST = -100_000 * PRICE_SCALE  # a seat that must be filled may pay people to come, up to this
AT_ANY_COST = 1 << 45  # worth that puts a place into every best bundle
NOT_OFFERED = -AT_ANY_COST


@dataclass(frozen=True, slots=True, eq=False)
class Priced:
    """Prices (int64, 1/64 point per role), surcharges, and the bound they prove together, whole points."""

    prices: NDArray[np.int64]
    bound: int
    surcharges: Surcharges = field(default_factory=Surcharges)


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """What the bound is made of: roles, conditions, pairs and everybody's choices.

    Per edge, ``worth`` in the bound before prices (1/64 points), ``lead``, the edge by which the first of a team
    chooses, and ``size``, how many people choose by it.
    """

    index: Index
    gates: Gates
    edges: EdgeSet
    people: list[PersonChoice]
    worth: NDArray[np.int64]
    lead: NDArray[np.int64]
    size: NDArray[np.int64]

    def together(self, reduced: NDArray[np.int64]) -> NDArray[np.int64]:
        """Add up what an edge is worth to all who choose by it."""
        total = np.zeros_like(reduced)
        np.add.at(total, self.lead, reduced)
        return total


def price_floor(index: Index, gates: Gates) -> NDArray[np.int64]:
    """Return the lowest sensible prices.

    Minus the seat bonus where a role may stay below its minimum, else 0; far lower where the shift has a condition.
    """
    floor = np.where(seats_to_minimum(index) > 0, -seat_bonus(index) * PRICE_SCALE, 0)
    return np.where(gates.role(index), CHEAPEST, floor)


def bound_at_once(index: Index) -> int:
    """Return points that no allocation exceeds, before any pair is known: D at prices that nobody would pay.

    Every free seat counts as if the best imaginable person, without a place so far, sat on it, every extra as if it
    were given, and all buddies as if they met on every shift. O(roles + extras).
    """
    weights = index.problem.options.weights
    interest, priority = index.problem.volunteers.cause_interest.max(initial=0), index.priority.max(initial=0)
    best = max(weights.distance, weights.remote) + max(weights.skills, weights.skills_unasked) + weights.language
    best += weights.cause * int(interest) // 100 + weights.priority * int(priority)
    extra = int(all_extras(index).points.sum())
    extra += len(index.problem.buddies.one) * len(index.problem.shifts) * weights.buddy
    seats, first = int(index.seats_left.sum()), int(index.first_bonus.max(initial=0))
    return extra + seats * (best + first) + int((seats_to_minimum(index) * seat_bonus(index)).sum())


def people_at(scene: Scene, worth: NDArray[np.int64], prices: NDArray[np.int64]) -> tuple[int, NDArray[np.int64]]:
    """Return the people's share of the dual bound (1/64 points) and how many would choose each role.

    ``worth``: of each pair before its price, 1/64 points.
    """
    edges, total = scene.edges, 0
    reduced, chosen = scene.together(worth - prices[edges.role]), []
    for person in scene.people:
        value, rows = best_bundle(person, reduced)
        total += value
        chosen += rows
    taken, load = np.array(chosen, dtype=np.int64), np.zeros(scene.index.role_count, dtype=np.int64)
    np.add.at(load, edges.role[taken], scene.size[taken])
    return total, load


def _pressure(scene: Scene, prices: NDArray[np.int64], load: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return +1 where more people want a role than it has seats worth filling at its price, -1 where fewer do."""
    index, gates = scene.index, scene.gates
    opens = ~gates.role(index) | (open_seats(index, gates, prices).value > 0)[index.problem.roles.shift]
    to_minimum, over = seats_to_minimum(index), index.seats_left - seats_to_minimum(index)
    bonus = seat_bonus(index) * PRICE_SCALE
    fewest = np.where(prices + bonus > 0, to_minimum, 0) + np.where(prices > 0, over, 0)
    most = np.where(prices + bonus >= 0, to_minimum, 0) + np.where(prices >= 0, over, 0)
    fewest = np.where(opens, np.maximum(fewest, gates.least), 0)
    most = np.where(opens, np.maximum(most, gates.least), 0)
    return (load > most).astype(np.int64) - (load < fewest).astype(np.int64)


def _descend(scene: Scene, worth: NDArray[np.int64], start: NDArray[np.int64], *, goal: int, rounds: int) -> Priced:
    """Lower the bound until it meets the goal or stops getting better.

    Deterministic: the budget counts rounds, steps are element-wise, decisions compare integers.
    """
    index, gates = scene.index, scene.gates
    lowest, prices = price_floor(index, gates), start
    step, before = np.full(index.role_count, FIRST_STEP), np.zeros(index.role_count, dtype=np.int64)
    best, best_total, stale = prices, 1 << 62, -1
    for _ in range(rounds + 1):
        people, load = people_at(scene, worth, prices)
        total, stale = people + seats_value(index, gates, prices), stale + 1
        if total < best_total:
            best, best_total, stale = prices, total, 0
        if best_total // PRICE_SCALE <= goal or stale >= PATIENCE:
            break
        sign = _pressure(scene, prices, load)
        step = np.clip(np.where(sign * before > 0, step * 1.2, np.where(sign * before < 0, step * 0.5, step)), 1, None)
        step, before = np.minimum(step, LONGEST_STEP), np.where(sign != 0, sign, before)
        prices = np.maximum(prices + sign * step.astype(np.int64), lowest)
    return Priced(best, best_total // PRICE_SCALE)


def improve_prices(
    index: Index,
    joined: Together,
    hoped: Extra,
    duals: NDArray[np.float64],
    *,
    load: NDArray[np.int64],
    objective: int,
    rounds: int,
) -> Priced:
    """Prove a bound for an answer: prices from the solver's dual values on, then shifts left closed priced out.

    Parameters
    ----------
    joined, hoped
        Pairs, and points of meetings that some count more in the bound.
    load : shape (roles,)
        People the answer proposes for each role.
    objective
        Of the answer, points; a bound that low needs no further rounds.
    rounds : 0 or more
    """
    edges, shift = joined.edges, index.problem.roles.shift
    people = list_choices(index, edges, members(index))
    size = np.bincount(joined.lead, minlength=len(edges))
    worth = (edges.score + on_edges(index, edges, hoped)) * PRICE_SCALE
    scene = Scene(index, read_gates(index), edges, people, worth, joined.lead, size)
    closed = scene.gates.shift & (per_shift(index, load) == 0)
    worth = np.where(closed[shift[edges.role]], NOT_OFFERED, worth)
    start = np.maximum(np.rint(duals * PRICE_SCALE).astype(np.int64), price_floor(index, scene.gates))
    start = np.where(closed[shift], CHEAPEST, start)
    priced = _descend(scene, worth, start, goal=objective, rounds=rounds)
    return _price_out(scene, closed, worth, priced) if closed.any() else priced


def _price_out(scene: Scene, closed: NDArray[np.bool_], worth: NDArray[np.int64], priced: Priced) -> Priced:
    """Price the closed shifts so that nobody wants a place there, and add up the whole bound."""
    index, edges = scene.index, scene.edges
    wants = _wants(scene, closed, scene.together(worth - priced.prices[edges.role]))
    start = np.where(closed[index.problem.roles.shift], -seat_bonus(index) * PRICE_SCALE, priced.prices)
    closing = close(index, scene.gates, closed, wants, start)
    worth = scene.worth - fees(index, edges, closing.surcharges) * PRICE_SCALE
    people, _load = people_at(scene, worth, closing.prices)
    seats = seats_value(index, scene.gates, closing.prices, earned_by(index, closing.surcharges))
    return Priced(closing.prices, (people + seats) // PRICE_SCALE, closing.surcharges)


def _wants(scene: Scene, closed: NDArray[np.bool_], reduced: NDArray[np.int64]) -> Wants:
    """Find what each pair on a closed shift would add to its person's best bundle if it cost nothing.

    The gain of a team is shared evenly among its members.
    """
    edges, shift = scene.edges, scene.index.problem.roles.shift
    owners, worth, found = edges.volunteers(), scene.together(scene.worth), []
    for row in np.flatnonzero(closed[shift[edges.role]]).tolist():
        lead = int(scene.lead[row])
        person = scene.people[owners[lead]]
        without, _rows = best_bundle(person, reduced)
        reduced[lead], kept = AT_ANY_COST, reduced[lead]
        value, _rows = best_bundle(person, reduced)
        reduced[lead] = kept
        gain = -((without + AT_ANY_COST - value - int(worth[lead])) // int(scene.size[lead]))
        found.append((int(owners[row]), int(shift[edges.role[row]]), int(edges.role[row]), gain))
    table = np.array(sorted(found), dtype=np.int64).reshape(-1, 4)
    return Wants(table[:, 0], table[:, 2], table[:, 3])


def fees(index: Index, edges: EdgeSet, surcharges: Surcharges) -> NDArray[np.int64]:
    """Return the surcharge of every pair, points."""
    shifts = len(index.problem.shifts)
    asked = edges.volunteers() * shifts + index.problem.roles.shift[edges.role]
    keys = surcharges.volunteer * shifts + surcharges.shift
    if not len(keys):
        return np.zeros(len(asked), dtype=np.int64)
    at = np.minimum(np.searchsorted(keys, asked), len(keys) - 1)
    return np.where(keys[at] == asked, surcharges.points[at], 0)

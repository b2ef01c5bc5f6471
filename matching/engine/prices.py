"""Role prices that make the dual bound small: start from the solver's dual values, then follow signs (Rprop)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.engine.bundle import PersonChoice, best_bundle, seat_bonus, seats_to_minimum
from matching.engine.candidates import EdgeSet
from matching.engine.gates import Gates, open_value, read_gates, seats_value
from matching.engine.index import Index
from matching.engine.result import PRICE_SCALE

FIRST_STEP = 16.0 * PRICE_SCALE
LONGEST_STEP = 100.0 * PRICE_SCALE
PATIENCE = 25  # rounds without a better bound
CHEAPEST = -100_000 * PRICE_SCALE  # a seat that must be filled may pay people to come, up to this


@dataclass(frozen=True, slots=True, eq=False)
class Priced:
    """Prices (int64, 1/64 point per role) and the bound they prove, whole points."""

    prices: NDArray[np.int64]
    bound: int


def price_floor(index: Index, gates: Gates) -> NDArray[np.int64]:
    """Return the lowest sensible prices.

    Minus the seat bonus where a role may stay below its minimum, else 0; far lower where the shift has a condition.
    """
    floor = np.where(seats_to_minimum(index) > 0, -seat_bonus(index) * PRICE_SCALE, 0)
    return np.where(gates.role(index), CHEAPEST, floor)


def bound_at(
    index: Index, gates: Gates, edges: EdgeSet, people: list[PersonChoice], prices: NDArray[np.int64]
) -> tuple[int, NDArray[np.int64]]:
    """Return the dual bound at these prices (1/64 points) and how many people would choose each role."""
    reduced = edges.score.astype(np.int64) * PRICE_SCALE - prices[edges.role]
    total, chosen = seats_value(index, gates, prices), []
    for person in people:
        value, rows = best_bundle(person, reduced)
        total += value
        chosen += rows
    return total, np.bincount(edges.role[np.array(chosen, dtype=np.int64)], minlength=index.role_count)


def _pressure(index: Index, gates: Gates, prices: NDArray[np.int64], load: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return +1 where more people want a role than it has seats worth filling at its price, -1 where fewer do."""
    opens = ~gates.role(index) | (open_value(index, gates, prices) > 0)[index.problem.roles.shift]
    to_minimum, over = seats_to_minimum(index), index.seats_left - seats_to_minimum(index)
    bonus = seat_bonus(index) * PRICE_SCALE
    fewest = np.where(prices + bonus > 0, to_minimum, 0) + np.where(prices > 0, over, 0)
    most = np.where(prices + bonus >= 0, to_minimum, 0) + np.where(prices >= 0, over, 0)
    fewest = np.where(opens, np.maximum(fewest, gates.least), 0)
    most = np.where(opens, np.maximum(most, gates.least), 0)
    return (load > most).astype(np.int64) - (load < fewest).astype(np.int64)


def improve_prices(
    index: Index,
    edges: EdgeSet,
    people: list[PersonChoice],
    duals: NDArray[np.float64],
    *,
    objective: int,
    rounds: int,
) -> Priced:
    """Lower the bound from the solver's dual values on, until it meets the objective or stops getting better.

    Deterministic: the budget counts rounds, steps are element-wise, decisions compare integers.
    """
    gates = read_gates(index)
    lowest = price_floor(index, gates)
    prices = np.maximum(np.rint(duals * PRICE_SCALE).astype(np.int64), lowest)
    step, before = np.full(index.role_count, FIRST_STEP), np.zeros(index.role_count, dtype=np.int64)
    total, load = bound_at(index, gates, edges, people, prices)
    best, best_total, stale = prices, total, 0
    for _ in range(rounds):
        if best_total // PRICE_SCALE <= objective or stale >= PATIENCE:
            break
        sign = _pressure(index, gates, prices, load)
        step = np.clip(np.where(sign * before > 0, step * 1.2, np.where(sign * before < 0, step * 0.5, step)), 1, None)
        step, before = np.minimum(step, LONGEST_STEP), np.where(sign != 0, sign, before)
        prices = np.maximum(prices + sign * step.astype(np.int64), lowest)
        total, load = bound_at(index, gates, edges, people, prices)
        stale += 1
        if total < best_total:
            best, best_total, stale = prices, total, 0
    return Priced(best, best_total // PRICE_SCALE)

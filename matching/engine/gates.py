"""Shifts that open only on a condition: every role at its minimum, enough adults where children are.

Nobody is proposed for a shift that stays closed. Confirmed and held seats count towards both conditions first.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.bundle import seat_bonus, seats_to_minimum
from matching.engine.index import Index
from matching.engine.result import PRICE_SCALE

NEVER = -(1 << 50)  # worth of what cannot be


@dataclass(frozen=True, slots=True, eq=False)
class Gates:
    """What still has to be met; m shifts, k roles, rows of the problem."""

    shift: NDArray[np.bool_]  # m: proposals depend on a condition that is not met yet
    least: NDArray[np.int64]  # k: people the role needs before its shift may open
    adults: NDArray[np.int64]  # m: people needed in contact with children before the shift may open
    contact: NDArray[np.bool_]  # k: counts towards ``adults``

    def role(self, index: Index) -> NDArray[np.bool_]:
        """Say of every role whether its shift has a condition."""
        return self.shift[index.problem.roles.shift]


def read_gates(index: Index) -> Gates:
    """Derive the conditions that confirmed and held seats leave open. O(shifts + roles)."""
    shifts, roles = index.problem.shifts, index.problem.roles
    short = np.maximum(roles.minimum - index.fixed, 0)
    least = np.where(shifts.needs_minimum[roles.shift], short, 0).astype(np.int64)
    contact = roles.child_contact & (index.problem.options.adults_with_children > 0)
    present = per_shift(index, np.where(contact, index.fixed, 0))
    with_children = per_shift(index, contact.astype(np.int64)) > 0
    adults = np.where(with_children, np.maximum(index.problem.options.adults_with_children - present, 0), 0)
    return Gates((per_shift(index, least) > 0) | (adults > 0), least, adults, contact)


def per_shift(index: Index, by_role: NDArray[np.int64]) -> NDArray[np.int64]:
    """Add up whole numbers of the roles of every shift."""
    total = np.zeros(len(index.problem.shifts), dtype=np.int64)
    np.add.at(total, index.problem.roles.shift, by_role)
    return total


def closed_shifts(index: Index, gates: Gates, load: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Say of every shift whether its condition fails when so many people are proposed for each role."""
    short = per_shift(index, (load < gates.least).astype(np.int64)) > 0
    alone = per_shift(index, np.where(gates.contact, load, 0)) < gates.adults
    return gates.shift & (short | alone)


class OpenSeats(NamedTuple):
    """What open shifts are worth at most (m, 1/64 points; ``NEVER``: cannot open) and how many seats fill (k)."""

    value: NDArray[np.int64]
    filled: NDArray[np.int64]


def open_seats(index: Index, gates: Gates, prices: NDArray[np.int64]) -> OpenSeats:
    """Fill the seats of every shift as if it opened, as is best at these prices.

    Every role fills at least ``least`` seats and beyond them those that pay; then the least bad seats in contact with
    children are added until there are enough adults.
    """
    under, low, free = prices + seat_bonus(index) * PRICE_SCALE, seats_to_minimum(index), index.seats_left
    value = gates.least * under + (low - gates.least) * np.maximum(under, 0) + (free - low) * np.maximum(prices, 0)
    filled = gates.least + np.where(under > 0, low - gates.least, 0) + np.where(prices > 0, free - low, 0)
    total = per_shift(index, value)
    missing = gates.adults - per_shift(index, np.where(gates.contact, filled, 0))
    shift = index.problem.roles.shift
    for step in range(int(missing.max(initial=0))):
        following = np.where(filled < low, under, np.where(filled < free, prices, NEVER))
        following = np.where(gates.contact, following, NEVER)
        best = np.full(len(missing), NEVER)
        np.maximum.at(best, shift, following)
        total += np.where(missing > step, best, 0)
        chosen = np.flatnonzero(gates.contact & (following == best[shift]))
        chosen = chosen[np.unique(shift[chosen], return_index=True)[1]]
        filled[chosen[missing[shift[chosen]] > step]] += 1
    return OpenSeats(np.maximum(total, NEVER), filled)


def seats_value(index: Index, gates: Gates, prices: NDArray[np.int64], earned: NDArray[np.int64] | int = 0) -> int:
    """Return the seats' share of the dual bound at these prices, 1/64 points: one maximum per conditional shift.

    ``earned``: what each shift earns by surcharges, 1/64 points.
    """
    low = seats_to_minimum(index)
    under = low * np.maximum(prices + seat_bonus(index) * PRICE_SCALE, 0)
    free = np.where(gates.role(index), 0, under + (index.seats_left - low) * np.maximum(prices, 0))
    conditional = np.where(gates.shift, np.maximum(open_seats(index, gates, prices).value + earned, 0), 0)
    return int(free.sum() + conditional.sum())

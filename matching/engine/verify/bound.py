"""The upper bound that role prices prove, recomputed in whole numbers from the problem and the prices alone."""

import numpy as np
from numpy.typing import NDArray

from matching.engine.verify.gates import Gate
from matching.engine.verify.pairs import Spec

SCALE = 64  # prices count 1/64 points
STEP_CAP = 100_000  # per person and week; beyond it the bound is loosened, never broken


class WeekSearch:
    """Depth-first search for the most valuable set of roles one person can do in one week."""

    def __init__(self, spec: Spec, roles: list[int], values: list[int], *, shifts: int, minutes: int) -> None:
        ranked = sorted(zip(values, roles, strict=True), key=lambda pair: (-pair[0], pair[1]))
        self.spec, self.most_shifts, self.most_minutes = spec, shifts, minutes
        self.values = [value for value, _ in ranked]
        self.roles = [role for _, role in ranked]
        self.best = self.steps = 0

    def run(self) -> int:
        """Return the exact value, or a larger one if the search grew past its cap."""
        self._extend(0, 0, self.most_minutes, [])
        return sum(self.values[: self.most_shifts]) if self.steps > STEP_CAP else self.best

    def _extend(self, first: int, value: int, minutes: int, taken: list[int]) -> None:
        self.best = max(self.best, value)
        left = self.most_shifts - len(taken)
        for at in range(first, len(self.roles)):
            self.steps += 1
            if value + sum(self.values[at : at + left]) <= self.best or self.steps > STEP_CAP:
                return
            role = self.roles[at]
            cost = int(self.spec.minutes[role])
            if cost <= minutes and not any(self.spec.clash(role, other) for other in taken):
                self._extend(at + 1, value + self.values[at], minutes - cost, [*taken, role])


def person_value(spec: Spec, person: int, roles: NDArray[np.int64], reduced: NDArray[np.int64]) -> int:
    """Return the most a person can be worth at reduced scores (1/64 points) over the roles open to them.

    Weeks are taken apart: a clash between two weeks is let through, which can only raise the bound.
    """
    bonus = spec.first_bonus(person) * SCALE
    wanted = reduced > 0
    if not wanted.any():
        return max(0, int(reduced.max()) + bonus) if roles.size else 0
    shifts, minutes = spec.budget(person)
    total = 0
    for week in np.unique(spec.week[roles[wanted]]).tolist():
        here = wanted & (spec.week[roles] == week)
        search = WeekSearch(
            spec, roles[here].tolist(), reduced[here].tolist(), shifts=int(shifts[week]), minutes=int(minutes[week])
        )
        total += search.run()
    return total + bonus


def role_value(spec: Spec, gates: list[Gate], prices: NDArray[np.int64], earned: dict[int, int]) -> int:
    """Return what the seats are worth at these prices, 1/64 points; a shift with a condition opens only if it pays.

    ``earned``: points each shift earns by surcharges; one without a condition earns them whatever happens.
    """
    counted = spec.seats_to_minimum()
    rows = zip(counted.tolist(), spec.free_seats.tolist(), spec.seat_bonus().tolist(), prices.tolist(), strict=True)
    each: list[int] = [
        low * max(0, price + bonus * SCALE) + (free - low) * max(0, price) for low, free, bonus, price in rows
    ]
    conditional = {role for gate in gates for role in gate.roles}
    total: int = sum(value for role, value in enumerate(each) if role not in conditional)
    shifts = {gate.shift for gate in gates}
    total += sum(points for shift, points in earned.items() if shift not in shifts) * SCALE
    return total + sum(_gate_value(spec, gate, prices, earned.get(gate.shift, 0)) for gate in gates)


def _gate_value(spec: Spec, gate: Gate, prices: NDArray[np.int64], earned: int) -> int:
    value = gate.value(spec, prices)
    return 0 if value is None else max(0, value + earned * SCALE)

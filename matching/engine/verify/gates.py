"""The conditions on which shifts open, stated a second time: minimum of every role, adults where children are."""

import numpy as np
from numpy.typing import NDArray

from matching.engine.verify.pairs import Spec

SCALE = 64  # prices count 1/64 points


class Gate:
    """One shift whose proposals depend on a condition that standing sign-ups do not meet."""

    def __init__(self, spec: Spec, shift: int, roles: list[int]) -> None:
        table = spec.problem.roles
        must = bool(spec.problem.shifts.needs_minimum[shift])
        self.shift, self.roles = shift, roles
        self.least = [max(int(table.minimum[role] - spec.fixed[role]), 0) if must else 0 for role in roles]
        wanted = spec.options.adults_with_children
        self.contact = [bool(table.child_contact[role]) and wanted > 0 for role in roles]
        there = sum(int(spec.fixed[role]) for role, counts in zip(roles, self.contact, strict=True) if counts)
        self.adults = max(wanted - there, 0) if any(self.contact) else 0

    @property
    def is_open_question(self) -> bool:
        """Say whether anything is left to be met."""
        return self.adults > 0 or any(self.least)

    def lacks(self, load: NDArray[np.int64]) -> str:
        """Name the condition that fails with so many people proposed for each role: "" if none does."""
        for role, least in zip(self.roles, self.least, strict=True):
            if load[role] < least:
                return "under_minimum"
        with_children = sum(int(load[role]) for role, counts in zip(self.roles, self.contact, strict=True) if counts)
        return "too_few_adults" if with_children < self.adults else ""

    def value(self, spec: Spec, prices: NDArray[np.int64]) -> int | None:
        """Return what the seats of the open shift are worth at most, 1/64 points; None if it cannot open."""
        total, adults, spare = 0, 0, []
        for role, least, counts in zip(self.roles, self.least, self.contact, strict=True):
            gains = seat_gains(spec, role, int(prices[role]))
            if least > len(gains):
                return None
            filled = [gain for place, gain in enumerate(gains) if place < least or gain > 0]
            total += sum(filled)
            adults += len(filled) if counts else 0
            spare += gains[len(filled) :] if counts else []
        missing = max(self.adults - adults, 0)
        if missing > len(spare):
            return None
        return total + sum(sorted(spare, reverse=True)[:missing])


def seat_gains(spec: Spec, role: int, price: int) -> list[int]:
    """Return the worth of each free seat of a role in the order in which they fill, never rising."""
    free = int(spec.free_seats[role])
    counted = min(max(int(spec.problem.roles.minimum[role] - spec.fixed[role]), 0), free)
    bonus = int(spec.seat_bonus()[role]) * SCALE
    return [price + bonus] * counted + [price] * (free - counted)


def list_gates(spec: Spec) -> list[Gate]:
    """List the shifts with an open condition."""
    roles_of: dict[int, list[int]] = {}
    for role, shift in enumerate(spec.shift):
        roles_of.setdefault(shift, []).append(role)
    gates = [Gate(spec, shift, roles) for shift, roles in sorted(roles_of.items())]
    return [gate for gate in gates if gate.is_open_question]

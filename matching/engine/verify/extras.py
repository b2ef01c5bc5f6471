"""Points that a few pairs have beyond the formula: kept pair by pair, in order of person."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.result import Surcharges
from matching.engine.verify.pairs import Spec


class Extras(NamedTuple):
    """Person v has the rows ptr[v]..ptr[v + 1]; a pair may have several."""

    ptr: NDArray[np.int64]
    role: NDArray[np.int64]
    points: NDArray[np.int64]

    def of(self, person: int, roles: int) -> NDArray[np.int64]:
        """Return the points of one person in every role."""
        here = slice(self.ptr[person], self.ptr[person + 1])
        total = np.zeros(roles, dtype=np.int64)
        np.add.at(total, self.role[here], self.points[here])
        return total


def merged(spec: Spec, *several: Extras) -> Extras:
    """Put the rows of several together."""
    people = [np.repeat(np.arange(len(extra.ptr) - 1), np.diff(extra.ptr)) for extra in several]
    roles, points = ([extra[column] for extra in several] for column in (1, 2))
    return gather_extras(spec, np.concatenate(people), np.concatenate(roles), np.concatenate(points))


def gather_extras(spec: Spec, person: NDArray[np.int64], role: NDArray[np.int64], points: NDArray[np.int64]) -> Extras:
    """Put rows in order of person."""
    order = np.argsort(person, kind="stable")
    counts = np.bincount(person, minlength=len(spec.problem.volunteers))
    return Extras(np.concatenate(([0], np.cumsum(counts))).astype(np.int64), role[order], points[order])


def read_liked(spec: Spec) -> Extras:
    """Gather the points that pairs have because somebody asked."""
    rows = [(person, role, points) for person, roles in spec.liked.items() for role, points in roles]
    table = np.array(rows, dtype=np.int64).reshape(-1, 3)
    return gather_extras(spec, table[:, 0], table[:, 1], table[:, 2])


def read_fees(spec: Spec, surcharges: Surcharges) -> Extras:
    """Spread the surcharge on a shift over its roles, as points less."""
    order = np.argsort(spec.problem.roles.shift, kind="stable")
    shifts = spec.problem.roles.shift[order]
    first, last = (np.searchsorted(shifts, surcharges.shift, side=side) for side in ("left", "right"))
    count = last - first
    place = np.arange(count.sum()) + np.repeat(first - np.cumsum(count) + count, count)
    return gather_extras(
        spec, np.repeat(surcharges.volunteer, count), order[place], -np.repeat(surcharges.points, count)
    )


def earned_by_shift(surcharges: Surcharges) -> dict[int, int]:
    """Add up what each shift earns by surcharges, points."""
    earned: dict[int, int] = {}
    for shift, points in zip(surcharges.shift.tolist(), surcharges.points.tolist(), strict=True):
        earned[shift] = earned.get(shift, 0) + points
    return earned

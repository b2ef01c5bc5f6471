"""The open roles in order of time, the people's limits and the pairs between them, as arrays for kernels."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.bundle import seat_bonus, seats_to_minimum
from matching.engine.geo import MEAN_RADIUS_CM
from matching.engine.index import Index
from matching.engine.result import PRICE_SCALE

SHIFT, START, END, WEEK, MINUTES, REMOTE, X, Y, Z = range(9)  # columns of Work.role; the shift by number


class Work(NamedTuple):
    """When and where each open role is done, and the pauses that two roles need between them."""

    role: NDArray[np.int32]  # k x 9: one row per open role, columns as above
    buffer: int  # quarters between any two shifts
    metres_per_quarter: int
    far: int  # quarters after which no two venues of one person are too far apart


class Market(NamedTuple):
    """Open roles (seats, bonus) and people (limits per week, first bonus); bonuses in 1/64 points."""

    work: Work
    free: NDArray[np.int64]  # seats
    low: NDArray[np.int64]  # how many of them count towards the minimum
    bonus: NDArray[np.int64]  # for each of those
    shifts: NDArray[np.int32]  # n x w: what confirmed sign-ups leave
    minutes: NDArray[np.int32]  # n x w
    first: NDArray[np.int64]  # n


class Edges(NamedTuple):
    """Pairs in compressed rows: person v has ptr[v]..ptr[v + 1], roles by number, that is by time."""

    ptr: NDArray[np.int64]
    role: NDArray[np.int32]
    score: NDArray[np.int16]


def most_pairs(ptr: NDArray[np.int64]) -> int:
    """Return the largest number of pairs any person has."""
    return int(np.diff(ptr).max(initial=0))


class Opening(NamedTuple):
    """The order of time: which rows of the problem the numbered shifts and roles are."""

    shift_row: NDArray[np.int64]
    role_row: NDArray[np.int64]
    role_shift: NDArray[np.int32]  # number of the shift, ascending


def open_roles(index: Index) -> Opening:
    """Number the roles that may still be proposed (not started, a seat left) by time, then by row."""
    problem = index.problem
    is_open = (index.start >= problem.options.first_start) & (index.seats_left > 0)
    rows = np.flatnonzero(is_open)
    order = np.lexsort((rows, problem.roles.shift[rows], index.end[rows], index.start[rows]))
    rows = rows[order]
    shift = problem.roles.shift[rows].astype(np.int64)
    is_new = np.ones(len(rows), dtype=bool)
    is_new[1:] = shift[1:] != shift[:-1]
    return Opening(shift[is_new], rows, (np.cumsum(is_new) - 1).astype(np.int32))


def _far(index: Index) -> int:
    """Return the pause after which one person can reach any of her venues from any other, quarters."""
    options, limits = index.problem.options, index.problem.volunteers.max_metres
    span = 200.0 * float(limits.max(initial=0)) + 200  # centimetres between two venues, through home
    ground = span * (1 + span * span / (24.0 * MEAN_RADIUS_CM * MEAN_RADIUS_CM)) / 100
    return int(min(ground / options.metres_per_quarter, 1e9)) + 2 + options.buffer_quarters


def open_market(index: Index, opening: Opening) -> Market:
    """Copy what the kernels need, role by role in order of time."""
    options, rows = index.problem.options, opening.role_row
    columns = (column[rows] for column in (index.start, index.end, index.week, index.minutes, index.is_remote))
    work = Work(
        role=np.column_stack([opening.role_shift, *columns, index.point[rows]]).astype(np.int32),
        buffer=options.buffer_quarters,
        metres_per_quarter=options.metres_per_quarter,
        far=_far(index),
    )
    return Market(
        work=work,
        free=index.seats_left[rows].astype(np.int64),
        low=seats_to_minimum(index)[rows],
        bonus=seat_bonus(index)[rows] * PRICE_SCALE,
        shifts=index.shifts_left.astype(np.int32),
        minutes=index.minutes_left.astype(np.int32),
        first=index.first_bonus * PRICE_SCALE,
    )

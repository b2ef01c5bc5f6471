"""What candidate generation reads: people, shifts laid out on a grid of cells, and what each role asks."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.geo import MEAN_RADIUS_CM
from matching.engine.index import Index
from matching.engine.priced.market import Opening
from matching.engine.tables import NO_DAY

CELL_CM = 900_000.0
MOST_CELLS = 2_000  # per axis


class Folk(NamedTuple):
    """The people's columns that hard rules and scores read, and their homes on the plane of the grid."""

    point: NDArray[np.int32]
    east: NDArray[np.float64]
    north: NDArray[np.float64]
    metres: NDArray[np.int32]
    takes_remote: NDArray[np.bool_]
    takes_on_site: NDArray[np.bool_]  # and home known
    birth: NDArray[np.int32]
    consent_from: NDArray[np.int32]
    consent_until: NDArray[np.int32]
    clear_from: NDArray[np.int32]
    clear_until: NDArray[np.int32]
    languages: NDArray[np.uint8]
    preferred: NDArray[np.uint8]
    skills: NDArray[np.uint64]
    needs: NDArray[np.uint16]
    interest: NDArray[np.uint8]
    week: NDArray[np.uint64]
    blocked: NDArray[np.uint64]
    free: NDArray[np.uint64]
    standing_ptr: NDArray[np.int64]  # n + 1: rows of Standing


class Standing(NamedTuple):
    """Confirmed sign-ups in order of person."""

    shift: NDArray[np.int64]  # row of the problem
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    point: NDArray[np.int32]
    remote: NDArray[np.bool_]


class Ground(NamedTuple):
    """Open shifts cell by cell, remote ones after the last cell; every array follows that order."""

    west: float
    south: float
    columns: int
    rows: int
    ptr: NDArray[np.int64]  # cells + 2
    number: NDArray[np.int32]  # of the shift in order of time
    row: NDArray[np.int64]  # of the problem
    point: NDArray[np.int32]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    week: NDArray[np.int64]
    minutes: NDArray[np.int64]
    first_day: NDArray[np.int64]
    last_day: NDArray[np.int64]
    adult_birth: NDArray[np.int64]  # latest birth day of an adult
    access: NDArray[np.uint16]
    day: NDArray[np.int64]  # shifts x days touched
    word: NDArray[np.int64]
    lower: NDArray[np.uint64]
    upper: NDArray[np.uint64]


class Demand(NamedTuple):
    """What open roles ask, in order of time; ``ptr`` gives the roles of each numbered shift."""

    ptr: NDArray[np.int64]
    birth: NDArray[np.int64]  # latest birth day
    adult_birth: NDArray[np.int64]
    child_contact: NDArray[np.bool_]
    languages: NDArray[np.uint8]
    work: NDArray[np.uint8]
    need: NDArray[np.uint64]
    want: NDArray[np.uint64]
    wanted: NDArray[np.int64]
    clearances: NDArray[np.uint16]
    cause: NDArray[np.int64]
    base: NDArray[np.int64]  # points of priority and, where nothing is wanted, of skills


def plane_axes(points: NDArray[np.int32]) -> NDArray[np.float64]:
    """Return two unit vectors, shape (2, 3), across the mean direction of some points.

    Two points are never further apart on this plane than in space, so a square of the plane around a home holds
    every venue within reach, wherever on earth.
    """
    middle = points.astype(np.float64).sum(axis=0) if len(points) else np.array([0.0, 0.0, 1.0])
    length = float(np.sqrt((middle * middle).sum()))
    up = middle / length if length > 1 else np.array([0.0, 0.0, 1.0])
    helper = np.array([0.0, 0.0, 1.0]) if abs(up[2]) < 0.9 else np.array([1.0, 0.0, 0.0])
    east = np.cross(helper, up)
    east /= np.sqrt((east * east).sum())
    return np.stack([east, np.cross(up, east)])


def read_folk(index: Index, axes: NDArray[np.float64]) -> Folk:
    """Pick the people's columns; homes are projected on the plane."""
    people = index.problem.volunteers
    known: NDArray[np.bool_] = (people.point != 0).any(axis=1)
    flat = people.point.astype(np.float64) @ axes.T
    return Folk(
        point=people.point,
        east=np.ascontiguousarray(flat[:, 0]),
        north=np.ascontiguousarray(flat[:, 1]),
        metres=people.max_metres,
        takes_remote=people.accepts_remote,
        takes_on_site=people.accepts_on_site & known,
        birth=people.birth_day,
        consent_from=people.consent_from,
        consent_until=people.consent_until,
        clear_from=people.clearance_from,
        clear_until=people.clearance_until,
        languages=people.languages,
        preferred=people.preferred_language,
        skills=people.skills,
        needs=people.access_needs,
        interest=people.cause_interest,
        week=people.free_week,
        blocked=people.blocked_days,
        free=people.free_days,
        standing_ptr=index.confirmed_ptr,
    )


def read_standing(index: Index) -> Standing:
    """Lay out the confirmed sign-ups."""
    role = index.problem.confirmed.role
    return Standing(
        index.problem.roles.shift[role].astype(np.int64),
        index.start[role],
        index.end[role],
        np.ascontiguousarray(index.point[role]),
        index.is_remote[role],
    )


def _cells(
    flat: NDArray[np.float64], remote: NDArray[np.bool_]
) -> tuple[float, float, int, int, NDArray[np.int64]]:
    """Choose the corner and size of the grid and the cell of every shift; remote shifts follow the last cell."""
    placed = flat[~remote]
    if not len(placed):
        return 0.0, 0.0, 1, 1, np.ones(len(flat), dtype=np.int64)
    corner, span = placed.min(axis=0), np.ptp(placed, axis=0)
    columns, rows = (int(min(size // CELL_CM, MOST_CELLS)) + 1 for size in span.tolist())
    step = (np.floor((flat - corner) / CELL_CM)).astype(np.int64)
    column, row = np.clip(step[:, 0], 0, columns - 1), np.clip(step[:, 1], 0, rows - 1)
    return float(corner[0]), float(corner[1]), columns, rows, np.where(remote, columns * rows, row * columns + column)


def lay_ground(index: Index, opening: Opening, axes: NDArray[np.float64]) -> Ground:
    """Sort the open shifts into cells."""
    problem, any_role = index.problem, np.searchsorted(opening.role_shift, np.arange(len(opening.shift_row)))
    shifts, role = problem.shifts, opening.role_row[any_role]
    flat = shifts.point[opening.shift_row].astype(np.float64) @ axes.T
    west, south, columns, rows, cell = _cells(flat, shifts.is_remote[opening.shift_row])
    order = np.argsort(cell, kind="stable")
    role, row = role[order], opening.shift_row[order]
    stacked = [np.stack([segment[part][role] for segment in index.segments], axis=1) for part in range(4)]
    return Ground(
        west=west,
        south=south,
        columns=columns,
        rows=rows,
        ptr=np.searchsorted(cell[order], np.arange(columns * rows + 2)).astype(np.int64),
        number=order.astype(np.int32),
        row=row,
        point=np.ascontiguousarray(shifts.point[row]),
        start=index.start[role],
        end=index.end[role],
        week=index.week[role],
        minutes=index.minutes[role],
        first_day=index.first_day[role],
        last_day=index.last_day[role],
        adult_birth=index.latest_adult_birth[role],
        access=index.access[role],
        day=stacked[0],
        word=stacked[1],
        lower=stacked[2],
        upper=stacked[3],
    )


def read_demand(index: Index, opening: Opening) -> Demand:
    """Pick what open roles ask and the part of their points that is the same for everybody."""
    roles, rows, weights = index.problem.roles, opening.role_row, index.problem.options.weights
    wanted = index.wanted_count[rows]
    return Demand(
        ptr=np.searchsorted(opening.role_shift, np.arange(len(opening.shift_row) + 1)).astype(np.int64),
        birth=np.where(roles.min_age[rows] == 0, NO_DAY, index.latest_birth[rows]),
        adult_birth=index.latest_adult_birth[rows],
        child_contact=roles.child_contact[rows],
        languages=roles.languages[rows],
        work=roles.work_languages[rows],
        need=np.ascontiguousarray(roles.need[rows]),
        want=np.ascontiguousarray(roles.want[rows]),
        wanted=wanted,
        clearances=roles.clearances[rows],
        cause=index.cause[rows],
        base=weights.priority * index.priority[rows] + np.where(wanted == 0, weights.skills_unasked, 0),
    )

"""What candidate generation reads: people, shifts laid out on a grid of cells, and what each role asks."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.index import Index
from matching.engine.priced.market import Opening
from matching.engine.tables import NO_DAY

CELL_CM = 900_000.0
MOST_CELLS = 2_000  # per axis


PERSON = np.dtype(
    [
        ("point", np.int32, 3), ("east", np.float64), ("north", np.float64), ("metres", np.int64),
        ("remote", np.bool_), ("on_site", np.bool_), ("birth", np.int32), ("consent_from", np.int32),
        ("consent_until", np.int32), ("languages", np.uint8), ("preferred", np.uint8), ("needs", np.uint16),
        ("standing", np.int64), ("standing_until", np.int64),
    ],
    align=True,
)  # fmt: skip
SHIFT = np.dtype(
    [
        ("point", np.int32, 3), ("remote", np.bool_), ("access", np.uint16), ("start", np.int32), ("end", np.int32),
        ("week", np.int32), ("minutes", np.int32), ("first_day", np.int32), ("last_day", np.int32),
        ("adult_birth", np.int32), ("number", np.int32), ("row", np.int32),
    ],
    align=True,
)  # fmt: skip
PIECE = np.dtype([("day", np.int64), ("word", np.int64), ("lower", np.uint64), ("upper", np.uint64)], align=True)
ASKED = np.dtype(
    [
        ("birth", np.int32), ("languages", np.uint8), ("work", np.uint8), ("clearances", np.uint16),
        ("cause", np.int32), ("wanted", np.int32), ("base", np.int32),
    ],
    align=True,
)  # fmt: skip
Records = Any  # an array of one of these; the fields of one are read as attributes in kernels


class Folk(NamedTuple):
    """What hard rules and scores read about people."""

    person: Records  # PERSON; ``on_site`` only if the home is known
    bits: NDArray[np.uint64]  # n x words: free week, blocked days, free days, skills level by level
    cause: NDArray[np.int32]  # n x causes: points
    clear: NDArray[np.int32]  # n x kinds x (from, until)


class Ground(NamedTuple):
    """Open shifts cell by cell, remote ones after the last cell."""

    west: float
    south: float
    columns: int
    rows: int
    ptr: NDArray[np.int64]  # cells + 2
    shift: Records  # SHIFT
    piece: Records  # PIECE, shifts x days touched


class Demand(NamedTuple):
    """What open roles ask, in order of time; ``ptr`` gives the roles of each numbered shift."""

    ptr: NDArray[np.int64]
    role: Records  # ASKED
    need: NDArray[np.uint64]  # k x (levels x skill words)
    want: NDArray[np.uint64]
    share: NDArray[np.int64]  # most wanted + 1 squared: points by number of wanted skills and how many are lacking
    days: NDArray[np.int32]  # first and last day of each numbered shift


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


def _filled(dtype: np.dtype[Any], count: int, columns: dict[str, NDArray[Any]]) -> Records:
    table = np.zeros(count, dtype=dtype)
    for name, column in columns.items():
        table[name] = column
    return table


def _flat(table: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Put the planes of each row side by side; there may be no rows."""
    return table.reshape(len(table), table.shape[1] * table.shape[2])


def read_folk(index: Index, axes: NDArray[np.float64]) -> Folk:
    """Pack the people's columns; homes are projected on the plane."""
    people, count = index.problem.volunteers, index.volunteer_count
    flat = people.point.astype(np.float64) @ axes.T
    columns = {
        "point": people.point,
        "east": flat[:, 0],
        "north": flat[:, 1],
        "metres": people.max_metres,
        "remote": people.accepts_remote,
        "on_site": people.accepts_on_site & (people.point != 0).any(axis=1),
        "birth": people.birth_day,
        "consent_from": people.consent_from,
        "consent_until": people.consent_until,
        "languages": people.languages,
        "preferred": people.preferred_language,
        "needs": people.access_needs,
        "standing": index.confirmed_ptr[:-1],
        "standing_until": index.confirmed_ptr[1:],
    }
    words = (people.free_week, people.blocked_days, people.free_days, _flat(people.skills))
    clear = np.stack([people.clearance_from, people.clearance_until], axis=2)
    cause = index.problem.options.weights.cause * people.cause_interest.astype(np.int32) // 100
    return Folk(_filled(PERSON, count, columns), np.concatenate(words, axis=1), cause, clear)


def read_standing(index: Index) -> Records:
    """Lay out the confirmed sign-ups as SHIFT records, in order of person."""
    role = index.problem.confirmed.role
    return _shift_records(index, index.problem.roles.shift[role].astype(np.int64), role)


def _shift_records(index: Index, row: NDArray[np.int64], role: NDArray[Any]) -> Records:
    """Describe shifts by any one of their roles."""
    columns = {
        "point": index.point[role],
        "remote": index.is_remote[role],
        "access": index.access[role],
        "start": index.start[role],
        "end": index.end[role],
        "week": index.week[role],
        "minutes": index.minutes[role],
        "first_day": index.first_day[role],
        "last_day": index.last_day[role],
        "adult_birth": index.latest_adult_birth[role],
        "row": row,
    }
    return _filled(SHIFT, len(role), columns)


def _cells(flat: NDArray[np.float64], remote: NDArray[np.bool_]) -> tuple[float, float, int, int, NDArray[np.int64]]:
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
    table = _shift_records(index, row, role)
    table["number"] = order
    piece = np.zeros((len(order), len(index.segments)), dtype=PIECE)
    for place, segment in enumerate(index.segments):
        for name, column in zip(("day", "word", "lower", "upper"), segment, strict=True):
            piece[name][:, place] = column[role]
    ptr = np.searchsorted(cell[order], np.arange(columns * rows + 2)).astype(np.int64)
    return Ground(west, south, columns, rows, ptr, table, piece)


def _shares(most: int, points: int, unasked: int) -> NDArray[np.int64]:
    """Return the points for wanted skills by how many are wanted (rows) and how many of them a person lacks."""
    wanted, lacking = np.arange(most + 1)[:, None], np.arange(most + 1)
    return np.where(wanted == 0, unasked, points * np.maximum(wanted - lacking, 0) // np.maximum(wanted, 1))


def read_demand(index: Index, opening: Opening, ground: Ground) -> Demand:
    """Pack what open roles ask and the part of their points that is the same for everybody."""
    roles, rows, weights = index.problem.roles, opening.role_row, index.problem.options.weights
    wanted, most = index.wanted_count[rows], int(index.wanted_count[rows].max(initial=0))
    old_enough = np.where(roles.min_age[rows] == 0, NO_DAY, index.latest_birth[rows])
    grown_up = np.where(roles.child_contact[rows], index.latest_adult_birth[rows], NO_DAY)
    columns = {
        "birth": np.minimum(old_enough, grown_up),
        "languages": roles.languages[rows],
        "work": roles.work_languages[rows],
        "clearances": roles.clearances[rows],
        "cause": index.cause[rows],
        "wanted": wanted,
        "base": weights.priority * index.priority[rows],
    }
    days = np.zeros((len(opening.shift_row), 2), dtype=np.int32)
    days[ground.shift["number"]] = np.stack([ground.shift["first_day"], ground.shift["last_day"]], axis=1)
    return Demand(
        np.searchsorted(opening.role_shift, np.arange(len(opening.shift_row) + 1)).astype(np.int64),
        _filled(ASKED, len(rows), columns),
        _flat(roles.need[rows]),
        _flat(roles.want[rows]),
        _shares(most, weights.skills, weights.skills_unasked),
        days,
    )

"""Everything about roles and standing sign-ups that ranking and solving look up again and again, derived once."""

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.calendar import (
    DAY_QUARTERS,
    QUARTER_MINUTES,
    WEEK_QUARTERS,
    day_segments,
    pack_bits,
    years_before,
)
from matching.engine.geo import distance_m
from matching.engine.problem import Problem

Rows = slice | NDArray[Any]


class Segment(NamedTuple):
    """The j-th day a role's shift touches; ``low`` and ``high`` are its quarters in words ``word``, ``word + 1``."""

    day: NDArray[np.int64]
    word: NDArray[np.int64]
    low: NDArray[np.uint64]
    high: NDArray[np.uint64]


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """A problem with its derived arrays. One row per role unless said otherwise; n volunteers, w weeks."""

    problem: Problem
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    week: NDArray[np.int64]
    minutes: NDArray[np.int64]
    point: NDArray[np.int32]
    is_remote: NDArray[np.bool_]
    access: NDArray[np.uint16]
    cause: NDArray[np.int64]
    priority: NDArray[np.int64]
    first_day: NDArray[np.int64]
    last_day: NDArray[np.int64]
    latest_birth: NDArray[np.int64]
    latest_adult_birth: NDArray[np.int64]
    segments: tuple[Segment, ...]
    wanted_count: NDArray[np.int64]
    fixed: NDArray[np.int64]  # seats taken by confirmed sign-ups, here or elsewhere
    seats_left: NDArray[np.int64]
    confirmed_ptr: NDArray[np.int64]  # n + 1: rows of `confirmed` per volunteer
    shifts_left: NDArray[np.int64]  # n x w
    minutes_left: NDArray[np.int64]  # n x w
    first_bonus: NDArray[np.int64]  # n: points for a first place; 0 for people who already have one

    @property
    def volunteer_count(self) -> int:
        """Return n."""
        return len(self.problem.volunteers)

    @property
    def role_count(self) -> int:
        """Return the number of roles."""
        return len(self.problem.roles)


def _segments(problem: Problem) -> tuple[Segment, ...]:
    """Cut every shift at midnight; shorter shifts repeat their first day with empty masks."""
    pieces = [
        day_segments(start, end)
        for start, end in zip(problem.shifts.start.tolist(), problem.shifts.end.tolist(), strict=True)
    ]
    shift, found = problem.roles.shift, []
    for depth in range(max((len(piece) for piece in pieces), default=0)):
        rows = [piece[depth] if depth < len(piece) else (piece[0][0], piece[0][1], 0) for piece in pieces]
        day, first, length = (np.array(column, dtype=np.int64) for column in zip(*rows, strict=True))
        word = np.minimum(first // 64, 9)
        offset = first - word * 64
        bit = np.arange(128)
        masks = pack_bits((bit >= offset[:, None]) & (bit < (offset + length)[:, None]), words=2)
        found.append(Segment(day[shift], word[shift], masks[shift, 0], masks[shift, 1]))
    return tuple(found)


def _budgets(
    problem: Problem, week: NDArray[np.int64], minutes: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return shifts and minutes left per volunteer and week after the confirmed sign-ups; may be negative."""
    people, confirmed = problem.volunteers, problem.confirmed
    shape = (len(people), problem.options.weeks)
    shifts_left = np.broadcast_to(people.max_shifts.astype(np.int64)[:, None], shape).copy()
    minutes_left = np.broadcast_to(people.max_minutes.astype(np.int64)[:, None], shape).copy()
    where = (confirmed.volunteer, week[confirmed.role])
    np.subtract.at(shifts_left, where, 1)
    np.subtract.at(minutes_left, where, minutes[confirmed.role])
    return shifts_left, minutes_left


def _first_bonus(problem: Problem, placed: NDArray[np.int64]) -> NDArray[np.int64]:
    weights = problem.options.weights
    bonus = np.where(problem.volunteers.history == 0, weights.first_new, weights.first_known)
    return np.where(placed > 0, 0, bonus).astype(np.int64)


def build_index(problem: Problem) -> Index:
    """Derive the arrays of an index. O(rows); the problem must come from ``make_problem``."""
    shifts, roles, options = problem.shifts, problem.roles, problem.options
    start, end = (column[roles.shift].astype(np.int64) for column in (shifts.start, shifts.end))
    first_day = options.origin_day + start // DAY_QUARTERS
    week, minutes = start // WEEK_QUARTERS, (end - start) * QUARTER_MINUTES
    placed = np.bincount(problem.confirmed.volunteer, minlength=len(problem.volunteers))
    fixed = np.bincount(problem.confirmed.role, minlength=len(roles)) + roles.held
    shifts_left, minutes_left = _budgets(problem, week, minutes)
    return Index(
        problem=problem,
        start=start,
        end=end,
        week=week,
        minutes=minutes,
        point=shifts.point[roles.shift],
        is_remote=shifts.is_remote[roles.shift],
        access=shifts.access[roles.shift],
        cause=shifts.cause[roles.shift].astype(np.int64),
        priority=shifts.priority[roles.shift].astype(np.int64),
        first_day=first_day,
        last_day=options.origin_day + (end - 1) // DAY_QUARTERS,
        latest_birth=years_before(first_day, roles.min_age),
        latest_adult_birth=years_before(first_day, options.adult_age),
        segments=_segments(problem),
        wanted_count=np.bitwise_count(roles.want[:, 0, :]).sum(axis=1).astype(np.int64),
        fixed=fixed,
        seats_left=np.maximum(roles.capacity - fixed, 0),
        confirmed_ptr=np.concatenate(([0], np.cumsum(placed))),
        shifts_left=shifts_left,
        minutes_left=minutes_left,
        first_bonus=_first_bonus(problem, placed),
    )


def index_of_people(index: Index, problem: Problem) -> Index:
    """Return the index of a problem that has the same shifts, roles and options, but other people. O(people)."""
    placed = np.bincount(problem.confirmed.volunteer, minlength=len(problem.volunteers))
    shifts_left, minutes_left = _budgets(problem, index.week, index.minutes)
    return replace(
        index,
        problem=problem,
        confirmed_ptr=np.concatenate(([0], np.cumsum(placed))),
        shifts_left=shifts_left,
        minutes_left=minutes_left,
        first_bonus=_first_bonus(problem, placed),
    )


def clashes(index: Index, here: NDArray[Any], there: NDArray[Any]) -> NDArray[np.bool_]:
    """Say whether one person cannot do both roles: same shift, overlap, or too little time between to travel.

    Between two shifts stay at least the buffer and, if both are on site, the travel time rounded up to quarters.

    Parameters
    ----------
    here, there : integers, rows of roles, broadcast against each other

    Returns
    -------
    bool array, the broadcast shape; symmetric
    """
    options, shift = index.problem.options, index.problem.roles.shift
    gap = np.maximum(index.start[here], index.start[there]) - np.minimum(index.end[here], index.end[there])
    travel = -(-distance_m(index.point[here], index.point[there]) // options.metres_per_quarter)
    travel = np.where(index.is_remote[here] | index.is_remote[there], 0, travel)
    clash: NDArray[np.bool_] = (gap < options.buffer_quarters + travel) | (shift[here] == shift[there])
    return clash

"""Find and score every eligible pair: cells within reach, a set of shifts in order of time, then their roles."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.index import Index
from matching.engine.priced.bundles import chord_square, ground_metres
from matching.engine.priced.ground import (
    CELL_CM,
    Demand,
    Folk,
    Ground,
    Standing,
    lay_ground,
    plane_axes,
    read_demand,
    read_folk,
    read_standing,
)
from matching.engine.priced.jit import kernel
from matching.engine.priced.market import Edges, Market, Opening
from matching.engine.priced.threads import Crew

BLOCK = 2_000  # people per piece of work
ROOM = 1 << 20  # pairs a piece may hold before it is handed over
LONGEST_CM = 2_000_000_000  # more than the diameter of the earth
REMOTE = -1


class Points(NamedTuple):
    """The weights of the score."""

    distance: int
    remote: int
    cause: int
    skills: int
    language: int


class Scene(NamedTuple):
    """Everything a pair is judged by."""

    folk: Folk
    standing: Standing
    ground: Ground
    demand: Demand
    points: Points
    shifts: NDArray[np.int32]
    minutes: NDArray[np.int32]
    buffer: int
    metres_per_quarter: int


class Marks(NamedTuple):
    """Shifts one person may do, one bit each in order of time, and how far away they are."""

    bits: NDArray[np.uint64]
    metres: NDArray[np.int64]


def set_scene(index: Index, opening: Opening, market: Market) -> Scene:
    """Gather the arrays once."""
    on_site = opening.shift_row[~index.problem.shifts.is_remote[opening.shift_row]]
    axes = plane_axes(index.problem.shifts.point[on_site])
    weights = index.problem.options.weights
    return Scene(
        folk=read_folk(index, axes),
        standing=read_standing(index),
        ground=lay_ground(index, opening, axes),
        demand=read_demand(index, opening),
        points=Points(weights.distance, weights.remote, weights.cause, weights.skills, weights.language),
        shifts=market.shifts,
        minutes=market.minutes,
        buffer=market.work.buffer,
        metres_per_quarter=market.work.metres_per_quarter,
    )


@kernel
def _is_free(folk: Folk, ground: Ground, person: int, at: int) -> bool:
    """Every quarter is in the free week or on a free day, and no day is blocked."""
    for piece in range(ground.day.shape[1]):
        day = ground.day[at, piece]
        word, bit = day >> 6, np.uint64(day & 63)
        if (folk.blocked[person, word] >> bit) & np.uint64(1):
            return False
        if (folk.free[person, word] >> bit) & np.uint64(1):
            continue
        word = ground.word[at, piece]
        if (ground.lower[at, piece] & ~folk.week[person, word]) or (
            ground.upper[at, piece] & ~folk.week[person, word + 1]
        ):
            return False
    return True


@kernel
def _in_the_way(scene: Scene, person: int, at: int) -> bool:
    """A confirmed sign-up of the person clashes with the shift."""
    standing, ground = scene.standing, scene.ground
    for row in range(scene.folk.standing_ptr[person], scene.folk.standing_ptr[person + 1]):
        gap = max(standing.start[row], ground.start[at]) - min(standing.end[row], ground.end[at])
        pause = scene.buffer
        if not standing.remote[row] and at < ground.ptr[ground.columns * ground.rows]:
            metres = ground_metres(chord_square(standing.point[row], ground.point[at]))
            pause -= -metres // scene.metres_per_quarter
        if gap < pause or standing.shift[row] == ground.row[at]:
            return True
    return False


@kernel
def _may_do(scene: Scene, person: int, at: int) -> bool:
    """The rules that look at the shift alone, distance and mode aside."""
    folk, ground = scene.folk, scene.ground
    if not _is_free(folk, ground, person, at):
        return False
    if folk.needs[person] & ~ground.access[at]:
        return False
    week = ground.week[at]
    if scene.shifts[person, week] < 1 or scene.minutes[person, week] < ground.minutes[at]:
        return False
    if folk.birth[person] > ground.adult_birth[at] and (
        folk.consent_from[person] > ground.first_day[at] or folk.consent_until[person] <= ground.last_day[at]
    ):
        return False
    return not _in_the_way(scene, person, at)


@kernel
def _mark(marks: Marks, number: int, metres: int) -> None:
    marks.metres[number] = metres
    marks.bits[number >> 6] |= np.uint64(1) << np.uint64(number & 63)


@kernel
def _mark_near(scene: Scene, person: int, marks: Marks) -> None:
    """Mark the shifts on site within reach: only the cells of a square around home are looked at."""
    folk, ground = scene.folk, scene.ground
    reach = min(np.int64(folk.metres[person]) * 100 + 100, LONGEST_CM)
    east, north = folk.east[person] - ground.west, folk.north[person] - ground.south
    left = min(max(np.int64((east - reach) // CELL_CM), 0), ground.columns - 1)
    right = min(max(np.int64((east + reach) // CELL_CM), 0), ground.columns - 1)
    bottom = min(max(np.int64((north - reach) // CELL_CM), 0), ground.rows - 1)
    top = min(max(np.int64((north + reach) // CELL_CM), 0), ground.rows - 1)
    home = folk.point[person]
    for row in range(bottom, top + 1):
        for at in range(ground.ptr[row * ground.columns + left], ground.ptr[row * ground.columns + right + 1]):
            square = chord_square(home, ground.point[at])
            if square <= reach * reach:
                metres = ground_metres(square)
                if metres <= folk.metres[person] and _may_do(scene, person, at):
                    _mark(marks, ground.number[at], metres)


@kernel
def _mark_remote(scene: Scene, person: int, marks: Marks) -> None:
    ground = scene.ground
    cells = ground.columns * ground.rows
    for at in range(ground.ptr[cells], ground.ptr[cells + 1]):
        if _may_do(scene, person, at):
            _mark(marks, ground.number[at], REMOTE)


@kernel
def _bit_count(word: np.uint64) -> int:
    """Count the set bits of a word."""
    word = word - ((word >> np.uint64(1)) & np.uint64(0x5555555555555555))
    word = (word & np.uint64(0x3333333333333333)) + ((word >> np.uint64(2)) & np.uint64(0x3333333333333333))
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((word * np.uint64(0x0101010101010101)) >> np.uint64(56))


@kernel
def _is_cleared(scene: Scene, person: int, role: int, start: int, end: int) -> bool:
    """Every clearance the role needs holds from the first to the last day."""
    for kind in range(scene.folk.clear_from.shape[1]):
        if (scene.demand.clearances[role] >> np.uint16(kind)) & np.uint16(1) and (
            scene.folk.clear_from[person, kind] > start or scene.folk.clear_until[person, kind] <= end
        ):
            return False
    return True


@kernel
def _may_take(scene: Scene, person: int, role: int) -> bool:
    """The rules that look at the role: age, children, languages, skills."""
    folk, demand = scene.folk, scene.demand
    if folk.birth[person] > demand.birth[role] or (demand.languages[role] & ~folk.languages[person]):
        return False
    if demand.child_contact[role] and folk.birth[person] > demand.adult_birth[role]:
        return False
    for level in range(demand.need.shape[1]):
        for word in range(demand.need.shape[2]):
            if demand.need[role, level, word] & ~folk.skills[person, level, word]:
                return False
    return True


@kernel
def _points(scene: Scene, person: int, role: int, metres: int) -> int:
    """Return the score; each part is rounded down by itself."""
    folk, demand, points = scene.folk, scene.demand, scene.points
    total = demand.base[role] + points.cause * np.int64(folk.interest[person, demand.cause[role]]) // 100
    if metres == REMOTE:
        total += points.remote
    else:
        limit = np.int64(folk.metres[person])
        total += points.distance * (limit - metres) // max(limit, 1)
    if demand.work[role] & folk.preferred[person]:
        total += points.language
    if demand.wanted[role] > 0:
        lacking = 0
        for word in range(demand.want.shape[2]):
            missing = np.uint64(0)
            for level in range(demand.want.shape[1]):
                missing |= demand.want[role, level, word] & ~folk.skills[person, level, word]
            lacking += _bit_count(missing)
        total += points.skills * (demand.wanted[role] - lacking) // demand.wanted[role]
    return total


@kernel
def _write(
    scene: Scene, person: int, marks: Marks, days: NDArray[np.int64], room: Edges, used: int
) -> int:
    """Write the person's pairs in order of time and clear the marks; return how many pairs are written by now."""
    demand = scene.demand
    for word in range(len(marks.bits)):
        bits = marks.bits[word]
        marks.bits[word] = np.uint64(0)
        while bits:
            lowest = bits & (~bits + np.uint64(1))
            bits ^= lowest
            shift = (word << 6) + _bit_count(lowest - np.uint64(1))
            for role in range(demand.ptr[shift], demand.ptr[shift + 1]):
                if _may_take(scene, person, role) and (
                    demand.clearances[role] == 0
                    or _is_cleared(scene, person, role, days[shift, 0], days[shift, 1])
                ):
                    room.role[used] = role
                    room.score[used] = _points(scene, person, role, marks.metres[shift])
                    used += 1
    return used


@kernel
def fill(
    scene: Scene, days: NDArray[np.int64], marks: Marks, first: int, last: int, room: Edges
) -> tuple[int, int]:
    """Write the pairs of the people first..last - 1 until the room is nearly full.

    Returns
    -------
    (next person, pairs written)
        ``room.ptr`` holds the number of pairs of each person done.
    """
    used, roles = 0, len(scene.demand.birth)
    for person in range(first, last):
        if used + roles > len(room.role):
            return person, used
        if scene.folk.takes_on_site[person]:
            _mark_near(scene, person, marks)
        if scene.folk.takes_remote[person]:
            _mark_remote(scene, person, marks)
        before = used
        used = _write(scene, person, marks, days, room, used)
        room.ptr[person - first] = used - before
    return last, used


def _pieces(scene: Scene, days: NDArray[np.int64], first: int, last: int) -> list[Edges]:
    """Find the pairs of a block of people, in as many pieces as the room asks."""
    shifts, roles = len(days), len(scene.demand.birth)
    size = max(roles, ROOM)
    room = Edges(np.empty(last - first, np.int64), np.empty(size, np.int32), np.empty(size, np.int16))
    marks = Marks(np.zeros(-(-shifts // 64), dtype=np.uint64), np.zeros(shifts, dtype=np.int64))
    found = []
    while first < last:
        following, used = fill(scene, days, marks, first, last, room)
        found.append(Edges(room.ptr[: following - first].copy(), room.role[:used].copy(), room.score[:used].copy()))
        first = following
    return found


def _first_and_last_days(ground: Ground) -> NDArray[np.int64]:
    """Return the days of every shift by number."""
    days = np.empty((len(ground.number), 2), dtype=np.int64)
    days[ground.number, 0], days[ground.number, 1] = ground.first_day, ground.last_day
    return days


def find_pairs(index: Index, opening: Opening, market: Market, crew: Crew) -> Edges:
    """Find and score every eligible pair of people and open roles.

    O(shifts in the cells around each person + pairs); 6 bytes per pair, written into place as blocks are done, plus a
    few MB per thread.
    """
    people = index.volunteer_count
    scene = set_scene(index, opening, market)
    days = _first_and_last_days(scene.ground)
    ranges = [(first, min(first + BLOCK, people)) for first in range(0, people, BLOCK)]
    counts = np.zeros(people + 1, dtype=np.int64)
    role, score, used, done = np.empty(ROOM, np.int32), np.empty(ROOM, np.int16), 0, 0
    for piece in _flatten(crew, ranges, scene, days):
        upto, done_now = used + len(piece.role), done + len(piece.ptr)
        if upto > len(role):
            size = max(upto, len(role) * 5 // 4)
            role.resize(size, refcheck=False)
            score.resize(size, refcheck=False)
        role[used:upto], score[used:upto], counts[done + 1 : done_now + 1] = piece.role, piece.score, piece.ptr
        used, done = upto, done_now
    role.resize(used, refcheck=False)
    score.resize(used, refcheck=False)
    return Edges(np.cumsum(counts), role, score)


def _flatten(
    crew: Crew, ranges: list[tuple[int, int]], scene: Scene, days: NDArray[np.int64]
) -> Iterator[Edges]:
    for pieces in crew.each(ranges, lambda first, last: _pieces(scene, days, first, last)):
        yield from pieces

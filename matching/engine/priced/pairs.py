"""Find and score every eligible pair: cells within reach, a set of shifts in order of time, then their roles."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.compiled import Whole, compiled
from matching.engine.extras import Extra
from matching.engine.priced.bundles import ground_metres
from matching.engine.priced.ground import CELL_CM, Records
from matching.engine.priced.market import Edges
from matching.engine.priced.scene import Rules, Scene
from matching.engine.priced.threads import Crew

BLOCK = 2_000  # people per piece of work
ROOM = 1 << 20  # pairs a piece may hold before it is handed over


class Marks(NamedTuple):
    """Shifts one person may do, one bit each in order of time, and the points for their distance."""

    bits: NDArray[np.uint64]
    near: NDArray[np.int64]


@compiled
def _is_free(bits: NDArray[np.uint64], piece: Records, person: Whole, at: Whole, rules: Rules) -> bool:
    """Every quarter is in the free week or on a free day, and no day is blocked."""
    for place in range(piece.shape[1]):
        part = piece[at, place]
        word, bit = part.day >> 6, np.uint64(part.day & 63)
        if (bits[person, rules.blocked + word] >> bit) & np.uint64(1):
            return False
        if (bits[person, rules.free + word] >> bit) & np.uint64(1):
            continue
        if (part.lower & ~bits[person, part.word]) or (part.upper & ~bits[person, part.word + 1]):
            return False
    return True


@compiled
def _chord_square(here: Any, there: Any) -> Whole:
    """Return the squared straight distance between the points of two records, cm^2."""
    x = np.int64(here.point[0]) - np.int64(there.point[0])
    y = np.int64(here.point[1]) - np.int64(there.point[1])
    z = np.int64(here.point[2]) - np.int64(there.point[2])
    return x * x + y * y + z * z


@compiled
def _in_the_way(held: Any, shift: Any, rules: Rules) -> bool:
    """Say whether a confirmed sign-up clashes with a shift."""
    gap = max(held.start, shift.start) - min(held.end, shift.end)
    pause = rules.buffer
    if not held.remote and not shift.remote:
        pause -= -ground_metres(_chord_square(held, shift)) // rules.metres_per_quarter
    return bool(gap < pause or held.row == shift.row)


@compiled
def _may_do(person: Any, shift: Any, standing: Records, rules: Rules) -> bool:
    """The rules that look at the shift alone: access, consent, confirmed sign-ups."""
    if person.needs & ~shift.access:
        return False
    if person.birth > shift.adult_birth and (
        person.consent_from > shift.first_day or person.consent_until <= shift.last_day
    ):
        return False
    for row in range(person.standing, person.standing_until):
        if _in_the_way(standing[row], shift, rules):
            return False
    return True


@compiled
def _mark(scene: Scene, who: Whole, person: Any, first: Whole, last: Whole, marks: Marks) -> None:
    """Mark the shifts first..last - 1 of the ground that the person may do."""
    table, piece, bits, standing = scene.ground.shift, scene.ground.piece, scene.folk.bits, scene.standing
    shifts, minutes, rules, reach = scene.shifts, scene.minutes, scene.rules, 100 * person.metres + 100
    for at in range(first, last):
        shift, near = table[at], np.int64(rules.remote)
        if not shift.remote:
            square = _chord_square(person, shift)
            if square > reach * reach:
                continue
            metres = ground_metres(square)
            if metres > person.metres:
                continue
            near = rules.distance * (person.metres - metres) // max(person.metres, 1)
        if shifts[who, shift.week] < 1 or minutes[who, shift.week] < shift.minutes:
            continue
        if _is_free(bits, piece, who, at, rules) and _may_do(person, shift, standing, rules):
            marks.near[shift.number] = near
            marks.bits[shift.number >> 6] |= np.uint64(1) << np.uint64(shift.number & 63)


@compiled
def _cell(offset: float, count: Whole) -> Whole:
    return min(max(np.int64(np.floor(offset / CELL_CM)), 0), count - 1)


@compiled
def _mark_all(scene: Scene, who: Whole, marks: Marks) -> None:
    """Look at the cells of a square around home, and at remote shifts."""
    person, ground = scene.folk.person[who], scene.ground
    cells = ground.columns * ground.rows
    if person.on_site:
        reach = 100.0 * person.metres + 200
        east, north = person.east - ground.west, person.north - ground.south
        left, right = _cell(east - reach, ground.columns), _cell(east + reach, ground.columns)
        for row in range(_cell(north - reach, ground.rows), _cell(north + reach, ground.rows) + 1):
            first, last = ground.ptr[row * ground.columns + left], ground.ptr[row * ground.columns + right + 1]
            if first < last:
                _mark(scene, who, person, first, last, marks)
    if person.remote and ground.ptr[cells] < ground.ptr[cells + 1]:
        _mark(scene, who, person, ground.ptr[cells], ground.ptr[cells + 1], marks)


@compiled
def _bit_count(word: np.uint64) -> Whole:
    """Count the set bits of a word."""
    word = word - ((word >> np.uint64(1)) & np.uint64(0x5555555555555555))
    word = (word & np.uint64(0x3333333333333333)) + ((word >> np.uint64(2)) & np.uint64(0x3333333333333333))
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((word * np.uint64(0x0101010101010101)) >> np.uint64(56))


@compiled
def _is_cleared(clear: NDArray[np.int32], who: Whole, needed: Whole, first: Whole, last: Whole) -> bool:
    """Every clearance the role needs holds from the first to the last day."""
    for kind in range(clear.shape[1]):
        if (needed >> kind) & 1 and (clear[who, kind, 0] > first or clear[who, kind, 1] <= last):
            return False
    return True


@compiled
def _is_able(bits: NDArray[np.uint64], need: NDArray[np.uint64], who: Whole, role: Whole, begin: Whole) -> bool:
    """The person has every required skill at its level."""
    missing = np.uint64(0)
    for word in range(need.shape[1]):
        missing |= need[role, word] & ~bits[who, begin + word]
    return bool(missing == 0)


@compiled
def _lacking(
    bits: NDArray[np.uint64], want: NDArray[np.uint64], who: Whole, role: Whole, begin: Whole, levels: Whole
) -> Whole:
    """Count the wanted skills the person lacks at the wanted level."""
    count, words = 0, want.shape[1] // levels
    for word in range(words):
        missing = np.uint64(0)
        for level in range(levels):
            place = level * words + word
            missing |= want[role, place] & ~bits[who, begin + place]
        count += _bit_count(missing)
    return count


@compiled
def _skill_points(scene: Scene, who: Whole, role: Whole, wanted: Whole) -> Whole:
    """Return the points for the wanted skills the person has, all of them if none is wanted."""
    rules, lacking = scene.rules, np.int64(0)
    if wanted > 0:
        lacking = _lacking(scene.folk.bits, scene.demand.want, who, role, rules.skilled, rules.levels)
    return scene.demand.share[wanted, lacking]


@compiled
def _write(scene: Scene, who: Whole, shift: Whole, near: Whole, room: Edges, used: Whole) -> Whole:
    """Write the person's pairs with the roles of one shift; return how many pairs are written by now."""
    folk, demand, rules = scene.folk, scene.demand, scene.rules
    person = folk.person[who]
    for role in range(demand.ptr[shift], demand.ptr[shift + 1]):
        asked = demand.role[role]
        if person.birth > asked.birth or asked.languages & ~person.languages:
            continue
        if not _is_able(folk.bits, demand.need, who, role, rules.skilled):
            continue
        if asked.clearances and not _is_cleared(
            folk.clear, who, np.int64(asked.clearances), demand.days[shift, 0], demand.days[shift, 1]
        ):
            continue
        points = near + asked.base + folk.cause[who, asked.cause] + _skill_points(scene, who, role, asked.wanted)
        if asked.work & person.preferred:
            points += rules.language
        room.role[used], room.score[used] = role, points
        used += 1
    return used


@compiled
def fill(scene: Scene, marks: Marks, first: Whole, last: Whole, room: Edges) -> tuple[Whole, Whole]:
    """Write the pairs of the people first..last - 1, in order of time, until the room is nearly full.

    Returns
    -------
    (next person, pairs written)
        ``room.ptr`` holds the number of pairs of each person done.
    """
    used, roles = np.int64(0), len(scene.demand.role)
    for who in range(first, last):
        if used + roles > len(room.role):
            return who, used
        _mark_all(scene, who, marks)
        before = used
        for word in range(len(marks.bits)):
            bits = marks.bits[word]
            marks.bits[word] = np.uint64(0)
            while bits:
                lowest = bits & (~bits + np.uint64(1))
                bits ^= lowest
                shift = (word << 6) + _bit_count(lowest - np.uint64(1))
                used = _write(scene, who, shift, marks.near[shift], room, used)
        room.ptr[who - first] = used - before
    return last, used


def _pieces(scene: Scene, first: int, last: int) -> list[Edges]:
    """Find the pairs of a block of people, in as many pieces as the room asks."""
    shifts, roles = len(scene.demand.days), len(scene.demand.role)
    size = max(roles, ROOM)
    room = Edges(np.empty(last - first, np.int64), np.empty(size, np.int32), np.empty(size, np.int16))
    marks = Marks(np.zeros(-(-shifts // 64), dtype=np.uint64), np.zeros(shifts, dtype=np.int64))
    found = []
    while first < last:
        following, used = fill(scene, marks, first, last, room)
        found.append(Edges(room.ptr[: following - first].copy(), room.role[:used].copy(), room.score[:used].copy()))
        first = following
    return found


def find_pairs(scene: Scene, crew: Crew) -> Edges:
    """Find and score every eligible pair of the scene's people and open roles.

    O(shifts in the cells around each person + pairs); 6 bytes per pair, written into place as blocks are done, plus a
    few MB per thread.
    """
    people = len(scene.folk.person) if len(scene.demand.role) else 0
    ranges = [(first, min(first + BLOCK, people)) for first in range(0, people, BLOCK)]
    counts = np.zeros(len(scene.folk.person) + 1, dtype=np.int64)
    role, score, used, done = np.empty(ROOM, np.int32), np.empty(ROOM, np.int16), 0, 0
    for piece in _flatten(crew, ranges, scene):
        upto, done_now = used + len(piece.role), done + len(piece.ptr)
        if upto > len(role):
            size = max(upto, len(role) * 5 // 4)
            role.resize(size, refcheck=False)
            score.resize(size, refcheck=False)
        role[used:upto], score[used:upto], counts[done + 1 : done_now + 1] = piece.role, piece.score, piece.ptr
        used, done = upto, done_now
    role.resize(used, refcheck=False)
    score.resize(used, refcheck=False)
    edges = Edges(np.cumsum(counts), role, score)
    add_extras(edges, scene.extras)
    return edges


@compiled
def add_extras(edges: Edges, extras: Extra) -> None:
    """Add points to single pairs, in place; pairs that are not eligible are passed over."""
    for row in range(len(extras.role)):
        low, high = edges.ptr[extras.volunteer[row]], edges.ptr[extras.volunteer[row] + 1]
        end = high
        while low < high:
            middle = (low + high) // 2
            if edges.role[middle] < extras.role[row]:
                low = middle + 1
            else:
                high = middle
        if low < end and edges.role[low] == extras.role[row]:
            edges.score[low] += extras.points[row]


def _flatten(crew: Crew, ranges: list[tuple[int, int]], scene: Scene) -> Iterator[Edges]:
    for pieces in crew.each(ranges, lambda first, last: _pieces(scene, first, last)):
        yield from pieces

"""The compiled check carried out: the bound each person adds, her own roles, and the sums over everybody."""

import os
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.compiled import Whole, compile_once, compiled, is_kept
from matching.engine.result import Solution
from matching.engine.verify.extras import Extras
from matching.engine.verify.pairs import Spec
from matching.engine.verify.scan import List, Room, open_roles, too_close
from matching.engine.verify.tables import DAY, WEEK, Case, Numbers, What, When, read_case

SCALE, STEP_CAP = 64, 100_000
NAME = "the verifier"
COMPILES_SECONDS = 15
NEVER = -(1 << 60)


class Found(NamedTuple):
    """Sums over people (the dual in 1/64 points) and who needs a closer look."""

    objective: int
    dual: int
    doubtful: NDArray[np.bool_]


@compiled
def _by_falling_worth(worth: List, wanted: List, count: Whole) -> None:
    """Sort a short list of places by worth."""
    for last in range(1, count):
        place, at = wanted[last], last
        while at > 0 and worth[wanted[at - 1]] < worth[place]:
            wanted[at] = wanted[at - 1]
            at -= 1
        wanted[at] = place


@compiled
def _sits_with(when: When, what: What, numbers: Numbers, room: Room, depth: Whole, at: Whole) -> bool:
    """Say whether a wanted role goes with the chosen ones."""
    shift = what.shift[room.roles[room.wanted[at]]]
    for other in range(depth):
        if too_close(when, numbers, what.shift[room.roles[room.wanted[room.chosen[other]]]], shift):
            return False
    return True


@compiled
def _hope(room: Room, first: Whole, last: Whole) -> Whole:
    """Add up the worth of a stretch of the wanted roles."""
    total = np.int64(0)
    for at in range(first, last):
        total += room.worth[room.wanted[at]]
    return total


@compiled
def _search(
    when: When, what: What, numbers: Numbers, room: Room, listed: Whole, shifts: Whole, minutes: Whole
) -> tuple[Whole, bool]:
    """Try every set of wanted roles, best first, giving up a branch that cannot beat the best set so far.

    Returns
    -------
    (worth of the best set, whether the search came to its end)
    """
    best = worth = depth = at = np.int64(0)
    for _ in range(STEP_CAP):
        if at < listed and depth < shifts and worth + _hope(room, at, min(listed, at + shifts - depth)) > best:
            shift = what.shift[room.roles[room.wanted[at]]]
            length = (when.end[shift] - when.start[shift]) * 15
            if length <= minutes and _sits_with(when, what, numbers, room, depth, at):
                room.chosen[depth] = at
                depth, worth, minutes = depth + 1, worth + room.worth[room.wanted[at]], minutes - length
                best = max(best, worth)
            at += 1
        elif depth > 0:
            depth -= 1
            at = room.chosen[depth]
            shift = what.shift[room.roles[room.wanted[at]]]
            worth -= room.worth[room.wanted[at]]
            minutes += (when.end[shift] - when.start[shift]) * 15
            at += 1
        else:
            return best, True
    return best, False


@compiled
def _by_start(when: When, what: What, room: Room, listed: Whole) -> None:
    """List the wanted roles in order of time in ``room.order``."""
    for last in range(listed):
        place, at = room.wanted[last], last
        start = when.start[what.shift[room.roles[place]]]
        while at > 0 and when.start[what.shift[room.roles[room.order[at - 1]]]] > start:
            room.order[at] = room.order[at - 1]
            at -= 1
        room.order[at] = place


@compiled
def _chain_bound(when: When, what: What, numbers: Numbers, room: Room, listed: Whole, most: Whole) -> Whole:
    """Return a worth that no set of at most ``most`` roles exceeds: minutes are let through, and all but neighbours.

    best[i]: the most that so many or fewer roles are worth in a row of which i is the last; one more in each round.
    """
    _by_start(when, what, room, listed)
    top = np.int64(0)
    for i in range(listed):
        room.best[i] = room.worth[room.order[i]]
        top = max(top, room.best[i])
    for _ in range(1, min(most, listed)):
        for i in range(listed):
            shift, before = what.shift[room.roles[room.order[i]]], np.int64(0)
            for j in range(i):
                if not too_close(when, numbers, what.shift[room.roles[room.order[j]]], shift):
                    before = max(before, room.best[j])
            room.longer[i] = before + room.worth[room.order[i]]
            top = max(top, room.longer[i])
        for i in range(listed):
            room.best[i] = room.longer[i]
    return top


@compiled
def _week_worth(case: Case, v: Whole, week: Whole, room: Room, listed: Whole) -> Whole:
    """Return the most one week can be worth: exact, or a little more where the search grew past its cap."""
    when, what, numbers = case.when, case.what, case.numbers
    most = case.who.shifts[v, week]
    _by_falling_worth(room.worth, room.wanted, listed)
    best, finished = _search(when, what, numbers, room, listed, most, case.who.minutes[v, week])
    if finished:
        return best
    together = _hope(room, 0, min(most, listed))
    return max(best, min(together, _chain_bound(when, what, numbers, room, listed, most)))


@compiled
def _best_bundle(case: Case, v: Whole, room: Room, count: Whole) -> Whole:
    """Return the most a person can be worth at the prices, 1/64 points; weeks are taken apart."""
    start, shift, prices = case.when.start, case.what.shift, case.claim.prices
    top, total, positive = np.int64(NEVER), np.int64(0), 0
    for at in range(count):
        room.worth[at] = room.points[at] * SCALE - prices[room.roles[at]]
        top = max(top, room.worth[at])
        positive += room.worth[at] > 0
    if positive == 0:
        return max(np.int64(0), top + case.who.bonus[v] * SCALE)
    for week in range(case.who.shifts.shape[1]):
        listed = np.int64(0)
        for at in range(count):
            if room.worth[at] > 0 and start[shift[room.roles[at]]] // WEEK == week:
                room.wanted[listed] = at
                listed += 1
        if listed > 0:
            total += _week_worth(case, v, week, room, listed)
    return total + case.who.bonus[v] * SCALE


@compiled
def _add_points(extras: Extras, v: Whole, room: Room, count: Whole) -> None:
    """Add to the points of the listed roles what a person has beyond the formula."""
    for row in range(extras.ptr[v], extras.ptr[v + 1]):
        for at in range(count):
            if room.roles[at] == extras.role[row]:
                room.points[at] += extras.points[row]


@compiled
def _own_points(case: Case, v: Whole, room: Room, count: Whole) -> Whole:
    """Return the points of the roles the solution gives a person, -1 if one is not open to her or has other points."""
    claim, total = case.claim, np.int64(0)
    for own in range(claim.ptr[v], claim.ptr[v + 1]):
        points = np.int64(-1)
        for at in range(count):
            if room.roles[at] == claim.role[own]:
                points = room.points[at]
        if points != claim.score[own]:
            return np.int64(-1)
        total += points
    return total


@compiled
def _own_fit_together(case: Case, v: Whole) -> bool:
    """Say whether the roles the solution gives a person can all be done by her."""
    who, when, what, claim = case.who, case.when, case.what, case.claim
    for own in range(claim.ptr[v], claim.ptr[v + 1]):
        shift, shifts, minutes = what.shift[claim.role[own]], 0, 0
        week = when.start[shift] // WEEK
        for other in range(claim.ptr[v], claim.ptr[v + 1]):
            beside = what.shift[claim.role[other]]
            if other != own and too_close(when, case.numbers, shift, beside):
                return False
            if when.start[beside] // WEEK == week:
                shifts += 1
                minutes += (when.end[beside] - when.start[beside]) * 15
        if shifts > who.shifts[v, week] or minutes > who.minutes[v, week]:
            return False
    return True


@compiled
def _scan(case: Case, room: Room, first: Whole, last: Whole, doubtful: NDArray[np.bool_]) -> tuple[Whole, Whole]:
    """Check the people first..last - 1; return the points of their roles and first places, and their dual."""
    objective, dual = np.int64(0), np.int64(0)
    for v in range(first, last):
        count = open_roles(case, v, room)
        _add_points(case.liked, v, room, count)
        if case.claim.ptr[v] < case.claim.ptr[v + 1]:
            own = _own_points(case, v, room, count)
            objective += own + case.who.bonus[v]
            doubtful[v] = own < 0 or not _own_fit_together(case, v)
        if not case.teamed[v]:
            _add_points(case.beyond, v, room, count)
            dual += _best_bundle(case, v, room, count)
    return objective, dual


def scan_everybody(spec: Spec, solution: Solution, beyond: Extras, teamed: list[int]) -> Found:
    """Check every person against every shift. O(people x shifts); whole numbers, so threads do not matter."""
    case, people = read_case(spec, solution, beyond, teamed), len(spec.problem.volunteers)
    doubtful = np.zeros(people, dtype=bool)
    quarters, shifts, roles = (spec.options.weeks * 7 + 7) * DAY, len(spec.problem.shifts), len(spec.shift)
    sizes = (quarters + 1, shifts + 1, shifts, roles + 1, *(roles,) * 7)

    def part(ends: tuple[int, int]) -> tuple[int, int]:
        return _scan(case, Room(*(np.zeros(size, dtype=np.int64) for size in sizes)), *ends, doubtful)

    compile_once(NAME, (_scan,), lambda: part((0, 0)), seconds=COMPILES_SECONDS)
    workers = os.cpu_count() or 1
    with ThreadPoolExecutor(workers) as pool:
        sums = list(pool.map(part, pairwise(np.linspace(0, people, 8 * workers + 1).astype(int).tolist())))
    return Found(sum(points for points, _ in sums), sum(dual for _, dual in sums), doubtful)


def is_compiled() -> bool:
    """Say whether the compiled check is ready, or will never be kept."""
    return is_kept(NAME, (_scan,))

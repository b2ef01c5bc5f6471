"""The best set of roles of one person in one week: an exact search, and a bound where that takes too long."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.compiled import Whole, compiled
from matching.engine.priced.market import Work

RADIUS_CM = 637_800_000.0
STEPS = 20_000  # of one search; beyond, the dual takes a looser value and the primal what was found


class Desk(NamedTuple):
    """Room for one search: the wanted roles of a week by falling worth, and the best set found."""

    worth: NDArray[np.int64]
    role: NDArray[np.int32]
    score: NDArray[np.int16]
    upto: NDArray[np.int64]  # upto[i]: worth of the first i
    taken: NDArray[np.int64]
    best: NDArray[np.int64]


@compiled
def new_desk(size: Whole) -> Desk:
    """Make room for the largest number of pairs any person has."""
    return Desk(
        np.empty(size + 1, np.int64),
        np.empty(size + 1, np.int32),
        np.empty(size + 1, np.int16),
        np.empty(size + 2, np.int64),
        np.empty(size + 1, np.int64),
        np.empty(size + 1, np.int64),
    )


@compiled
def ground_metres(square: Whole) -> Whole:
    """Turn a squared chord (cm^2) into whole metres on the ground; the same as geo.distance_m."""
    chord = np.sqrt(np.float64(square))
    ground = chord * (1 + chord * chord / (24.0 * RADIUS_CM * RADIUS_CM))
    return np.int64(np.rint(ground / 100))


@compiled
def chord_square(here: NDArray[np.int32], there: NDArray[np.int32]) -> Whole:
    """Return the squared straight distance of two points, cm^2."""
    x = np.int64(here[0]) - np.int64(there[0])
    y = np.int64(here[1]) - np.int64(there[1])
    z = np.int64(here[2]) - np.int64(there[2])
    return x * x + y * y + z * z


@compiled
def clash(work: Work, one: Whole, other: Whole) -> bool:
    """Say whether one person cannot do both roles."""
    if work.shift[one] == work.shift[other]:
        return True
    gap = max(work.start[one], work.start[other]) - min(work.end[one], work.end[other])
    if gap < work.buffer:
        return True
    if gap >= work.far or work.remote[one] or work.remote[other]:
        return False
    metres = ground_metres(chord_square(work.point[one], work.point[other]))
    return bool(gap < work.buffer - (-metres // work.metres_per_quarter))


@compiled
def put(desk: Desk, count: Whole, worth: Whole, role: Whole, score: Whole) -> Whole:
    """Place one wanted role on the desk, keeping falling worth (earlier roles first on ties); return the new count."""
    at = count
    while at > 0 and desk.worth[at - 1] < worth:
        desk.worth[at], desk.role[at], desk.score[at] = desk.worth[at - 1], desk.role[at - 1], desk.score[at - 1]
        at -= 1
    desk.worth[at], desk.role[at], desk.score[at] = worth, role, score
    return count + 1


@compiled
def _goes_with(work: Work, desk: Desk, at: Whole, depth: Whole) -> bool:
    for place in range(depth):
        if clash(work, desk.role[desk.taken[place]], desk.role[at]):
            return False
    return True


@compiled
def search_week(work: Work, desk: Desk, count: Whole, most: Whole, minutes: Whole) -> tuple[Whole, Whole, bool]:
    """Find the best set of at most ``most`` roles on the desk, together at most ``minutes``, no two clashing.

    Depth first by falling worth; a branch ends where even the next best roles together could not beat the best set.

    Returns
    -------
    (worth, size, finished)
        The set is in ``desk.best``. Not finished: the step limit was met, a better set may exist.
    """
    desk.upto[0] = 0
    for at in range(count):
        desk.upto[at + 1] = desk.upto[at] + desk.worth[at]
    best, size, worth, depth, at = np.int64(0), 0, np.int64(0), 0, 0
    for _ in range(STEPS):
        if at < count and depth < most and worth + desk.upto[min(count, at + most - depth)] - desk.upto[at] > best:
            length = work.minutes[desk.role[at]]
            if length <= minutes and _goes_with(work, desk, at, depth):
                desk.taken[depth] = at
                depth, worth, minutes = depth + 1, worth + desk.worth[at], minutes - length
                if worth > best:
                    best, size = worth, depth
                    desk.best[:depth] = desk.taken[:depth]
            at += 1
        elif depth == 0:
            return best, size, True
        else:
            depth -= 1
            at = desk.taken[depth]
            worth, minutes = worth - desk.worth[at], minutes + work.minutes[desk.role[at]]
            at += 1
    return best, size, False


@compiled
def chain_bound(work: Work, desk: Desk, count: Whole, most: Whole) -> Whole:
    """Return a worth no set of at most ``most`` roles exceeds: the best chain in time, the minutes left aside.

    O(count^2 x most): the best chain of each length that ends in each role, in order of time.
    """
    order = np.argsort(work.start[desk.role[:count]])
    longest = min(most, count)
    ends = np.zeros((count, longest), np.int64)
    best = np.int64(0)
    for later in range(count):
        here = order[later]
        ends[later, :] = desk.worth[here]
        for earlier in range(later):
            if not clash(work, desk.role[order[earlier]], desk.role[here]):
                for length in range(1, longest):
                    ends[later, length] = max(ends[later, length], ends[earlier, length - 1] + desk.worth[here])
        best = max(best, ends[later, longest - 1])
    return min(best, desk.upto[longest])


@compiled
def week_bound(work: Work, desk: Desk, count: Whole, most: Whole, minutes: Whole) -> tuple[Whole, Whole]:
    """Return what the week is worth at most, exact unless the search was cut short, and the size of the best set."""
    best, size, finished = search_week(work, desk, count, most, minutes)
    if not finished:
        best = max(best, chain_bound(work, desk, count, most))
    return best, size

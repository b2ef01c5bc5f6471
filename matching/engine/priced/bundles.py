"""The best set of roles of one person in one week: an exact search, and a bound where that takes too long."""

import numpy as np
from numpy.typing import NDArray

from matching.engine.compiled import Whole, compiled
from matching.engine.priced.market import END, MINUTES, REMOTE, SHIFT, START, Work, X, Y, Z

RADIUS_CM = 637_800_000.0
STEPS = 20_000  # of one search; beyond, the dual takes a looser value and the primal what was found

Desk = NDArray[np.int64]
"""Room for one search, one row for each of the following: the wanted roles of a week by falling worth, with the sum of
worth before each; the places tried and those of the best set; two lines of a table of chains."""
WORTH, ROLE, SCORE, UPTO, TAKEN, BEST, CHAIN, LONGER = range(8)


def new_desk(size: int) -> Desk:
    """Make room for the largest number of pairs any person has."""
    return np.empty((8, size + 2), np.int64)


@compiled
def ground_metres(square: Whole) -> Whole:
    """Turn a squared chord (cm^2) into whole metres on the ground; the same as geo.distance_m."""
    chord = np.sqrt(np.float64(square))
    ground = chord * (1 + chord * chord / (24.0 * RADIUS_CM * RADIUS_CM))
    return np.int64(np.rint(ground / 100))


@compiled
def clash(work: Work, one: Whole, other: Whole) -> bool:
    """Say whether one person cannot do both roles."""
    role = work.role
    if role[one, SHIFT] == role[other, SHIFT]:
        return True
    gap = max(role[one, START], role[other, START]) - min(role[one, END], role[other, END])
    if gap < work.buffer:
        return True
    if gap >= work.far or role[one, REMOTE] or role[other, REMOTE]:
        return False
    x = np.int64(role[one, X]) - role[other, X]
    y = np.int64(role[one, Y]) - role[other, Y]
    z = np.int64(role[one, Z]) - role[other, Z]
    metres = ground_metres(x * x + y * y + z * z)
    return bool(gap < work.buffer - (-metres // work.metres_per_quarter))


@compiled
def put(desk: Desk, count: Whole, worth: Whole, role: Whole, score: Whole) -> Whole:
    """Place one wanted role on the desk, keeping falling worth (earlier roles first on ties); return the new count."""
    at = count
    while at > 0 and desk[WORTH, at - 1] < worth:
        for line in (WORTH, ROLE, SCORE):
            desk[line, at] = desk[line, at - 1]
        at -= 1
    desk[WORTH, at], desk[ROLE, at], desk[SCORE, at] = worth, role, score
    return count + 1


@compiled
def _goes_with(work: Work, desk: Desk, at: Whole, depth: Whole) -> bool:
    for place in range(depth):
        if clash(work, desk[ROLE, desk[TAKEN, place]], desk[ROLE, at]):
            return False
    return True


@compiled
def search_week(work: Work, desk: Desk, count: Whole, most: Whole, minutes: Whole) -> tuple[Whole, Whole, bool]:
    """Find the best set of at most ``most`` roles on the desk, together at most ``minutes``, no two clashing.

    Depth first by falling worth; a branch ends where even the next best roles together could not beat the best set.

    Returns
    -------
    (worth, size, finished)
        The places are in row BEST of the desk. Not finished: the step limit was met, a better set may exist.
    """
    desk[UPTO, 0] = 0
    for at in range(count):
        desk[UPTO, at + 1] = desk[UPTO, at] + desk[WORTH, at]
    nothing: Whole = np.int64(0)
    best = size = worth = depth = at = nothing
    for _ in range(STEPS):
        if at < count and depth < most and worth + desk[UPTO, min(count, at + most - depth)] - desk[UPTO, at] > best:
            length = work.role[desk[ROLE, at], MINUTES]
            if length <= minutes and _goes_with(work, desk, at, depth):
                desk[TAKEN, depth] = at
                depth, worth, minutes = depth + 1, worth + desk[WORTH, at], minutes - length
                if worth > best:
                    best, size = worth, depth
                    for place in range(depth):
                        desk[BEST, place] = desk[TAKEN, place]
            at += 1
        elif depth == 0:
            return best, size, True
        else:
            depth -= 1
            at = desk[TAKEN, depth]
            worth, minutes = worth - desk[WORTH, at], minutes + work.role[desk[ROLE, at], MINUTES]
            at += 1
    return best, size, False


@compiled
def _in_order_of_time(desk: Desk, count: Whole) -> None:
    """List the places of the desk in row TAKEN by the number of their role, which follows time."""
    for last in range(count):
        at = last
        while at > 0 and desk[ROLE, desk[TAKEN, at - 1]] > desk[ROLE, last]:
            desk[TAKEN, at] = desk[TAKEN, at - 1]
            at -= 1
        desk[TAKEN, at] = last


@compiled
def chain_bound(work: Work, desk: Desk, count: Whole, most: Whole) -> Whole:
    """Return a worth no set of at most ``most`` roles exceeds: the best chain in time, the minutes left aside.

    O(count^2 x most): the best chain of each length that ends in each role, in order of time.
    """
    _in_order_of_time(desk, count)
    top = np.int64(0)
    for later in range(count):
        desk[CHAIN, later] = desk[WORTH, desk[TAKEN, later]]
        top = max(top, desk[CHAIN, later])
    for _ in range(1, min(most, count)):
        for later in range(count):
            here, before = desk[TAKEN, later], np.int64(0)
            for earlier in range(later):
                if not clash(work, desk[ROLE, desk[TAKEN, earlier]], desk[ROLE, here]):
                    before = max(before, desk[CHAIN, earlier])
            desk[LONGER, later] = before + desk[WORTH, here]
            top = max(top, desk[LONGER, later])
        for later in range(count):
            desk[CHAIN, later] = desk[LONGER, later]
    return min(top, desk[UPTO, min(most, count)])


@compiled
def week_bound(work: Work, desk: Desk, count: Whole, most: Whole, minutes: Whole) -> tuple[Whole, Whole]:
    """Return what the week is worth at most, exact unless the search was cut short, and the size of the best set."""
    best, size, finished = search_week(work, desk, count, most, minutes)
    if not finished:
        best = max(best, chain_bound(work, desk, count, most))
    return best, size

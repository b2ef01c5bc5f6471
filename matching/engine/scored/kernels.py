"""Best sets of all groups, compiled; choices.py does the same for small problems without a compiler."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.compiled import Whole, allocating
from matching.engine.scored.problem import NO_TIME

MOST_CELLS = 1 << 22  # of one table; as in choices.MOST_STATES, beyond it minutes are rounded down


class Book(NamedTuple):
    """The arrays of a Market that kernels read; see there."""

    place: NDArray[np.int64]
    worth: NDArray[np.int64]  # score, 1/64 points
    minutes: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    ptr: NDArray[np.int64]
    most: NDArray[np.int64]
    budget: NDArray[np.int64]


class Desk(NamedTuple):
    """Room for one search: wanted pairs, their worth, how many end before each starts, lengths, and the choice."""

    pair: NDArray[np.int64]
    worth: NDArray[np.int64]
    before: NDArray[np.int64]
    length: NDArray[np.int64]
    chosen: NDArray[np.int64]


@allocating
def new_desk(size: Whole) -> Desk:
    """Make room for the largest group."""
    return Desk(
        np.empty(size, np.int64),
        np.empty(size, np.int64),
        np.empty(size, np.int64),
        np.empty(size, np.int64),
        np.empty(size, np.int64),
    )


@allocating
def _divisor(one: Whole, other: Whole) -> Whole:
    while other:
        one, other = other, one % other
    return one


@allocating
def _fits_whole(book: Book, desk: Desk, count: Whole, most: Whole, budget: Whole) -> bool:
    """Say whether everything on the desk can be taken together; note what comes before what."""
    total, fits = np.int64(0), count <= most
    for at in range(count):
        pair = desk.pair[at]
        total += book.minutes[pair]
        before = at
        if book.start[pair] != NO_TIME:
            while before > 0 and book.end[desk.pair[before - 1]] > book.start[pair]:
                before -= 1
        desk.before[at] = before
        fits = fits and before == at
    return bool(fits and total <= budget)


@allocating
def _scale(book: Book, desk: Desk, count: Whole, budget: Whole, others: Whole) -> Whole:
    """Write lengths in the coarsest exact unit (or a coarser one for want of room); return the budget in it."""
    unit, total = np.int64(0), np.int64(0)
    for at in range(count):
        unit = _divisor(unit, book.minutes[desk.pair[at]])
        total += book.minutes[desk.pair[at]]
    if total <= budget:
        desk.length[:count] = 0
        return np.int64(0)
    while (budget // unit + 1) * others > MOST_CELLS:
        unit *= 2
    for at in range(count):
        desk.length[at] = book.minutes[desk.pair[at]] // unit
    return budget // unit


@allocating
def best_set(book: Book, desk: Desk, count: Whole, most: Whole, budget: Whole) -> tuple[Whole, Whole]:
    """Find the most valuable set of the pairs on the desk (by end); see choices.best_set.

    Returns
    -------
    (worth, size)
        The positions of the set are in ``desk.chosen``, last first.
    """
    if _fits_whole(book, desk, count, most, budget):
        total = np.int64(0)
        for at in range(count):
            desk.chosen[at] = count - 1 - at
            total += desk.worth[at]
        return total, count
    counted = 1 if most < count else 0
    depth = most + 1 if counted else np.int64(1)
    limit = _scale(book, desk, count, budget, (count + 1) * depth)
    table = np.zeros((count + 1, depth, limit + 1), np.int64)
    _fill(desk, count, counted, table)
    return table[count, depth - 1, limit], _walk_back(desk, count, counted, table)


@allocating
def _fill(desk: Desk, count: Whole, counted: Whole, table: Whole) -> None:
    """Write the most that the first pairs are worth, for every number of places and minutes."""
    for at in range(count):
        length, source, worth = desk.length[at], desk.before[at], desk.worth[at]
        for places in range(table.shape[1]):
            for left in range(table.shape[2]):
                value = table[at, places, left]
                if places >= counted and left >= length:
                    value = max(value, table[source, places - counted, left - length] + worth)
                table[at + 1, places, left] = value


@allocating
def _walk_back(desk: Desk, count: Whole, counted: Whole, table: Whole) -> Whole:
    """Read a best set off the table into ``desk.chosen``; return its size."""
    at, places, left, size = np.int64(count), np.int64(table.shape[1] - 1), np.int64(table.shape[2] - 1), 0
    while at > 0:
        if table[at, places, left] == table[at - 1, places, left]:
            at -= 1
            continue
        desk.chosen[size] = at - 1
        size += 1
        places, left, at = places - counted, left - desk.length[at - 1], desk.before[at - 1]
    return size


@allocating
def largest_group(book: Book) -> Whole:
    """Return the number of pairs of the largest group."""
    most = np.int64(0)
    for group in range(len(book.most)):
        most = max(most, book.ptr[group + 1] - book.ptr[group])
    return most


@allocating
def choose_all(book: Book, prices: NDArray[np.int64], first: Whole, last: Whole, chosen: NDArray[np.bool_]) -> Whole:
    """Mark the best sets of the groups first..last - 1 at these prices; return what they are worth."""
    desk, total = new_desk(largest_group(book)), np.int64(0)
    for group in range(first, last):
        count = 0
        for pair in range(book.ptr[group], book.ptr[group + 1]):
            chosen[pair] = False
            worth = book.worth[pair] - prices[book.place[pair]]
            if worth > 0:
                desk.pair[count], desk.worth[count] = pair, worth
                count += 1
        if count:
            value, size = best_set(book, desk, count, book.most[group], book.budget[group])
            total += value
            for at in range(size):
                chosen[desk.pair[desk.chosen[at]]] = True
    return total

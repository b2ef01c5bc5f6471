"""The auction of seats: groups bid for their best sets; then everybody chooses again among the seats left free."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.compiled import Whole, allocating
from matching.engine.scored.kernels import Book, Desk, best_set, largest_group, new_desk


class Seats(NamedTuple):
    """Every seat: what it was last sold for and to which pair (-1: nobody); the cheapest price of each place."""

    ptr: NDArray[np.int64]
    price: NDArray[np.int64]
    holder: NDArray[np.int64]
    cheapest: NDArray[np.int64]


class Queue(NamedTuple):
    """Groups waiting to bid, a ring; ``ends`` holds its head and tail."""

    ring: NDArray[np.int64]
    waits: NDArray[np.bool_]
    ends: NDArray[np.int64]


@allocating
def _enter(queue: Queue, group: Whole) -> None:
    if not queue.waits[group]:
        queue.waits[group] = True
        queue.ring[queue.ends[1]] = group
        queue.ends[1] = (queue.ends[1] + 1) % len(queue.ring)


@allocating
def _leave(queue: Queue) -> Whole:
    group = queue.ring[queue.ends[0]]
    queue.ends[0] = (queue.ends[0] + 1) % len(queue.ring)
    queue.waits[group] = False
    return group


@allocating
def _cheapest(seats: Seats, place: Whole) -> Whole:
    """Return the cheapest seat of a place, an empty one on ties."""
    best: Whole = seats.ptr[place]
    for seat in range(best + 1, seats.ptr[place + 1]):
        tie = seats.price[seat] == seats.price[best] and seats.holder[seat] < 0 <= seats.holder[best]
        if tie or seats.price[seat] < seats.price[best]:
            best = seat
    return best


@allocating
def _give_back(seats: Seats, place: Whole, pair: Whole) -> None:
    for seat in range(seats.ptr[place], seats.ptr[place + 1]):
        if seats.holder[seat] == pair:
            seats.holder[seat] = -1
            return


@allocating
def _bid_worth(
    book: Book, seats: Seats, taken: NDArray[np.bool_], group: Whole, without: Whole, lean: Whole, desk: Desk
) -> tuple[Whole, Whole]:
    """Find a group's best set at the prices of the seats (one pair left out); what it holds is a little cheaper."""
    count = 0
    for pair in range(book.ptr[group], book.ptr[group + 1]):
        place = book.place[pair]
        if pair == without or seats.ptr[place] == seats.ptr[place + 1]:
            continue
        worth = book.worth[pair] - seats.cheapest[place]
        if taken[pair]:
            worth += lean
        if worth > 0:
            desk.pair[count], desk.worth[count] = pair, worth
            count += 1
    if not count:
        return np.int64(0), 0
    return best_set(book, desk, count, book.most[group], book.budget[group])


@allocating
def run_auction(
    book: Book,
    seats: Seats,
    queue: Queue,
    group_of: NDArray[np.int64],
    taken: NDArray[np.bool_],
    rise: Whole,
    bids: Whole,
) -> Whole:
    """Let groups bid for their best sets until nobody waits; a bid is what the seat is worth plus ``rise``."""
    size = largest_group(book)
    desk, spare = new_desk(size), new_desk(size)
    while queue.ends[0] != queue.ends[1] and bids > 0:
        group = _leave(queue)
        worth, count = _bid_worth(book, seats, taken, group, -1, 2 * rise, desk)
        keep = desk.pair[desk.chosen[:count]]
        for pair in range(book.ptr[group], book.ptr[group + 1]):
            if taken[pair] and not (keep == pair).any():
                taken[pair] = False
                _give_back(seats, book.place[pair], pair)
                seats.cheapest[book.place[pair]] = seats.price[_cheapest(seats, book.place[pair])]
        for pair in keep:
            if taken[pair]:
                continue
            place = book.place[pair]
            instead, _ = _bid_worth(book, seats, taken, group, pair, 2 * rise, spare)
            seat = _cheapest(seats, place)
            before = seats.holder[seat]
            seats.price[seat] += max(worth - instead, 0) + rise
            seats.holder[seat] = pair
            seats.cheapest[place] = seats.price[_cheapest(seats, place)]
            taken[pair] = True
            bids -= 1
            if before >= 0:
                taken[before] = False
                _enter(queue, group_of[before])
    return bids


@allocating
def _true_worth(
    book: Book, free: NDArray[np.int64], low: NDArray[np.int64], load: NDArray[np.int64], bonus: Whole, pair: Whole
) -> Whole:
    """Return what taking a pair adds to the objective, 1/64 points; nothing if there is no seat."""
    place = book.place[pair]
    if load[place] >= free[place]:
        return np.int64(0)
    return book.worth[pair] + (bonus if load[place] < low[place] else 0)


@allocating
def _choose_again(
    book: Book,
    free: NDArray[np.int64],
    low: NDArray[np.int64],
    load: NDArray[np.int64],
    bonus: Whole,
    group: Whole,
    desk: Desk,
) -> tuple[Whole, Whole]:
    """Find the best set of a group among all seats that are free."""
    count = 0
    for pair in range(book.ptr[group], book.ptr[group + 1]):
        worth = _true_worth(book, free, low, load, bonus, pair)
        if worth > 0:
            desk.pair[count], desk.worth[count] = pair, worth
            count += 1
    if not count:
        return np.int64(0), 0
    return best_set(book, desk, count, book.most[group], book.budget[group])


@allocating
def settle(
    book: Book,
    free: NDArray[np.int64],
    low: NDArray[np.int64],
    load: NDArray[np.int64],
    bonus: Whole,
    taken: NDArray[np.bool_],
) -> Whole:
    """Let every group choose again among its own and all free seats, in place; return the gain, 1/64 points."""
    desk, gain = new_desk(largest_group(book)), np.int64(0)
    for group in range(len(book.most)):
        now = np.int64(0)
        first, last = book.ptr[group], book.ptr[group + 1]
        for pair in range(first, last):
            if taken[pair]:
                load[book.place[pair]] -= 1
                now += _true_worth(book, free, low, load, bonus, pair)
        worth, size = _choose_again(book, free, low, load, bonus, group, desk)
        if worth > now:
            gain += worth - now
            taken[first:last] = False
            taken[desk.pair[desk.chosen[:size]]] = True
        for pair in range(first, last):
            load[book.place[pair]] += taken[pair]
    return gain

"""A heap of roles by cost, then by number, each at most once; a role that becomes cheaper moves up."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.compiled import Whole, compiled


class Heap(NamedTuple):
    """``item`` holds the number of roles in the heap, then the roles; ``place`` says where each role stands in it."""

    item: NDArray[np.int64]
    place: NDArray[np.int64]
    cost: NDArray[np.int64]


def new_heap(roles: int) -> Heap:
    """Make an empty heap for this many roles."""
    return Heap(np.zeros(roles + 1, np.int64), np.zeros(roles, np.int64), np.zeros(roles, np.int64))


@compiled
def clear(heap: Heap) -> None:
    """Take everything out."""
    for at in range(1, heap.item[0] + 1):
        heap.place[heap.item[at]] = 0
    heap.item[0] = 0


@compiled
def _is_before(heap: Heap, one: Whole, other: Whole) -> bool:
    return bool(heap.cost[one] < heap.cost[other] or (heap.cost[one] == heap.cost[other] and one < other))


@compiled
def put_in(heap: Heap, role: Whole, cost: Whole) -> None:
    """Put a role in, or make one that is in cheaper."""
    heap.cost[role], at = cost, heap.place[role]
    if at == 0:
        heap.item[0] += 1
        at = heap.item[0]
    while at > 1 and _is_before(heap, role, heap.item[at >> 1]):
        heap.item[at] = heap.item[at >> 1]
        heap.place[heap.item[at]] = at
        at >>= 1
    heap.item[at], heap.place[role] = role, at


@compiled
def take_first(heap: Heap) -> Whole:
    """Take the first role out."""
    first, role, size = heap.item[1], heap.item[heap.item[0]], heap.item[0] - 1
    heap.item[0], heap.place[first] = size, 0
    if size == 0:
        return first
    at, below = 1, 2
    while below <= size:
        if below < size and _is_before(heap, heap.item[below + 1], heap.item[below]):
            below += 1
        if not _is_before(heap, heap.item[below], role):
            break
        heap.item[at] = heap.item[below]
        heap.place[heap.item[at]] = at
        at, below = below, 2 * below
    heap.item[at], heap.place[role] = role, at
    return first

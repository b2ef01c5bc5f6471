"""The people of a pool: their planes of bits and the columns read one by one, both open to change in place."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.index import Index
from matching.engine.rank.planes import Layout, Words, facts_of, layout_of, pack_planes

Column = NDArray[Any]
Slots = NDArray[np.int64]
SPARE_SHARE = 32  # one slot in so many is left free for newcomers


class Rows(NamedTuple):
    """One entry per slot; empty slots hold zeros."""

    ids: Column
    rank: Column  # never falls as ids rise
    axis: Column
    point: Column
    max_metres: Column
    birth_day: Column
    consent_from: Column
    consent_until: Column
    clearance_from: Column
    clearance_until: Column
    max_minutes: Column
    max_shifts: Column
    skills: Column  # slots x (levels x words)
    languages: Column
    preferred: Column
    interest: Column
    is_waiting: Column


class Promises(NamedTuple):
    """Confirmed shifts, in order of the slot of their person."""

    slot: Column
    start: Column
    end: Column
    week: Column
    minutes: Column
    point: Column
    is_remote: Column


def _rows(index: Index, order: NDArray[np.int64], axis: int) -> Rows:
    people = index.problem.volunteers
    placed = np.diff(index.confirmed_ptr)
    return Rows(
        ids=people.ids[order],
        rank=order.astype(np.int64),
        axis=people.point[order, axis].astype(np.int64),
        point=people.point[order],
        max_metres=people.max_metres[order].astype(np.int64),
        birth_day=people.birth_day[order].astype(np.int64),
        consent_from=people.consent_from[order].astype(np.int64),
        consent_until=people.consent_until[order].astype(np.int64),
        clearance_from=people.clearance_from[order],
        clearance_until=people.clearance_until[order],
        max_minutes=people.max_minutes[order].astype(np.int64),
        max_shifts=people.max_shifts[order].astype(np.int64),
        skills=people.skills[order].reshape(-1, people.skills.shape[1] * people.skills.shape[2]),
        languages=people.languages[order],
        preferred=people.preferred_language[order],
        interest=people.cause_interest[order],
        is_waiting=(placed[order] == 0) & (people.history[order] == 0),
    )


def _promises(index: Index, slot_of: NDArray[np.int64]) -> Promises:
    owner, role = slot_of[index.problem.confirmed.volunteer], index.problem.confirmed.role
    by_slot = np.argsort(owner, kind="stable")
    role = role[by_slot]
    return Promises(
        owner[by_slot], index.start[role], index.end[role], index.week[role], index.minutes[role], index.point[role],
        index.is_remote[role],
    )  # fmt: skip


def _padded(column: NDArray[Any], count: int) -> NDArray[Any]:
    return np.concatenate((column, np.zeros((count, *column.shape[1:]), dtype=column.dtype)))


def _wide_enough(column: NDArray[Any], fresh: NDArray[Any]) -> NDArray[Any]:
    wider = column.dtype.kind == "S" and fresh.dtype.itemsize > column.dtype.itemsize
    return column.astype(fresh.dtype) if wider else column


class Folk:
    """Everybody of a problem in slots: the first ``based`` by place, the later ones as they came."""

    def __init__(self, index: Index) -> None:
        people = index.problem.volunteers
        spread = np.ptp(people.point.astype(np.int64), axis=0) if len(people) else np.zeros(1)
        self.axis = int(np.argmax(spread))
        self.layout: Layout = layout_of(index)
        order = np.argsort(people.point[:, self.axis], kind="stable")
        self.based = len(order)
        self.used = self.based
        self.farthest = int(people.max_metres.max(initial=0))
        spare = (self.based // SPARE_SHARE + 64) // 64 * 64 - self.based % 64
        rows = _rows(index, order, self.axis)
        self.rows = Rows(*(_padded(column, spare + 64) for column in rows))
        self.planes: Words = pack_planes(index, self.layout, order, len(self.rows.ids) // 64)
        self.is_plane_used: NDArray[np.bool_] = np.any(self.planes, axis=1)
        slot_of = np.empty(self.based, dtype=np.int64)
        slot_of[order] = np.arange(self.based)
        self._base_slot = slot_of  # by rank
        self._later: dict[bytes, int] = {}
        self.promises = _promises(index, slot_of)

    def _rank_of(self, key: bytes) -> int:
        """Return how many people of the base have a lower id."""
        low, high = 0, self.based
        while low < high:
            middle = (low + high) // 2
            if self.rows.ids[self._base_slot[middle]] < key:
                low = middle + 1
            else:
                high = middle
        return low

    def slot_of(self, key: bytes) -> int | None:
        """Return where a person stands, or None."""
        later = self._later.get(key)
        if later is not None:
            return later
        rank = self._rank_of(key)
        if rank == self.based:
            return None
        slot = int(self._base_slot[rank])
        is_here = self.rows.ids[slot] == key and self._is_present(slot)
        return slot if is_here else None

    def _is_present(self, slot: int) -> bool:
        return bool(self.planes[self.layout.plain.first, slot >> 6] >> np.uint64(slot & 63) & np.uint64(1))

    def clear(self, slot: int) -> None:
        """Take a person out."""
        self._later.pop(bytes(self.rows.ids[slot]), None)
        self.planes[:, slot >> 6] &= ~(np.uint64(1) << np.uint64(slot & 63))
        held = self.promises.slot == slot
        if held.any():
            self.promises = Promises(*(column[~held] for column in self.promises))

    def write(self, index: Index, row: int) -> None:
        """Enter a person, or enter her anew; O(planes), and O(promises) if she made any."""
        people = index.problem.volunteers
        key = bytes(people.ids[row])
        rank, slot = self._rank_of(key), self.slot_of(key)
        if slot is not None:
            self.clear(slot)
        if slot is None or (slot < self.based and self.rows.axis[slot] != people.point[row, self.axis]):
            slot = self._new_slot(key)
        elif slot >= self.based:
            self._later[key] = slot
        fresh = _rows(index, np.array([row]), self.axis)._replace(rank=np.array([rank]))
        self.rows = Rows(*(_wide_enough(column, new) for column, new in zip(self.rows, fresh, strict=True)))
        for column, new in zip(self.rows, fresh, strict=True):
            column[slot] = new[0]
        facts = facts_of(index, self.layout, np.array([row]))[0]
        self.planes[:, slot >> 6] |= facts.astype(np.uint64) << np.uint64(slot & 63)
        self.is_plane_used |= facts
        self.farthest = max(self.farthest, int(people.max_metres[row]))
        self._promise(index, row, slot)

    def _promise(self, index: Index, row: int, slot: int) -> None:
        mine = index.problem.confirmed.volunteer == row
        if not mine.any():
            return
        slots = np.full(len(index.problem.volunteers), -1, dtype=np.int64)
        slots[row] = slot
        every = _promises(index, slots)
        fresh = Promises(*(column[every.slot == slot] for column in every))
        at = int(np.searchsorted(self.promises.slot, slot))
        self.promises = Promises(
            *(np.concatenate((old[:at], new, old[at:])) for old, new in zip(self.promises, fresh, strict=True))
        )

    def _new_slot(self, key: bytes) -> int:
        if self.used == len(self.rows.ids):
            more = max(64, self.used // SPARE_SHARE // 64 * 64)
            self.rows = Rows(*(_padded(column, more) for column in self.rows))
            self.planes = np.concatenate(
                (self.planes, np.zeros((len(self.planes), more // 64), dtype=np.uint64)), axis=1
            )
        slot = self.used
        self.used += 1
        self._later[key] = slot
        return slot

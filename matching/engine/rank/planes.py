"""Facts about people as planes of bits, one bit a person: asking a fact of everybody is one pass of 64-bit words."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.calendar import QUARTER_MINUTES, SPILL_DAYS, WEEK_QUARTERS
from matching.engine.index import Index
from matching.engine.tables import SKILL_LEVELS

Words = NDArray[np.uint64]
BLOCK_PEOPLE = 8_192  # turned from rows into planes at a time; a multiple of 64
MINUTE_STEPS = QUARTER_MINUTES * np.arange(1, 49) - 1  # a shift up to 12 hours asks who has less: an exact step
STEPS = 64  # of a ladder: one in so many people must be looked at to know who is below a limit between two steps


class Group(NamedTuple):
    """Planes first..first + size - 1 belong together."""

    first: int
    size: int


class Ladder(NamedTuple):
    """One plane for each of the rising ``steps``: the people whose value is at or below it."""

    group: Group
    steps: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """Which planes hold what."""

    week: Group  # quarter of the week is free
    blocked: Group  # by day of the horizon
    free: Group
    skills: Group  # level x bit
    languages: Group
    preferred: Group
    needs: Group  # access
    cleared: Group  # holds through the whole horizon, by kind
    lapsing: Group  # holds on some days
    plain: Group  # the facts of PLAIN
    birth: Ladder  # day
    minutes: Ladder  # a week at most
    interest: tuple[Ladder, ...]  # by cause; below zero, so that the keenest come first
    size: int


PLAIN = ("present", "remote", "on_site", "consented", "consent_lapsing", "has_shifts", "promised", "waiting")


def _steps(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Choose up to STEPS values that part the people into equal shares."""
    if not values.size:
        return np.zeros(1, dtype=np.int64)
    return np.unique(np.quantile(values, np.linspace(0, 1, STEPS), method="lower"))


def layout_of(index: Index) -> Layout:
    """Lay the planes out for the widths of a problem, the steps of its ladders after its people."""
    people, options = index.problem.volunteers, index.problem.options
    days, kinds, size = options.weeks * 7 + SPILL_DAYS, people.clearance_from.shape[1], 0

    def group(planes: int) -> Group:
        nonlocal size
        size += planes
        return Group(size - planes, planes)

    def ladder(steps: NDArray[np.int64]) -> Ladder:
        return Ladder(group(len(steps)), steps)

    return Layout(
        week=group(WEEK_QUARTERS),
        blocked=group(days),
        free=group(days),
        skills=group(SKILL_LEVELS * 64 * people.skills.shape[2]),
        languages=group(8),
        preferred=group(8),
        needs=group(16),
        cleared=group(kinds),
        lapsing=group(kinds),
        plain=group(len(PLAIN)),
        birth=ladder(_steps(people.birth_day.astype(np.int64))),
        minutes=ladder(MINUTE_STEPS),
        interest=tuple(ladder(_steps(-column.astype(np.int64))) for column in people.cause_interest.T),
        size=size,
    )


def _unpacked(words: NDArray[np.unsignedinteger], bits: int) -> NDArray[np.bool_]:
    """Turn masks, shape (n, ...), into one column a bit, shape (n, bits)."""
    little = np.ascontiguousarray(words.astype(words.dtype.newbyteorder("<"), copy=False))
    octets = little.reshape(len(words), int(np.prod(words.shape[1:]))).view(np.uint8)
    return np.unpackbits(octets, axis=1, count=bits, bitorder="little").view(np.bool_)


def _plain(index: Index, rows: NDArray[np.int64], end_day: int) -> list[NDArray[np.bool_]]:
    people, origin = index.problem.volunteers, index.problem.options.origin_day
    since, until = people.consent_from[rows], people.consent_until[rows]
    consented = (since <= origin) & (until > end_day)
    promised = np.diff(index.confirmed_ptr)[rows] > 0
    return [
        np.ones(len(since), dtype=bool),
        people.accepts_remote[rows],
        people.accepts_on_site[rows] & people.point[rows].any(axis=1),
        consented,
        ~consented & (since < until),
        people.max_shifts[rows] >= 1,
        promised,
        ~promised & (people.history[rows] == 0),
    ]


def facts_of(index: Index, layout: Layout, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return the facts of some people, shape (people, planes)."""
    people, options = index.problem.volunteers, index.problem.options
    end_day = options.origin_day + options.weeks * 7 + SPILL_DAYS
    since, until = people.clearance_from[rows], people.clearance_until[rows]
    through = (since <= options.origin_day) & (until > end_day)
    interest = [
        -column[rows].astype(np.int64)[:, None] <= ladder.steps
        for column, ladder in zip(people.cause_interest.T, layout.interest, strict=True)
    ]
    columns = [
        _unpacked(people.free_week[rows], layout.week.size),
        _unpacked(people.blocked_days[rows], layout.blocked.size),
        _unpacked(people.free_days[rows], layout.free.size),
        _unpacked(people.skills[rows], layout.skills.size),
        _unpacked(people.languages[rows], 8),
        _unpacked(people.preferred_language[rows], 8),
        _unpacked(people.access_needs[rows], 16),
        through,
        ~through & (since < until),
        np.stack(_plain(index, rows, end_day), axis=1),
        people.birth_day[rows][:, None] <= layout.birth.steps,
        people.max_minutes[rows][:, None] <= layout.minutes.steps,
        *interest,
    ]
    return np.concatenate(columns, axis=1)


def pack_planes(index: Index, layout: Layout, order: NDArray[np.int64], word_count: int) -> Words:
    """Write the facts of everybody into planes, shape (planes, word_count), people in the order given."""
    planes = np.zeros((layout.size, word_count), dtype=np.uint64)
    octets = planes.view(np.uint8)
    for first in range(0, len(order), BLOCK_PEOPLE):
        rows = order[first : first + BLOCK_PEOPLE]
        packed = np.packbits(np.ascontiguousarray(facts_of(index, layout, rows).T), axis=1, bitorder="little")
        octets[:, first // 8 : first // 8 + packed.shape[1]] = packed
    return planes


def slots_of(mask: Words) -> NDArray[np.int64]:
    """Return the positions of the set bits, in order."""
    full = np.flatnonzero(mask)
    if len(full) * 4 > len(mask):
        return np.flatnonzero(np.unpackbits(mask.view(np.uint8), bitorder="little").view(np.bool_))
    bits = np.unpackbits(mask[full].view(np.uint8), bitorder="little").view(np.bool_)
    inside = np.flatnonzero(bits)
    slots: NDArray[np.int64] = (full[inside >> 6] << 6) + (inside & 63)
    return slots


def mask_of(slots: NDArray[np.int64], word_count: int) -> Words:
    """Return words with these bits set; inverse of :func:`slots_of`."""
    flags = np.zeros(word_count * 64, dtype=bool)
    flags[slots] = True
    return np.packbits(flags, bitorder="little").view("<u8").astype(np.uint64, copy=False)

"""People kept ready so that the best ones for a role are found in milliseconds among a million.

People lie in order of one axis of their home, so those near a venue are one span of words; whoever comes later or
moves stands after them. Whether people may take a role is asked of 64 of them at a time; only those who could still
be among the best are scored one by one.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.calendar import day_segments
from matching.engine.folk import Folk, Slots
from matching.engine.geo import distance_m
from matching.engine.index import Index
from matching.engine.openings import NOTHING, REACH_MARGIN_CM, Found, best_of, joined_levels
from matching.engine.planes import PLAIN, Group, Ladder, Words, mask_of, slots_of
from matching.engine.tables import NO_DAY, SKILL_LEVELS
from matching.engine.weights import NO_LIFTS, Lifts, Weights

PRESENT, REMOTE, ON_SITE, CONSENTED, CONSENT_LAPSING, HAS_SHIFTS, PROMISED, WAITING = range(len(PLAIN))
FEW = 2_000  # people scored without first asking who could be among the best
SAMPLE = 8  # times as many on site, because some of them live too far away


@dataclass(frozen=True, slots=True, eq=False)
class Ask:
    """A role as the pool reads it."""

    index: Index
    role: int
    weights: Weights
    lifts: Lifts

    @property
    def is_remote(self) -> bool:
        """Say whether it is done from home."""
        return bool(self.index.is_remote[self.role])

    def bits(self, column: str) -> list[int]:
        """Return the set bits of a mask among the role's columns."""
        mask = int(getattr(self.index.problem.roles, column)[self.role])
        return [bit for bit in range(mask.bit_length()) if mask >> bit & 1]

    def skills(self, column: str, level: int) -> list[int]:
        """Return the skills asked for at a level or above."""
        words = getattr(self.index.problem.roles, column)[self.role, level].tolist()
        return [64 * at + bit for at, word in enumerate(words) for bit in range(64) if word >> bit & 1]


class _View:
    """A span of words of the planes, and questions asked of everybody in it."""

    def __init__(self, folk: Folk, first: int, end: int) -> None:
        self.folk, self.first, self.end = folk, first, end

    def plane(self, group: Group, place: int) -> Words:
        """Return one plane of a group."""
        return self.folk.planes[group.first + place, self.first : self.end]

    def has_any(self, group: Group, place: int) -> bool:
        """Say whether a plane may have anybody in it."""
        return bool(self.folk.is_plane_used[group.first + place])

    def plain(self, place: int) -> Words:
        """Return one of the plain facts."""
        return self.plane(self.folk.layout.plain, place)

    def slots(self, mask: Words) -> Slots:
        """Return the slots of a mask of the span."""
        return slots_of(mask) + 64 * self.first

    def mask(self, slots: Slots) -> Words:
        """Return the mask of some slots of the span."""
        return mask_of(slots - 64 * self.first, self.end - self.first)

    def at_most(self, ladder: Ladder, values: NDArray[np.int64], limit: int, among: Words) -> Words:
        """Return those of ``among`` whose value is at or below the limit; looks only at people between two steps."""
        group, steps = ladder
        at = int(np.searchsorted(steps, limit, side="right")) - 1
        sure = among & self.plane(group, at) if at >= 0 else np.zeros_like(among)
        if at >= 0 and steps[at] == limit:
            return sure
        between = among & ~self.plane(group, at) if at >= 0 else among
        if at + 1 < len(steps):
            between = between & self.plane(group, at + 1)
        slots = self.slots(between)
        if not slots.size:
            return sure
        return sure | self.mask(slots[values[slots] <= limit])


def _free(view: _View, ask: Ask, mask: Words) -> Words:
    layout, index = view.folk.layout, ask.index
    for day, first, length in day_segments(int(index.start[ask.role]), int(index.end[ask.role])):
        free = view.folk.planes[first : first + length, view.first : view.end]
        there = np.bitwise_and.reduce(free, axis=0)
        if view.has_any(layout.free, day):
            there |= view.plane(layout.free, day)
        if view.has_any(layout.blocked, day):
            there &= ~view.plane(layout.blocked, day)
        mask = mask & there
    return mask


def _able(view: _View, ask: Ask, mask: Words) -> Words:
    """Keep those with the skills, languages and access the role needs."""
    layout, roles = view.folk.layout, ask.index.problem.roles
    width = 64 * roles.need.shape[2]
    for level in range(SKILL_LEVELS):
        for skill in ask.skills("need", level):
            mask = mask & view.plane(layout.skills, level * width + skill)
    for language in ask.bits("languages"):
        mask = mask & view.plane(layout.languages, language)
    provided = int(ask.index.access[ask.role])
    for need in range(layout.needs.size):
        if not provided >> need & 1 and view.has_any(layout.needs, need):
            mask = mask & ~view.plane(layout.needs, need)
    return mask


def _of_age(view: _View, ask: Ask, mask: Words) -> Words:
    """Keep those old enough, adults near children, and minors with consent on every day of the shift."""
    folk, roles, role = view.folk, ask.index.problem.roles, ask.role
    born = (folk.layout.birth, folk.rows.birth_day)
    limit = NO_DAY if roles.min_age[role] == 0 else int(ask.index.latest_birth[role])
    adult_birth = int(ask.index.latest_adult_birth[role])
    if roles.child_contact[role]:
        limit = min(limit, adult_birth)
    if limit < NO_DAY:
        mask = view.at_most(*born, limit, mask)
    if limit <= adult_birth:
        return mask
    adults = view.at_most(*born, adult_birth, mask)
    minors = mask & ~adults
    if not minors.any():
        return mask
    slots = view.slots(minors & view.plain(CONSENT_LAPSING))
    covered = (folk.rows.consent_from[slots] <= ask.index.first_day[role]) & (
        folk.rows.consent_until[slots] > ask.index.last_day[role]
    )
    return adults | (minors & view.plain(CONSENTED)) | view.mask(slots[covered])


def _cleared(view: _View, ask: Ask, mask: Words) -> Words:
    """Keep those whose clearances hold on every day of the shift."""
    layout, rows = view.folk.layout, view.folk.rows
    for kind in ask.bits("clearances"):
        slots = view.slots(mask & view.plane(layout.lapsing, kind))
        covered = (rows.clearance_from[slots, kind] <= ask.index.first_day[ask.role]) & (
            rows.clearance_until[slots, kind] > ask.index.last_day[ask.role]
        )
        mask = (mask & view.plane(layout.cleared, kind)) | view.mask(slots[covered])
    return mask


def _unpromised(view: _View, ask: Ask, mask: Words) -> Words:
    """Keep those whose week has room left, and whose confirmed shifts leave time for this one and the way to it."""
    folk, index, role = view.folk, ask.index, ask.role
    minutes = int(index.minutes[role])
    too_short = view.at_most(folk.layout.minutes, folk.rows.max_minutes, minutes - 1, mask)
    mask = mask & view.plain(HAS_SHIFTS) & ~too_short
    slots = view.slots(mask & view.plain(PROMISED))
    if not slots.size:
        return mask
    held = folk.promises
    first = np.searchsorted(held.slot, slots)
    counts = np.searchsorted(held.slot, slots, side="right") - first
    starts = np.cumsum(counts) - counts
    rows = np.arange(int(counts.sum())) + np.repeat(first - starts, counts)
    same_week = held.week[rows] == index.week[role]
    shifts = np.add.reduceat(same_week.astype(np.int64), starts)
    spent = np.add.reduceat(np.where(same_week, held.minutes[rows], 0), starts)
    gap = np.maximum(held.start[rows], index.start[role]) - np.minimum(held.end[rows], index.end[role])
    options = index.problem.options
    travel = -(-distance_m(held.point[rows], index.point[role]) // options.metres_per_quarter)
    travel = np.where(held.is_remote[rows] | ask.is_remote, 0, travel)
    clash = np.logical_or.reduceat(gap < options.buffer_quarters + travel, starts)
    room = (folk.rows.max_shifts[slots] - shifts >= 1) & (folk.rows.max_minutes[slots] - spent >= minutes)
    return mask & ~view.mask(slots[clash | ~room])


def _may(view: _View, ask: Ask) -> Words:
    """Return who may take the role, the distance left out."""
    mask = view.plain(PRESENT) & view.plain(REMOTE if ask.is_remote else ON_SITE)
    for keep in (_free, _able, _of_age, _cleared, _unpromised):
        mask = keep(view, ask, mask)
    return mask


def _at_least(planes: list[Words], like: Words) -> list[Words]:
    """Return for every j who is in at least j + 1 of the planes."""
    reached: list[Words] = [np.zeros_like(like) for _ in planes]
    for plane in planes:
        for count in range(len(planes) - 1, 0, -1):
            reached[count] |= reached[count - 1] & plane
        reached[0] = reached[0] | plane
    return reached


class _Wanted(NamedTuple):
    """What earns points apart from distance and cause: the people who have it, and the points lost without it."""

    skills: list[Words]  # at least j + 1 of those wanted
    language: Words
    waiting: Words


def _wanted(view: _View, ask: Ask, mask: Words) -> _Wanted:
    layout, roles = view.folk.layout, ask.index.problem.roles
    width = 64 * roles.want.shape[2]
    having = []
    for skill in ask.skills("want", 0):
        level = max(level for level in range(SKILL_LEVELS) if skill in ask.skills("want", level))
        having.append(mask & view.plane(layout.skills, level * width + skill))
    language = np.zeros_like(mask)
    for bit in ask.bits("work_languages"):
        language |= view.plane(layout.preferred, bit)
    return _Wanted(_at_least(having, mask), language, view.plain(WAITING))


def _promising(view: _View, ask: Ask, mask: Words, wanted: _Wanted, goal: int) -> Words:
    """Narrow the people down to those with everything that earns points, as long as ``goal`` of them are left."""
    interest = view.plane(view.folk.layout.interest[int(ask.index.cause[ask.role])].group, 0)
    ways = [[interest], wanted.skills[::-1], [wanted.waiting] if ask.lifts.first_shift else [], [wanted.language]]
    for options in ways:
        for words in options:
            fewer = mask & words
            if np.bitwise_count(fewer).sum() >= goal:
                mask = fewer
                break
    return mask


def _within(view: _View, ask: Ask, mask: Words, wanted: _Wanted, slack: int) -> Words:
    """Drop those who lack a single thing worth more than the slack."""
    weights, layout = ask.weights, view.folk.layout
    if slack < weights.language and ask.bits("work_languages"):
        mask = mask & wanted.language
    if slack < ask.lifts.first_shift:
        mask = mask & wanted.waiting
    count = len(wanted.skills)
    least = next((j for j in range(count) if weights.skills - weights.skills * j // count <= slack), count)
    if least:
        mask = mask & wanted.skills[least - 1]
    if slack < weights.cause:
        interest = -(-100 * (weights.cause - slack) // weights.cause)
        group, steps = layout.interest[int(ask.index.cause[ask.role])]
        at = int(np.searchsorted(steps, -interest))
        if at < len(steps):
            mask = mask & view.plane(group, at)
    return mask


class _Scored(NamedTuple):
    slots: Slots
    scores: NDArray[np.int64]
    lifts: NDArray[np.int64]

    @property
    def worth(self) -> NDArray[np.int64]:
        return self.scores + self.lifts


def _score(folk: Folk, ask: Ask, slots: Slots, slack: int | None = None) -> _Scored:
    """Score as :mod:`matching.engine.soft` does those within reach who lose no more than the slack by distance."""
    index, role, weights, rows = ask.index, ask.role, ask.weights, folk.rows
    points = np.full(len(slots), weights.remote, dtype=np.int64)
    if not ask.is_remote:
        limit = rows.max_metres[slots]
        left = limit - distance_m(rows.point[slots], index.point[role])
        points = weights.distance * left // np.maximum(limit, 1)
        near = (left >= 0) & (points >= weights.distance - (weights.distance if slack is None else slack))
        slots, points = slots[near], points[near]
    interest = rows.interest[slots, index.cause[role]].astype(np.int64)
    points = points + weights.cause * interest // 100 + weights.priority * int(index.priority[role])
    wanted = int(index.wanted_count[role])
    if wanted:
        lacking = joined_levels(index.problem.roles.want[role].reshape(-1) & ~rows.skills[slots])
        missing = np.bitwise_count(lacking).sum(axis=1, dtype=np.int64)
        points += weights.skills * (wanted - missing) // wanted
    else:
        points += weights.skills_unasked
    points += np.where(rows.preferred[slots] & index.problem.roles.work_languages[role], weights.language, 0)
    return _Scored(slots, points, np.where(rows.is_waiting[slots], ask.lifts.first_shift, 0))


def _most(ask: Ask) -> int:
    """Return the worth of somebody with everything, next door."""
    weights, index, role = ask.weights, ask.index, ask.role
    return (
        (weights.remote if ask.is_remote else weights.distance)
        + weights.cause
        + (weights.skills if index.wanted_count[role] else weights.skills_unasked)
        + (weights.language if index.problem.roles.work_languages[role] else 0)
        + weights.priority * int(index.priority[role])
        + ask.lifts.first_shift
    )


def _contenders(view: _View, ask: Ask, k: int) -> _Scored:
    """Score everybody in the span who could be among the k best; nobody who is, is left out.

    A few who look promising give the worth that k people reach at least. Whoever cannot reach it because of a single
    thing they lack is dropped 64 at a time.
    """
    mask = _may(view, ask)
    if np.bitwise_count(mask).sum() <= FEW:
        return _score(view.folk, ask, view.slots(mask))
    wanted = _wanted(view, ask, mask)
    goal = k if ask.is_remote else k * SAMPLE
    sample = _score(view.folk, ask, view.slots(_promising(view, ask, mask, wanted, goal))[:FEW])
    if len(sample.slots) < k:
        return _score(view.folk, ask, view.slots(mask))
    slack = _most(ask) - int(np.partition(sample.worth, -k)[-k])
    slots = view.slots(_within(view, ask, mask, wanted, slack))
    if slack == 0:  # all of them are worth the same, so the lowest ids are the best
        rank = view.folk.rows.rank[slots]
        slots = slots[rank <= np.partition(rank, k - 1)[k - 1]]
    return _score(view.folk, ask, slots, slack)


class Pool:
    """The people of a horizon, for :meth:`best`. O(people x planes) to build, about 200 bytes a person."""

    def __init__(self, index: Index) -> None:
        self._folk = Folk(index)
        self._options = index.problem.options

    def put(self, index: Index) -> None:
        """Add the people of a problem with the same options and widths, replacing those of the same id."""
        for row in range(index.volunteer_count):
            self._folk.write(index, row)

    def drop(self, ids: NDArray[np.bytes_]) -> None:
        """Take people out; ids that are not there are passed over."""
        for key in ids.tolist():
            slot = self._folk.slot_of(key)
            if slot is not None:
                self._folk.clear(slot)

    def best(
        self, index: Index, role: int, k: int, *, lifts: Lifts = NO_LIFTS, first_start: int | None = None
    ) -> Found:
        """Find the k best people for a role: exact, under all hard rules, ties in order of id.

        Parameters
        ----------
        index, role
            Any problem with the same options and widths that holds the role, and its row.
        k : 1 or more
        lifts
            ``first_shift`` points are added for the order to people who wait for their first shift.
        first_start : quarter, optional
            In place of the options' own.

        Raises
        ------
        ValueError
            If k is below 1.
        """
        if k < 1:
            raise ValueError(f"k is {k}, not 1 or more")
        earliest = self._options.first_start if first_start is None else first_start
        if index.seats_left[role] < 1 or index.start[role] < earliest:
            return NOTHING
        folk, ask = self._folk, Ask(index, role, self._options.weights, lifts)
        spans = [(first // 64, -(-end // 64)) for first, end in self._spans(ask) if first < end]
        found = [_contenders(_View(folk, first, end), ask, k) for first, end in spans]
        if not found:
            return NOTHING
        slots, scores, lifted = (np.concatenate(column) for column in zip(*found, strict=True))
        slots, once = np.unique(slots, return_index=True)
        scores, lifted = scores[once], lifted[once]
        ids = folk.rows.ids[slots]
        chosen = best_of(scores + lifted, k, ids, folk.rows.rank[slots])
        return Found(ids[chosen], scores[chosen], lifted[chosen])

    def _spans(self, ask: Ask) -> list[tuple[int, int]]:
        """Return the spans of slots to search: those of the base not too far along the axis, and the later ones."""
        folk = self._folk
        later = (folk.based, folk.used)
        if ask.is_remote:
            return [(0, folk.used)]
        venue, reach = int(ask.index.point[ask.role, folk.axis]), folk.farthest * 100 + REACH_MARGIN_CM
        axis = folk.rows.axis[: folk.based]
        first, end = np.searchsorted(axis, (venue - reach, venue + reach + 1)).tolist()
        return [(first, end), later]

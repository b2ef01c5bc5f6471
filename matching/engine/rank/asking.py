"""The hard rules asked of 64 people at a time, over planes of bits."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.calendar import day_segments
from matching.engine.geo import distance_m
from matching.engine.index import Index
from matching.engine.rank.folk import Folk, Slots
from matching.engine.rank.planes import PLAIN, Group, Ladder, Words, mask_of, slots_of
from matching.engine.tables import SKILL_LEVELS
from matching.engine.weights import Lifts, Weights

PRESENT, REMOTE, ON_SITE, CONSENTED, CONSENT_LAPSING, HAS_SHIFTS, PROMISED, WAITING = range(len(PLAIN))


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


class View:
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

    def born_by(self, day: int, among: Words) -> Words:
        """Return those of ``among`` who were born on a day or before it."""
        return self.at_most(self.folk.layout.birth, self.folk.rows.birth_day, day, among)

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


def accepts_mode(view: View, ask: Ask, among: Words) -> Words:
    """Keep those who work in the way of the role, on site with a known home."""
    return among & view.plain(REMOTE if ask.is_remote else ON_SITE)


def is_free(view: View, ask: Ask, among: Words) -> Words:
    """Keep those who are free every quarter of the shift, on no blocked day."""
    layout, index = view.folk.layout, ask.index
    for day, first, length in day_segments(int(index.start[ask.role]), int(index.end[ask.role])):
        free = view.folk.planes[first : first + length, view.first : view.end]
        there = np.bitwise_and.reduce(free, axis=0)
        if view.has_any(layout.free, day):
            there |= view.plane(layout.free, day)
        if view.has_any(layout.blocked, day):
            there &= ~view.plane(layout.blocked, day)
        among = among & there
    return among


def has_skills(view: View, ask: Ask, among: Words) -> Words:
    """Keep those with every required skill at its level."""
    width = 64 * ask.index.problem.roles.need.shape[2]
    for level in range(SKILL_LEVELS):
        for skill in ask.skills("need", level):
            among = among & view.plane(view.folk.layout.skills, level * width + skill)
    return among


def speaks_languages(view: View, ask: Ask, among: Words) -> Words:
    """Keep those who speak every language needed."""
    for language in ask.bits("languages"):
        among = among & view.plane(view.folk.layout.languages, language)
    return among


def has_access(view: View, ask: Ask, among: Words) -> Words:
    """Keep those whose access needs are all provided."""
    needs, provided = view.folk.layout.needs, int(ask.index.access[ask.role])
    for need in range(needs.size):
        if not provided >> need & 1 and view.has_any(needs, need):
            among = among & ~view.plane(needs, need)
    return among


def is_old_enough(view: View, ask: Ask, among: Words) -> Words:
    """Keep those of the minimum age."""
    if ask.index.problem.roles.min_age[ask.role] == 0:
        return among
    return view.born_by(int(ask.index.latest_birth[ask.role]), among)


def is_adult_near_children(view: View, ask: Ask, among: Words) -> Words:
    """Keep adults in contact with children."""
    if not ask.index.problem.roles.child_contact[ask.role]:
        return among
    return view.born_by(int(ask.index.latest_adult_birth[ask.role]), among)


def has_consent(view: View, ask: Ask, among: Words) -> Words:
    """Keep adults, and minors with consent on every day of the shift; all are old enough for the role already."""
    rows, roles, role = view.folk.rows, ask.index.problem.roles, ask.role
    if roles.child_contact[role] or roles.min_age[role] >= ask.index.problem.options.adult_age:
        return among
    adults = view.born_by(int(ask.index.latest_adult_birth[role]), among)
    minors = among & ~adults
    if not minors.any():
        return among
    slots = view.slots(minors & view.plain(CONSENT_LAPSING))
    covered = (rows.consent_from[slots] <= ask.index.first_day[role]) & (
        rows.consent_until[slots] > ask.index.last_day[role]
    )
    return adults | (minors & view.plain(CONSENTED)) | view.mask(slots[covered])


def is_cleared(view: View, ask: Ask, among: Words) -> Words:
    """Keep those whose clearances hold on every day of the shift."""
    layout, rows = view.folk.layout, view.folk.rows
    for kind in ask.bits("clearances"):
        slots = view.slots(among & view.plane(layout.lapsing, kind))
        covered = (rows.clearance_from[slots, kind] <= ask.index.first_day[ask.role]) & (
            rows.clearance_until[slots, kind] > ask.index.last_day[ask.role]
        )
        among = (among & view.plane(layout.cleared, kind)) | view.mask(slots[covered])
    return among


class _Held(NamedTuple):
    """What people with promises have promised: ``rows`` of the promises, those of slot i from ``first[i]``."""

    slots: Slots
    rows: NDArray[np.int64]
    first: NDArray[np.int64]


def _held(view: View, among: Words) -> _Held:
    slots = view.slots(among & view.plain(PROMISED))
    owner = view.folk.promises.slot
    begin = np.searchsorted(owner, slots)
    counts = np.searchsorted(owner, slots, side="right") - begin
    first = np.cumsum(counts) - counts
    return _Held(slots, np.arange(int(counts.sum())) + np.repeat(begin - first, counts), first)


def has_week_shift_left(view: View, ask: Ask, among: Words) -> Words:
    """Keep those with a shift left in the week."""
    among = among & view.plain(HAS_SHIFTS)
    held = _held(view, among)
    if not held.slots.size:
        return among
    same_week = view.folk.promises.week[held.rows] == ask.index.week[ask.role]
    spent = np.add.reduceat(same_week.astype(np.int64), held.first)
    return among & ~view.mask(held.slots[view.folk.rows.max_shifts[held.slots] - spent < 1])


def has_week_minutes_left(view: View, ask: Ask, among: Words) -> Words:
    """Keep those with enough minutes left in the week."""
    folk, minutes = view.folk, int(ask.index.minutes[ask.role])
    among = among & ~view.at_most(folk.layout.minutes, folk.rows.max_minutes, minutes - 1, among)
    held = _held(view, among)
    if not held.slots.size:
        return among
    same_week = folk.promises.week[held.rows] == ask.index.week[ask.role]
    spent = np.add.reduceat(np.where(same_week, folk.promises.minutes[held.rows], 0), held.first)
    return among & ~view.mask(held.slots[folk.rows.max_minutes[held.slots] - spent < minutes])


def is_clear_of_confirmed(view: View, ask: Ask, among: Words) -> Words:
    """Keep those whose confirmed shifts leave time for this one and the way to it."""
    held, promises, index, role = _held(view, among), view.folk.promises, ask.index, ask.role
    if not held.slots.size:
        return among
    start, end = promises.start[held.rows], promises.end[held.rows]
    gap = np.maximum(start, index.start[role]) - np.minimum(end, index.end[role])
    options = index.problem.options
    travel = -(-distance_m(promises.point[held.rows], index.point[role]) // options.metres_per_quarter)
    travel = np.where(promises.is_remote[held.rows] | ask.is_remote, 0, travel)
    clash = np.logical_or.reduceat(gap < options.buffer_quarters + travel, held.first)
    return among & ~view.mask(held.slots[clash])


Keep = Callable[[View, Ask, Words], Words]
GIVEN: tuple[Keep, ...] = (accepts_mode, is_old_enough, is_adult_near_children)  # nobody can do much about these
OPEN: dict[str, Keep] = {  # by the codes of the hard rules
    "time": is_free,
    "skills": has_skills,
    "languages": speaks_languages,
    "access": has_access,
    "consent": has_consent,
    "clearance": is_cleared,
    "week_shifts": has_week_shift_left,
    "week_minutes": has_week_minutes_left,
    "clash": is_clear_of_confirmed,
}
FIRST = 4  # of the open rules need no look at single people


def who_may(view: View, ask: Ask) -> Words:
    """Return who may take the role, the distance left out; the rules that leave fewest come first."""
    mask = view.plain(PRESENT)
    for keep in (*list(OPEN.values())[:FIRST], *GIVEN, *list(OPEN.values())[FIRST:]):
        mask = keep(view, ask, mask)
    return mask


def who_fails_one(view: View, ask: Ask) -> tuple[Words, dict[str, Words]]:
    """Return who may take the role, and by rule who fails that rule and no other; mode, age and distance left out."""
    everybody = view.plain(PRESENT)
    for keep in GIVEN:
        everybody = keep(view, ask, everybody)
    failing = {code: everybody & ~keep(view, ask, everybody) for code, keep in OPEN.items()}
    once, twice = np.zeros_like(everybody), np.zeros_like(everybody)
    for words in failing.values():
        twice |= once & words
        once |= words
    return everybody & ~once, {code: words & ~twice for code, words in failing.items()}

"""May this pair be? Each hard rule is one small function over a grid of pairs, and one table lists them all."""

from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.calendar import has_day
from matching.engine.geo import distance_m
from matching.engine.index import Index, Rows, clashes

Grid = NDArray[np.bool_]


class Pairs:
    """The grid of some volunteers (axis 0) against some roles (axis 1); rules and scores read from it."""

    def __init__(self, index: Index, volunteers: Rows, roles: Rows) -> None:
        self.index = index
        self.people = index.problem.volunteers
        self.roles = index.problem.roles
        self.v = volunteers
        self.r = roles

    @cached_property
    def shape(self) -> tuple[int, int]:
        """Return (volunteers, roles)."""
        return len(self.people.history[self.v]), len(self.index.start[self.r])

    @cached_property
    def metres(self) -> NDArray[np.int64]:
        """Distance from home to venue; meaningless for remote roles and unknown homes."""
        return distance_m(self.people.point[self.v][:, None], self.index.point[self.r])

    @cached_property
    def is_remote(self) -> Grid:
        """Shape (roles,): the role is done from home."""
        return self.index.is_remote[self.r]

    @cached_property
    def is_minor(self) -> Grid:
        """Below the adult age on the day the shift starts."""
        minor: Grid = self.people.birth_day[self.v][:, None] > self.index.latest_adult_birth[self.r]
        return minor


def not_started(pairs: Pairs) -> Grid:
    """The shift starts no earlier than the options allow."""
    return np.broadcast_to(pairs.index.start[pairs.r] >= pairs.index.problem.options.first_start, pairs.shape)


def has_free_seat(pairs: Pairs) -> Grid:
    """Confirmed sign-ups leave at least one seat."""
    return np.broadcast_to(pairs.index.seats_left[pairs.r] > 0, pairs.shape)


def accepts_mode(pairs: Pairs) -> Grid:
    """The person takes remote work, or work on site, as the shift is."""
    people = pairs.people
    return np.where(pairs.is_remote, people.accepts_remote[pairs.v][:, None], people.accepts_on_site[pairs.v][:, None])


def is_within_distance(pairs: Pairs) -> Grid:
    """The venue is no further than the person's own limit; nobody with an unknown home fits a venue."""
    known = (pairs.people.point[pairs.v] != 0).any(axis=1)[:, None]
    near = pairs.metres <= pairs.people.max_metres[pairs.v][:, None]
    fits: Grid = pairs.is_remote | (known & near)
    return fits


def is_free(pairs: Pairs) -> Grid:
    """Every quarter of the shift is in the person's free week or on a day declared free, and no day is blocked."""
    people, free = pairs.people, np.ones(pairs.shape, dtype=bool)
    week, blocked, extra = people.free_week[pairs.v], people.blocked_days[pairs.v], people.free_days[pairs.v]
    for segment in pairs.index.segments:
        word, day = segment.word[pairs.r], segment.day[pairs.r]
        missing = (segment.low[pairs.r] & ~week[:, word]) | (segment.high[pairs.r] & ~week[:, word + 1])
        free &= ((missing == 0) | has_day(extra, day)) & ~has_day(blocked, day)
    return free


def has_skills(pairs: Pairs) -> Grid:
    """The person has every required skill at the required level or above."""
    enough = np.ones(pairs.shape, dtype=bool)
    for level in range(pairs.roles.need.shape[1]):
        for word in range(pairs.roles.need.shape[2]):
            lacking = pairs.roles.need[pairs.r, level, word] & ~pairs.people.skills[pairs.v, level, word][:, None]
            enough &= lacking == 0
    return enough


def speaks_languages(pairs: Pairs) -> Grid:
    """The person speaks every language the role needs."""
    fits: Grid = (pairs.roles.languages[pairs.r] & ~pairs.people.languages[pairs.v][:, None]) == 0
    return fits


def is_old_enough(pairs: Pairs) -> Grid:
    """The person has reached the role's minimum age on the day the shift starts; 0 asks nothing."""
    reached = pairs.people.birth_day[pairs.v][:, None] <= pairs.index.latest_birth[pairs.r]
    fits: Grid = reached | (pairs.roles.min_age[pairs.r] == 0)
    return fits


def is_adult_near_children(pairs: Pairs) -> Grid:
    """No minor takes a role in contact with children."""
    return ~(pairs.is_minor & pairs.roles.child_contact[pairs.r])


def has_consent(pairs: Pairs) -> Grid:
    """A minor has a guardian's consent that holds on every day of the shift."""
    since = pairs.people.consent_from[pairs.v][:, None] <= pairs.index.first_day[pairs.r]
    until = pairs.people.consent_until[pairs.v][:, None] > pairs.index.last_day[pairs.r]
    return ~pairs.is_minor | (since & until)


def is_cleared(pairs: Pairs) -> Grid:
    """Every clearance the role needs holds on every day of the shift."""
    cleared = np.ones(pairs.shape, dtype=bool)
    for kind in range(pairs.people.clearance_from.shape[1]):
        asked = (pairs.roles.clearances[pairs.r] >> np.uint16(kind)) & np.uint16(1) == 1
        since = pairs.people.clearance_from[pairs.v, kind][:, None] <= pairs.index.first_day[pairs.r]
        until = pairs.people.clearance_until[pairs.v, kind][:, None] > pairs.index.last_day[pairs.r]
        cleared &= ~asked | (since & until)
    return cleared


def has_access(pairs: Pairs) -> Grid:
    """The shift provides every access need of the person."""
    fits: Grid = (pairs.people.access_needs[pairs.v][:, None] & ~pairs.index.access[pairs.r]) == 0
    return fits


def has_week_shift_left(pairs: Pairs) -> Grid:
    """After confirmed sign-ups the person has at least one shift left in that week."""
    return pairs.index.shifts_left[pairs.v][:, pairs.index.week[pairs.r]] >= 1


def has_week_minutes_left(pairs: Pairs) -> Grid:
    """After confirmed sign-ups this shift alone fits the minutes left in that week."""
    return pairs.index.minutes_left[pairs.v][:, pairs.index.week[pairs.r]] >= pairs.index.minutes[pairs.r]


def is_clear_of_confirmed(pairs: Pairs) -> Grid:
    """The shift does not clash with a confirmed sign-up of the person, in whatever week."""
    volunteers = np.arange(pairs.index.volunteer_count)[pairs.v]
    roles = np.arange(pairs.index.role_count)[pairs.r]
    clear = np.ones(pairs.shape, dtype=bool)
    counts = pairs.index.confirmed_ptr[volunteers + 1] - pairs.index.confirmed_ptr[volunteers]
    busy = np.flatnonzero(counts)
    if not busy.size or not roles.size:
        return clear
    first = np.concatenate(([0], np.cumsum(counts[busy])[:-1]))
    rows = np.arange(counts.sum()) + np.repeat(pairs.index.confirmed_ptr[volunteers[busy]] - first, counts[busy])
    held = pairs.index.problem.confirmed.role[rows]
    clear[busy] = ~np.logical_or.reduceat(clashes(pairs.index, held[:, None], roles[None, :]), first, axis=0)
    return clear


class Rule(NamedTuple):
    """A hard rule: the bit it sets when it fails, its code for people, and its test (true = passes)."""

    bit: int
    code: str
    passes: Callable[[Pairs], Grid]


RULES: tuple[Rule, ...] = tuple(
    Rule(1 << place, code, test)
    for place, (code, test) in enumerate(
        (
            ("started", not_started),
            ("full", has_free_seat),
            ("mode", accepts_mode),
            ("distance", is_within_distance),
            ("time", is_free),
            ("skills", has_skills),
            ("languages", speaks_languages),
            ("age", is_old_enough),
            ("child_contact", is_adult_near_children),
            ("consent", has_consent),
            ("clearance", is_cleared),
            ("access", has_access),
            ("week_shifts", has_week_shift_left),
            ("week_minutes", has_week_minutes_left),
            ("clash", is_clear_of_confirmed),
        )
    )
)


def is_eligible(pairs: Pairs) -> Grid:
    """Say for every pair whether it passes all rules; shape (volunteers, roles)."""
    passes = np.ones(pairs.shape, dtype=bool)
    for rule in RULES:
        passes &= rule.passes(pairs)
    return passes


def failed_bits(pairs: Pairs) -> NDArray[np.uint32]:
    """Return for every pair the bits of all rules it fails; 0 means eligible."""
    bits = np.zeros(pairs.shape, dtype=np.uint32)
    for rule in RULES:
        bits |= np.where(rule.passes(pairs), np.uint32(0), np.uint32(rule.bit))
    return bits


def codes_of(bits: int) -> tuple[str, ...]:
    """Spell failed bits as rule codes, in the order of the table."""
    return tuple(rule.code for rule in RULES if bits & rule.bit)

"""The smallest changes of one profile that let more roles fit: proposed from the rules, counted by applying them.

A change never touches what the person cannot choose: age and clearances are left alone, and so are seats and clashes.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from numpy.typing import NDArray

from matching.engine.calendar import DAY_QUARTERS, PART_HOURS, week_of_parts
from matching.engine.geo import distance_m
from matching.engine.hard import RULES, Pairs, failed_bits, is_eligible
from matching.engine.index import Index, index_of_people
from matching.engine.tables import NO_DAY, SKILL_LEVELS, Confirmed, Volunteers

PARTS_A_DAY = len(PART_HOURS)
METRES_PER_KM = 1_000
MINUTES_PER_HOUR = 60
MOST_KM, MOST_HOURS, MOST_SHIFTS = 500, 168, 7  # what a profile may say
LEAST_EXTRA_KM = 20
MOST_REACH = 4  # distances beyond this many times the person's own limit are not proposed
FEW = 6  # values tried per rule where two rules fail at once


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """One thing changed in a profile.

    ``code`` and what ``value`` means: ``time`` parts of the week to add, bits as in ``week_of_parts``; ``date`` a day
    (since the origin Monday) to be free; ``distance`` the new limit, kilometres; ``remote`` and ``on_site`` 1;
    ``languages`` the bit to add; ``skill`` its row, at ``level``; ``week_shifts`` the new most; ``week_minutes`` the
    new most hours; ``consent`` 1, a guardian's.
    """

    code: str
    value: int
    level: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Gain:
    """Changes made together and the rows of the roles that then fit and did not before."""

    changes: tuple[Change, ...]
    rows: NDArray[np.int64]

    @property
    def effort(self) -> int:
        """How much is asked of the person; see ``_EFFORT``."""
        return sum(_EFFORT[change.code](change) for change in self.changes)


# What a change asks of a person, in hundredths of one more part of the week; only the order of proposals hangs on it.
_EFFORT: dict[str, Callable[[Change], int]] = {
    "time": lambda change: 100 * change.value.bit_count(),
    "date": lambda change: 80,
    "distance": lambda change: 60 + 2 * change.value,
    "remote": lambda change: 100,
    "on_site": lambda change: 150,
    "languages": lambda change: 300,
    "skill": lambda change: 200 * change.level,
    "week_shifts": lambda change: 100,
    "week_minutes": lambda change: 100 + 5 * change.value,
    "consent": lambda change: 100,
}


def apply_changes(people: Volunteers, row: int, changes: Iterable[Change]) -> Volunteers:
    """Return the table with one person changed, as the person could change it herself."""
    changed = people.take(np.arange(len(people)))
    for change in changes:
        _APPLY[change.code](changed, row, change)
    return changed


def _add_times(people: Volunteers, row: int, change: Change) -> None:
    people.free_week[row] |= week_of_parts([change.value])[0]


def _free_date(people: Volunteers, row: int, change: Change) -> None:
    word, bit = np.uint64(change.value // 64), np.uint64(1) << np.uint64(change.value % 64)
    people.free_days[row, word] |= bit
    people.blocked_days[row, word] &= ~bit


def _go_farther(people: Volunteers, row: int, change: Change) -> None:
    people.max_metres[row] = change.value * METRES_PER_KM


def _work_online(people: Volunteers, row: int, change: Change) -> None:
    people.accepts_remote[row] = True


def _come_along(people: Volunteers, row: int, change: Change) -> None:
    people.accepts_on_site[row] = True


def _speak(people: Volunteers, row: int, change: Change) -> None:
    people.languages[row] |= np.uint8(change.value)


def _know(people: Volunteers, row: int, change: Change) -> None:
    people.skills[row, : change.level, change.value // 64] |= np.uint64(1) << np.uint64(change.value % 64)


def _more_shifts(people: Volunteers, row: int, change: Change) -> None:
    people.max_shifts[row] = change.value


def _more_hours(people: Volunteers, row: int, change: Change) -> None:
    people.max_minutes[row] = change.value * MINUTES_PER_HOUR


def _ask_guardian(people: Volunteers, row: int, change: Change) -> None:
    people.consent_from[row], people.consent_until[row] = 0, NO_DAY


_APPLY: dict[str, Callable[[Volunteers, int, Change], None]] = {
    "time": _add_times,
    "date": _free_date,
    "distance": _go_farther,
    "remote": _work_online,
    "on_site": _come_along,
    "languages": _speak,
    "skill": _know,
    "week_shifts": _more_shifts,
    "week_minutes": _more_hours,
    "consent": _ask_guardian,
}


class _Case:
    """One person and the roles that fail a rule of hers: what the proposals read from."""

    def __init__(self, index: Index, volunteer: int, rows: NDArray[np.int64]) -> None:
        self.index = index
        self.people = index.problem.volunteers
        self.volunteer = volunteer
        self.rows = rows


def _times(case: _Case) -> Iterable[Change]:
    """Propose every stretch of neighbouring parts of one day, and every single date on which roles lie."""
    free = case.people.free_week[case.volunteer]
    is_taken = [bool((mask & ~free).any()) for mask in week_of_parts([1 << part for part in range(7 * PARTS_A_DAY)])]
    stretches = {
        sum(1 << part for part in range(first, last + 1) if is_taken[part])
        for weekday in range(0, 7 * PARTS_A_DAY, PARTS_A_DAY)
        for first in range(weekday, weekday + PARTS_A_DAY)
        for last in range(first, weekday + PARTS_A_DAY)
    }
    yield from (Change("time", parts) for parts in sorted(stretches - {0}))
    for day in np.unique(case.index.start[case.rows] // DAY_QUARTERS).tolist():
        yield Change("date", day)


def farthest_km(max_km: int) -> int:
    """Return the longest distance that is proposed to somebody who goes as far as ``max_km``."""
    return min(max(max_km * MOST_REACH, max_km + LEAST_EXTRA_KM), MOST_KM)


def _distances(case: _Case) -> Iterable[Change]:
    """Propose every whole kilometre at which one more role comes within reach, up to some times the own limit."""
    home = case.people.point[case.volunteer]
    limit = int(case.people.max_metres[case.volunteer])
    if not home.any():
        return
    metres = distance_m(home, case.index.point[case.rows])
    most = farthest_km(-(-limit // METRES_PER_KM)) * METRES_PER_KM
    for km in np.unique(-(-metres[metres <= most] // METRES_PER_KM)).tolist():
        yield Change("distance", km)


def _modes(case: _Case) -> Iterable[Change]:
    remote = case.index.is_remote[case.rows]
    if remote.any():
        yield Change("remote", 1)
    if not remote.all():
        yield Change("on_site", 1)


def _languages(case: _Case) -> Iterable[Change]:
    lacking = case.index.problem.roles.languages[case.rows] & ~case.people.languages[case.volunteer]
    for bit in range(8):
        if (lacking >> np.uint8(bit) & np.uint8(1)).any():
            yield Change("languages", 1 << bit)


def _skills(case: _Case) -> Iterable[Change]:
    lacking = case.index.problem.roles.need[case.rows] & ~case.people.skills[case.volunteer]
    asked = np.bitwise_or.reduce(lacking, axis=0)
    for plane in range(SKILL_LEVELS):
        bits = np.unpackbits(np.ascontiguousarray(asked[plane].astype("<u8")).view(np.uint8), bitorder="little")
        for skill in np.flatnonzero(bits).tolist():
            yield Change("skill", skill, plane + 1)


def _shifts(case: _Case) -> Iterable[Change]:
    most = int(case.people.max_shifts[case.volunteer])
    if most < MOST_SHIFTS:
        yield Change("week_shifts", most + 1)


def _hours(case: _Case) -> Iterable[Change]:
    """Propose every whole number of hours at which one more role fits into its week."""
    own = int(case.people.max_minutes[case.volunteer])
    left = case.index.minutes_left[case.volunteer, case.index.week[case.rows]]
    hours = -(-(own + case.index.minutes[case.rows] - left) // MINUTES_PER_HOUR)
    for most in np.unique(hours[hours <= MOST_HOURS]).tolist():
        yield Change("week_minutes", most)


def _consent(case: _Case) -> Iterable[Change]:
    yield Change("consent", 1)


# By rule: what the person could change about it. Rules without an entry are law, or not hers to change.
PROPOSALS: dict[str, Callable[[_Case], Iterable[Change]]] = {
    "time": _times,
    "distance": _distances,
    "mode": _modes,
    "languages": _languages,
    "skills": _skills,
    "week_shifts": _shifts,
    "week_minutes": _hours,
    "consent": _consent,
}
_BITS = {rule.code: rule.bit for rule in RULES}


def fitting_with(
    index: Index, volunteer: int, tries: Sequence[tuple[Change, ...]], rows: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Apply each try to the person and say which of the roles fit then, by every hard rule.

    Returns
    -------
    bool array, shape (tries, rows)
    """
    people, confirmed = index.problem.volunteers, index.problem.confirmed
    copies = people.take(np.full(len(tries), volunteer))
    for row, changes in enumerate(tries):
        for change in changes:
            _APPLY[change.code](copies, row, change)
    first, last = index.confirmed_ptr[volunteer : volunteer + 2]
    held = np.tile(confirmed.role[first:last], len(tries))
    owner = np.repeat(np.arange(len(tries), dtype=np.int32), last - first)
    problem = replace(index.problem, volunteers=copies, confirmed=Confirmed(owner, held))
    return is_eligible(Pairs(index_of_people(index, problem), slice(None), rows))


def single_gains(index: Index, volunteer: int) -> list[Gain]:
    """Count what every single change worth trying adds. O(roles + changes x roles that fail one rule alone).

    Returns
    -------
    list of Gain
        In order of the rules, then of the changes; changes that add nothing left out.
    """
    bits = failed_bits(Pairs(index, np.array([volunteer]), slice(None)))[0]
    gains = []
    for code, propose in PROPOSALS.items():
        rows = np.flatnonzero(bits == _BITS[code])
        if rows.size:
            tries = [(change,) for change in propose(_Case(index, volunteer, rows))]
            gains += _gains(index, volunteer, tries, rows)
    return gains


def paired_gains(index: Index, volunteer: int) -> list[Gain]:
    """Count what two changes together add, for people whom no single change helps; the strongest few of each rule."""
    bits = failed_bits(Pairs(index, np.array([volunteer]), slice(None)))[0]
    gains = []
    codes = list(PROPOSALS)
    for place, code in enumerate(codes):
        for other in codes[place + 1 :]:
            rows = np.flatnonzero(bits == (_BITS[code] | _BITS[other]))
            if rows.size:
                first, second = (_likely(index, volunteer, rule, rows) for rule in (code, other))
                gains += _gains(index, volunteer, list(product(first, second)), rows)
    return gains


def _likely(index: Index, volunteer: int, code: str, rows: NDArray[np.int64]) -> list[Change]:
    """Keep the few changes that mend one rule for most of the roles, the smaller first where equal."""
    changes = list(PROPOSALS[code](_Case(index, volunteer, rows)))
    people = index.problem.volunteers.take(np.full(len(changes), volunteer))
    for row, change in enumerate(changes):
        _APPLY[change.code](people, row, change)
    rule = next(rule for rule in RULES if rule.code == code)
    lone = replace(index.problem, volunteers=people, confirmed=Confirmed.of(volunteer=[], role=[]))
    mended = rule.passes(Pairs(index_of_people(index, lone), slice(None), rows)).sum(axis=1)
    ranked = sorted(
        zip(changes, mended.tolist(), strict=True), key=lambda pair: (-pair[1], _EFFORT[pair[0].code](pair[0]))
    )
    return [change for change, _count in ranked[:FEW]]


def _gains(index: Index, volunteer: int, tries: Sequence[tuple[Change, ...]], rows: NDArray[np.int64]) -> list[Gain]:
    if not tries:
        return []
    fits = fitting_with(index, volunteer, tries, rows)
    return [Gain(changes, rows[fit]) for changes, fit in zip(tries, fits, strict=True) if fit.any()]


def smallest_changes(
    index: Index, volunteer: int, *, group: NDArray[np.int64] | None = None, most: int = 5
) -> list[tuple[Gain, int]]:
    """Find the changes that add most for what they ask, the best of each kind.

    Parameters
    ----------
    group : int64, one per role, optional
        What is counted once, such as the event a role belongs to; without it every role counts.
    most : 1 or more
        How many to return.

    Returns
    -------
    list of (Gain, count)
        ``count``: groups of which something fits after the change and nothing before. Best count for effort first.
    """
    groups = np.arange(index.role_count) if group is None else group
    person = np.array([volunteer])
    present = np.unique(groups[is_eligible(Pairs(index, person, slice(None)))[0]])
    found = _best_of_each(single_gains(index, volunteer), groups, present)
    if not found:
        found = _best_of_each(paired_gains(index, volunteer), groups, present)
    return found[:most]


def _best_of_each(
    gains: Iterable[Gain], groups: NDArray[np.int64], present: NDArray[np.int64]
) -> list[tuple[Gain, int]]:
    """Keep the best gain of every kind of change, best first, kinds apart by what they touch."""
    counted = [(gain, len(np.setdiff1d(groups[gain.rows], present))) for gain in gains]
    ranked = sorted(
        (pair for pair in counted if pair[1]), key=lambda pair: (-pair[1] / pair[0].effort, pair[0].changes)
    )
    best: dict[tuple[str, ...], tuple[Gain, int]] = {}
    for gain, count in ranked:
        best.setdefault(tuple(change.code for change in gain.changes), (gain, count))
    return list(best.values())

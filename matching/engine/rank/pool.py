"""People kept ready so that the best ones for a role are found in milliseconds among a million.

People lie in order of one axis of their home, so those near a venue are one span of words; whoever comes later or
moves stands after them. Whether people may take a role is asked of 64 of them at a time; only those who could still
be among the best are scored one by one.
"""

from collections import Counter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.facts import skill_rows
from matching.engine.geo import distance_m
from matching.engine.index import Index
from matching.engine.rank.asking import WAITING, Ask, View, who_fails_one, who_may
from matching.engine.rank.folk import Folk, Slots
from matching.engine.rank.lacking import SEVERAL, Lack
from matching.engine.rank.openings import NOTHING, REACH_MARGIN_CM, Found, best_of, joined_levels
from matching.engine.rank.planes import Words
from matching.engine.tables import SKILL_LEVELS
from matching.engine.weights import NO_LIFTS, Lifts

FEW = 2_000  # people scored without first asking who could be among the best
SAMPLE = 8  # times as many on site, because some of them live too far away


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


def _wanted(view: View, ask: Ask, mask: Words) -> _Wanted:
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


def _promising(view: View, ask: Ask, mask: Words, wanted: _Wanted, goal: int) -> Words:
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


def _within(view: View, ask: Ask, mask: Words, wanted: _Wanted, slack: int) -> Words:
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


def _nearest(view: View, ask: Ask, mask: Words) -> Slots:
    """Return a few of the people, those who stand nearest to the role along the axis."""
    slots, folk = view.slots(mask), view.folk
    venue = int(ask.index.point[ask.role, folk.axis])
    middle = int(np.searchsorted(slots, np.searchsorted(folk.rows.axis[: folk.based], venue)))
    first = max(0, min(middle - FEW // 2, len(slots) - FEW))
    return slots[first : first + FEW]


def _close_enough(folk: Folk, ask: Ask, slots: Slots, slack: int) -> Slots:
    """Drop those of the base so far along the axis that even the widest limit would cost more than the slack."""
    if ask.is_remote or slack >= ask.weights.distance:
        return slots
    venue = int(ask.index.point[ask.role, folk.axis])
    reach = folk.farthest * 100 * (slack + 1) // ask.weights.distance + REACH_MARGIN_CM
    ends = np.searchsorted(folk.rows.axis[: folk.based], (venue - reach, venue + reach + 1))
    first, end, later = np.searchsorted(slots, (*ends.tolist(), folk.based)).tolist()
    return np.concatenate((slots[first:end], slots[later:]))


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


def _contenders(view: View, ask: Ask, k: int) -> _Scored:
    """Score everybody in the span who could be among the k best; nobody who is, is left out.

    A few who look promising give the worth that k people reach at least. Whoever cannot reach it because of a single
    thing they lack is dropped 64 at a time.
    """
    mask = who_may(view, ask)
    if np.bitwise_count(mask).sum() <= FEW:
        return _score(view.folk, ask, view.slots(mask))
    wanted = _wanted(view, ask, mask)
    goal = k if ask.is_remote else k * SAMPLE
    likely = _nearest(view, ask, _promising(view, ask, mask, wanted, goal))
    if not ask.is_remote:
        likely = np.sort(np.concatenate((likely, _nearest(view, ask, mask))))
        likely = likely[np.diff(likely, prepend=-1) > 0]
    sample = _score(view.folk, ask, likely)
    if len(sample.slots) < k:
        return _score(view.folk, ask, view.slots(mask))
    slack = _most(ask) - int(np.partition(sample.worth, -k)[-k])
    slots = _close_enough(view.folk, ask, view.slots(_within(view, ask, mask, wanted, slack)), slack)
    if slack == 0:  # all of them are worth the same, so the lowest ids are the best
        rank = view.folk.rows.rank[slots]
        slots = slots[rank <= np.partition(rank, k - 1)[k - 1]]
    return _score(view.folk, ask, slots, slack)


class Everybody(NamedTuple):
    """How many people fit a role, and how many only lack one thing."""

    fitting: int
    lacks: list[Lack]


def _near(folk: Folk, ask: Ask, slots: Slots) -> Slots:
    """Keep those within their own distance of the role."""
    if ask.is_remote:
        return slots
    return slots[distance_m(folk.rows.point[slots], ask.index.point[ask.role]) <= folk.rows.max_metres[slots]]


def _values(folk: Folk, ask: Ask, code: str, slots: Slots) -> list[int]:
    """Say of each person which skill or language is missing, ``SEVERAL`` if more than one; 0 for other rules."""
    roles = ask.index.problem.roles
    if code == "skills":
        lacking = joined_levels(roles.need[ask.role].reshape(-1) & ~folk.rows.skills[slots])
        kinds = [skill_rows(row) for row in lacking]
        return [kind[0] if len(kind) == 1 else SEVERAL for kind in kinds]
    if code == "languages":
        missing = [int(mask) for mask in roles.languages[ask.role] & ~folk.rows.languages[slots]]
        return [mask if mask.bit_count() == 1 else SEVERAL for mask in missing]
    return [0] * len(slots)


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

        Wishes, buddies and earlier places belong to an allocation and are not counted.

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
        found = [_contenders(View(folk, first, end), ask, k) for first, end in self._word_spans(ask)]
        if not found:
            return NOTHING
        slots, scores, lifted = (np.concatenate(column) for column in zip(*found, strict=True))
        ids = folk.rows.ids[slots]
        chosen = best_of(scores + lifted, k, ids, folk.rows.rank[slots])
        return Found(ids[chosen], scores[chosen], lifted[chosen])

    def everybody(self, index: Index, role: int) -> "Everybody":
        """Count who fits a role, and who would but for one thing they or the organiser could change.

        People whom mode, age or their own distance keep away are not among them. The role is taken as open.
        """
        folk, ask = self._folk, Ask(index, role, self._options.weights, NO_LIFTS)
        fitting, lacking = 0, Counter[tuple[str, int]]()
        for first, end in self._word_spans(ask):
            view = View(folk, first, end)
            able, failing = who_fails_one(view, ask)
            fitting += len(_near(folk, ask, view.slots(able)))
            for code, words in failing.items():
                lacking.update(
                    (code, value) for value in _values(folk, ask, code, _near(folk, ask, view.slots(words)))
                )
        lacks = [Lack(code, value, count) for (code, value), count in lacking.items()]
        return Everybody(fitting, sorted(lacks, key=lambda lack: (-lack.count, lack.code, lack.value)))

    def _word_spans(self, ask: Ask) -> list[tuple[int, int]]:
        """Return the spans of words to search, none twice."""
        spans = [(first // 64, -(-end // 64)) for first, end in self._spans(ask) if first < end]
        if len(spans) == 2 and spans[1][0] < spans[0][1]:
            spans[1] = (spans[0][1], spans[1][1])
        return [(first, end) for first, end in spans if first < end]

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

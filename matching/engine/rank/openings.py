"""Roles with a free seat, kept ready so that the best ones for a person are found in a fraction of a millisecond.

Roles on site lie in order of one axis of their place, so everything within reach is one slice of each column; remote
roles follow. The time a role takes is kept once per distinct span. Roles come and go in place.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.calendar import QUARTER_MINUTES, WEEK_QUARTERS
from matching.engine.geo import distance_m
from matching.engine.index import Index
from matching.engine.problem import Options
from matching.engine.rank.seeker import LACKS_ACCESS, LACKS_CLEARANCE, LACKS_LANGUAGE, Seeker
from matching.engine.result import PRICE_SCALE
from matching.engine.tables import NO_DAY, SKILL_LEVELS
from matching.engine.weights import NO_LIFTS, Lifts

Column = NDArray[Any]
Rows = NDArray[np.int64]
REACH_MARGIN_CM = 100  # more than the rounding of a distance to whole metres
SPAN_BITS = 24  # a span is keyed by start << 24 | end, in quarters


class Found(NamedTuple):
    """The best, best first: ids, scores in points (before any offset or lift), and the lift each one was given."""

    ids: NDArray[np.bytes_]
    scores: NDArray[np.int64]
    lifts: NDArray[np.int64]


NOTHING = Found(np.zeros(0, dtype="S1"), np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))


class Fitting(NamedTuple):
    """Entries that fit, good until the next change, and how far away each one is (0 if remote)."""

    rows: Rows
    metres: NDArray[np.int64]


class _Columns(NamedTuple):
    """One entry per role."""

    ids: Column
    axis: Column  # the coordinate the roles on site are sorted by
    point: Column
    span: Column  # row of the spans
    asks: Column  # languages, access needs not provided, clearances
    latest_birth: Column  # old enough, and an adult where children are
    adult_birth: Column
    first_day: Column
    last_day: Column
    need: Column  # entries x (levels x skill words)
    want: Column
    wanted: Column
    work: Column
    cause: Column
    priority: Column  # points
    is_unseen: Column
    offset: Column


class _Spans(NamedTuple):
    """The distinct (start, end) of shifts; in order of first use."""

    start: NDArray[np.int64]
    end: NDArray[np.int64]
    week: NDArray[np.int64]
    minutes: NDArray[np.int64]


def best_of(
    worth: NDArray[np.int64], k: int, ids: NDArray[np.bytes_], rank: NDArray[np.int64] | None = None
) -> NDArray[np.int64]:
    """Return the positions of the k highest worths, ties in order of id; O(n + t log t) with t ties at the border.

    ``rank``, if given, must never fall as ids rise; it spares comparing the ids of many ties.
    """
    key = -worth if rank is None else (-worth << 32) + rank
    if k < len(key):
        kept = np.flatnonzero(key <= np.partition(key, k - 1)[k - 1])
        return kept[np.lexsort((ids[kept], -worth[kept]))[:k]]
    return np.lexsort((ids, -worth))


def joined_levels(lacking: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Join the levels of skills lacking, shape (n, levels x words), into one set a role, shape (n, words)."""
    words = lacking.shape[1] // SKILL_LEVELS
    joined = lacking[:, :words].copy()
    for level in range(1, SKILL_LEVELS):
        joined |= lacking[:, level * words : (level + 1) * words]
    return joined


def _asked(index: Index, rows: Rows) -> NDArray[np.uint64]:
    roles = index.problem.roles
    languages, clearances = roles.languages[rows].astype(np.uint64), roles.clearances[rows].astype(np.uint64)
    unprovided = (~index.access[rows]).astype(np.uint64)
    asked: NDArray[np.uint64] = (
        (languages << np.uint64(LACKS_LANGUAGE))
        | (unprovided << np.uint64(LACKS_ACCESS))
        | (clearances << np.uint64(LACKS_CLEARANCE))
    )
    return asked


def _latest_birth(index: Index, rows: Rows) -> NDArray[np.int64]:
    roles = index.problem.roles
    born = np.where(roles.min_age[rows] == 0, NO_DAY, index.latest_birth[rows])
    return np.where(roles.child_contact[rows], np.minimum(born, index.latest_adult_birth[rows]), born)


class Openings:
    """The open roles of a horizon, for :meth:`best` and :meth:`fitting`; see :func:`openings_of`."""

    def __init__(self, options: Options, *, axis: int = 0) -> None:
        self._options = options
        self._axis = axis
        self._on_site = 0  # roles on site come first, by axis
        self._columns: _Columns | None = None
        self._spans = _Spans(*(np.zeros(0, dtype=np.int64) for _ in range(4)))
        self._span_at: dict[int, int] = {}

    def __len__(self) -> int:
        """Return the number of open roles."""
        return 0 if self._columns is None else len(self._columns.ids)

    @property
    def ids(self) -> NDArray[np.bytes_]:
        """Return the ids of the open roles, in no particular order."""
        return np.zeros(0, dtype="S1") if self._columns is None else self._columns.ids

    def put(self, index: Index) -> None:
        """Add the roles of a problem with the same options and widths, replacing those of the same id.

        Roles without a free seat are not kept. O(roles kept + roles added).
        """
        self.drop(index.problem.roles.ids)
        rows = np.flatnonzero(index.seats_left > 0)
        site, remote = rows[~index.is_remote[rows]], rows[index.is_remote[rows]]
        site = site[np.argsort(index.point[site, self._axis], kind="stable")]
        fresh = self._entries(index, np.concatenate((site, remote)))
        if self._columns is None:
            self._columns, self._on_site = fresh, len(site)
            return
        places = np.searchsorted(self._columns.axis[: self._on_site], fresh.axis[: len(site)])
        where = np.concatenate((places, np.full(len(remote), len(self), dtype=np.int64)))
        self._columns = _Columns(*(_insert(old, where, new) for old, new in zip(self._columns, fresh, strict=True)))
        self._on_site += len(site)

    def drop(self, ids: NDArray[np.bytes_]) -> None:
        """Take roles out; ids that are not there are passed over."""
        if self._columns is None or not len(ids):
            return
        kept = ~np.isin(self._columns.ids, ids)
        if not kept.all():
            self._on_site = int(kept[: self._on_site].sum())
            self._columns = _Columns(*(column[kept] for column in self._columns))

    def price(self, offsets: Mapping[bytes, int]) -> None:
        """Give every role what is taken off its score for the order only, 1/64 points; 0 for those not named."""
        if self._columns is not None:
            known = [offsets.get(key, 0) for key in self._columns.ids.tolist()] if offsets else 0
            self._columns.offset[:] = known

    def _entries(self, index: Index, rows: Rows) -> _Columns:
        roles = index.problem.roles
        width = roles.need.shape[1] * roles.need.shape[2]
        return _Columns(
            ids=roles.ids[rows],
            axis=index.point[rows, self._axis].astype(np.int64),
            point=index.point[rows],
            span=self._spans_of(index.start[rows], index.end[rows]),
            asks=_asked(index, rows),
            latest_birth=_latest_birth(index, rows),
            adult_birth=index.latest_adult_birth[rows],
            first_day=index.first_day[rows],
            last_day=index.last_day[rows],
            need=roles.need[rows].reshape(-1, width),
            want=roles.want[rows].reshape(-1, width),
            wanted=index.wanted_count[rows],
            work=roles.work_languages[rows],
            cause=index.cause[rows],
            priority=index.priority[rows] * self._options.weights.priority,
            is_unseen=index.fixed[rows] == 0,
            offset=np.zeros(len(rows), dtype=np.int64),
        )

    def _spans_of(self, start: NDArray[np.int64], end: NDArray[np.int64]) -> NDArray[np.int32]:
        keys, inverse = np.unique((start << SPAN_BITS) | end, return_inverse=True)
        fresh = np.array([key for key in keys.tolist() if key not in self._span_at], dtype=np.int64)
        if fresh.size:
            first = len(self._spans.start)
            self._span_at.update(zip(fresh.tolist(), range(first, first + len(fresh)), strict=True))
            starts, ends = fresh >> SPAN_BITS, fresh & ((1 << SPAN_BITS) - 1)
            more = (starts, ends, starts // WEEK_QUARTERS, (ends - starts) * QUARTER_MINUTES)
            self._spans = _Spans(*(np.concatenate(pair) for pair in zip(self._spans, more, strict=True)))
        numbers = np.array([self._span_at[key] for key in keys.tolist()], dtype=np.int32)
        return numbers[inverse]

    def fitting(self, seeker: Seeker, *, first_start: int | None = None) -> Fitting:
        """Find every role a person may take under all hard rules.

        Parameters
        ----------
        first_start : quarter, optional
            In place of the options' own; time goes on while the roles stand.
        """
        none = np.zeros(0, dtype=np.int64)
        if self._columns is None:
            return Fitting(none, none)
        columns = self._columns
        earliest = self._options.first_start if first_start is None else first_start
        rows = self._within_reach(seeker, columns, self._free_spans(seeker, earliest))
        rows = rows[(columns.asks[rows] & seeker.lacks) == 0]
        rows = rows[columns.latest_birth[rows] >= seeker.birth_day]
        for place, missing in enumerate(~seeker.skills):
            rows = rows[(columns.need[:, place][rows] & missing) == 0]
        rows, metres = self._near(seeker, columns, rows)
        for kept in (_consented, _cleared, self._clear_of_promises):
            holds = kept(seeker, columns, rows)
            if holds is not None:
                rows, metres = rows[holds], metres[holds]
        return Fitting(rows, metres)

    def best(
        self,
        seeker: Seeker,
        k: int,
        *,
        lifts: Lifts = NO_LIFTS,
        use_offsets: bool = False,
        first_start: int | None = None,
    ) -> Found:
        """Find the k best roles for a person: exact, under all hard rules, ties in order of id.

        Wishes, buddies and earlier places belong to an allocation and are not counted.

        Parameters
        ----------
        k : 1 or more
        lifts
            ``unseen`` points are added for the order to roles nobody holds a seat of.
        use_offsets
            Order by score less the offsets of :meth:`price`.
        first_start
            As for :meth:`fitting`.

        Raises
        ------
        ValueError
            If k is below 1.
        """
        if k < 1:
            raise ValueError(f"k is {k}, not 1 or more")
        fitting = self.fitting(seeker, first_start=first_start)
        if self._columns is None or not fitting.rows.size:
            return NOTHING
        columns, rows = self._columns, fitting.rows
        scores = self._scores(seeker, columns, fitting)
        lifted = np.where(columns.is_unseen[rows], lifts.unseen, 0)
        worth = (scores + lifted) * PRICE_SCALE
        if use_offsets:
            worth -= columns.offset[rows]
        chosen = best_of(worth, k, columns.ids[rows])
        return Found(columns.ids[rows[chosen]], scores[chosen], lifted[chosen])

    def _free_spans(self, seeker: Seeker, earliest: int) -> NDArray[np.bool_]:
        spans, busy = self._spans, seeker.busy
        free: NDArray[np.bool_] = busy[spans.end] == busy[spans.start]
        free &= seeker.minutes_left[spans.week] >= spans.minutes
        free &= spans.start >= earliest
        return free

    def _within_reach(self, seeker: Seeker, columns: _Columns, free: NDArray[np.bool_]) -> Rows:
        """Return the entries at a free time in a mode she accepts, those on site not too far along the axis."""
        found = []
        if seeker.reaches_places:
            home, reach = int(seeker.point[self._axis]), seeker.max_metres * 100 + REACH_MARGIN_CM
            first, end = np.searchsorted(columns.axis[: self._on_site], (home - reach, home + reach + 1)).tolist()
            found.append(np.flatnonzero(free[columns.span[first:end]]) + first)
        if seeker.accepts_remote:
            found.append(np.flatnonzero(free[columns.span[self._on_site :]]) + self._on_site)
        return np.concatenate(found) if found else np.zeros(0, dtype=np.int64)

    def _near(self, seeker: Seeker, columns: _Columns, rows: Rows) -> tuple[Rows, NDArray[np.int64]]:
        """Keep the roles on site within her own limit, and measure how far they are."""
        on_site = int(np.searchsorted(rows, self._on_site))
        metres = distance_m(seeker.point, columns.point[rows[:on_site]])
        near = metres <= seeker.max_metres
        remote = rows[on_site:]
        return (
            np.concatenate((rows[:on_site][near], remote)),
            np.concatenate((metres[near], np.zeros(len(remote), dtype=np.int64))),
        )

    def _clear_of_promises(self, seeker: Seeker, columns: _Columns, rows: Rows) -> NDArray[np.bool_] | None:
        """Say which roles leave the buffer and the way between them and everything she confirmed."""
        held = seeker.promised
        if held is None:
            return None
        start, end = (column[columns.span[rows]][:, None] for column in (self._spans.start, self._spans.end))
        gap = np.maximum(start, held.start) - np.minimum(end, held.end)
        travel = -(-distance_m(columns.point[rows][:, None], held.point) // self._options.metres_per_quarter)
        travel = np.where(np.logical_or(held.is_remote, (rows >= self._on_site)[:, None]), 0, travel)
        clear: NDArray[np.bool_] = np.all(gap >= self._options.buffer_quarters + travel, axis=1)
        return clear

    def _scores(self, seeker: Seeker, columns: _Columns, fitting: Fitting) -> NDArray[np.int64]:
        """Score as :mod:`matching.engine.soft` does."""
        weights, rows = self._options.weights, fitting.rows
        limit = seeker.max_metres
        near = weights.distance * (limit - fitting.metres) // max(limit, 1)
        points = np.where(rows >= self._on_site, weights.remote, near)
        points += (weights.cause * seeker.interest.astype(np.int64) // 100)[columns.cause[rows]]
        wanted, lacking = columns.wanted[rows], np.zeros(len(rows), dtype=np.int64)
        missing, words = ~seeker.skills, len(seeker.skills) // SKILL_LEVELS
        for word in range(words):
            unmet = [columns.want[:, place][rows] & missing[place] for place in range(word, len(missing), words)]
            lacking += np.bitwise_count(np.bitwise_or.reduce(unmet))
        share = weights.skills * (wanted - lacking) // np.maximum(wanted, 1)
        points += np.where(wanted == 0, weights.skills_unasked, share)
        points += np.where(columns.work[rows] & seeker.preferred, weights.language, 0)
        points += columns.priority[rows]
        return points


def _consented(seeker: Seeker, columns: _Columns, rows: Rows) -> NDArray[np.bool_] | None:
    """Say on which roles she is of age or her guardian's consent holds; None if she is of age on all."""
    is_minor = columns.adult_birth[rows] < seeker.birth_day
    if not is_minor.any():
        return None
    covered = (columns.first_day[rows] >= seeker.consent_from) & (columns.last_day[rows] < seeker.consent_until)
    return covered | ~is_minor


def _cleared(seeker: Seeker, columns: _Columns, rows: Rows) -> NDArray[np.bool_] | None:
    """Say on which roles the clearances that lapse or begin within the horizon hold; None if she has no such one."""
    if not seeker.lapsing:
        return None
    cleared = np.ones(len(rows), dtype=bool)
    for kind in seeker.lapsing:
        unasked = columns.asks[rows] & np.uint64(1 << (LACKS_CLEARANCE + kind)) == 0
        since = columns.first_day[rows] >= seeker.clearance_from[kind]
        until = columns.last_day[rows] < seeker.clearance_until[kind]
        cleared &= unasked | (since & until)
    return cleared


def _insert(column: NDArray[Any], where: Rows, fresh: NDArray[Any]) -> NDArray[Any]:
    if column.dtype.kind == "S" and fresh.dtype.itemsize > column.dtype.itemsize:
        column = column.astype(fresh.dtype)
    return np.insert(column, where, fresh, axis=0)


def openings_of(index: Index) -> Openings:
    """Keep the open roles of a problem ready. O(roles log roles); a few MB for 40,000 roles."""
    points = index.point[~index.is_remote]
    spread = np.ptp(points.astype(np.int64), axis=0) if len(points) else np.zeros(1)
    openings = Openings(index.problem.options, axis=int(np.argmax(spread)))
    openings.put(index)
    return openings

"""One person as ranking reads her: what she offers, and which moments of the horizon she has free."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.calendar import DAY_QUARTERS, SPILL_DAYS, WEEK_QUARTERS
from matching.engine.index import Index

LACKS_LANGUAGE, LACKS_ACCESS, LACKS_CLEARANCE = 0, 8, 24  # where each mask begins in a word of things asked for


class Promise(NamedTuple):
    """The shifts a person has confirmed: spans, places and whether the place counts."""

    start: NDArray[np.int64]
    end: NDArray[np.int64]
    point: NDArray[np.int32]
    is_remote: NDArray[np.bool_]


class Seeker(NamedTuple):
    """What the rules and the score read of one person.

    ``busy`` counts the quarters that are not free before each quarter of the horizon, so a span is free when the
    count is the same at both ends. ``minutes_left`` is -1 in a week without a shift left. ``lacks`` has the bit of
    every language not spoken, access need and clearance never held; ``lapsing`` names clearances that hold on some
    days only, whose ``clearance_from`` and ``clearance_until`` then decide.
    """

    point: NDArray[np.int32]
    max_metres: int
    accepts_remote: bool
    reaches_places: bool
    birth_day: int
    consent_from: int
    consent_until: int
    lacks: np.uint64
    lapsing: tuple[int, ...]
    clearance_from: NDArray[np.int32]
    clearance_until: NDArray[np.int32]
    skills: NDArray[np.uint64]
    preferred: np.uint8
    interest: NDArray[np.uint8]
    busy: NDArray[np.int32]
    minutes_left: NDArray[np.int64]
    promised: Promise | None


def _bits(words: NDArray[Any], count: int) -> NDArray[np.uint8]:
    return np.unpackbits(words.astype("<u8").view(np.uint8), count=count, bitorder="little")


def _busy(index: Index, volunteer: int) -> NDArray[np.int32]:
    people, weeks = index.problem.volunteers, index.problem.options.weeks + 1
    days = weeks * 7 - 7 + SPILL_DAYS
    taken = np.tile(_bits(people.free_week[volunteer], WEEK_QUARTERS) ^ 1, weeks).reshape(days, DAY_QUARTERS)
    taken[_bits(people.free_days[volunteer], days) == 1] = 0
    taken[_bits(people.blocked_days[volunteer], days) == 1] = 1
    busy = np.zeros(taken.size + 1, dtype=np.int32)
    np.cumsum(taken.reshape(-1), out=busy[1:], dtype=np.int32)
    return busy


def _clearances(index: Index, volunteer: int) -> tuple[int, tuple[int, ...]]:
    """Return the bits of clearances never held, and the kinds that do not hold through the whole horizon."""
    people, options = index.problem.volunteers, index.problem.options
    last_day = options.origin_day + options.weeks * 7 + SPILL_DAYS
    lacking, lapsing = 0, []
    for kind, (since, until) in enumerate(
        zip(people.clearance_from[volunteer].tolist(), people.clearance_until[volunteer].tolist(), strict=True)
    ):
        if since >= until:
            lacking |= 1 << kind
        elif since > options.origin_day or until <= last_day:
            lapsing.append(kind)
    return lacking, tuple(lapsing)


def _promise(index: Index, volunteer: int) -> Promise | None:
    first, last = index.confirmed_ptr[volunteer : volunteer + 2].tolist()
    if first == last:
        return None
    held = index.problem.confirmed.role[first:last]
    return Promise(index.start[held], index.end[held], index.point[held], index.is_remote[held])


def seeker_of(index: Index, volunteer: int) -> Seeker:
    """Prepare one person; O(weeks).

    Parameters
    ----------
    index
        Any problem with the same options that holds the person and what she promised.
    volunteer : row of its volunteers
    """
    people = index.problem.volunteers
    lacking, lapsing = _clearances(index, volunteer)
    point = people.point[volunteer]
    spoken, needs = int(people.languages[volunteer]), int(people.access_needs[volunteer])
    return Seeker(
        point=point,
        max_metres=int(people.max_metres[volunteer]),
        accepts_remote=bool(people.accepts_remote[volunteer]),
        reaches_places=bool(people.accepts_on_site[volunteer]) and bool(point.any()),
        birth_day=int(people.birth_day[volunteer]),
        consent_from=int(people.consent_from[volunteer]),
        consent_until=int(people.consent_until[volunteer]),
        lacks=np.uint64((~spoken & 0xFF) | needs << LACKS_ACCESS | lacking << LACKS_CLEARANCE),
        lapsing=lapsing,
        clearance_from=people.clearance_from[volunteer],
        clearance_until=people.clearance_until[volunteer],
        skills=people.skills[volunteer].reshape(-1),
        preferred=people.preferred_language[volunteer],
        interest=people.cause_interest[volunteer],
        busy=_busy(index, volunteer),
        minutes_left=np.where(index.shifts_left[volunteer] >= 1, index.minutes_left[volunteer], -1),
        promised=_promise(index, volunteer),
    )

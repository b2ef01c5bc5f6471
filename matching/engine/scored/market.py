"""What the solver works on: the pairs that can be taken at all, grouped by person and week, in order of time."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.engine.scored.problem import NO_TIME, WEEK_MINUTES, Places, ScoredProblem, seat_bonus

NO_WEEK = -1  # places without a time share one budget


@dataclass(frozen=True, slots=True, eq=False)
class Market:
    """Pairs sorted by (person, week, end, start, place); one group of pairs per person and week.

    ``row``: rows of the problem's pairs; ``group``: number of the group of each pair; ``group_ptr``, ``most``,
    ``budget``: pairs of each group, and how many places and minutes it allows; ``free`` and ``low``: seats of a place,
    and how many of them earn the seat bonus.
    """

    problem: ScoredProblem
    row: NDArray[np.int64]
    person: NDArray[np.int32]
    place: NDArray[np.int32]
    score: NDArray[np.int64]
    minutes: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    group: NDArray[np.int64]
    group_ptr: NDArray[np.int64]
    most: NDArray[np.int64]
    budget: NDArray[np.int64]
    free: NDArray[np.int64]
    low: NDArray[np.int64]
    bonus: int


def left_out(problem: ScoredProblem) -> dict[str, NDArray[np.bool_]]:
    """Find the pairs that nobody could ever take, by reason; a pair may have several."""
    people, places, pairs = problem.people, problem.places, problem.pairs
    return {
        "no_seats": places.capacity[pairs.place] == 0,
        "no_places_allowed": people.max_places[pairs.person] == 0,
        "longer_than_budget": pairs.minutes > people.max_minutes[pairs.person],
    }


def week_of(places: Places) -> NDArray[np.int64]:
    """Return the week each place counts towards: the one it starts in, ``NO_WEEK`` without a time."""
    return np.where(places.start == NO_TIME, NO_WEEK, places.start // WEEK_MINUTES)


def open_market(problem: ScoredProblem) -> Market:
    """Sort and group the pairs. O(pairs log pairs)."""
    pairs, places, people = problem.pairs, problem.places, problem.people
    listed = np.bincount(pairs.place, minlength=len(places))
    free = np.minimum(places.capacity, listed).astype(np.int64)  # more seats than people listed can never be filled
    week = week_of(places)
    rows = np.flatnonzero(~np.logical_or.reduce(list(left_out(problem).values())))
    place = pairs.place[rows]
    order = np.lexsort((place, places.start[place], places.end[place], week[place], pairs.person[rows]))
    rows = rows[order]
    person, place = pairs.person[rows], pairs.place[rows]
    new = np.ones(len(rows), dtype=bool)
    new[1:] = (np.diff(person) != 0) | (np.diff(week[place]) != 0)
    first = np.flatnonzero(new)
    return Market(
        problem=problem,
        row=rows,
        person=person,
        place=place,
        score=pairs.score[rows].astype(np.int64),
        minutes=pairs.minutes[rows].astype(np.int64),
        start=places.start[place],
        end=places.end[place],
        group=np.cumsum(new) - 1,
        group_ptr=np.append(first, len(rows)),
        most=people.max_places[person[first]].astype(np.int64),
        budget=people.max_minutes[person[first]].astype(np.int64),
        free=free,
        low=np.minimum(places.minimum, free),
        bonus=seat_bonus(problem),
    )


def low_seats(market: Market, taken: NDArray[np.bool_]) -> int:
    """Count the filled seats up to minimums."""
    load = np.bincount(market.place[taken], minlength=len(market.free))
    return int(np.minimum(load, market.low).sum())


def value_of(market: Market, taken: NDArray[np.bool_]) -> int:
    """Return scores plus seat bonuses of the taken pairs, points."""
    return int(market.score[taken].sum()) + market.bonus * low_seats(market, taken)

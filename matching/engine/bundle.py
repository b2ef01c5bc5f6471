"""The exact best set of places for one person at given prices, and the dual bound that adds them up."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.engine.candidates import EdgeSet
from matching.engine.index import Index, clashes
from matching.engine.result import PRICE_SCALE

WORK_CAP = 5_000  # search steps per person and week before the bound falls back to a relaxed one


@dataclass(frozen=True, slots=True, eq=False)
class WeekChoice:
    """The edges of one person in one week: what they are, how long, which clash, and how much fits."""

    edges: NDArray[np.int64]
    minutes: tuple[int, ...]
    clash: tuple[int, ...]  # bit j of entry i: places i and j cannot both be taken
    shifts_left: int
    minutes_left: int


@dataclass(frozen=True, slots=True, eq=False)
class PersonChoice:
    """All weeks of one person, and the points for a first place."""

    weeks: tuple[WeekChoice, ...]
    first_bonus: int


def clash_masks(index: Index, roles: NDArray[np.int32]) -> tuple[int, ...]:
    """Return for each role a mask of the others it clashes with, itself excluded."""
    grid = clashes(index, roles[:, None], roles[None, :])
    np.fill_diagonal(grid, val=False)
    packed = np.packbits(grid, axis=1, bitorder="little")
    return tuple(int.from_bytes(row.tobytes(), "little") for row in packed)


def list_choices(index: Index, edges: EdgeSet, teams: dict[int, list[int]]) -> list[PersonChoice]:
    """Split everybody's edges by week. O(sum of squares of a person's edges per week).

    The first member of a team chooses for all of them, by her edges; the others choose nothing.
    """
    followers = {person for team in teams.values() for person in team[1:]}
    found = []
    for volunteer in range(index.volunteer_count):
        people = np.array(teams.get(volunteer, [volunteer]))
        first, last = int(edges.ptr[volunteer]), int(edges.ptr[volunteer + 1])
        week = index.week[edges.role[first:last]]
        weeks = tuple(
            _week_choice(index, edges, people, int(number), first + np.flatnonzero(week == number))
            for number in (() if volunteer in followers else np.unique(week))
        )
        found.append(PersonChoice(weeks, int(index.first_bonus[people].sum())))
    return found


def _week_choice(
    index: Index, edges: EdgeSet, people: NDArray[np.int64], week: int, rows: NDArray[np.int64]
) -> WeekChoice:
    roles = edges.role[rows]
    return WeekChoice(
        edges=rows,
        minutes=tuple(index.minutes[roles].tolist()),
        clash=clash_masks(index, roles),
        shifts_left=int(index.shifts_left[people, week].min()),
        minutes_left=int(index.minutes_left[people, week].min()),
    )


def best_week(choice: WeekChoice, values: Sequence[int]) -> tuple[int, tuple[int, ...]]:
    """Find the best positive set of places of one week.

    Returns
    -------
    (value, places)
        Exact, unless the work cap is met: then a value no smaller than the exact one, with the best set found.
    """
    order = sorted(
        (place for place in range(len(values)) if values[place] > 0), key=lambda place: (-values[place], place)
    )
    best_value, work = 0, 0
    best_places: tuple[int, ...] = ()
    stack: list[tuple[int, int, int, int, tuple[int, ...]]] = [(0, 0, 0, choice.minutes_left, ())]
    while stack:
        at, value, banned, minutes, places = stack.pop()
        if value > best_value:
            best_value, best_places = value, places
        left = choice.shifts_left - len(places)
        if at == len(order) or left <= 0 or value + sum(values[p] for p in order[at : at + left]) <= best_value:
            continue
        work += 1
        if work > WORK_CAP:
            return sum(values[p] for p in order[: choice.shifts_left]), best_places
        place = order[at]
        stack.append((at + 1, value, banned, minutes, places))
        if not banned >> place & 1 and choice.minutes[place] <= minutes:
            stack.append(
                (
                    at + 1,
                    value + values[place],
                    banned | choice.clash[place],
                    minutes - choice.minutes[place],
                    (*places, place),
                )
            )
    return best_value, best_places


def best_bundle(person: PersonChoice, reduced: NDArray[np.int64]) -> tuple[int, list[int]]:
    """Find the best set of one person's places over all weeks at reduced scores (1/64 points, one per edge).

    Clashes between weeks are let through, so the value never falls short of the exact one.

    Returns
    -------
    (value, edges)
    """
    total, chosen = 0, []
    for week in person.weeks:
        value, places = best_week(week, reduced[week.edges].tolist())
        total += value
        chosen += [int(week.edges[place]) for place in places]
    if total > 0:
        return total + person.first_bonus * PRICE_SCALE, chosen
    rows = np.concatenate([week.edges for week in person.weeks]) if person.weeks else np.zeros(0, dtype=np.int64)
    if rows.size:
        least_bad = int(rows[np.argmax(reduced[rows])])
        value = int(reduced[least_bad]) + person.first_bonus * PRICE_SCALE
        if value > 0:
            return value, [least_bad]
    return 0, []


def seat_bonus(index: Index) -> NDArray[np.int64]:
    """Return the points for each seat up to the minimum, per role."""
    weights = index.problem.options.weights
    bonus: NDArray[np.int64] = weights.seat + weights.seat_priority * index.priority
    return bonus


def seats_to_minimum(index: Index) -> NDArray[np.int64]:
    """Return per role how many more people it takes to reach its minimum, as far as free seats allow."""
    short = np.maximum(index.problem.roles.minimum - index.fixed, 0)
    return np.asarray(np.minimum(short, index.seats_left), dtype=np.int64)

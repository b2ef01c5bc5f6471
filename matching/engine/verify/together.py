"""Teams and buddies stated a second time: who must not be parted, and who would like to meet."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from matching.engine.result import Solution
from matching.engine.verify.bound import SCALE, WeekSearch
from matching.engine.verify.extras import Extras, gather_extras
from matching.engine.verify.pairs import Spec


def list_teams(spec: Spec) -> list[list[int]]:
    """List the teams of two or more."""
    found: dict[int, list[int]] = {}
    for person, team in enumerate(spec.problem.volunteers.team.tolist()):
        if team >= 0:
            found.setdefault(team, []).append(person)
    return [people for people in found.values() if len(people) > 1]


def roles_of(solution: Solution, person: int) -> set[int]:
    """Return the roles a solution gives a person."""
    first, last = np.searchsorted(solution.volunteer, (person, person + 1)).tolist()
    return set(solution.role[first:last].tolist())


def parted(spec: Spec, solution: Solution, teams: list[list[int]]) -> Iterator[int]:
    """Yield the members who do not get what the first of their team gets."""
    for people in teams:
        yield from (person for person in people if roles_of(solution, person) != roles_of(solution, people[0]))


def team_value(spec: Spec, people: list[int], prices: NDArray[np.int64], beyond: list[Extras]) -> int:
    """Return the most a team can be worth at these prices, 1/64 points, every member with the same roles.

    ``beyond``: points some pairs count more, or less, in the bound.
    """
    together = spec.free_seats >= len(people)
    worth = -len(people) * prices
    for person in people:
        metres = spec.metres(person)
        together &= spec.eligible(person, metres)
        worth += spec.scores(person, metres) * SCALE
        worth += sum(extra.of(person, len(prices)) for extra in beyond) * SCALE
    bonus = sum(spec.first_bonus(person) for person in people) * SCALE
    roles = np.flatnonzero(together & (worth > 0))
    if not roles.size:
        return max(0, int(worth[together].max()) + bonus) if together.any() else 0
    budgets = [spec.budget(person) for person in people]
    shifts, minutes = (np.min([budget[kind] for budget in budgets], axis=0) for kind in (0, 1))
    total = bonus
    for week in np.unique(spec.week[roles]).tolist():
        here = roles[spec.week[roles] == week]
        search = WeekSearch(
            spec, here.tolist(), worth[here].tolist(), shifts=int(shifts[week]), minutes=int(minutes[week])
        )
        total += search.run()
    return total


def _meeting_places(spec: Spec) -> Iterator[tuple[int, int, set[int]]]:
    """Yield every two buddies with the shifts on which both may be proposed."""
    buddies, open_to = spec.problem.buddies, dict[int, set[int]]()
    for person in {*buddies.one.tolist(), *buddies.other.tolist()}:
        roles = np.flatnonzero(spec.eligible(person, spec.metres(person)))
        open_to[person] = {spec.shift[role] for role in roles.tolist()}
    for one, other in zip(buddies.one.tolist(), buddies.other.tolist(), strict=True):
        yield one, other, open_to[one] & open_to[other]


def meeting_points(spec: Spec, solution: Solution) -> int:
    """Return the points of buddies who are both proposed for one shift."""
    met = 0
    for one, other in zip(spec.problem.buddies.one.tolist(), spec.problem.buddies.other.tolist(), strict=True):
        mine, theirs = ({spec.shift[role] for role in roles_of(solution, person)} for person in (one, other))
        met += len(mine & theirs)
    return met * spec.options.weights.buddy


def read_hopes(spec: Spec) -> Extras:
    """Give each of two buddies half of a meeting wherever both may be proposed: never less than what comes of it."""
    rows, points = list[tuple[int, int, int]](), spec.options.weights.buddy
    for one, other, shifts in _meeting_places(spec):
        for shift in shifts:
            for role in np.flatnonzero(spec.problem.roles.shift == shift).tolist():
                rows += [(one, role, points // 2), (other, role, points - points // 2)]
    table = np.array(rows, dtype=np.int64).reshape(-1, 3)
    return gather_extras(spec, table[:, 0], table[:, 1], table[:, 2])

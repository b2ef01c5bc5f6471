"""One matching problem: four tables and the options, in one canonical order, with a hash that names it."""

import hashlib
import json
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.engine.calendar import DAY_QUARTERS, SPILL_DAYS, day_words
from matching.engine.checks import find_faults, find_liking_faults
from matching.engine.tables import (
    ALONE,
    Buddies,
    Confirmed,
    Earlier,
    ProblemError,
    Roles,
    Shifts,
    Table,
    Volunteers,
    Wishes,
)
from matching.engine.weights import CURRENT, VERSIONS, Weights

FORMAT = "asar-problem-2"


@dataclass(frozen=True, slots=True)
class Options:
    """What holds for the whole problem.

    ``origin_day``: ordinal of the Monday on which quarter 0 begins; ``weeks``: length of the horizon; ``first_start``:
    no shift starting before this quarter is proposed; travel between two on-site shifts is ``metres_per_quarter``
    (7,500 = 30 km/h) rounded up to quarters, after ``buffer_quarters`` that any two shifts keep between them; a shift
    with roles in contact with children opens only with ``adults_with_children`` people in them, 0 for no such rule.
    """

    origin_day: int
    weeks: int
    first_start: int = 0
    metres_per_quarter: int = 7_500
    buffer_quarters: int = 1
    adult_age: int = 18
    adults_with_children: int = 2
    weights: Weights = field(default_factory=lambda: VERSIONS[CURRENT])


@dataclass(frozen=True, eq=False)
class Problem:
    """Volunteers, shifts, roles and standing sign-ups over a horizon, and what people would like besides.

    Build it with :func:`make_problem`.
    """

    volunteers: Volunteers
    shifts: Shifts
    roles: Roles
    confirmed: Confirmed
    options: Options
    wishes: Wishes = field(default_factory=lambda: Wishes.of(volunteer=[], role=[]))
    earlier: Earlier = field(default_factory=lambda: Earlier.of(volunteer=[], role=[]))
    buddies: Buddies = field(default_factory=lambda: Buddies.of(one=[], other=[]))

    @property
    def tables(self) -> tuple[Table, ...]:
        """Return every table, in the order of the hash."""
        given = (self.volunteers, self.shifts, self.roles, self.confirmed)
        return (*given, self.wishes, self.earlier, self.buddies)

    @cached_property
    def sha256(self) -> str:
        """Hash of every column and option; two problems with the same hash have the same answer."""
        digest = hashlib.sha256(FORMAT.encode())
        digest.update(json.dumps(asdict(self.options), sort_keys=True).encode())
        for table in self.tables:
            for name, column in table.columns().items():
                little = column.astype(column.dtype.newbyteorder("<"), copy=False)
                digest.update(f"|{table.NAME}.{name}:{little.dtype.str}:{column.shape}|".encode())
                digest.update(np.ascontiguousarray(little).data)
        return digest.hexdigest()


def _sorted_by_id(table: Table) -> tuple[Any, NDArray[np.int32]]:
    """Return the table in order of id and, for each old row, its new row."""
    order = np.argsort(table.columns()["ids"], kind="stable")
    new_row = np.empty(len(order), dtype=np.int32)
    new_row[order] = np.arange(len(order), dtype=np.int32)
    return table.take(order), new_row


def canonical(problem: Problem) -> Problem:
    """Put the rows in order of their ids and the confirmed pairs in order of (volunteer, role).

    References between tables must be valid. The answer to a problem in canonical order does not depend on the order
    in which its rows were gathered.
    """
    volunteers, volunteer_row = _sorted_by_id(problem.volunteers)
    volunteers = replace(volunteers, team=_named_teams(volunteers.team))
    shifts, shift_row = _sorted_by_id(problem.shifts)
    roles, role_row = _sorted_by_id(problem.roles)
    roles = replace(roles, shift=shift_row[roles.shift])
    return Problem(
        volunteers,
        shifts,
        roles,
        Confirmed(*_sorted_pairs(problem.confirmed, volunteer_row, role_row)),
        problem.options,
        Wishes(*_sorted_pairs(problem.wishes, volunteer_row, role_row)),
        Earlier(*_sorted_pairs(problem.earlier, volunteer_row, role_row)),
        Buddies(*_sorted_pairs(problem.buddies, volunteer_row, volunteer_row)),
    )


def _sorted_pairs(
    table: Table, first_row: NDArray[np.int32], second_row: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Renumber a table of two columns and put it in order; of two people the first row comes first."""
    one, other = table.columns().values()
    one, other = first_row[one], second_row[other]
    if isinstance(table, Buddies):
        one, other = np.minimum(one, other), np.maximum(one, other)
    order = np.lexsort((other, one))
    return one[order], other[order]


def _named_teams(team: NDArray[np.int32]) -> NDArray[np.int32]:
    """Name every team by its first row, whatever numbers it was given; a team of one is no team."""
    _numbers, first, which, size = np.unique(team, return_index=True, return_inverse=True, return_counts=True)
    return np.where((team == ALONE) | (size[which] < 2), ALONE, first[which]).astype(np.int32)


def make_problem(
    *,
    volunteers: Volunteers,
    shifts: Shifts,
    roles: Roles,
    confirmed: Confirmed,
    options: Options,
    wishes: Wishes | None = None,
    earlier: Earlier | None = None,
    buddies: Buddies | None = None,
) -> Problem:
    """Check the tables and put them in canonical order.

    Rows move: read ids from the returned problem, never from the tables passed in.

    Raises
    ------
    ProblemError
        Naming table, row (as passed in) and column of everything that is wrong.
    """
    liked = {"wishes": wishes, "earlier": earlier, "buddies": buddies}
    given: dict[str, Any] = {name: table for name, table in liked.items() if table is not None}
    problem = Problem(volunteers, shifts, roles, confirmed, options, **given)
    validate(problem)
    return canonical(problem)


def validate(problem: Problem) -> None:
    """Raise ProblemError unless references, ranges and sizes are all sound; see docs/matching/format.md."""
    faults = find_faults(
        problem.volunteers,
        problem.shifts,
        problem.roles,
        problem.confirmed,
        weeks=problem.options.weeks,
        day_words=day_words(problem.options.weeks),
        last_quarter=(problem.options.weeks * 7 + SPILL_DAYS) * DAY_QUARTERS,
        origin_day=problem.options.origin_day,
        adults_with_children=problem.options.adults_with_children,
    )
    faults += find_liking_faults(
        problem.wishes, problem.earlier, problem.buddies, len(problem.volunteers), len(problem.roles)
    )
    if faults:
        raise ProblemError(faults)

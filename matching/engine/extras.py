"""Points that a few pairs have because somebody asked: wishes, places of an earlier answer, company of buddies."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.hard import Pairs
from matching.engine.index import Index


class Extra(NamedTuple):
    """Points for single pairs: rows of volunteers and roles; a pair may stand there more than once."""

    volunteer: NDArray[np.int64]
    role: NDArray[np.int64]
    points: NDArray[np.int64]


def _extra(volunteer: NDArray[Any], role: NDArray[Any], points: int) -> Extra:
    return Extra(volunteer.astype(np.int64), role.astype(np.int64), np.full(len(role), points, dtype=np.int64))


def wishes(index: Index) -> Extra:
    """Give ``wish`` points for every role a person asked for."""
    table = index.problem.wishes
    return _extra(table.volunteer, table.role, index.problem.options.weights.wish)


def earlier_places(index: Index) -> Extra:
    """Give ``earlier`` points for every place of an earlier answer."""
    table = index.problem.earlier
    return _extra(table.volunteer, table.role, index.problem.options.weights.earlier)


def company(index: Index) -> Extra:
    """Give ``buddy`` points for every role of a shift on which a buddy already stands."""
    buddies, confirmed = index.problem.buddies, index.problem.confirmed
    shift = index.problem.roles.shift
    people = np.concatenate([buddies.one, buddies.other]).astype(np.int64)
    friends = np.concatenate([buddies.other, buddies.one])
    first, last = index.confirmed_ptr[friends], index.confirmed_ptr[friends + 1]
    person, standing = _spread(people, first, last)
    taken = shift[confirmed.role[standing]]
    by_shift = np.argsort(shift, kind="stable")
    ends = [np.searchsorted(shift[by_shift], taken, side=side) for side in ("left", "right")]
    person, place = _spread(person, *ends)
    return _extra(person, by_shift[place], index.problem.options.weights.buddy)


def _spread(
    owner: NDArray[np.int64], first: NDArray[np.int64], last: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Repeat each owner for every number from first to last - 1."""
    count = last - first
    numbers = np.arange(count.sum()) + np.repeat(first - np.cumsum(count) + count, count)
    return np.repeat(owner, count), numbers


EXTRAS: dict[str, Callable[[Index], Extra]] = {"wish": wishes, "earlier": earlier_places, "buddy": company}


def all_extras(index: Index) -> Extra:
    """Return the extras of every kind together, in order of person and role."""
    kinds = [read(index) for read in EXTRAS.values()]
    volunteer, role, points = (np.concatenate(columns) for columns in zip(*kinds, strict=True))
    order = np.lexsort((role, volunteer))
    return Extra(volunteer[order], role[order], points[order])


def on_grid(pairs: Pairs, extra: Extra) -> NDArray[np.int64]:
    """Add up the extras of every pair of a grid, shape (volunteers, roles)."""
    people, places = np.arange(pairs.index.volunteer_count)[pairs.v], np.arange(pairs.index.role_count)[pairs.r]
    row, column = np.full(pairs.index.volunteer_count, -1), np.full(pairs.index.role_count, -1)
    row[people], column[places] = np.arange(len(people)), np.arange(len(places))
    rows, columns = row[extra.volunteer], column[extra.role]
    inside = (rows >= 0) & (columns >= 0)
    grid = np.zeros(pairs.shape, dtype=np.int64)
    np.add.at(grid, (rows[inside], columns[inside]), extra.points[inside])
    return grid


def most_company(index: Index) -> int:
    """Return the most points anybody's buddies can bring."""
    buddies = index.problem.buddies
    count = np.bincount(np.concatenate([buddies.one, buddies.other]))
    return int(count.max(initial=0)) * index.problem.options.weights.buddy

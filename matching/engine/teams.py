"""People who come together or not at all (teams), and people who would like to (buddies).

Every member of a team gets exactly the same roles. Buddies bring points for every shift both are proposed for.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.candidates import EdgeSet
from matching.engine.extras import Extra
from matching.engine.index import Index
from matching.engine.tables import ALONE


class Together(NamedTuple):
    """Edges that a team can take as one; ``lead`` names for every edge the one of the first member (or itself)."""

    edges: EdgeSet
    lead: NDArray[np.int64]


def leads(index: Index) -> NDArray[np.int64]:
    """Return for every person the first member of her team, herself if she comes alone."""
    team = index.problem.volunteers.team.astype(np.int64)
    return np.where(team == ALONE, np.arange(len(team)), team)


def members(index: Index) -> dict[int, list[int]]:
    """Return the members of every team, by the first one."""
    found: dict[int, list[int]] = {}
    for person in np.flatnonzero(index.problem.volunteers.team != ALONE).tolist():
        found.setdefault(int(index.problem.volunteers.team[person]), []).append(person)
    return found


def join_teams(index: Index, edges: EdgeSet) -> Together:
    """Drop the edges a team cannot take as one: not open to every member, or with fewer seats than members."""
    lead, people = leads(index), edges.volunteers()
    size = np.bincount(lead, minlength=index.volunteer_count)
    key = lead[people] * index.role_count + edges.role
    _keys, which, count = np.unique(key, return_inverse=True, return_counts=True)
    team_size = size[lead[people]]
    kept = (count[which] == team_size) & (team_size <= index.seats_left[edges.role])
    joined = edges.only(kept | (team_size == 1))
    people, own = joined.volunteers(), np.arange(len(joined))
    key = lead[people] * index.role_count + joined.role
    leading = own[lead[people] == people]
    order = np.argsort(key[leading], kind="stable")
    found = np.searchsorted(key[leading][order], key)
    return Together(joined, leading[order][found] if len(own) else own)


def meetings(index: Index, edges: EdgeSet) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """List where buddies may meet: for each two and each shift open to both, the edges of one and the other."""
    shift, found = index.problem.roles.shift[edges.role], []
    for pair in zip(index.problem.buddies.one.tolist(), index.problem.buddies.other.tolist(), strict=True):
        one, other = (np.arange(edges.ptr[person], edges.ptr[person + 1]) for person in pair)
        shared = np.intersect1d(shift[one], shift[other]).tolist()
        found += [(one[shift[one] == place], other[shift[other] == place]) for place in shared]
    return found


def hopes(index: Index, edges: EdgeSet) -> Extra:
    """Give each of two buddies half of a meeting wherever both may be proposed: never less than what comes of it.

    ``edges``: every eligible pair. The bound counts these; the answer counts meetings.
    """
    points, people = index.problem.options.weights.buddy, edges.volunteers()
    shares = (points // 2, points - points // 2)
    found = [(own, share) for pair in meetings(index, edges) for own, share in zip(pair, shares, strict=True)]
    rows = np.concatenate([own for own, _share in found]) if found else np.zeros(0, dtype=np.int64)
    each = np.repeat([share for _own, share in found], [len(own) for own, _share in found]).astype(np.int64)
    order = np.lexsort((edges.role[rows], people[rows]))
    return Extra(people[rows][order], edges.role[rows][order].astype(np.int64), each[order])

"""Large problems with teams: everybody as if alone, then the teams at those prices, then everybody else around them.

The first answer gives prices. A team is one person with the sum of the scores, the smallest budget and as many seats
as members; each takes its best bundle at the prices, the most valuable team first. What they take counts as taken, and
the rest is solved again from the same prices. Both sets of prices prove a bound once the members' own bundles give way
to the team's; the lower one is kept.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.bundle import best_bundle, clash_masks, list_choices
from matching.engine.candidates import EdgeSet, build_edges, on_edges
from matching.engine.exact.prices import NOT_OFFERED, fees
from matching.engine.extras import Extra
from matching.engine.gates import closed_shifts, read_gates
from matching.engine.index import Index
from matching.engine.result import PRICE_SCALE, Certificate, Solution
from matching.engine.settled import hopes_of, revalued, without_closed
from matching.engine.teams import Together, join_teams, members

Solve = Callable[[Index, NDArray[np.int64] | None, int | None], Solution]


@dataclass(frozen=True, slots=True, eq=False)
class Squad:
    """The members of all teams with their pairs: by themselves, and as far as the teams can take them."""

    index: Index
    alone: EdgeSet
    joined: Together
    hoped: Extra


def muster(index: Index) -> Squad:
    """Find the pairs of everybody in a team. O(members x roles)."""
    people = np.array(sorted(person for team in members(index).values() for person in team))
    edges = build_edges(index, people)
    return Squad(index, edges, join_teams(index, edges), hopes_of(index))


def _reduced(squad: Squad, edges: EdgeSet, certificate: Certificate) -> NDArray[np.int64]:
    """Return what each pair is worth in the bound, 1/64 points."""
    points = edges.score + on_edges(squad.index, edges, squad.hoped)
    points -= fees(squad.index, edges, certificate.surcharges)
    return points * PRICE_SCALE - certificate.prices[edges.role]


def _alone_value(squad: Squad, certificate: Certificate) -> int:
    """Add up what the members can be worth by themselves: sets they can do, so never more than they count."""
    reduced, total = _reduced(squad, squad.alone, certificate), 0
    for person in list_choices(squad.index, squad.alone, {}):
        _value, rows = best_bundle(person, reduced)
        total += int(reduced[rows].sum()) + (person.first_bonus * PRICE_SCALE if rows else 0)
    return total


class _Offer(NamedTuple):
    """The best bundle of a team: what it is worth, 1/64 points, the first member and the roles."""

    worth: int
    first: int
    roles: NDArray[np.int32]


def _offers(squad: Squad, certificate: Certificate, allowed: NDArray[np.bool_]) -> list[_Offer]:
    """Let every team choose among the allowed roles at the prices."""
    edges, lead = squad.joined
    own = np.where(allowed[edges.role], _reduced(squad, edges, certificate), NOT_OFFERED)
    together, teams, offers = np.zeros_like(own), members(squad.index), []
    np.add.at(together, lead, own)
    choices = list_choices(squad.index, edges, teams)
    for first in teams:
        worth, rows = best_bundle(choices[first], together)
        offers.append(_Offer(worth, first, edges.role[rows]))
    return offers


def _fits(index: Index, roles: NDArray[np.int32]) -> bool:
    """Say whether no two roles clash; bundles let clashes between weeks through."""
    return not any(mask for mask in clash_masks(index, roles))


def place_teams(
    squad: Squad, certificate: Certificate, open_shifts: NDArray[np.bool_]
) -> dict[int, NDArray[np.int32]]:
    """Choose roles for every team, the most valuable first, as long as there are seats.

    Returns
    -------
    dict
        Roles by first member; teams that take nothing left out.
    """
    index, seats, chosen = squad.index, squad.index.seats_left.copy(), dict[int, NDArray[np.int32]]()
    teams = members(index)
    allowed = open_shifts[index.problem.roles.shift]
    for offer in sorted(_offers(squad, certificate, allowed), key=lambda offer: (-offer.worth, offer.first)):
        size = len(teams[offer.first])
        enough = (seats[offer.roles] >= size).all() and len(offer.roles) > 0
        if enough and _fits(index, offer.roles):
            chosen[offer.first] = offer.roles
            seats[offer.roles] -= size
    return chosen


def around(index: Index, chosen: dict[int, NDArray[np.int32]]) -> Index:
    """Return the problem of everybody else: seats of teams are taken, their members have no shift left."""
    teams, taken, shifts_left = members(index), np.zeros(index.role_count, dtype=np.int64), index.shifts_left.copy()
    for first, people in teams.items():
        shifts_left[people] = 0
        taken[chosen.get(first, np.zeros(0, dtype=np.int32))] += len(people)
    return replace(index, shifts_left=shifts_left, fixed=index.fixed + taken, seats_left=index.seats_left - taken)


def _with_teams(squad: Squad, rest: Solution, chosen: dict[int, NDArray[np.int32]]) -> Solution:
    """Put the teams' places and everybody else's together."""
    edges, teams = squad.joined.edges, members(squad.index)
    pairs = zip(edges.volunteers().tolist(), edges.role.tolist(), strict=True)
    scores = dict(zip(pairs, edges.score.tolist(), strict=True))
    places = [(person, role) for first, roles in chosen.items() for person in teams[first] for role in roles.tolist()]
    volunteer = np.concatenate([rest.volunteer, np.array([person for person, _ in places], dtype=np.int32)])
    role = np.concatenate([rest.role, np.array([role for _, role in places], dtype=np.int32)])
    score = np.concatenate([rest.score, np.array([scores[place] for place in places], dtype=np.int32)])
    order = np.lexsort((role, volunteer))
    return replace(rest, volunteer=volunteer[order], role=role[order], score=score[order])


def _proof(squad: Squad, alone: Solution) -> Certificate:
    """Return the certificate of an answer for everybody alone, with the teams' bundles instead of their members'."""
    everybody = np.ones(squad.index.role_count, dtype=bool)
    teams = sum(offer.worth for offer in _offers(squad, alone.certificate, everybody))
    total = alone.bound * PRICE_SCALE + PRICE_SCALE - 1 - _alone_value(squad, alone.certificate) + teams
    return replace(alone.certificate, upper=min(alone.bound, total // PRICE_SCALE))


def solve_with_teams(index: Index, solve: Solve) -> Solution:
    """Solve a large problem in which some people come together or not at all.

    Parameters
    ----------
    solve
        Solves an index in which everybody comes alone, from prices if they are given, for so many rounds.
    """
    squad, first = muster(index), solve(index, None, None)
    load = np.bincount(first.role, minlength=index.role_count)
    gates = read_gates(index)
    chosen = place_teams(squad, first.certificate, ~gates.shift | ~closed_shifts(index, gates, load))
    rest = around(index, chosen)
    second = solve(rest, first.certificate.prices, None)
    whole = without_closed(index, revalued(index, _with_teams(squad, second, chosen)))
    is_full = (rest.seats_left == 0) & (index.seats_left > 0)
    prices = np.where(is_full, first.certificate.prices, second.certificate.prices)
    proofs = [_proof(squad, answer) for answer in (first, solve(index, prices, 0))]
    best = min(proofs, key=lambda proof: proof.upper)
    stopped_by = "optimal" if whole.objective == best.upper else "teams"
    return replace(whole, certificate=replace(best, lower=whole.objective), stopped_by=stopped_by)

"""What single events need from compiled code: one person's worth, the price of a new role, a newcomer's places."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.compiled import Whole, compiled
from matching.engine.priced.bundles import Desk
from matching.engine.priced.chains import TAKEN, ByRole, End, Trail
from matching.engine.priced.dual import person_value
from matching.engine.priced.market import Edges, Market
from matching.engine.priced.plan import Choice, Plan, add, choose, has_room, position, seat_gain
from matching.engine.priced.upgrades import Holders, Wish, grant
from matching.engine.result import PRICE_SCALE

OUT = 1 << 36  # price of a role that is not open, 1/64 points: nobody ever wants it, and sums stay within 64 bits
FORBIDDEN = -30_000  # score of a pair that must not be proposed again
LOOKS = 100  # people whose worth is computed for one opening; beyond, the price is set on the safe side


class Interest(NamedTuple):
    """Who could take a role, by falling score: people and the places of the pairs among all pairs."""

    person: NDArray[np.int32]
    edge: NDArray[np.int64]


@compiled
def values_of(
    market: Market,
    edges: Edges,
    prices: NDArray[np.int64],
    present: NDArray[np.bool_],
    first: Whole,
    last: Whole,
    desk: Desk,
    load: NDArray[np.int64],
    found: NDArray[np.int64],
) -> None:
    """Write what the best bundle of each of the people first..last - 1 is worth; nothing for who is not here."""
    for person in range(first, last):
        found[person] = person_value(market, edges, prices, person, desk, load) if present[person] else 0


@compiled
def _insert(best: NDArray[np.int64], value: Whole) -> None:
    """Keep the largest values, falling."""
    at = len(best) - 1
    if value <= best[at]:
        return
    while at > 0 and best[at - 1] < value:
        best[at] = best[at - 1]
        at -= 1
    best[at] = value


@compiled
def _balance(best: NDArray[np.int64], low: Whole, floor: Whole) -> Whole:
    """Return the price at which as many want a role as it has seats, or seats up to its minimum."""
    if best[len(best) - 1] > 0 or low == 0:
        return max(best[len(best) - 1], 0)
    return min(max(best[low - 1], floor), 0)


@compiled
def price_opening(
    market: Market,
    edges: Edges,
    prices: NDArray[np.int64],
    present: NDArray[np.bool_],
    values: NDArray[np.int64],
    interest: Interest,
    role: Whole,
    most_first: Whole,
    desk: Desk,
    load: NDArray[np.int64],
    offers: NDArray[np.int64],
    wants: NDArray[np.int64],
) -> tuple[Whole, Whole]:
    """Set the price of a role that opens and raise the values of those who want it at that price.

    Alone, a person would pay for the role what it adds to her best bundle, and at most its score with the first
    bonus; so people are looked at by falling score until nobody further could matter.

    Parameters
    ----------
    most_first : the highest bonus for a first place of anybody
    offers : room for one number per seat
    wants : room for one number per interested person: what she would pay

    Returns
    -------
    (people looked at, rise of all values together)
    """
    floor = -market.bonus[role] if market.low[role] > 0 else np.int64(0)
    best = offers[: market.free[role]]
    for place in range(len(best)):
        best[place] = floor
    looked, rest, at = 0, np.int64(floor), 0
    while at < len(interest.person):
        person, points = np.int64(interest.person[at]), np.int64(edges.score[interest.edge[at]]) * PRICE_SCALE
        if points + most_first <= best[len(best) - 1]:
            break
        wants[at] = floor
        hope = points + max(market.first[person] - values[person], 0)
        if present[person] and hope > best[len(best) - 1]:
            if looked < LOOKS:
                prices[role] = floor
                wants[at] = person_value(market, edges, prices, person, desk, load) - values[person] + floor
                _insert(best, wants[at])
                looked += 1
            else:
                rest = max(rest, hope)
        at += 1
    price, rise = max(_balance(best, market.low[role], floor), rest), np.int64(0)
    prices[role] = price
    for seen in range(at):
        if wants[seen] > price:
            values[interest.person[seen]] += wants[seen] - price
            rise += wants[seen] - price
    return at, rise


@compiled
def seat_directly(
    market: Market,
    edges: Edges,
    prices: NDArray[np.int64],
    plan: Plan,
    holders: Holders,
    interest: Interest,
    wants: NDArray[np.int64],
    seen: Whole,
    role: Whole,
) -> Whole:
    """Give seats of a new role to people who have room and would pay its price; return what the objective gains."""
    total = np.int64(0)
    for at in range(seen):
        person, score = np.int64(interest.person[at]), edges.score[interest.edge[at]]
        if plan.load[role] >= market.free[role]:
            break
        if wants[at] < prices[role] or not has_room(market, plan, person, role, -1):
            continue
        gain = np.int64(score) * PRICE_SCALE + seat_gain(market, plan, role)
        gain += market.first[person] if plan.held[person] == 0 else 0
        if gain - seat_gain(market, plan, role) >= prices[role]:
            add(plan, person, role, score)
            holders.person[holders.ptr[role] + plan.load[role]] = person
            plan.load[role] += 1
            total += gain
    return total


@compiled
def list_candidates(
    edges: Edges, interest: Interest, wants: NDArray[np.int64], seen: Whole, least: Whole, role: Whole, pairs: ByRole
) -> None:
    """Enter those who would pay at least so much into the role's room, by falling score, as far as it goes."""
    place, last = pairs.ptr[role], pairs.ptr[role + 1]
    for at in range(seen):
        if place < last and wants[at] >= least:
            pairs.person[place], pairs.score[place] = interest.person[at], edges.score[interest.edge[at]]
            place += 1


@compiled
def place_of(edges: Edges, person: Whole, role: Whole) -> Whole:
    """Return where a pair stands among the pairs, -1 if it is not there."""
    for edge in range(edges.ptr[person], edges.ptr[person + 1]):
        if edges.role[edge] == role:
            return edge
    return -1


@compiled
def forbid_by_role(pairs: ByRole, person: Whole, role: Whole) -> None:
    """Make a pair one that no chain chooses."""
    for at in range(pairs.ptr[role], pairs.ptr[role + 1]):
        if pairs.person[at] == person:
            pairs.score[at] = FORBIDDEN


@compiled
def strike(holders: Holders, role: Whole, count: Whole, person: Whole, instead: Whole) -> None:
    """Put somebody instead of a person on a role's list of ``count`` people, or (-1) the last one on the list."""
    last = holders.ptr[role] + count - 1
    for at in range(holders.ptr[role], last + 1):
        if holders.person[at] == person:
            holders.person[at] = instead if instead >= 0 else holders.person[last]
            return


@compiled
def record_chain(plan: Plan, holders: Holders, trail: Trail, origin: Whole, end: End) -> None:
    """Bring the lists of holders in step with a chain that was carried out."""
    role, newcomer = end.role, np.int64(end.person) if end.kind == TAKEN else np.int64(-1)
    while role != origin:
        mover = np.int64(trail.person[role])
        strike(holders, role, plan.load[role] + (1 if newcomer < 0 else 0), mover, newcomer)
        role, newcomer = np.int64(trail.to[role]), mover
    holders.person[holders.ptr[origin] + plan.load[origin] - 1] = newcomer


@compiled
def cheapest_holder(market: Market, plan: Plan, holders: Holders, role: Whole) -> Whole:
    """Return who loses least by giving a role up."""
    least, found = np.int64(1 << 60), np.int64(-1)
    for at in range(holders.ptr[role], holders.ptr[role] + plan.load[role]):
        person = np.int64(holders.person[at])
        worth = np.int64(plan.score[position(plan, person, role)]) * PRICE_SCALE
        worth += market.first[person] if plan.held[person] == 1 else 0
        if worth < least:
            least, found = worth, person
    return found


@compiled
def settle_in(
    market: Market,
    edges: Edges,
    some: Edges,
    prices: NDArray[np.int64],
    plan: Plan,
    holders: Holders,
    trail: Trail,
    mark: Whole,
    person: Whole,
    desk: Desk,
    choice: Choice,
    most_steps: Whole,
) -> tuple[Whole, Whole]:
    """Give a person with room her best bundle at the prices, role by role, others making room where that pays.

    Returns
    -------
    (gain of the objective, the next unused mark)
    """
    _, count = choose(market, edges, prices, person, -1, desk, choice)
    total = np.int64(0)
    for place in range(count):
        role, score = choice[0, place], choice[1, place]
        if position(plan, person, role) >= 0 or not has_room(market, plan, person, role, -1):
            continue
        surplus = score * PRICE_SCALE - prices[role]
        surplus += market.first[person] if plan.held[person] == 0 else 0
        mark += 1
        wish = Wish(person, np.int64(-1), role, score, surplus)
        total += grant(market, some, prices, plan, holders, trail, mark, wish, most_steps)
    return total, mark + 1

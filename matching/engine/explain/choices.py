"""Why a solution leaves a pair, a person or a seat out: one reason each, as codes and numbers without any language."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.bundle import seats_to_minimum
from matching.engine.facts import Values
from matching.engine.gates import closed_shifts, read_gates
from matching.engine.hard import RULES, Pairs, failed_bits
from matching.engine.index import Index, Rows, clashes
from matching.engine.result import PRICE_SCALE, Solution
from matching.engine.soft import score

BLOCK_PAIRS = 1_000_000  # pairs explained at a time; bounds memory to some tens of MB

# Exactly one of these holds for every pair of a solution; the number is its place here.
CHOICES = ("placed", "ineligible", "closed", "below_price", "clash", "week_shifts", "week_minutes", "tie")
PLACED, INELIGIBLE, CLOSED, BELOW_PRICE, CLASH, WEEK_SHIFTS, WEEK_MINUTES, TIE = range(len(CHOICES))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a person, a seat or a pair in a solution, and the numbers behind it."""

    code: str
    values: Values


@dataclass(frozen=True, slots=True, eq=False)
class Choices:
    """The one reason of every pair of a grid, shape (volunteers, roles).

    ``code``: place in ``CHOICES``; ``bits``: failed rules; ``margin``: score and, where it counts, first-place bonus
    minus what the place costs, 1/64 points; ``regret``: what the person would gain at these prices by taking the place
    and giving up what stands in the way, 1/64 points, 0 or more, never above the solution's gap.
    """

    code: NDArray[np.uint8]
    bits: NDArray[np.uint32]
    margin: NDArray[np.int64]
    regret: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Account:
    """Every pair of a problem explained: ``counts`` of pairs by reason, shape (roles, ``CHOICES``), and what is open.

    ``regret``: per person, the largest of her pairs, 1/64 points.
    """

    counts: NDArray[np.int64]
    regret: NDArray[np.int64]


class _Held(NamedTuple):
    """The proposed places of the people of some pairs, a row per pair and place; pair p has first[p]..first[p + 1]."""

    first: NDArray[np.int64]
    pair: NDArray[np.int64]
    role: NDArray[np.int64]
    worth: NDArray[np.int64]  # score minus price, 1/64 points


def explain_choices(index: Index, solution: Solution, volunteers: Rows, roles: Rows) -> Choices:
    """Give the one reason of every pair of a grid; see ``CHOICES``. O(pairs), and places held for pairs above price.

    ``closed``: the shift does not open. ``below_price``: the points do not reach the role's cut-off price. Above it,
    ``clash``, ``week_shifts`` or ``week_minutes``: what the person is proposed for leaves no room. ``tie``: as good as
    what was chosen, within the proven gap.
    """
    pairs = Pairs(index, volunteers, roles)
    people = np.arange(index.volunteer_count)[volunteers]
    places = np.arange(index.role_count)[roles]
    own = np.searchsorted(solution.volunteer, [people, people + 1])
    bits = failed_bits(pairs)
    points = score(pairs) + np.where(own[0] == own[1], index.first_bonus[people], 0)[:, None]
    margin = points * PRICE_SCALE - solution.certificate.prices[places]
    margin -= _surcharged(index, solution, people, places)
    code = np.where(margin < 0, BELOW_PRICE, TIE).astype(np.uint8)
    code[bits > 0] = INELIGIBLE
    code[_is_placed(solution, people, places)] = PLACED
    regret = np.zeros(code.shape, dtype=np.int64)
    above = np.nonzero(code == TIE)
    regret[above] = margin[above]
    busy = own[0][above[0]] < own[1][above[0]]
    rows, columns = above[0][busy], above[1][busy]
    if rows.size:
        held = _held(solution, index, own[:, rows])
        found, loss = _in_the_way(index, held, people[rows], places[columns])
        code[rows, columns] = found
        regret[rows, columns] = np.maximum(margin[rows, columns] - loss, 0)
    code[_is_closed(index, solution)[places] & (code > CLOSED)] = CLOSED
    return Choices(code, bits, margin, regret)


def _is_closed(index: Index, solution: Solution) -> NDArray[np.bool_]:
    """Say of every role whether its shift stays closed in the solution."""
    load = np.bincount(solution.role, minlength=index.role_count)
    return closed_shifts(index, read_gates(index), load)[index.problem.roles.shift]


def _surcharged(
    index: Index, solution: Solution, people: NDArray[np.int64], places: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return what each pair of the grid costs on top of the price, 1/64 points."""
    extra, found = solution.certificate.surcharges, np.zeros((len(people), len(places)), dtype=np.int64)
    row = {person: number for number, person in enumerate(people.tolist())}
    shift = index.problem.roles.shift[places]
    for person, closed, points in zip(
        extra.volunteer.tolist(), extra.shift.tolist(), extra.points.tolist(), strict=True
    ):
        if person in row:
            found[row[person], shift == closed] += points * PRICE_SCALE
    return found


def _is_placed(solution: Solution, people: NDArray[np.int64], places: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Mark the pairs of the grid that the solution proposes."""
    found = np.zeros((len(people), len(places)), dtype=bool)
    row, column = (np.full(1 + max(int(keys.max(initial=-1)), 0), -1) for keys in (people, places))
    row[people], column[places] = np.arange(len(people)), np.arange(len(places))
    known = (solution.volunteer < len(row)) & (solution.role < len(column))
    rows, columns = row[solution.volunteer[known]], column[solution.role[known]]
    inside = (rows >= 0) & (columns >= 0)
    found[rows[inside], columns[inside]] = True
    return found


def _held(solution: Solution, index: Index, own: NDArray[np.int64]) -> _Held:
    count = own[1] - own[0]
    first = np.concatenate(([0], np.cumsum(count)))
    pair = np.repeat(np.arange(len(count)), count)
    row = np.arange(first[-1]) - np.repeat(first[:-1] - own[0], count)
    role = solution.role[row].astype(np.int64)
    worth = solution.score[row].astype(np.int64) * PRICE_SCALE - solution.certificate.prices[role]
    worth -= _own_surcharge(index, solution)[row]
    return _Held(first, pair, role, worth)


def _own_surcharge(index: Index, solution: Solution) -> NDArray[np.int64]:
    """Return what each pair of the solution costs on top of the price, 1/64 points."""
    extra, shift = solution.certificate.surcharges, index.problem.roles.shift[solution.role]
    known = dict(
        zip(zip(extra.volunteer.tolist(), extra.shift.tolist(), strict=True), extra.points.tolist(), strict=True)
    )
    pairs = zip(solution.volunteer.tolist(), shift.tolist(), strict=True)
    return np.array([known.get(pair, 0) for pair in pairs], dtype=np.int64) * PRICE_SCALE


def _in_the_way(
    index: Index, held: _Held, people: NDArray[np.int64], places: NDArray[np.int64]
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Say of each pair which limit the person's proposed places reach, and what giving way would cost, 1/64 points."""
    starts, wanted = held.first[:-1], places[held.pair]
    clash = clashes(index, held.role, wanted)
    week = index.week[places]
    stays = (index.week[held.role] == index.week[wanted]) & ~clash
    minutes = index.minutes[places] + np.add.reduceat(np.where(stays, index.minutes[held.role], 0), starts)
    count = np.add.reduceat(stays.astype(np.int64), starts)
    is_full = count >= index.shifts_left[people, week]
    is_long = minutes > index.minutes_left[people, week]
    code = np.where(is_long, WEEK_MINUTES, TIE)
    code = np.where(is_full, WEEK_SHIFTS, code)
    code = np.where(np.logical_or.reduceat(clash, starts), CLASH, code).astype(np.uint8)
    lost = np.add.reduceat(np.where(clash, held.worth, 0), starts)
    highest = np.iinfo(np.int64).max
    cheapest = np.minimum.reduceat(np.where(stays, held.worth, highest), starts)
    everything = np.add.reduceat(np.where(stays, held.worth, 0), starts)
    lost += np.where(is_long, everything, np.where(is_full, np.where(count > 0, cheapest, 0), 0))
    return code, lost


def account_for(index: Index, solution: Solution) -> Account:
    """Explain every pair of the problem. O(volunteers x roles), in blocks."""
    counts = np.zeros((index.role_count, len(CHOICES)), dtype=np.int64)
    regret = np.zeros(index.volunteer_count, dtype=np.int64)
    step = max(1, BLOCK_PAIRS // max(index.role_count, 1))
    for first in range(0, index.volunteer_count, step):
        block = slice(first, min(first + step, index.volunteer_count))
        found = explain_choices(index, solution, block, slice(None))
        counts += np.stack([(found.code == place).sum(axis=0) for place in range(len(CHOICES))], axis=1)
        regret[block] = found.regret.max(axis=1, initial=0)
    return Account(counts, regret)


def explain_choice(index: Index, solution: Solution, volunteer: int, role: int) -> Outcome:
    """Give the one reason why a pair is or is not in the solution.

    Codes: ``placed``; ``ineligible`` (``bits`` of the failed rules); ``closed`` (the shift does not open);
    ``below_price`` (``score`` against ``needed`` points, both with the first-place bonus where it counts); ``clash``
    (with the person's proposed ``role``); ``week_shifts``; ``week_minutes``; ``tie`` (as good as what was chosen,
    within the proven gap).
    """
    found = explain_choices(index, solution, np.array([volunteer]), np.array([role]))
    return _outcome(index, solution, found, volunteer, role)


def _outcome(index: Index, solution: Solution, found: Choices, volunteer: int, role: int) -> Outcome:
    code = int(found.code[0, 0])
    values: Values = {}
    if code == INELIGIBLE:
        values = {"bits": int(found.bits[0, 0])}
    if code == BELOW_PRICE:
        own = (solution.volunteer == volunteer).any()
        points = int(score(Pairs(index, np.array([volunteer]), np.array([role])))[0, 0])
        points += 0 if own else int(index.first_bonus[volunteer])
        values = {"score": points, "needed": points - int(found.margin[0, 0]) // PRICE_SCALE}
    if code == CLASH:
        own = solution.role[solution.volunteer == volunteer]
        values = {"role": int(own[clashes(index, own, np.array([role]))][0])}
    if code in {WEEK_SHIFTS, WEEK_MINUTES}:
        values = {"week": int(index.week[role])}
    return Outcome(CHOICES[code], values)


def only_failure(bits: NDArray[np.uint32]) -> Values:
    """Count, per rule, the pairs that fail this rule and no other, rules without such a pair left out."""
    counts = {rule.code: int((bits == rule.bit).sum()) for rule in RULES}
    return {code: count for code, count in counts.items() if count}


def explain_volunteer(index: Index, solution: Solution, volunteer: int) -> Outcome:
    """Say what became of a person.

    Codes: ``placed`` (``places``: how many); ``nothing_fits`` (per rule code, how many roles fail by that rule alone);
    else the code of :func:`explain_choice` for the best role at the solution's prices, with its ``role``.
    """
    own = solution.role[solution.volunteer == volunteer]
    if own.size:
        return Outcome("placed", {"places": len(own)})
    found = explain_choices(index, solution, np.array([volunteer]), slice(None))
    rows = np.flatnonzero(found.bits[0] == 0)
    if not rows.size:
        return Outcome("nothing_fits", only_failure(found.bits[0]))
    best = int(rows[np.argmax(found.margin[0, rows])])
    reason = explain_choice(index, solution, volunteer, best)
    return Outcome(reason.code, reason.values | {"role": best})


def bits_of_role(index: Index, role: int) -> NDArray[np.uint32]:
    """Return the failed rules of every person for a role, shape (volunteers,). O(people)."""
    column: NDArray[np.uint32] = failed_bits(Pairs(index, slice(None), np.array([role])))[:, 0]
    return column


def explain_role(index: Index, solution: Solution, role: int, *, bits: NDArray[np.uint32] | None = None) -> Outcome:
    """Say what became of a role's free seats.

    Codes: ``filled``; ``nobody_fits`` (per rule code, how many people fail by that rule alone); ``people_elsewhere``
    (per code of :func:`explain_choice`, how many of the eligible people). The last two carry ``empty`` seats and
    ``short``: how many of them were needed to reach the minimum; the last also the ``price`` of a seat, points.
    ``bits``: failed rules of every person, from :func:`bits_of_role`, if they are known already.
    """
    load = int((solution.role == role).sum())
    empty = int(index.seats_left[role]) - load
    if empty <= 0:
        return Outcome("filled", {})
    values: Values = {"empty": empty, "short": max(int(seats_to_minimum(index)[role]) - load, 0)}
    bits = bits_of_role(index, role) if bits is None else bits
    people = np.flatnonzero(bits == 0)
    if not people.size:
        return Outcome("nobody_fits", values | only_failure(bits))
    found = explain_choices(index, solution, people, np.array([role]))
    counts = np.bincount(found.code[:, 0], minlength=len(CHOICES)).tolist()
    reasons: Values = {
        code: count for code, count in zip(CHOICES, counts, strict=True) if count and code != CHOICES[INELIGIBLE]
    }
    price = -(-int(solution.certificate.prices[role]) // PRICE_SCALE)
    return Outcome("people_elsewhere", values | dict(sorted(reasons.items())) | {"price": price})

"""Why a pair fits or not, and why a person or a seat went without, as codes and numbers without any language."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from matching.engine.bundle import seats_to_minimum
from matching.engine.facts import FACTS, Values, skill_rows
from matching.engine.hard import RULES, Pairs, codes_of, failed_bits
from matching.engine.index import Index, clashes
from matching.engine.result import PRICE_SCALE, Solution
from matching.engine.soft import PARTS, missing_wanted, score

NEAR_LIMIT_PERCENT = 75  # beyond this share of the person's own limit the distance is something to check


@dataclass(frozen=True, slots=True)
class Factor:
    """One reason: its code, how it stands, its points (score parts only) and the numbers a sentence needs."""

    code: str
    verdict: Literal["fits", "check", "fails"]
    points: int | None
    values: Values


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a person, a seat or a pair in a solution, and the numbers behind it."""

    code: str
    values: Values


def _pair(index: Index, volunteer: int, role: int) -> Pairs:
    return Pairs(index, np.array([volunteer]), np.array([role]))


def explain_pair(index: Index, volunteer: int, role: int) -> tuple[Factor, ...]:
    """Give the reasons for one pair.

    Returns
    -------
    tuple of Factor
        If any hard rule fails: those rules, in the order of the rule table, verdict "fails". Else what fits and what
        to check, most telling first; the factors with points are the score parts and sum to the score.
    """
    failed = codes_of(int(failed_bits(_pair(index, volunteer, role))[0, 0]))
    if failed:
        return tuple(Factor(code, "fails", None, FACTS[code](index, volunteer, role)) for code in failed)
    return (*_met(index, volunteer, role), *_parts(index, volunteer, role))


def _met(index: Index, volunteer: int, role: int) -> list[Factor]:
    """List the hard rules worth telling that hold: time always, the others only where something was asked."""
    people, roles = index.problem.volunteers, index.problem.roles
    minor = people.birth_day[volunteer] > index.latest_adult_birth[role]
    asked = {
        "time": True,
        "required_skills": bool(roles.need[role].any()),
        "languages": bool(roles.languages[role]),
        "access": bool(people.access_needs[volunteer]),
        "age": bool(roles.min_age[role]),
        "consent": bool(minor),
        "clearance": bool(roles.clearances[role]),
    }
    return [Factor(code, "fits", None, FACTS[code](index, volunteer, role)) for code, told in asked.items() if told]


def _parts(index: Index, volunteer: int, role: int) -> list[Factor]:
    pair, factors = _pair(index, volunteer, role), []
    for part in PARTS:
        verdict, values = _STANDINGS[part.code](index, volunteer, role)
        factors.append(Factor(part.code, verdict, int(part.points(pair)[0, 0]), values))
    return factors


Standing = tuple[Literal["fits", "check"], Values]


def _distance(index: Index, volunteer: int, role: int) -> Standing:
    if index.is_remote[role]:
        return "fits", {"remote": 1}
    values = FACTS["distance"](index, volunteer, role)
    metres, limit = values["metres"], values["max_metres"]
    return ("check" if metres * 100 > limit * NEAR_LIMIT_PERCENT else "fits"), values  # type: ignore[operator]  # both are whole numbers


def _cause(index: Index, volunteer: int, role: int) -> Standing:
    cause = int(index.cause[role])
    interest = int(index.problem.volunteers.cause_interest[volunteer, cause])
    return ("fits" if interest else "check"), {"cause": cause, "interest": interest}


def _skills(index: Index, volunteer: int, role: int) -> Standing:
    missing = missing_wanted(_pair(index, volunteer, role))[0, 0]
    want = index.problem.roles.want[role, 0]
    values: Values = {"matched": skill_rows(want & ~missing), "missing": skill_rows(missing)}
    return ("check" if missing.any() else "fits"), values


def _language(index: Index, volunteer: int, role: int) -> Standing:
    work = int(index.problem.roles.work_languages[role])
    preferred = int(index.problem.volunteers.preferred_language[volunteer])
    return ("fits" if not work or work & preferred else "check"), {"work": work, "preferred": preferred}


def _priority(index: Index, volunteer: int, role: int) -> Standing:
    return "fits", {"priority": int(index.priority[role])}


_STANDINGS: dict[str, Callable[[Index, int, int], Standing]] = {
    "distance": _distance,
    "cause": _cause,
    "skills": _skills,
    "language": _language,
    "priority": _priority,
}


def explain_choice(index: Index, solution: Solution, volunteer: int, role: int) -> Outcome:
    """Give the one reason why a pair is or is not in the solution.

    Codes: ``placed``; ``ineligible`` (``bits`` of the failed rules); ``below_price`` (``score`` against ``needed``
    points, both with the first-place bonus where it counts); ``clash`` (with the person's proposed ``role``);
    ``week_shifts``; ``week_minutes``; ``tie`` (as good as what was chosen, within the proven gap).
    """
    pair = _pair(index, volunteer, role)
    own = solution.role[solution.volunteer == volunteer]
    if role in own:
        return Outcome("placed", {})
    bits = int(failed_bits(pair)[0, 0])
    if bits:
        return Outcome("ineligible", {"bits": bits})
    points = int(score(pair)[0, 0]) + (0 if own.size else int(index.first_bonus[volunteer]))
    price = int(solution.certificate.prices[role])
    if points * PRICE_SCALE < price:
        return Outcome("below_price", {"score": points, "needed": -(-price // PRICE_SCALE)})
    return _limit(index, volunteer, role, own)


def _limit(index: Index, volunteer: int, role: int, own: NDArray[np.int32]) -> Outcome:
    """Say which of the person's proposed places stands in the way of one more."""
    in_the_way = own[clashes(index, own, np.array([role]))]
    if in_the_way.size:
        return Outcome("clash", {"role": int(in_the_way[0])})
    week = int(index.week[role])
    same_week = own[index.week[own] == week]
    if len(same_week) >= index.shifts_left[volunteer, week]:
        return Outcome("week_shifts", {"week": week})
    if index.minutes[same_week].sum() + index.minutes[role] > index.minutes_left[volunteer, week]:
        return Outcome("week_minutes", {"week": week})
    return Outcome("tie", {})


def _only_failure(bits: NDArray[np.uint32]) -> Values:
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
    bits = failed_bits(Pairs(index, np.array([volunteer]), slice(None)))[0]
    rows = np.flatnonzero(bits == 0)
    if not rows.size:
        return Outcome("nothing_fits", _only_failure(bits))
    worth = score(Pairs(index, np.array([volunteer]), rows))[0] * PRICE_SCALE - solution.certificate.prices[rows]
    best = int(rows[np.argmax(worth)])
    reason = explain_choice(index, solution, volunteer, best)
    return Outcome(reason.code, reason.values | {"role": best})


def explain_role(index: Index, solution: Solution, role: int) -> Outcome:
    """Say what became of a role's free seats.

    Codes: ``filled``; ``nobody_fits`` (per rule code, how many people fail by that rule alone); ``people_elsewhere``
    (per code of :func:`explain_choice`, how many of the eligible people). The last two carry ``empty`` seats and
    ``short``: how many of them were needed to reach the minimum.
    """
    load = int((solution.role == role).sum())
    empty = int(index.seats_left[role]) - load
    if empty <= 0:
        return Outcome("filled", {})
    values: Values = {"empty": empty, "short": max(int(seats_to_minimum(index)[role]) - load, 0)}
    bits = failed_bits(Pairs(index, slice(None), np.array([role])))[:, 0]
    people = np.flatnonzero(bits == 0).tolist()
    if not people:
        return Outcome("nobody_fits", values | _only_failure(bits))
    reasons = Counter(explain_choice(index, solution, person, role).code for person in people)
    return Outcome("people_elsewhere", values | dict(sorted(reasons.items())))

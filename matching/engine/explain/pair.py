"""Why a pair fits or not, as codes and numbers without any language."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from matching.engine.extras import EXTRAS, on_grid
from matching.engine.facts import FACTS, Values, skill_rows
from matching.engine.hard import Pairs, codes_of, failed_bits
from matching.engine.index import Index
from matching.engine.soft import PARTS, missing_wanted

NEAR_LIMIT_PERCENT = 75  # beyond this share of the person's own limit the distance is something to check


@dataclass(frozen=True, slots=True)
class Factor:
    """One reason: its code, how it stands, its points (score parts only) and the numbers a sentence needs."""

    code: str
    verdict: Literal["fits", "check", "fails"]
    points: int | None
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
    extra = {code: int(on_grid(pair, read(index))[0, 0]) for code, read in EXTRAS.items()}
    return factors + [Factor(code, "fits", points, {}) for code, points in extra.items() if points]


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

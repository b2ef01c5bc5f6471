"""How good is this pair? Each part is one small function giving integer points; the score is their sum."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.extras import all_extras, on_grid
from matching.engine.hard import Pairs

Points = NDArray[np.int64]


def distance_points(pairs: Pairs) -> Points:
    """Full points at the doorstep, none at the person's own limit; a fixed number for remote work."""
    weights = pairs.index.problem.options.weights
    limit = pairs.people.max_metres[pairs.v][:, None].astype(np.int64)
    near = weights.distance * np.maximum(limit - pairs.metres, 0) // np.maximum(limit, 1)
    return np.where(pairs.is_remote, weights.remote, near)


def cause_points(pairs: Pairs) -> Points:
    """In proportion to the person's interest (0..100) in the cause."""
    interest = pairs.people.cause_interest[pairs.v][:, pairs.index.cause[pairs.r]].astype(np.int64)
    return pairs.index.problem.options.weights.cause * interest // 100


def missing_wanted(pairs: Pairs) -> NDArray[np.uint64]:
    """Return the wanted skills the person lacks at the wanted level, shape (volunteers, roles, words)."""
    want, have = pairs.roles.want[pairs.r], pairs.people.skills[pairs.v]
    missing = np.zeros((*pairs.shape, want.shape[2]), dtype=np.uint64)
    for level in range(want.shape[1]):
        missing |= want[None, :, level] & ~have[:, None, level]
    return missing


def skill_points(pairs: Pairs) -> Points:
    """By the share of wanted skills the person has; a fixed number where none are wanted."""
    weights, wanted = pairs.index.problem.options.weights, pairs.index.wanted_count[pairs.r]
    lacking = np.bitwise_count(missing_wanted(pairs)).sum(axis=2).astype(np.int64)
    share = weights.skills * (wanted - lacking) // np.maximum(wanted, 1)
    return np.where(wanted == 0, weights.skills_unasked, share)


def language_points(pairs: Pairs) -> Points:
    """All points where the work goes in a language the person prefers, else none."""
    shared = pairs.roles.work_languages[pairs.r] & pairs.people.preferred_language[pairs.v][:, None]
    return np.where(shared != 0, pairs.index.problem.options.weights.language, 0)


def priority_points(pairs: Pairs) -> Points:
    """By the priority level of the shift."""
    level = pairs.index.problem.options.weights.priority * pairs.index.priority[pairs.r]
    return np.broadcast_to(level, pairs.shape)


class Part(NamedTuple):
    """A named part of the score."""

    code: str
    points: Callable[[Pairs], Points]


PARTS: tuple[Part, ...] = (
    Part("distance", distance_points),
    Part("cause", cause_points),
    Part("skills", skill_points),
    Part("language", language_points),
    Part("priority", priority_points),
)


def score(pairs: Pairs) -> Points:
    """Sum the parts and the extras; shape (volunteers, roles), 0..32,767. Says nothing about eligibility."""
    total = np.zeros(pairs.shape, dtype=np.int64)
    for part in PARTS:
        total += part.points(pairs)
    extra = all_extras(pairs.index)
    return total + on_grid(pairs, extra) if len(extra.role) else total

"""Another policy for the same problem: other weights, longer or shorter ways, another least age."""

from dataclasses import dataclass, replace

import numpy as np

from matching.engine.problem import Problem
from matching.engine.weights import Weights

MOST_METRES = 500_000


@dataclass(frozen=True, slots=True)
class Policy:
    """What would be different.

    ``extra_metres`` are added to everybody's own limit; ``least_age`` in years replaces the age every role asks for,
    None leaves it. Work with children stays for adults whatever is asked.
    """

    weights: Weights
    extra_metres: int = 0
    least_age: int | None = None


def under_policy(problem: Problem, policy: Policy) -> Problem:
    """Return the problem as it would be under a policy; rows stay where they are."""
    people, roles = problem.volunteers, problem.roles
    metres = np.clip(people.max_metres.astype(np.int64) + policy.extra_metres, 0, MOST_METRES)
    ages = roles.min_age if policy.least_age is None else np.full_like(roles.min_age, policy.least_age)
    return replace(
        problem,
        volunteers=replace(people, max_metres=metres.astype(people.max_metres.dtype)),
        roles=replace(roles, min_age=ages),
        options=replace(problem.options, weights=policy.weights),
    )

"""Seeded synthetic problems of any size: people and shifts spread over the settlements of Kazakhstan."""

from dataclasses import replace

import numpy as np

from matching.engine.generate.demand import draw_roles, draw_shifts
from matching.engine.generate.family import FAMILIES, ORIGIN_DAY, WEEKS
from matching.engine.generate.people import draw_people
from matching.engine.problem import Options, Problem, make_problem
from matching.engine.tables import Confirmed

__all__ = ["FAMILIES", "generate"]


def generate(
    volunteers: int, shifts: int, family: str = "base", seed: int = 1, *, conditions: bool = False
) -> Problem:
    """Draw a problem.

    Parameters
    ----------
    volunteers, shifts : 0 or more
    family : a key of ``FAMILIES``
    seed : 0 or more
    conditions
        Every shift takes place only with every role at its minimum and two adults where children are; without, no
        shift has a condition.

    Returns
    -------
    Problem
        The same, hash included, for the same arguments.

    Raises
    ------
    ValueError
        If the family is unknown or a number negative.
    """
    if family not in FAMILIES:
        raise ValueError(f"{family} is not one of the families {', '.join(FAMILIES)}")
    if min(volunteers, shifts, seed) < 0:
        raise ValueError(f"volunteers {volunteers}, shifts {shifts} and seed {seed} must be 0 or more")
    rng, kind = np.random.default_rng([seed, volunteers, shifts]), FAMILIES[family]
    people = draw_people(rng, volunteers, kind)
    table = draw_shifts(rng, shifts, kind)
    table = replace(table, needs_minimum=np.full(shifts, conditions))
    return make_problem(
        volunteers=people,
        shifts=table,
        roles=draw_roles(rng, table, kind),
        confirmed=Confirmed.of(volunteer=[], role=[]),
        options=Options(origin_day=ORIGIN_DAY, weeks=WEEKS, adults_with_children=2 if conditions else 0),
    )

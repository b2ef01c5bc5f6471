"""The scene on which pairs are judged: people, shifts on the ground, roles, and the numbers of the rules."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.compiled import Whole
from matching.engine.extras import Extra
from matching.engine.index import Index
from matching.engine.priced.ground import (
    Demand,
    Folk,
    Ground,
    Records,
    lay_ground,
    plane_axes,
    read_demand,
    read_folk,
    read_standing,
)
from matching.engine.priced.market import Market, Opening
from matching.engine.settled import with_hopes


class Rules(NamedTuple):
    """The numbers that are the same for every pair: weights, pauses, and where each set of bits begins."""

    distance: Whole
    remote: Whole
    cause: Whole
    skills: Whole
    language: Whole
    buffer: Whole
    metres_per_quarter: Whole
    blocked: Whole  # first word of the blocked days
    free: Whole
    skilled: Whole
    levels: Whole


class Scene(NamedTuple):
    """Everything a pair is judged by."""

    folk: Folk
    standing: Records
    ground: Ground
    demand: Demand
    shifts: NDArray[np.int32]
    minutes: NDArray[np.int32]
    rules: Rules
    extras: Extra  # roles by number, in order of person


def read_extras(index: Index, opening: Opening) -> Extra:
    """Number the roles of the extras, hopes of buddies included, by time; roles that are not open are left out."""
    number = np.full(index.role_count, -1, dtype=np.int64)
    number[opening.role_row] = np.arange(len(opening.role_row))
    volunteer, role, points = with_hopes(index)
    is_open = number[role] >= 0
    return Extra(volunteer[is_open], number[role[is_open]], points[is_open])


def set_scene(index: Index, opening: Opening, market: Market) -> Scene:
    """Gather the arrays once."""
    on_site = opening.shift_row[~index.problem.shifts.is_remote[opening.shift_row]]
    axes = plane_axes(index.problem.shifts.point[on_site])
    weights, people = index.problem.options.weights, index.problem.volunteers
    week, days = people.free_week.shape[1], people.blocked_days.shape[1]
    rules = Rules(
        weights.distance, weights.remote, weights.cause, weights.skills, weights.language,
        market.work.buffer, market.work.metres_per_quarter,
        week, week + days, week + 2 * days, people.skills.shape[1],
    )  # fmt: skip
    ground = lay_ground(index, opening, axes)
    demand = read_demand(index, opening, ground)
    return Scene(
        read_folk(index, axes), read_standing(index), ground, demand, market.shifts, market.minutes, rules,
        read_extras(index, opening),
    )  # fmt: skip

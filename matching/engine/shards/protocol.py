"""The questions a coordinator asks of a shard and their answers, as named tuples that travel as bytes."""

from typing import NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from matching.engine.priced.gains import Fees, Gains
from matching.engine.priced.market import Edges
from matching.engine.priced.plan import Plan
from matching.engine.priced.shard import AllPairs, Extent
from matching.engine.shards.packing import pack, unpack


class HowMany(NamedTuple):
    """How many pairs are there? Answered by an Extent."""


class HowGood(NamedTuple):
    """How many pairs of each role reach which score, in bins of ``width`` points? Answered by Counts."""

    width: int


class WhichMatter(NamedTuple):
    """Which pairs matter at these prices? Answered by Edges.

    ``held`` counts the roles each person of the shard has, one row per person or none at all; ``role`` lists them.
    """

    prices: NDArray[np.int64]
    margin: int
    best: int
    held: NDArray[np.int64]
    role: NDArray[np.int32]


class WhatWorth(NamedTuple):
    """What are all best bundles worth at these prices? Answered by a Worth."""

    prices: NDArray[np.int64]


class OnRoles(NamedTuple):
    """Which pairs are there on these roles? Answered by Edges."""

    roles: NDArray[np.bool_]


class WhatGains(NamedTuple):
    """What would closed roles add to people? Answered by Gains."""

    dear: NDArray[np.int64]
    closed: NDArray[np.bool_]


class WhatClosed(NamedTuple):
    """What do closed roles leave people? Answered by a Worth."""

    prices: NDArray[np.int64]
    closed: NDArray[np.bool_]
    fees: Fees


class Counts(NamedTuple):
    """Pairs by role and bin of scores."""

    table: NDArray[np.int32]


class Worth(NamedTuple):
    """A sum of bundles, 1/64 points."""

    value: int


Question = HowMany | HowGood | WhichMatter | WhatWorth | OnRoles | WhatGains | WhatClosed
QUESTIONS = (HowMany, HowGood, WhichMatter, WhatWorth, OnRoles, WhatGains, WhatClosed)
Answer = Extent | Counts | Edges | Worth | Gains


def held_by(plan: Plan, first: int, last: int) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Return how many roles each of the people first..last - 1 has, and which, without the room left in the plan."""
    held = plan.held[first:last]
    slots = np.arange(held.sum()) + np.repeat(plan.slot[first:last] - np.cumsum(held) + held, held)
    return held, plan.role[slots]


def _plan(question: WhichMatter) -> Plan | None:
    """Rebuild as much of the plan as the question needs."""
    if not len(question.held):
        return None
    slot = np.concatenate(([0], np.cumsum(question.held)))
    return Plan(slot, question.held, question.role, np.zeros(0, np.int16), np.zeros(0, np.int64))


def answer(shard: AllPairs, question: Question) -> Answer:
    """Answer one question about a shard."""
    match question:
        case HowMany():
            return shard.extent()
        case HowGood(width):
            return Counts(shard.histogram(width).astype(np.int32))
        case WhichMatter(prices, margin, best):
            return shard.active(prices, margin=margin, best=best, plan=_plan(question))
        case WhatWorth(prices):
            return Worth(shard.people_value(prices))
        case OnRoles(roles):
            return shard.on_roles(roles)
        case WhatGains(dear, closed):
            return shard.gains(dear, closed)
        case WhatClosed(prices, closed, fees):
            return Worth(shard.closed_value(prices, closed, fees))


def reply(shard: AllPairs, message: bytes) -> bytes:
    """Answer one packed question in bytes: all that a worker does."""
    question = unpack(bytearray(message), *QUESTIONS)
    return pack(answer(shard, cast("Question", question)))

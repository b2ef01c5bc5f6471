"""The coordinator's side: all pairs, kept by workers who are asked at once and answer in bytes."""

from collections.abc import Iterator
from itertools import accumulate
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from matching.engine.priced.gains import Fees, Gains
from matching.engine.priced.market import Edges, Market
from matching.engine.priced.plan import Plan
from matching.engine.priced.scene import Scene
from matching.engine.priced.shard import Extent
from matching.engine.shards.packing import pack, unpack
from matching.engine.shards.parts import Part, parts_of, share_out
from matching.engine.shards.protocol import (
    Counts,
    HowGood,
    HowMany,
    OnRoles,
    Question,
    WhatClosed,
    WhatGains,
    WhatWorth,
    WhichMatter,
    Worth,
    held_by,
)

Reply = TypeVar("Reply", Extent, Counts, Edges, Worth, Gains)


class WorkersLost(RuntimeError):
    """A shard found no worker that finished its answer, however often it was asked."""


class Workers(Protocol):
    """Carries parts and messages to workers; replaces those that are lost."""

    count: int

    def give(self, parts: Iterator[Part]) -> None:
        """Hand out one part per worker, in order."""

    def ask(self, messages: list[bytes]) -> list[bytes]:
        """Send every worker its message and return their replies in order.

        Raises
        ------
        WorkersLost
            If a shard is lost again and again.
        """


class Sharded:
    """All pairs of a problem, shared out among workers."""

    def __init__(self, scene: Scene, market: Market, workers: Workers) -> None:
        self._workers, self._people = workers, len(market.first)
        self._ranges = share_out(self._people, workers.count)
        workers.give(parts_of(scene, market, self._ranges))

    def _ask(self, questions: list[Question], kind: type[Reply]) -> list[Reply]:
        replies = self._workers.ask([pack(question) for question in questions])
        return [unpack(bytearray(reply), kind) for reply in replies]

    def _ask_all(self, question: Question, kind: type[Reply]) -> list[Reply]:
        return self._ask([question] * len(self._ranges), kind)

    def extent(self) -> Extent:
        """Count the pairs."""
        found = self._ask_all(HowMany(), Extent)
        return Extent(sum(each.pairs for each in found), max(each.highest for each in found))

    def histogram(self, width: int) -> NDArray[np.int64]:
        """Count the pairs of each role by score."""
        found = self._ask_all(HowGood(width), Counts)
        table = found[0].table.astype(np.int64)
        for each in found[1:]:
            table += each.table
        return table

    def active(self, prices: NDArray[np.int64], *, margin: int, best: int, plan: Plan | None = None) -> Edges:
        """Return the pairs that matter at these prices."""
        nothing = np.zeros(0, np.int64), np.zeros(0, np.int32)
        held = [held_by(plan, *span) if plan else nothing for span in self._ranges]
        return _end_to_end(self._ask([WhichMatter(prices, margin, best, *each) for each in held], Edges))

    def people_value(self, prices: NDArray[np.int64]) -> int:
        """Add up what everybody's best bundle is worth at these prices, 1/64 points."""
        return sum(each.value for each in self._ask_all(WhatWorth(prices), Worth))

    def on_roles(self, roles: NDArray[np.bool_]) -> Edges:
        """Return the pairs on some roles."""
        return _end_to_end(self._ask_all(OnRoles(roles), Edges))

    def gains(self, dear: NDArray[np.int64], closed: NDArray[np.bool_]) -> Gains:
        """List what closed roles would add to people."""
        found = self._ask_all(WhatGains(dear, closed), Gains)
        whole = [each._replace(person=each.person + span[0]) for each, span in zip(found, self._ranges, strict=True)]
        return Gains(*(np.concatenate(columns) for columns in zip(*whole, strict=True)))

    def closed_value(self, prices: NDArray[np.int64], closed: NDArray[np.bool_], fees: Fees) -> int:
        """Add up what closed roles leave people beyond their bundles without them."""
        asked: list[Question] = [WhatClosed(prices, closed, _fees_of(fees, *span)) for span in self._ranges]
        return sum(each.value for each in self._ask(asked, Worth))


def _end_to_end(found: list[Edges]) -> Edges:
    """Lay the pairs of shards one after another, in order of person."""
    before = [0, *accumulate(len(each.role) for each in found)]
    ptr = [each.ptr[1:] + start for each, start in zip(found, before, strict=False)]
    return Edges(
        np.concatenate([np.zeros(1, np.int64), *ptr]),
        np.concatenate([each.role for each in found]),
        np.concatenate([each.score for each in found]),
    )


def _fees_of(fees: Fees, first: int, last: int) -> Fees:
    """Take the fees of the people first..last - 1."""
    begun, ended = fees.ptr[first], fees.ptr[last]
    return Fees(fees.ptr[first : last + 1] - begun, fees.shift[begun:ended], fees.points[begun:ended])

"""The part of a problem that one worker owns: some people with all that concerns them, and every shift and role."""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from matching.engine.priced.ground import Folk
from matching.engine.priced.market import Market
from matching.engine.priced.scene import Scene


class Part(NamedTuple):
    """What pairs are judged by and what bundles are limited by, for some people."""

    scene: Scene
    market: Market


def share_out(people: int, workers: int) -> list[tuple[int, int]]:
    """Cut the people into one range per worker; ids are random, so equal ranges have about as many pairs."""
    cuts = np.linspace(0, people, workers + 1).astype(int).tolist()
    return list(pairwise(cuts))


def part_of(scene: Scene, market: Market, first: int, last: int) -> Part:
    """Take the people first..last - 1. O(their rows); columns are views where that is possible."""
    folk = Folk._make(column[first:last] for column in scene.folk)
    person, begin, end = folk.person.copy(), 0, 0
    if last > first:
        begin, end = int(person["standing"][0]), int(person["standing_until"][-1])
    person["standing"] -= begin
    person["standing_until"] -= begin
    market = market._replace(
        shifts=market.shifts[first:last], minutes=market.minutes[first:last], first=market.first[first:last]
    )
    rows = slice(*np.searchsorted(scene.extras.volunteer, [first, last]).tolist())
    extras = scene.extras
    scene = scene._replace(
        extras=extras._replace(
            volunteer=extras.volunteer[rows] - first, role=extras.role[rows], points=extras.points[rows]
        ),
        folk=folk._replace(person=person),
        standing=scene.standing[begin:end],
        shifts=market.shifts,
        minutes=market.minutes,
    )
    return Part(scene, market)


def parts_of(scene: Scene, market: Market, ranges: list[tuple[int, int]]) -> Iterator[Part]:
    """Cut a problem into parts, one at a time."""
    for first, last in ranges:
        yield part_of(scene, market, first, last)

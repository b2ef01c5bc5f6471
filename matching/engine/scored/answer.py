"""An answer of the scored form: who takes what, and the prices, case by case, from which its bound follows."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.engine.result import gap_ppm

Given = tuple[tuple[int, int, bool], ...]


@dataclass(frozen=True, slots=True, eq=False)
class ScoredCase:
    """What a case gives, as (person, place, taken or barred), and its prices: int64, one per place, 1/64 points."""

    given: Given
    prices: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class ScoredSolution:
    """Proposed pairs in order of (person, place), rows of the canonical problem.

    ``points``: sum of scores; ``low_seats``: filled seats up to minimums; ``bonus``: points of such a seat, more than
    all scores together; ``upper``: proven bound of points + bonus x low seats; ``stopped_by``: "optimal", "gap",
    "nodes", "rounds" or "seconds".
    """

    problem_sha256: str
    person: NDArray[np.int32]
    place: NDArray[np.int32]
    score: NDArray[np.int32]
    points: int
    low_seats: int
    bonus: int
    upper: int
    cases: tuple[ScoredCase, ...]
    stopped_by: str
    seed: int

    @property
    def bound(self) -> int:
        """Return the most points that any answer filling at least as many minimum seats can have."""
        return self.upper - self.bonus * self.low_seats

    @property
    def most_low_seats(self) -> int:
        """Return a proven limit on the seats up to minimums that any answer fills."""
        return self.upper // self.bonus

    @property
    def gap_ppm(self) -> int:
        """Return how far the points may be below the best possible, parts per million of the bound."""
        return gap_ppm(self.points, self.bound)

    def to_bytes(self) -> bytes:
        """Write everything that must repeat, the same bytes for the same problem, limits and seed."""
        head = {
            "problem": self.problem_sha256,
            "points": self.points,
            "low_seats": self.low_seats,
            "upper": self.upper,
            "seed": self.seed,
            "stopped_by": self.stopped_by,
            "given": [case.given for case in self.cases],
        }
        columns: list[NDArray[Any]] = [self.person, self.place, self.score, *(case.prices for case in self.cases)]
        return b"\n".join(
            [json.dumps(head, sort_keys=True).encode(), *(column.astype("<i8").tobytes() for column in columns)]
        )

    @property
    def sha256(self) -> str:
        """Hash :meth:`to_bytes`."""
        return hashlib.sha256(self.to_bytes()).hexdigest()

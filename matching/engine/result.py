"""What a solve hands back: the proposed places, their value, and the certificate anyone can check."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

PRICE_SCALE = 64  # prices count 1/64 points
PPM = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """When to stop. Only ``seconds`` depends on the machine; leave it generous where runs must repeat.

    ``gap_ppm``: good enough gap of the search, parts per million; ``nodes``: search nodes of the solver;
    ``price_rounds``: rounds of price improvement after the search; ``rounds``: rounds of a large problem;
    ``search_pairs``: eligible pairs up to which a problem counts as small and is searched to the end.
    """

    gap_ppm: int = 0
    nodes: int = 20_000
    seconds: float = 60.0
    price_rounds: int = 60
    rounds: int = 8
    search_pairs: int = 20_000


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the solve of a large problem stands: both bounds (points), their gap, seconds since it began."""

    round: int
    lower: int
    upper: int
    gap_ppm: int
    seconds: float


def _nothing() -> NDArray[np.int64]:
    return np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Surcharges:
    """What single people pay on top of the price on a shift with a condition, in order of (volunteer, shift).

    The shift earns them, so they keep people away from a shift that cannot or should not open, each for as much as it
    takes. ``volunteer`` and ``shift`` are rows, ``points`` whole and 0 or more.
    """

    volunteer: NDArray[np.int64] = field(default_factory=_nothing)
    shift: NDArray[np.int64] = field(default_factory=_nothing)
    points: NDArray[np.int64] = field(default_factory=_nothing)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.points)

    def __add__(self, other: "Surcharges") -> "Surcharges":
        """Put the surcharges on other shifts in between."""
        columns = [
            np.concatenate([getattr(self, name), getattr(other, name)]) for name in ("volunteer", "shift", "points")
        ]
        order = np.lexsort((columns[1], columns[0]))
        return Surcharges(*(column[order] for column in columns))


@dataclass(frozen=True, slots=True, eq=False)
class Certificate:
    """Prices from which the bound follows for everybody who has the problem.

    ``prices``: int64, one per role in canonical order, 1/64 point, each at least minus the role's seat bonus unless
    its shift has a condition; ``lower`` and ``upper``: objective reached and bound proven, points.
    """

    problem_sha256: str
    prices: NDArray[np.int64]
    lower: int
    upper: int
    surcharges: Surcharges = field(default_factory=Surcharges)


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """Proposed places beyond the confirmed ones, in order of (volunteer, role); rows of the canonical problem.

    ``score``: points of each pair; ``stopped_by``: "optimal" (nothing is better), "candidates" (nothing among the
    strongest pairs of a large problem is better), "gap", "nodes", "rounds", "stalled" (rounds gained nothing more) or
    "seconds".
    """

    volunteer: NDArray[np.int32]
    role: NDArray[np.int32]
    score: NDArray[np.int32]
    objective: int
    certificate: Certificate
    stopped_by: str
    seed: int

    @property
    def bound(self) -> int:
        """Return the proven upper bound of the objective, points."""
        return self.certificate.upper

    @property
    def gap_ppm(self) -> int:
        """Return how far the objective may be below the best possible, parts per million of the bound."""
        return gap_ppm(self.objective, self.bound)

    def to_bytes(self) -> bytes:
        """Write everything that must repeat, the same bytes for the same problem, limits and seed."""
        head = {
            "problem": self.certificate.problem_sha256,
            "objective": self.objective,
            "bound": self.bound,
            "seed": self.seed,
            "stopped_by": self.stopped_by,
        }
        extra = self.certificate.surcharges
        columns: list[NDArray[Any]] = [self.volunteer, self.role, self.score, self.certificate.prices]
        columns += [extra.volunteer, extra.shift, extra.points] if len(extra) else []
        return b"\n".join(
            [json.dumps(head, sort_keys=True).encode(), *(column.astype("<i8").tobytes() for column in columns)]
        )

    @property
    def sha256(self) -> str:
        """Hash :meth:`to_bytes`."""
        return hashlib.sha256(self.to_bytes()).hexdigest()


def gap_ppm(objective: int, bound: int) -> int:
    """Return (bound - objective) / bound in parts per million, rounded up; 0 where the bound is 0."""
    return 0 if bound <= 0 else -((objective - bound) * PPM // bound)

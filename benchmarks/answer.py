"""What a peer hands back, and what it cost."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.case import Case
from matching.engine.priced.plan import Plan
from matching.engine.result import gap_ppm


class Moment(NamedTuple):
    """What was known after so many seconds: points reached, and points proven to be the most."""

    seconds: float
    value: int
    bound: int

    @property
    def gap_ppm(self) -> int:
        """Return the gap proven by then, parts per million of the bound."""
        return gap_ppm(self.value, self.bound)


@dataclass(frozen=True, slots=True, eq=False)
class Proof:
    """What our own solver proves: prices of all roles of the problem, and the bound that follows, points."""

    prices: NDArray[np.int64]
    bound: int


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """Chosen pairs, rows of people and roles of the problem, in any order.

    ``moments``: how a search with a bound of its own went on; ``note``: what a reader should know.
    """

    volunteer: NDArray[np.int32]
    role: NDArray[np.int32]
    moments: tuple[Moment, ...] = ()
    note: str = ""
    proof: Proof | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """One answer with what it cost."""

    answer: Answer
    wall_seconds: float
    cpu_seconds: float
    peak_mib: int


def of_plan(case: Case, plan: Plan, note: str = "") -> Answer:
    """Read the pairs out of a plan."""
    people = np.repeat(np.arange(len(plan.held), dtype=np.int32), plan.held)
    slots = np.arange(len(people)) + np.repeat(plan.slot[:-1] - np.cumsum(plan.held) + plan.held, plan.held)
    return Answer(people, case.role_row[plan.role[slots]].astype(np.int32), note=note)

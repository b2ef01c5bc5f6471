"""What an answer is worth: the tiers of the objective, who was placed, and how evenly."""

import hashlib
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.answer import Answer, Proof
from benchmarks.case import Case
from matching.engine.generate.settlements import read_settlements
from matching.engine.geo import ecef_cm
from matching.engine.priced.market import REMOTE
from matching.engine.result import PRICE_SCALE, Certificate, Solution, gap_ppm
from matching.engine.verify import verify

DISTRICTS = 20  # the largest settlements, each with what is nearer to it than to any other of them


class Tiers(NamedTuple):
    """The parts of the objective, points: seats up to the minimum, scores of the pairs, first places."""

    staffing: int
    scores: int
    first_places: int

    @property
    def objective(self) -> int:
        """Return the sum."""
        return sum(self)


def tiers_of(case: Case, answer: Answer) -> Tiers:
    """Add up what the chosen pairs are worth, tier by tier."""
    market = case.market
    load = load_of(case, answer)
    placed = np.unique(answer.volunteer)
    return Tiers(
        int((np.minimum(load, market.low) * market.bonus).sum()) // PRICE_SCALE,
        int(scores_of(case, answer).sum()),
        int(market.first[placed].sum()) // PRICE_SCALE,
    )


def load_of(case: Case, answer: Answer) -> NDArray[np.int64]:
    """Count the chosen people of each open role, in order of time."""
    return np.bincount(case.numbers()[answer.role], minlength=len(case.market.free))


def scores_of(case: Case, answer: Answer) -> NDArray[np.int64]:
    """Look the chosen pairs up among all pairs; what is not among them scores nothing (the verifier refuses it)."""
    found = np.zeros(len(answer.role), dtype=np.int64)
    chosen = zip(answer.volunteer.tolist(), case.numbers()[answer.role].tolist(), strict=True)
    for place, (person, role) in enumerate(chosen):
        first, last = case.edges.ptr[person], case.edges.ptr[person + 1]
        at = first + np.searchsorted(case.edges.role[first:last], role)
        if at < last and case.edges.role[at] == role:
            found[place] = case.edges.score[at]
    return found


def gini(shares: NDArray[np.float64]) -> float:
    """Return how unequal some shares are: 0 if all are the same, near 1 if one has everything; 0 for none."""
    if not shares.size or shares.sum() == 0:
        return 0.0
    ranked = np.sort(shares)
    rank = np.arange(1, len(ranked) + 1)
    return float((2 * rank - len(ranked) - 1) @ ranked / (len(ranked) * ranked.sum()))


def districts_of(points: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return for each point (earth-centred centimetres) which of the largest settlements is nearest."""
    places = read_settlements()
    centres = ecef_cm(places.latitude[:DISTRICTS], places.longitude[:DISTRICTS]).reshape(-1, 3).astype(np.float64)
    away = points.astype(np.float64)[:, None, :] - centres[None, :, :]
    nearest: NDArray[np.int64] = np.argmin((away * away).sum(axis=2), axis=1)
    return nearest


def evenness_of(case: Case, answer: Answer) -> dict[str, float]:
    """Say how evenly seats were filled.

    Returns
    -------
    dict
        ``exposure_gini``: inequality, between roles, of the share of seats filled; ``worst_district``: the smallest
        share of seats on site filled in any of ``DISTRICTS`` districts.
    """
    market, problem = case.market, case.problem
    load = load_of(case, answer)
    on_site = market.work.role[:, REMOTE] == 0
    shift = problem.roles.shift[case.role_row]
    district = districts_of(problem.shifts.point[shift[on_site]])
    seats = np.bincount(district, market.free[on_site], minlength=DISTRICTS)
    filled = np.bincount(district, load[on_site], minlength=DISTRICTS)
    shares = filled[seats > 0] / seats[seats > 0]
    return {
        "exposure_gini": round(gini(load / market.free), 4),
        "worst_district": round(float(shares.min(initial=1.0)), 4),
    }


def solution_of(case: Case, answer: Answer, proof: Proof) -> Solution:
    """Write an answer down as our verifier wants it, with the proof found by our own solver."""
    order = np.lexsort((answer.role, answer.volunteer))
    objective = tiers_of(case, answer).objective
    return Solution(
        volunteer=answer.volunteer[order].astype(np.int32),
        role=answer.role[order].astype(np.int32),
        score=scores_of(case, answer)[order].astype(np.int32),
        objective=objective,
        certificate=Certificate(case.problem.sha256, proof.prices, objective, proof.bound),
        stopped_by="",
        seed=0,
    )


def measure(case: Case, answer: Answer, proof: Proof) -> dict[str, object]:
    """Verify an answer and take its figures; ``faults`` holds what the verifier refuses, nothing if it accepts."""
    solution = solution_of(case, answer, proof)
    verdict, tiers = verify(case.problem, solution), tiers_of(case, answer)
    counted, to_minimum = np.minimum(load_of(case, answer), case.market.low).sum(), case.market.low.sum()
    chosen = np.stack([solution.volunteer, solution.role]).astype("<i4").tobytes()
    return {
        "objective": tiers.objective,
        "staffing_points": tiers.staffing,
        "value_points": tiers.scores + tiers.first_places,
        "gap_ppm": gap_ppm(tiers.objective, proof.bound),
        "feasible": verdict.accepted,
        "faults": [str(reason) for reason in verdict.reasons[:5]],
        "placed": len(solution.role),
        "people_placed": len(np.unique(solution.volunteer)),
        "minimum_staffing": round(float(counted / max(to_minimum, 1)), 4),
        **evenness_of(case, answer),
        "assignment_sha256": hashlib.sha256(chosen).hexdigest(),
    }

"""A stored run back into arrays: the problem as it was kept, and the answer as the tables hold it now."""

from dataclasses import dataclass

import numpy as np

from matching import engine
from matching.models import MatchRun, RunRecord, Suggestion


@dataclass(frozen=True, slots=True)
class Kept:
    """A problem and the answer a run claims for it; ``lost`` counts proposals about nobody or nothing in it."""

    problem: engine.Problem
    solution: engine.Solution
    lost: int


def kept_problem(run: MatchRun) -> engine.Problem | None:
    """Return the problem a run was solved from; None once it is forgotten."""
    record = RunRecord.objects.filter(run=run).first()
    return None if record is None or record.problem is None else engine.unpack_problem(bytes(record.problem))


def read_back(run: MatchRun) -> Kept | None:
    """Put a run together again from its record, its suggestions and its own columns; None once it is forgotten.

    Nothing is copied from one place to the other: the pairs and scores are the suggestions as they stand, the hash and
    both bounds are the run's, the prices are the record's. Whoever changes one of them is found out.
    """
    record = RunRecord.objects.filter(run=run).first()
    if record is None or record.problem is None:
        return None
    problem = engine.unpack_problem(bytes(record.problem))
    person_at = {key.decode(): row for row, key in enumerate(problem.volunteers.ids.tolist())}
    place_at = {key.decode(): row for row, key in enumerate(problem.roles.ids.tolist())}
    pairs = Suggestion.objects.filter(run=run).values_list("volunteer__public_id", "role__public_id", "score")
    known = [
        (person_at[str(person)], place_at[str(place)], score)
        for person, place, score in pairs
        if str(person) in person_at and str(place) in place_at
    ]
    rows = np.array(sorted(known), dtype=np.int64).reshape(len(known), 3)
    asked = engine.unpack_prices(bytes(record.prices))
    solution = engine.Solution(
        volunteer=rows[:, 0].astype(np.int32),
        role=rows[:, 1].astype(np.int32),
        score=rows[:, 2].astype(np.int32),
        objective=run.objective,
        certificate=engine.Certificate(run.problem_hash, asked.prices, run.objective, run.bound, asked.surcharges),
        stopped_by=run.stopped_by,
        seed=run.seed,
    )
    return Kept(problem, solution, lost=len(pairs) - len(known))


def warm_start(run: MatchRun, problem: engine.Problem) -> engine.Solution | None:
    """Write a run's prices and pairs for another problem; what it does not know has no price and no pair.

    None once the run is forgotten: without its problem nobody knows which role a price belongs to.
    """
    kept = read_back(run)
    if kept is None:
        return None
    role_at = {key: row for row, key in enumerate(problem.roles.ids.tolist())}
    person_at = {key: row for row, key in enumerate(problem.volunteers.ids.tolist())}
    roles, people = kept.problem.roles.ids.tolist(), kept.problem.volunteers.ids.tolist()
    prices = np.zeros(len(role_at), dtype=np.int64)
    for key, price in zip(roles, kept.solution.certificate.prices.tolist(), strict=True):
        if key in role_at:
            prices[role_at[key]] = price
    before = zip(
        kept.solution.volunteer.tolist(), kept.solution.role.tolist(), kept.solution.score.tolist(), strict=True
    )
    pairs = sorted(
        (person_at[people[person]], role_at[roles[role]], score)
        for person, role, score in before
        if people[person] in person_at and roles[role] in role_at
    )
    rows = np.array(pairs, dtype=np.int32).reshape(len(pairs), 3)
    certificate = engine.Certificate(problem.sha256, prices, 0, kept.solution.bound)
    return engine.Solution(rows[:, 0], rows[:, 1], rows[:, 2], 0, certificate, "warm", run.seed)

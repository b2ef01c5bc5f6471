"""The commands on folders of the main form: volunteers, shifts, roles, confirmed sign-ups."""

import time
from argparse import Namespace
from typing import Any

import numpy as np

from matching.engine.choices import explain_choice, explain_role, explain_volunteer
from matching.engine.commands.output import show, tell
from matching.engine.explain import explain_pair
from matching.engine.files.answers import read_solution, write_solution
from matching.engine.files.compact import read_problem
from matching.engine.index import build_index
from matching.engine.problem import Problem
from matching.engine.rank import top_k_roles, top_k_volunteers
from matching.engine.result import Limits
from matching.engine.shards import worker_processes
from matching.engine.solve import solve
from matching.engine.verify import verify


def run_solve(given: Namespace) -> int:
    """Solve, verify and write the answer; 1 if the verifier refuses it."""
    problem, began = read_problem(given.problem), time.monotonic()
    limits = Limits(gap_ppm=given.gap_ppm, seconds=given.seconds, rounds=given.rounds)
    warm = read_solution(problem, given.warm) if given.warm else None
    with worker_processes(given.workers) as workers:
        answer = solve(
            problem,
            limits=limits,
            seed=given.seed,
            threads=given.threads,
            warm=warm,
            workers=workers,
            on_progress=tell,
        )
    seconds = round(time.monotonic() - began, 2)
    verdict = verify(problem, answer)
    show(write_solution(problem, answer, given.out, seconds=seconds, verified=verdict.accepted), given.json)
    return 0 if verdict.accepted else 1


def run_verify(given: Namespace) -> int:
    """Check an answer; 1 if it is refused."""
    problem = read_problem(given.problem)
    verdict = verify(problem, read_solution(problem, given.answer))
    reasons = [str(reason) for reason in verdict.reasons]
    facts = {"accepted": verdict.accepted, "objective": verdict.objective, "bound": verdict.bound}
    show(facts | {"gap_ppm": verdict.gap_ppm, "reasons": reasons}, given.json)
    return 0 if verdict.accepted else 1


def _row(problem: Problem, table: str, name: str) -> int:
    ids = problem.volunteers.ids if table == "volunteer" else problem.roles.ids
    found = np.flatnonzero(ids == name.encode())
    if not found.size:
        raise ValueError(f"there is no {table} {name}")
    return int(found[0])


def run_rank(given: Namespace) -> int:
    """List the best roles of a volunteer, or the best volunteers of a role."""
    problem = read_problem(given.problem)
    index = build_index(problem)
    if given.volunteer is not None:
        best = top_k_roles(index, _row(problem, "volunteer", given.volunteer), given.count)
        ids = problem.roles.ids
    else:
        best = top_k_volunteers(index, _row(problem, "role", given.role), given.count)
        ids = problem.volunteers.ids
    pairs = zip(best.rows.tolist(), best.scores.tolist(), strict=True)
    show([{"id": ids[row].decode(), "score": score} for row, score in pairs], given.json)
    return 0


def run_explain(given: Namespace) -> int:
    """Say what became of a volunteer, a role or a pair."""
    problem = read_problem(given.problem)
    index, answer = build_index(problem), read_solution(problem, given.answer)
    found: dict[str, Any]
    if given.volunteer is not None and given.role is not None:
        volunteer, role = _row(problem, "volunteer", given.volunteer), _row(problem, "role", given.role)
        choice = explain_choice(index, answer, volunteer, role)
        factors = [(f.code, f.verdict, f.points, f.values) for f in explain_pair(index, volunteer, role)]
        found = {"code": choice.code, "values": choice.values, "factors": factors}
    elif given.volunteer is not None:
        outcome = explain_volunteer(index, answer, _row(problem, "volunteer", given.volunteer))
        found = {"code": outcome.code, "values": outcome.values}
    else:
        outcome = explain_role(index, answer, _row(problem, "role", given.role))
        found = {"code": outcome.code, "values": outcome.values}
    show(found, given.json)
    return 0

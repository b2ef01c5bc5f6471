"""The commands on folders of the main form: volunteers, shifts, roles, confirmed sign-ups."""

import time
from argparse import Namespace
from typing import Any, cast

import numpy as np

from matching.engine.commands.ahead import compile_ahead
from matching.engine.commands.main_sentences import Teller
from matching.engine.commands.output import report, show, tell
from matching.engine.explain.pair import explain_pair
from matching.engine.files import is_compact, read_problem
from matching.engine.files.answers import read_solution, write_solution
from matching.engine.files.plain import read_names
from matching.engine.hard import RULES, Pairs, failed_bits
from matching.engine.index import Index, build_index
from matching.engine.problem import Problem
from matching.engine.rank.scan import top_k_roles, top_k_volunteers
from matching.engine.result import Limits
from matching.engine.shards import worker_processes
from matching.engine.solve import solve
from matching.engine.verify import verify

COUNTED_PAIRS = 1_000_000  # people x roles up to which pairs that may not be are counted by rule


def run_solve(given: Namespace) -> int:
    """Solve, verify and write the answer; 1 if the verifier refuses it."""
    problem, began = read_problem(given.problem), time.monotonic()
    limits = Limits(gap_ppm=given.gap_ppm, seconds=given.seconds, rounds=given.rounds)
    warm = read_solution(problem, given.warm) if given.warm else None
    compile_ahead(problem)
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
    facts = {"seconds": seconds, "verified": verdict.accepted} | _impossible(problem)
    show(write_solution(problem, answer, given.out, **facts), given.json)
    return 0 if verdict.accepted else 1


def _impossible(problem: Problem) -> dict[str, Any]:
    """Count the pairs that may not be, and those that fail each rule; nothing for a problem with too many pairs."""
    if len(problem.volunteers) * len(problem.roles) > COUNTED_PAIRS:
        return {}
    bits = failed_bits(Pairs(build_index(problem), slice(None), slice(None)))
    by_rule = {rule.code: int((bits & rule.bit > 0).sum()) for rule in RULES}
    failing = {code: count for code, count in by_rule.items() if count}
    return {"pairs": bits.size, "impossible_pairs": int((bits > 0).sum()), "impossible_by_rule": failing}


def run_verify(given: Namespace) -> int:
    """Check an answer; 1 if it is refused."""
    problem = read_problem(given.problem)
    answer = read_solution(problem, given.answer)
    return report(verify(problem, answer), answer.sha256, given)


def _row(problem: Problem, table: str, name: str) -> int:
    ids = problem.volunteers.ids if table == "volunteer" else problem.roles.ids
    found = np.flatnonzero(ids == name.encode())
    if not found.size:
        raise ValueError(f"there is no {table} {name}")
    return int(found[0])


def run_rank(given: Namespace) -> int:
    """List the best roles of a volunteer, or the best volunteers of a role, with the parts of each score."""
    problem = read_problem(given.problem)
    index = build_index(problem)
    if given.volunteer is not None:
        volunteer, ids = _row(problem, "volunteer", given.volunteer), problem.roles.ids
        best = top_k_roles(index, volunteer, given.count)
        parts = [_score_parts(index, volunteer, role) for role in best.rows.tolist()]
    else:
        role, ids = _row(problem, "role", given.role), problem.volunteers.ids
        best = top_k_volunteers(index, role, given.count)
        parts = [_score_parts(index, volunteer, role) for volunteer in best.rows.tolist()]
    ranked = [
        {"id": ids[row].decode(), "score": score, "parts": points}
        for row, score, points in zip(best.rows.tolist(), best.scores.tolist(), parts, strict=True)
    ]
    show(ranked if given.json else [_told(entry) for entry in ranked], given.json)
    return 0


def _score_parts(index: Index, volunteer: int, role: int) -> dict[str, int]:
    """Return the points of each part of a score by code."""
    factors = explain_pair(index, volunteer, role)
    return {factor.code: factor.points for factor in factors if factor.points is not None}


def _told(ranked: dict[str, Any]) -> str:
    parts = " + ".join(f"{code} {points}" for code, points in ranked["parts"].items())
    return f"{ranked['id']}: {parts} = {ranked['score']} points"


def run_explain(given: Namespace) -> int:
    """Say what became of a volunteer, a role or a pair."""
    problem = read_problem(given.problem)
    names = None if is_compact(given.problem) else read_names(given.problem)
    index, answer = build_index(problem), read_solution(problem, given.answer)
    teller = Teller(index, answer, names)
    volunteer = None if given.volunteer is None else _row(problem, "volunteer", given.volunteer)
    role = None if given.role is None else _row(problem, "role", given.role)
    found: dict[str, Any] = {}
    if volunteer is not None and role is not None:
        story = teller.pair(volunteer, role)
        factors = explain_pair(index, volunteer, role)
        found = {"factors": [(factor.code, factor.verdict, factor.points, factor.values) for factor in factors]}
    elif volunteer is not None:
        story = teller.volunteer(volunteer)
    else:
        story = teller.role(cast("int", role))
    told = {"code": story.outcome.code, "values": story.outcome.values, "sentences": story.sentences}
    show(told | found if given.json else story.sentences, given.json)
    return 0

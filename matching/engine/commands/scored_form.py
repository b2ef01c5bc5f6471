"""The commands on folders of the scored form: people, places and scored pairs."""

import time
from argparse import Namespace
from typing import cast

import numpy as np
from numpy.typing import NDArray

from matching.engine.commands.output import report, show, tell
from matching.engine.commands.scored_sentences import name, tell_pair, tell_person, tell_place
from matching.engine.files.scored import read_scored, read_scored_answer, write_scored_answer
from matching.engine.result import Limits
from matching.engine.scored.explain import rank_pairs
from matching.engine.scored.market import left_out
from matching.engine.scored.problem import ScoredProblem
from matching.engine.scored.solve import solve_scored
from matching.engine.scored.verify import verify_scored


def run_solve(given: Namespace) -> int:
    """Solve, verify and write the answer; 1 if the verifier refuses it."""
    problem, began = read_scored(given.problem), time.monotonic()
    limits = Limits(gap_ppm=given.gap_ppm, seconds=given.seconds, rounds=given.rounds)
    answer = solve_scored(problem, limits=limits, seed=given.seed, threads=given.threads, on_progress=tell)
    seconds = round(time.monotonic() - began, 2)
    verdict = verify_scored(problem, answer)
    dropped = {reason: int(pairs.sum()) for reason, pairs in left_out(problem).items() if pairs.any()}
    facts = {"seconds": seconds, "verified": verdict.accepted, "impossible_pairs": dropped}
    show(write_scored_answer(problem, answer, given.out, **facts), given.json)
    return 0 if verdict.accepted else 1


def run_verify(given: Namespace) -> int:
    """Check an answer; 1 if it is refused."""
    problem = read_scored(given.problem)
    answer = read_scored_answer(problem, given.answer)
    return report(verify_scored(problem, answer), answer.sha256, given)


def _row(ids: NDArray[np.bytes_], kind: str, wanted: str) -> int:
    found = np.flatnonzero(ids == wanted.encode())
    if not found.size:
        raise ValueError(f"there is no {kind} {wanted}")
    return int(found[0])


def _rows(problem: ScoredProblem, given: Namespace) -> tuple[int | None, int | None]:
    """Find the person and the place that a command names."""
    person = None if given.volunteer is None else _row(problem.people.ids, "person", given.volunteer)
    place = None if given.role is None else _row(problem.places.ids, "place", given.role)
    return person, place


def run_rank(given: Namespace) -> int:
    """List the best places of a person, or the best people of a place."""
    problem = read_scored(given.problem)
    person, place = _rows(problem, given)
    best = rank_pairs(problem, person=person, place=place, count=given.count)
    ids = problem.people.ids if person is None else problem.places.ids
    pairs = zip(best.rows.tolist(), best.scores.tolist(), strict=True)
    ranked = [{"id": name(ids, row), "score": score} for row, score in pairs]
    show(ranked if given.json else [f"{entry['id']}: {entry['score']} points" for entry in ranked], given.json)
    return 0


def run_explain(given: Namespace) -> int:
    """Say what became of a person, a place or a pair."""
    problem = read_scored(given.problem)
    answer = read_scored_answer(problem, given.answer)
    person, place = _rows(problem, given)
    if person is not None and place is not None:
        found, sentences = tell_pair(problem, answer, person, place)
    elif person is not None:
        found, sentences = tell_person(problem, answer, person)
    else:
        found, sentences = tell_place(problem, answer, cast("int", place))
    told = {"code": found.code, "values": found.values, "sentences": sentences}
    show(told if given.json else sentences, given.json)
    return 0

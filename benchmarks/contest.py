"""One contest: a problem, everybody's answer to it, and what each is worth beside our proven bound."""

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from benchmarks.answer import Moment, Run
from benchmarks.arena import OURS, Failed, let_answer, save
from benchmarks.case import make_case
from benchmarks.measure import measure
from benchmarks.problems import published
from benchmarks.sizes import AT_MOST, SIZES
from matching.engine.generate import generate

GAPS_PPM = (10_000, 1_000, 100, 10, 1, 0)


def seconds_to(moments: Iterable[Moment], gap: int) -> float | None:
    """Return after how many seconds a gap was proven for the first time."""
    return next((round(moment.seconds, 4) for moment in moments if moment.gap_ppm <= gap), None)


def cost_of(run: Run) -> dict[str, Any]:
    """Return what an answer cost, and how soon it proved which gap by itself."""
    reached = {str(gap): seconds_to(run.answer.moments, gap) for gap in GAPS_PPM} if run.answer.moments else {}
    return {
        "wall_seconds": round(run.wall_seconds, 4),
        "cpu_seconds": round(run.cpu_seconds, 4),
        "peak_mib": run.peak_mib,
        "search_seconds": round(run.answer.moments[-1].seconds, 4) if run.answer.moments else None,
        "own_gap_ppm": run.answer.moments[-1].gap_ppm if run.answer.moments else None,
        "seconds_to_gap_ppm": reached,
        "note": run.answer.note,
    }


def hold(name: str, family: str, seed: int, peers: tuple[str, ...], *, seconds: float) -> dict[str, Any]:
    """Draw a problem of a named size and let everybody answer it.

    Raises
    ------
    Failed
        If our own solver has no answer: then there is nothing to measure others by.
    """
    case = make_case(generate(SIZES[name].volunteers, SIZES[name].shifts, family, seed))
    with tempfile.TemporaryDirectory(prefix="asar-bench-") as folder:
        problem, whole = Path(folder, "problem"), Path(folder, "case")
        save(case.problem, problem)
        save(case, whole)
        run = let_answer(OURS, problem, seconds=seconds, gap_ppm=SIZES[name].gap_ppm)
        proof = run.answer.proof
        assert proof is not None
        target = run.answer.moments[-1].gap_ppm
        rows = [{"peer": OURS} | measure(case, run.answer, proof) | cost_of(run)]
        for peer in peers:
            try:
                patience = min(seconds, AT_MOST.get(peer, seconds))
                run = let_answer(peer, whole, seconds=patience, gap_ppm=target)
            except Failed as failure:
                rows.append({"peer": peer, "failed": str(failure)})
                continue
            rows.append({"peer": peer} | measure(case, run.answer, proof) | cost_of(run))
    return {
        "family": family,
        "seed": seed,
        "problem_sha256": case.problem.sha256,
        "published": published().get((name, family, seed)) == case.problem.sha256,
        "roles": len(case.role_row),
        "pairs": len(case.edges.role),
        "bound": proof.bound,
        "rows": rows,
    }

"""Let one peer after the other answer, each in a process of its own, so that time and memory are its own."""

import argparse
import pickle
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.answer import Answer, Run
from benchmarks.case import make_case
from benchmarks.machine import peak_mib
from benchmarks.peers import ours, solver_of
from matching.engine.generate import generate

ROOT = Path(__file__).resolve().parents[1]
GRACE_SECONDS = 90.0  # for loading, writing a programme and stopping, beyond the time to search
OURS = "ours"
TINY = (40, 8)  # what every peer answers first, so that importing and compiling are not counted


class Failed(Exception):
    """A peer has no answer; the text says why."""


def save(thing: object, path: Path) -> None:
    """Write something for another process of the same run."""
    with path.open("wb") as file:
        pickle.dump(thing, file, protocol=5)


def load(path: Path) -> object:
    """Read what :func:`save` wrote, and nothing that came from anywhere else."""
    with path.open("rb") as file:
        return pickle.load(file)


def let_answer(peer: str, given: Path, *, seconds: float, gap_ppm: int) -> Run:
    """Start a process for one peer and wait for it.

    Parameters
    ----------
    peer : a name of ``PEERS``, or ``OURS``
    given : a saved Case; a saved Problem for ours

    Raises
    ------
    Failed
        If it cannot be loaded, fails, or is still busy well after its time.
    """
    out = given.with_name(f"{peer}.answer")
    words = [sys.executable, "-m", "benchmarks.arena", peer, str(given), str(out)]
    limits = ["--seconds", str(seconds), "--gap-ppm", str(gap_ppm)]
    patience = seconds + GRACE_SECONDS
    try:
        done = subprocess.run([*words, *limits], cwd=ROOT, capture_output=True, text=True, timeout=patience)
    except subprocess.TimeoutExpired as late:
        raise Failed(f"no answer in {patience:.0f} s, stopped") from late
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"ended with code {done.returncode}"]
        raise Failed(lines[-1])
    run = load(out)
    assert isinstance(run, Run)
    return run


def _solver(peer: str) -> Callable[[Any, float, int], Answer]:
    """Load a solver and let it answer something tiny, which imports and compiles what it needs."""
    if peer == OURS:
        ours.load_kernels()
        return ours.solve
    solve = solver_of(peer)
    solve(make_case(generate(*TINY)), 1.0, 0)
    return solve


def run_once(peer: str, given: object, *, seconds: float, gap_ppm: int) -> Run:
    """Answer in this process; ``given`` as for :func:`let_answer`, loaded.

    Raises
    ------
    ImportError
        If a package the peer needs is not installed.
    """
    solve = _solver(peer)
    cpu, wall = time.process_time(), time.perf_counter()
    answer = solve(given, seconds, gap_ppm)
    return Run(answer, time.perf_counter() - wall, time.process_time() - cpu, peak_mib())


def main() -> None:
    """Be the process of one peer."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.arena", description=main.__doc__)
    parser.add_argument("peer")
    parser.add_argument("given", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--gap-ppm", type=int, required=True)
    words = parser.parse_args()
    try:
        run = run_once(words.peer, load(words.given), seconds=words.seconds, gap_ppm=words.gap_ppm)
    except ImportError as missing:
        sys.exit(f"not installed: {missing}")
    save(run, words.out)


if __name__ == "__main__":
    main()

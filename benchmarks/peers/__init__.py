"""Whom we are measured against; each is a module with ``solve(case, seconds, gap_ppm) -> Answer``."""

from importlib import import_module
from typing import Protocol, cast

from benchmarks.answer import Answer
from benchmarks.case import Case

PEERS = {
    "first_come": "first come, first served",
    "greedy": "greedy by score",
    "by_shift": "greedy, shift by shift",
    "restarts": "300 random fillings, the best kept",
    "flow": "OR-Tools min-cost flow, then repair",
    "highs": "HiGHS MIP",
    "cpsat": "OR-Tools CP-SAT, 8 workers",
    "timefold": "Timefold",
}


class Solver(Protocol):
    """What every peer module offers."""

    def __call__(self, case: Case, seconds: float, gap_ppm: int) -> Answer:
        """Answer within about that many seconds; a search with a proof of its own may stop at the gap."""
        ...


def solver_of(peer: str) -> Solver:
    """Import a peer.

    Raises
    ------
    ImportError
        If a package it needs is not installed.
    """
    return cast("Solver", import_module(f"benchmarks.peers.{peer}").solve)

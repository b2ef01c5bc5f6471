"""Measurements that stand beside the contests, each in a process of its own: ranking, its peers, single events."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.sizes import SIZES

ROOT = Path(__file__).resolve().parents[1]
MOST_SECONDS = 900.0
QUERIES = 300
PAUSE_SECONDS = 0.01  # between two events beside rounds


def run_alone(module: str, *words: object) -> dict[str, Any]:
    """Run a module that prints one line of JSON; ``failed`` says why there is none."""
    command = [sys.executable, "-m", module, *map(str, words)]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=MOST_SECONDS)
    except subprocess.TimeoutExpired:
        return {"failed": f"no answer in {MOST_SECONDS:.0f} s, stopped"}
    if done.returncode:
        return {"failed": (done.stderr.strip().splitlines() or [f"ended with code {done.returncode}"])[-1]}
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def measure_gap(folder: Path) -> dict[str, Any]:
    """Solve the public generalised-assignment cases of a folder (:mod:`benchmarks.gap`) and sum the rows up."""
    command = [sys.executable, "-m", "benchmarks.gap", str(folder)]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=MOST_SECONDS)
    except subprocess.TimeoutExpired:
        return {"failed": f"no answer in {MOST_SECONDS:.0f} s, stopped"}
    rows = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    if not rows:
        return {"failed": (done.stderr.strip().splitlines() or ["no case"])[-1]}
    return {
        "cases": len(rows),
        "verified": sum(row["verified"] for row in rows),
        "every job placed": sum(row["placed"] == row["jobs"] for row in rows),
        "best value reached": sum(row["value"] == row["proven"] for row in rows),
        "largest own gap, ppm": max(row["gap_ppm"] for row in rows),
        "CPU seconds": round(sum(row["cpu_seconds"] for row in rows), 1),
        "slowest, CPU seconds": max(row["cpu_seconds"] for row in rows),
    }


def measure_alone(name: str) -> dict[str, Any]:
    """Measure ranking and single events at a named size."""
    size = SIZES[name]
    people, shifts = ("--volunteers", size.volunteers), ("--shifts", size.shifts)
    found = {
        "ranking": run_alone("benchmarks.ranking", *people, *shifts, "--queries", QUERIES, "--json"),
        "ranking_peers": run_alone("benchmarks.ranking_peers", *shifts),
    }
    if size.events:
        found["events"] = run_alone(
            "benchmarks.events", *people, *shifts, "--events", size.events, "--pause", PAUSE_SECONDS
        )
    return found

"""Write docs/benchmarks.md from the results kept beside this file; only the prose here is typed by hand."""

import json
from pathlib import Path
from typing import Any

from benchmarks.compare import Contest, compare
from benchmarks.contest import GAPS_PPM
from benchmarks.sizes import SIZES
from benchmarks.tables import beside_tables, comparison_tables, contest_table, machine_line, table

RESULTS = Path(__file__).with_name("results")
DOCUMENT = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"

INTRODUCTION = """\
# Benchmarks

The matching engine beside simple ways and general solvers, on problems that anyone can draw again. This page is
written by `python3 start.py bench --write` from the JSON in `benchmarks/results/`; every figure comes from a run.

## How to reproduce

    python3 start.py bench --size 10k      # also 1k, 100k, 1M; --families, --seeds, --peers, --seconds choose less
    python3 start.py bench --write         # this page, from the results of the last full runs

The peers' packages come from `requirements/bench.txt`, pinned with hashes, into `.venv-bench`; the product never needs
them. A peer that cannot be installed or started says so in its row.

## What is measured

- **Problems** are drawn by `matching.engine.generate`: four families (base: seats are scarce; balanced: about four
  times the seats; slack: people are scarce; tight: short weeks, long ways, odd lengths), each with a seed. The hash
  names the problem: the same arguments give the same hash on every machine.
- **Everybody gets the same eligible pairs**, found once by the engine. Finding them is part of our time and not of the
  peers'. Importing and compiling is counted for nobody. HiGHS and CP-SAT get the programme written with clashes as
  cliques; writing it is part of *wall s*, not of the seconds to a proven gap.
- Each peer runs in its own process, which ends at a time limit. **Peak MiB** is the most its memory ever held, with
  the pairs; ours starts from the problem alone.
- **Every answer is checked by our independent verifier** for feasibility and value. *Gap* is how far it may be below
  our proven bound; *own proof* is the gap a peer proves by itself.
- *Value* is the objective: seats up to the minimum head-count, scores of the pairs, first places. *Minimum*: seats
  filled of those below the minimum. *Gini*: inequality, between roles, of the share of seats filled (0: all alike).
  *Worst district*: the smallest share of on-site seats filled around any of the 20 largest settlements.
- **Ranking**: the best twenty roles of one person and the best twenty people for one role, processor time, compared
  list by list with a full scan; beside it one SQL query and a loop with geopy that answer the same question.
- **Single events** on a solved problem in which two percent of people and roles come later: somebody gives up a place,
  leaves, comes (back), a role opens, a seat is withdrawn; wall time, and processor time at p99. People and roles that
  come were rows of the problem before; a row that is not needs the pairs found anew, as long as one round takes. First
  alone, then beside a thread that keeps running rounds, with a pause of 10 ms between two events. The plan and the
  bound at the end are verified.
- *SHA-256* names the assignment: repeated runs on any number of threads give the same one for our solver.
"""

ENDING = """\
## What is not measured

- Real people. The generator imitates Kazakhstan's settlements, ages and habits; it is not data about anybody.
- HiGHS, CP-SAT and Timefold at 100k and beyond: 20 million columns are out of their reach on such a machine.
- Other processors than x86-64, more than two cores, and commercial solvers.
- The peers at their best tuning: each runs with its defaults and as many threads as there are processors (CP-SAT with
  eight workers, without which it has no search by linear relaxation).
"""


def kept_results() -> list[dict[str, Any]]:
    """Read the results of full runs, smallest size first."""
    files = [RESULTS / f"{size}.json" for size in SIZES]
    return [json.loads(file.read_text(encoding="utf-8")) for file in files if file.exists()]


def _progress_table(contests: list[Contest]) -> str:
    head = ("seconds to a proven gap of", *(f"{gap} ppm" for gap in GAPS_PPM))
    rows = [
        (f"{contest['family']}, seed {contest['seed']}", *_reached(contest["rows"][0]["seconds_to_gap_ppm"]))
        for contest in contests
    ]
    return table(head, rows)


def _reached(seconds: dict[str, float | None]) -> list[str]:
    return ["" if seconds[str(gap)] is None else f"{seconds[str(gap)]:.2f}" for gap in GAPS_PPM]


def section(result: dict[str, Any]) -> str:
    """Write one size."""
    contests = result["contests"]
    parts = [
        f"## {result['size']}: {result['volunteers']:,} volunteers, {result['shifts']:,} shifts",
        machine_line(result),
        _progress_table(contests),
        *([comparison_tables(contests)] if compare(contests) else []),
        *beside_tables(result),
        *map(contest_table, contests),
    ]
    return "\n\n".join(parts)


def text_of(results: list[dict[str, Any]]) -> str:
    """Write the page."""
    return "\n\n".join([INTRODUCTION.strip(), *map(section, results), ENDING.strip()]) + "\n"


def write_document() -> Path:
    """Write the page of the kept results where it belongs, and return where that is."""
    DOCUMENT.write_text(text_of(kept_results()), encoding="utf-8")
    return DOCUMENT

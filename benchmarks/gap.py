"""Solve public Generalised Assignment cases as volunteers with hour budgets, and compare with the proven values.

    python -m benchmarks.gap FOLDER [--case c0530_2] [--out folder]

The folder holds ``public_bounds.txt`` and ``data/*.zip``, one text file each: agents m, jobs n, m x n values, m x n
resources, m capacities. An agent is a person with that many minutes a week, a job a place with one seat that must be
filled, a resource the minutes that differ by person. Cases to be minimised score a constant minus their cost.
"""

import argparse
import json
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.files.scored import write_scored
from matching.engine.scored.answer import ScoredSolution
from matching.engine.scored.problem import NO_LIMIT, NO_TIME, Pairs, People, Places, ScoredProblem, make_scored
from matching.engine.scored.solve import solve_scored
from matching.engine.scored.verify import verify_scored


class GapCase(NamedTuple):
    """One case: values and resources, shape (agents, jobs); capacities; whether values are to be maximised."""

    name: str
    values: NDArray[np.int64]
    resources: NDArray[np.int64]
    capacities: NDArray[np.int64]
    is_maximum: bool
    proven: int

    def points(self) -> NDArray[np.int64]:
        """Return the values as scores: more is better, none below zero."""
        return self.values if self.is_maximum else self.values.max() - self.values

    def value_of(self, solution: ScoredSolution) -> int:
        """Return what an answer that places every job is worth in the units of the case."""
        jobs = self.values.shape[1]
        return solution.points if self.is_maximum else int(self.values.max()) * jobs - solution.points


def read_cases(folder: Path) -> Iterator[GapCase]:
    """Read every case of a folder, once for each of its proven values."""
    for line in (folder / "public_bounds.txt").read_text(encoding="utf-8").splitlines():
        if not line.strip():
            continue
        name, lower, upper = line.split()
        stem, _, sense = name.rpartition("_")
        with zipfile.ZipFile(folder / "data" / f"{stem}.zip") as archive:
            numbers = np.array(archive.read(archive.namelist()[0]).split(), dtype=np.int64)
        agents, jobs = numbers[:2].tolist()
        values, resources, capacities = np.split(numbers[2:], [agents * jobs, 2 * agents * jobs])
        shape = (agents, jobs)
        is_maximum = sense == "Max"
        proven = int(lower if is_maximum else upper)
        yield GapCase(name, values.reshape(shape), resources.reshape(shape), capacities[:agents], is_maximum, proven)


def to_scored(case: GapCase) -> ScoredProblem:
    """Write a case in the scored form."""
    agents, jobs = case.values.shape
    people = People.of(
        ids=[f"agent{row:03d}" for row in range(agents)],
        max_minutes=case.capacities,
        max_places=np.full(agents, NO_LIMIT),
    )
    ones, never = np.ones(jobs, dtype=np.int64), np.full(jobs, NO_TIME)
    places = Places.of(
        ids=[f"job{row:03d}" for row in range(jobs)], capacity=ones, minimum=ones, start=never, end=never
    )
    pairs = Pairs.of(
        person=np.repeat(np.arange(agents), jobs),
        place=np.tile(np.arange(jobs), agents),
        score=case.points().ravel(),
        minutes=case.resources.ravel(),
    )
    return make_scored(people, places, pairs)


def run_case(case: GapCase) -> dict[str, object]:
    """Solve and verify one case."""
    problem, began = to_scored(case), time.process_time()
    answer = solve_scored(problem)
    seconds = time.process_time() - began
    return {
        "case": case.name,
        "value": case.value_of(answer),
        "proven": case.proven,
        "gap_ppm": answer.gap_ppm,
        "placed": answer.low_seats,
        "jobs": case.values.shape[1],
        "certificate_cases": len(answer.cases),
        "cpu_seconds": round(seconds, 3),
        "verified": verify_scored(problem, answer).accepted,
    }


def main(arguments: list[str] | None = None) -> int:
    """Run the cases of a folder, or write one of them as a folder of the scored form."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gap", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--case", help="only this one, for instance c0530_2_Max")
    parser.add_argument("--out", type=Path, help="write the case there instead of solving it")
    given = parser.parse_args(arguments)
    cases = [case for case in read_cases(given.folder) if given.case in (None, case.name)]
    if not cases or (given.out and len(cases) > 1):
        parser.error("name one case with --case" if cases else f"there is no case {given.case}")
    if given.out:
        write_scored(to_scored(cases[0]), given.out)
        return 0
    rows = [run_case(case) for case in cases]
    for row in rows:
        print(json.dumps(row))
    return 0 if all(row["verified"] and row["value"] == row["proven"] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())

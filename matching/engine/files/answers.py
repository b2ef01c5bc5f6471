"""Answers as folders: proposals.csv, prices.csv, surcharges.csv and result.json."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from matching.engine.files.compact import cells_of
from matching.engine.files.sheets import check_columns, read_sheet, rows_of, whole_numbers, write_rows
from matching.engine.problem import Problem
from matching.engine.result import Certificate, Solution, Surcharges
from matching.engine.tables import Fault, ProblemError

PROPOSALS, PRICES, RESULT = "proposals.csv", "prices.csv", "result.json"
SURCHARGES = "surcharges.csv"  # missing where nobody pays one
LARGEST, DEAREST = 2**31 - 1, 2**60  # what columns of an answer can hold


def write_solution(problem: Problem, solution: Solution, folder: Path, **facts: object) -> dict[str, object]:
    """Write an answer into a folder; return what its ``result.json`` says, ``facts`` included."""
    folder.mkdir(parents=True, exist_ok=True)
    people, roles = cells_of(problem.volunteers.ids), cells_of(problem.roles.ids)
    rows = zip(solution.volunteer.tolist(), solution.role.tolist(), solution.score.tolist(), strict=True)
    write_rows(folder / PROPOSALS, ["volunteer", "role", "score"], ((people[v], roles[r], s) for v, r, s in rows))
    write_rows(folder / PRICES, ["role", "price"], zip(roles, solution.certificate.prices.tolist(), strict=True))
    _write_surcharges(problem, solution.certificate.surcharges, folder)
    result = {
        "problem_sha256": solution.certificate.problem_sha256,
        "sha256": solution.sha256,
        "objective": solution.objective,
        "bound": solution.bound,
        "gap_ppm": solution.gap_ppm,
        "placed": len(solution.role),
        "stopped_by": solution.stopped_by,
        "seed": solution.seed,
        **facts,
    }
    (folder / RESULT).write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    return result


def _write_surcharges(problem: Problem, surcharges: Surcharges, folder: Path) -> None:
    people, shifts = cells_of(problem.volunteers.ids), cells_of(problem.shifts.ids)
    rows = zip(*(getattr(surcharges, name).tolist() for name in ("volunteer", "shift", "points")), strict=True)
    if len(surcharges):
        write_rows(
            folder / SURCHARGES, ["volunteer", "shift", "points"], ((people[v], shifts[s], p) for v, s, p in rows)
        )
    else:
        (folder / SURCHARGES).unlink(missing_ok=True)


def _read_surcharges(problem: Problem, folder: Path) -> Surcharges:
    if not (folder / SURCHARGES).exists():
        return Surcharges()
    sheet = read_sheet(folder / SURCHARGES)
    check_columns(sheet, needed={"volunteer", "shift", "points"}, known={"volunteer", "shift", "points"})
    volunteer = np.array(rows_of(sheet, "volunteer", problem.volunteers.ids), np.int64)
    shift = np.array(rows_of(sheet, "shift", problem.shifts.ids), np.int64)
    points = whole_numbers(sheet, "points", lowest=0, highest=LARGEST)
    order = np.lexsort((shift, volunteer))
    return Surcharges(volunteer[order], shift[order], points[order])


def read_solution(problem: Problem, folder: Path) -> Solution:
    """Read an answer; whether it is right is for ``verify`` to say.

    Raises
    ------
    ProblemError
        Naming file, line and column of what is missing or cannot be read.
    """
    pairs, prices = read_sheet(folder / PROPOSALS), read_sheet(folder / PRICES)
    check_columns(pairs, needed={"volunteer", "role", "score"}, known={"volunteer", "role", "score"})
    check_columns(prices, needed={"role", "price"}, known={"role", "price"})
    volunteer = np.array(rows_of(pairs, "volunteer", problem.volunteers.ids), np.int32)
    role = np.array(rows_of(pairs, "role", problem.roles.ids), np.int32)
    score = whole_numbers(pairs, "score", lowest=-LARGEST, highest=LARGEST).astype(np.int32)
    order = np.lexsort((role, volunteer))
    vector = np.zeros(len(problem.roles), dtype=np.int64)
    vector[rows_of(prices, "role", problem.roles.ids)] = whole_numbers(
        prices, "price", lowest=-DEAREST, highest=DEAREST
    )
    surcharges, result = _read_surcharges(problem, folder), read_result(folder)
    try:
        objective, bound, seed = (int(result[name]) for name in ("objective", "bound", "seed"))
        certificate = Certificate(str(result["problem_sha256"]), vector, objective, bound, surcharges)
        answer = (volunteer[order], role[order], score[order])
        return Solution(*answer, objective, certificate, str(result["stopped_by"]), seed)
    except (KeyError, TypeError, ValueError) as error:
        raise ProblemError([Fault("result", -1, RESULT, f"lacks or garbles {error}")]) from error


def read_result(folder: Path) -> dict[str, Any]:
    """Read ``result.json``, what an answer says about itself."""
    try:
        found: dict[str, Any] = json.loads((folder / RESULT).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ProblemError([Fault("result", -1, RESULT, f"cannot be read: {error}")]) from error
    return found

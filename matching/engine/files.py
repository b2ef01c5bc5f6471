"""Problems and answers as folders of CSV: one file per table, one column per column of docs/matching/format.md.

A cell holds a number, or the numbers of the row separated by blanks; 64-bit words are hexadecimal. Confirmed sign-ups
and answers name people and roles by id.
"""

import csv
import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from matching.engine.problem import Options, Problem, make_problem
from matching.engine.result import Certificate, Solution
from matching.engine.tables import Confirmed, Fault, ProblemError, Roles, Shifts, Table, Volunteers
from matching.engine.weights import VERSIONS

OPTIONS, PROPOSALS, PRICES, RESULT = "options.json", "proposals.csv", "prices.csv", "result.json"
AnyTable = TypeVar("AnyTable", bound=Table)


def _write_rows(path: Path, header: list[str], rows: Iterator[tuple[Any, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def _cells(column: NDArray[Any]) -> list[str]:
    if column.dtype.kind == "S":
        return [value.decode() for value in column.tolist()]
    if column.dtype.kind == "b":
        column = column.astype(np.uint8)
    spell = "{:x}".format if column.dtype == np.uint64 else str
    if column.ndim == 1:
        return [spell(value) for value in column.tolist()]
    flat = column.reshape(len(column), int(np.prod(column.shape[1:])))
    return [" ".join(map(spell, row)) for row in flat.tolist()]


def _write_table(folder: Path, table: Table) -> None:
    columns = table.columns()
    rows = zip(*(_cells(column) for column in columns.values()), strict=True)
    _write_rows(folder / f"{table.NAME}.csv", list(columns), rows)


def _shapes(table: Table) -> dict[str, list[int]]:
    """Return how the numbers of a cell are laid out, for the columns that hold more than one."""
    return {name: list(column.shape[1:]) for name, column in table.columns().items() if column.ndim > 1}


def write_problem(problem: Problem, folder: Path) -> None:
    """Write a problem into a folder, made if there is none."""
    folder.mkdir(parents=True, exist_ok=True)
    for table in (problem.volunteers, problem.shifts, problem.roles):
        _write_table(folder, table)
    people, roles = _cells(problem.volunteers.ids), _cells(problem.roles.ids)
    pairs = zip(problem.confirmed.volunteer.tolist(), problem.confirmed.role.tolist(), strict=True)
    _write_rows(folder / "confirmed.csv", ["volunteer", "role"], ((people[v], roles[r]) for v, r in pairs))
    shapes = {table.NAME: _shapes(table) for table in (problem.volunteers, problem.shifts, problem.roles)}
    options = asdict(problem.options) | {"weights": problem.options.weights.version, "shapes": shapes}
    (folder / OPTIONS).write_text(json.dumps(options, indent=1) + "\n", encoding="utf-8")


def _read_columns(path: Path) -> dict[str, list[str]]:
    """Read a CSV file into named columns of text."""
    if not path.is_file():
        raise ProblemError([Fault(path.stem, -1, path.name, "is missing")])
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        header = next(reader, [])
        rows = list(reader)
    for number, row in enumerate(rows):
        if len(row) != len(header):
            raise ProblemError([Fault(path.stem, number, "", f"has {len(row)} cells, not {len(header)}")])
    columns = zip(*rows, strict=True) if rows else ([] for _ in header)
    return {name: list(cells) for name, cells in zip(header, columns, strict=True)}


def _numbers(table: str, name: str, cells: list[str], dtype: str) -> NDArray[Any]:
    """Read the numbers of a column, as many per row as the first row has."""
    base = 16 if dtype == "uint64" else 10
    rows: list[list[int]] = []
    for number, cell in enumerate(cells):
        try:
            rows.append([int(word, base) for word in cell.split()])
        except ValueError:
            raise ProblemError([Fault(table, number, name, f"{cell!r} is not a whole number")]) from None
        if len(rows[-1]) != len(rows[0]):
            raise ProblemError([Fault(table, number, name, f"has {len(rows[-1])} numbers, not {len(rows[0])}")])
    found = np.array(rows, dtype=np.uint64 if base == 16 else np.int64)
    return found.astype(bool) if dtype == "bool" else found


def _read_table(folder: Path, kind: type[AnyTable], shapes: dict[str, list[int]]) -> AnyTable:
    columns: dict[str, NDArray[Any]] = {}
    for name, cells in _read_columns(folder / f"{kind.NAME}.csv").items():
        if name not in kind.CONTRACT:
            raise ProblemError([Fault(kind.NAME, -1, name, "is not a column")])
        if kind.CONTRACT[name].dtype == "S":
            columns[name] = np.array([cell.encode() for cell in cells], dtype=np.bytes_)
            continue
        numbers, shape = (
            _numbers(kind.NAME, name, cells, kind.CONTRACT[name].dtype),
            (len(cells), *shapes.get(name, ())),
        )
        if numbers.size != np.prod(shape):
            raise ProblemError([Fault(kind.NAME, -1, name, f"does not hold {shapes.get(name, [])} numbers per row")])
        columns[name] = numbers.reshape(shape)
    return kind.of(**columns)


def _rows_of(table: str, name: str, cells: list[str], ids: NDArray[np.bytes_]) -> list[int]:
    """Find the rows of ids."""
    known = {value.decode(): row for row, value in enumerate(ids.tolist())}
    for number, cell in enumerate(cells):
        if cell not in known:
            raise ProblemError([Fault(table, number, name, f"{cell!r} is not a known id")])
    return [known[cell] for cell in cells]


def _read_options(folder: Path) -> tuple[Options, dict[str, dict[str, list[int]]]]:
    try:
        found = json.loads((folder / OPTIONS).read_text(encoding="utf-8"))
        shapes, weights = found.pop("shapes"), VERSIONS[found.pop("weights")]
        return Options(**{name: int(value) for name, value in found.items()}, weights=weights), shapes
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ProblemError([Fault("options", -1, OPTIONS, f"cannot be read: {error}")]) from error


def read_problem(folder: Path) -> Problem:
    """Read and check a problem.

    Raises
    ------
    ProblemError
        Naming file, row (from 0) and column of what is missing or wrong.
    """
    options, shapes = _read_options(folder)
    volunteers = _read_table(folder, Volunteers, shapes.get("volunteers", {}))
    shifts = _read_table(folder, Shifts, shapes.get("shifts", {}))
    roles = _read_table(folder, Roles, shapes.get("roles", {}))
    pairs = _read_columns(folder / "confirmed.csv")
    confirmed = Confirmed.of(
        volunteer=_rows_of("confirmed", "volunteer", pairs.get("volunteer", []), volunteers.ids),
        role=_rows_of("confirmed", "role", pairs.get("role", []), roles.ids),
    )
    return make_problem(volunteers=volunteers, shifts=shifts, roles=roles, confirmed=confirmed, options=options)


def write_solution(problem: Problem, solution: Solution, folder: Path, **facts: object) -> dict[str, object]:
    """Write an answer into a folder; return what its ``result.json`` says, ``facts`` included."""
    folder.mkdir(parents=True, exist_ok=True)
    people, roles = _cells(problem.volunteers.ids), _cells(problem.roles.ids)
    rows = zip(solution.volunteer.tolist(), solution.role.tolist(), solution.score.tolist(), strict=True)
    _write_rows(folder / PROPOSALS, ["volunteer", "role", "score"], ((people[v], roles[r], s) for v, r, s in rows))
    _write_rows(folder / PRICES, ["role", "price"], zip(roles, solution.certificate.prices.tolist(), strict=True))
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


def read_solution(problem: Problem, folder: Path) -> Solution:
    """Read an answer; whether it is right is for ``verify`` to say."""
    pairs, prices = _read_columns(folder / PROPOSALS), _read_columns(folder / PRICES)
    volunteer = np.array(_rows_of("proposals", "volunteer", pairs["volunteer"], problem.volunteers.ids), np.int32)
    role = np.array(_rows_of("proposals", "role", pairs["role"], problem.roles.ids), np.int32)
    score = _numbers("proposals", "score", pairs["score"], "int32").reshape(-1).astype(np.int32)
    order = np.lexsort((role, volunteer))
    vector = np.zeros(len(problem.roles), dtype=np.int64)
    priced = _rows_of("prices", "role", prices["role"], problem.roles.ids)
    vector[priced] = _numbers("prices", "price", prices["price"], "int64").reshape(-1)
    result = json.loads((folder / RESULT).read_text(encoding="utf-8"))
    objective, bound = int(result["objective"]), int(result["bound"])
    certificate = Certificate(str(result["problem_sha256"]), vector, objective, bound)
    answer = (volunteer[order], role[order], score[order])
    return Solution(*answer, objective, certificate, str(result["stopped_by"]), int(result["seed"]))

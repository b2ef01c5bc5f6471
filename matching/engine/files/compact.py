"""Problems as folders of CSV, exactly: one file per table, one column per column of docs/matching/format.md.

A cell holds a number, or the numbers of the row separated by blanks; 64-bit words are hexadecimal. Confirmed sign-ups
name people and roles by id.
"""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from matching.engine.files.links import read_links, write_links
from matching.engine.files.sheets import read_sheet, write_rows
from matching.engine.problem import Options, Problem, make_problem
from matching.engine.tables import (
    Fault,
    ProblemError,
    Roles,
    Shifts,
    Table,
    Volunteers,
)
from matching.engine.weights import VERSIONS

OPTIONS = "options.json"
AnyTable = TypeVar("AnyTable", bound=Table)


def cells_of(column: NDArray[Any]) -> list[str]:
    """Spell a column, one cell per row."""
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
    rows = zip(*(cells_of(column) for column in columns.values()), strict=True)
    write_rows(folder / f"{table.NAME}.csv", list(columns), rows)


def _shapes(table: Table) -> dict[str, list[int]]:
    """Return how the numbers of a cell are laid out, for the columns that hold more than one."""
    return {name: list(column.shape[1:]) for name, column in table.columns().items() if column.ndim > 1}


def write_problem(problem: Problem, folder: Path) -> None:
    """Write a problem into a folder, made if there is none."""
    folder.mkdir(parents=True, exist_ok=True)
    for table in (problem.volunteers, problem.shifts, problem.roles):
        _write_table(folder, table)
    write_links(problem, folder)
    shapes = {table.NAME: _shapes(table) for table in (problem.volunteers, problem.shifts, problem.roles)}
    options = asdict(problem.options) | {"weights": problem.options.weights.version, "shapes": shapes}
    (folder / OPTIONS).write_text(json.dumps(options, indent=1) + "\n", encoding="utf-8")


def _numbers(table: str, name: str, cells: list[str], dtype: str) -> NDArray[Any]:
    """Read the numbers of a column, as many per row as the first row has."""
    base = 16 if dtype == "uint64" else 10
    try:
        flat = [int(word, base) for word in " ".join(cells).split()]
    except ValueError:
        flat = []
    if not flat or len({cell.count(" ") for cell in cells}) > 1 or len(flat) % len(cells):
        _find_fault(table, name, cells, base)
    width = len(flat) // len(cells) if cells else 0
    found = np.array(flat, dtype=np.uint64 if base == 16 else np.int64).reshape(len(cells), width)
    return found.astype(bool) if dtype == "bool" else found


def _find_fault(table: str, name: str, cells: list[str], base: int) -> None:
    """Name the first cell that does not hold as many whole numbers as the first one."""
    width = len(cells[0].split()) if cells else 0
    for row, cell in enumerate(cells):
        try:
            count = len([int(word, base) for word in cell.split()])
        except ValueError:
            raise ProblemError([Fault(table, row, name, f"{cell!r} is not a whole number")]) from None
        if count != width:
            raise ProblemError([Fault(table, row, name, f"has {count} numbers, not {width}")])


def _read_table(folder: Path, kind: type[AnyTable], shapes: dict[str, list[int]]) -> AnyTable:
    columns: dict[str, NDArray[Any]] = {}
    for name, cells in read_sheet(folder / f"{kind.NAME}.csv").columns.items():
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


def _read_options(folder: Path) -> tuple[Options, dict[str, dict[str, list[int]]]]:
    try:
        found = json.loads((folder / OPTIONS).read_text(encoding="utf-8"))
        shapes, weights = found.pop("shapes"), VERSIONS[found.pop("weights")]
        return Options(**{name: int(value) for name, value in found.items()}, weights=weights), shapes
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ProblemError([Fault("options", -1, OPTIONS, f"cannot be read: {error}")]) from error


def read_compact(folder: Path) -> Problem:
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
    links = read_links(folder, volunteers, roles)
    return make_problem(volunteers=volunteers, shifts=shifts, roles=roles, options=options, **links)

"""The tables that only link people and roles, by id: confirmed sign-ups, wishes, an earlier answer, buddies."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.engine.files.sheets import check_columns, read_sheet, rows_of, write_rows
from matching.engine.problem import Problem
from matching.engine.tables import Buddies, Confirmed, Earlier, Roles, Table, Volunteers, Wishes

LINKS: tuple[type[Table], ...] = (Confirmed, Wishes, Earlier, Buddies)


def read_links(folder: Path, volunteers: Volunteers, roles: Roles) -> dict[str, Any]:
    """Read every linking table by name, an empty one where its file is missing.

    Raises
    ------
    ProblemError
        Naming file, line and column of an id that is not known.
    """
    found = {}
    for kind in LINKS:
        path, ids = folder / f"{kind.NAME}.csv", {"role": roles.ids}
        rows: dict[str, list[int]] = {name: [] for name in kind.CONTRACT}
        if path.is_file():
            sheet = read_sheet(path)
            check_columns(sheet, needed=set(kind.CONTRACT), known=set(kind.CONTRACT))
            rows = {name: rows_of(sheet, name, ids.get(name, volunteers.ids)) for name in kind.CONTRACT}
        found[kind.NAME] = kind.of(**{name: np.array(cells, dtype=np.int32) for name, cells in rows.items()})
    return found


def write_links(problem: Problem, folder: Path) -> None:
    """Write the linking tables; confirmed sign-ups always, the others where they hold something."""
    for kind in LINKS:
        table: Table = getattr(problem, kind.NAME)
        path = folder / f"{kind.NAME}.csv"
        path.unlink(missing_ok=True)
        if len(table) or kind is Confirmed:
            columns = [_names(problem, name, column) for name, column in table.columns().items()]
            write_rows(path, list(kind.CONTRACT), zip(*columns, strict=True))


def _names(problem: Problem, column: str, rows: NDArray[Any]) -> list[str]:
    ids = problem.roles.ids if column == "role" else problem.volunteers.ids
    return [value.decode() for value in ids[rows].tolist()]

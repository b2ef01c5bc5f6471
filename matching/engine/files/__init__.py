"""Problems and answers as folders of files; docs/matching/format.md and docs/matching/spreadsheet.md describe them."""

from pathlib import Path

from matching.engine.files.answers import read_solution, write_solution
from matching.engine.files.compact import OPTIONS, read_compact, write_problem
from matching.engine.files.plain import read_plain
from matching.engine.problem import Problem

__all__ = ["is_compact", "read_problem", "read_solution", "write_problem", "write_solution"]


def is_compact(folder: Path) -> bool:
    """Say whether a folder holds the engine's own numbers (it has ``options.json``) or a plain spreadsheet."""
    return (folder / OPTIONS).is_file()


def read_problem(folder: Path) -> Problem:
    """Read and check a problem of the main form, compact or plain.

    Raises
    ------
    ProblemError
        Naming file, line and column of what is missing or wrong.
    """
    return read_compact(folder) if is_compact(folder) else read_plain(folder)

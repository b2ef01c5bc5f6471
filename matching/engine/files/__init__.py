"""Problems and answers as folders of files; docs/matching/format.md and docs/matching/spreadsheet.md describe them."""

from matching.engine.files.answers import read_solution, write_solution
from matching.engine.files.compact import read_problem, write_problem

__all__ = ["read_problem", "read_solution", "write_problem", "write_solution"]

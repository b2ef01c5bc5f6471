"""The one door to HiGHS: run a model (see the model room) and read back whole places and dual values."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from matching.engine.exact.model import Model
from matching.engine.result import PPM, Limits

if TYPE_CHECKING:
    import highspy

FEASIBLE = 2  # HiGHS' own number for a feasible point
BOUND_SLACK = 1e-3  # the objective is a whole number; HiGHS reports bounds in floating point


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What the search found: taken edges (shape edges, bool) and what stopped it."""

    taken: NDArray[np.bool_]
    stopped_by: str


def _load(model: Model, *, whole: bool, options: dict[str, Any]) -> "highspy.Highs":
    import highspy  # slow: 0.3 s and 25 MB that a web process should not pay

    solver = highspy.Highs()  # type: ignore[no-untyped-call]  # highspy types its methods, not this constructor
    solver.silent()
    for name, value in {"threads": 1, "parallel": "off", **options}.items():
        solver.setOptionValue(name, value)
    programme, rows = highspy.HighsLp(), model.rows
    programme.num_col_, programme.num_row_ = len(model.gain), len(rows.lower)
    programme.sense_ = highspy.ObjSense.kMaximize
    programme.col_cost_ = model.gain
    programme.col_lower_, programme.col_upper_ = np.zeros(len(model.gain)), model.most
    programme.row_lower_, programme.row_upper_ = np.array(rows.lower), np.array(rows.upper)
    programme.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    programme.a_matrix_.start_ = np.array(rows.starts, dtype=np.int32)
    programme.a_matrix_.index_ = np.array(rows.columns, dtype=np.int32)
    programme.a_matrix_.value_ = np.array(rows.coefficients)
    if whole:
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        programme.integrality_ = [kinds[is_whole] for is_whole in model.whole.tolist()]
    solver.passModel(programme)
    return solver


def _run(solver: Any) -> None:
    """Run, or stop aloud: HiGHS refuses, for one, where this process has used it with another number of threads."""
    import highspy  # slow: see above

    if solver.run() == highspy.HighsStatus.kError:
        raise RuntimeError(f"HiGHS could not run: {solver.modelStatusToString(solver.getModelStatus())}")


def relaxed_duals(model: Model, *, role_count: int, seed: int, limits: Limits) -> NDArray[np.float64]:
    """Solve without wholeness; return the dual value of each role's row, points, zeros if nothing was reached."""
    solver = _load(model, whole=False, options={"random_seed": seed, "time_limit": limits.seconds})
    _run(solver)
    solution = solver.getSolution()
    if not solution.dual_valid:
        return np.zeros(role_count)
    return np.array(solution.row_dual[:role_count], dtype=np.float64)


def search_places(model: Model, start: NDArray[np.float64], *, seed: int, limits: Limits) -> Found:
    """Search for the best whole places from a feasible start; the start itself if the limits end before better.

    Parameters
    ----------
    start : shape (columns,)
        From ``Model.columns_of``.
    """
    import highspy  # slow: see above

    options = {
        "random_seed": seed,
        "time_limit": limits.seconds,
        "mip_max_nodes": limits.nodes,
        "mip_rel_gap": limits.gap_ppm / PPM,
        "mip_abs_gap": 1 - BOUND_SLACK,  # a whole objective closer than this is optimal
    }
    solver = _load(model, whole=True, options=options)
    first = highspy.HighsSolution()
    first.col_value = start
    solver.setSolution(first)
    _run(solver)
    information, solution = solver.getInfo(), solver.getSolution()
    columns = start
    if solution.value_valid and information.primal_solution_status == FEASIBLE:
        columns = max(start, np.array(solution.col_value), key=lambda values: float(model.gain @ values))
    status = solver.modelStatusToString(solver.getModelStatus())
    stopped_by = "seconds" if "ime limit" in status else "nodes"
    if status == "Optimal":
        open_points = information.mip_dual_bound - information.objective_function_value
        stopped_by = "gap" if open_points >= 1 else "optimal"
    return Found(columns[: model.edge_count] > 0.5, stopped_by)

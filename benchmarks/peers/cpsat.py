"""OR-Tools CP-SAT on the exact programme, with eight workers: with fewer it has no search by linear relaxation."""

import time

import numpy as np
from ortools.sat.python import cp_model

from benchmarks.answer import Answer, Moment
from benchmarks.case import Case
from benchmarks.peers.programme import answer_of, write_programme
from matching.engine.exact.model import Model

WORKERS = 8


class _Watch(cp_model.CpSolverSolutionCallback):  # type: ignore[misc]  # OR-Tools ships no types for it
    """Notes every better answer and every better bound."""

    def __init__(self) -> None:
        super().__init__()
        self.began = time.perf_counter()
        self.moments: list[Moment] = []

    def on_solution_callback(self) -> None:
        value, bound = int(self.objective_value), int(self.best_objective_bound)
        self.moments.append(Moment(time.perf_counter() - self.began, value, bound))

    def on_bound(self, bound: float) -> None:
        value = self.moments[-1].value if self.moments else 0
        self.moments.append(Moment(time.perf_counter() - self.began, value, int(bound)))


def _load(model: Model) -> tuple[cp_model.CpModel, list[cp_model.IntVar]]:
    """Write the rows again: at most one of a clique, and sums of whole numbers otherwise."""
    programme, rows = cp_model.CpModel(), model.rows
    columns = [programme.new_int_var(0, most, "") for most in model.most.astype(np.int64).tolist()]
    for row in range(len(rows.lower)):
        first, last = rows.starts[row], rows.starts[row + 1]
        named = [columns[column] for column in rows.columns[first:last]]
        factors = [int(factor) for factor in rows.coefficients[first:last]]
        lower, upper = rows.lower[row], rows.upper[row]
        if upper == 1 and set(factors) == {1}:
            programme.add_at_most_one(named)
            continue
        total = cp_model.LinearExpr.weighted_sum(named, factors)
        if np.isfinite(upper):
            programme.add(total <= int(upper))
        if np.isfinite(lower):
            programme.add(total >= int(lower))
    programme.maximize(cp_model.LinearExpr.weighted_sum(columns, model.gain.astype(np.int64).tolist()))
    return programme, columns


def solve(case: Case, seconds: float, gap_ppm: int) -> Answer:
    """Search until the gap or the time; writing the programme is not part of its time."""
    model = write_programme(case)
    programme, columns = _load(model)
    solver, watch = cp_model.CpSolver(), _Watch()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = WORKERS
    solver.parameters.relative_gap_limit = gap_ppm / 1e6
    solver.best_bound_callback = watch.on_bound
    watch.began = time.perf_counter()
    status = solver.solve(programme, watch)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    values = np.array([solver.value(column) for column in columns[: model.edge_count]] if found else [], dtype=float)
    if found:
        last = Moment(solver.wall_time, int(solver.objective_value), int(solver.best_objective_bound))
        watch.moments.append(last)
    return answer_of(
        case, values if found else np.zeros(model.edge_count), watch.moments, solver.status_name(status).lower()
    )

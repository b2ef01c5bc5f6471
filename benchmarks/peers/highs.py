"""HiGHS on the exact programme, as many threads as there are processors, to the gap asked for."""

import os
import time
from typing import Any

import highspy
import numpy as np

from benchmarks.answer import Answer, Moment
from benchmarks.case import Case
from benchmarks.peers.programme import answer_of, write_programme
from matching.engine.exact.model import Model


def _load(model: Model) -> Any:
    solver, programme, rows = highspy.Highs(), highspy.HighsLp(), model.rows  # type: ignore[no-untyped-call]
    programme.num_col_, programme.num_row_ = len(model.gain), len(rows.lower)
    programme.sense_ = highspy.ObjSense.kMaximize
    programme.col_cost_, programme.col_upper_ = model.gain, model.most
    programme.col_lower_ = np.zeros(len(model.gain))
    programme.row_lower_, programme.row_upper_ = np.array(rows.lower), np.array(rows.upper)
    programme.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    programme.a_matrix_.start_ = np.array(rows.starts, dtype=np.int32)
    programme.a_matrix_.index_ = np.array(rows.columns, dtype=np.int32)
    programme.a_matrix_.value_ = np.array(rows.coefficients)
    kinds = [highspy.HighsVarType.kInteger] * model.edge_count
    programme.integrality_ = kinds + [highspy.HighsVarType.kContinuous] * (len(model.gain) - model.edge_count)
    solver.silent()
    solver.passModel(programme)
    return solver


def _watch(solver: Any, began: float) -> list[Moment]:
    """Note the best answer and the bound whenever HiGHS would print them."""
    moments: list[Moment] = []

    def note(event: Any) -> None:
        found, bound = event.data_out.mip_primal_bound, event.data_out.mip_dual_bound
        if np.isfinite(bound):
            value = round(found) if np.isfinite(found) else 0
            moments.append(Moment(time.perf_counter() - began, value, int(np.floor(bound + 1e-3))))

    solver.cbMipLogging.subscribe(note)
    return moments


def solve(case: Case, seconds: float, gap_ppm: int) -> Answer:
    """Search until the gap or the time; writing the programme is not part of its time."""
    solver = _load(write_programme(case))
    options = {"threads": os.cpu_count() or 1, "time_limit": seconds, "mip_rel_gap": gap_ppm / 1e6}
    for name, value in {**options, "mip_abs_gap": 0.999}.items():
        solver.setOptionValue(name, value)
    moments = _watch(solver, time.perf_counter())
    solver.resetGlobalScheduler(True)  # it refuses any other number of threads than the process began with
    solver.run()
    solver.resetGlobalScheduler(True)
    facts, solution = solver.getInfo(), solver.getSolution()
    status = solver.modelStatusToString(solver.getModelStatus()).lower()
    values = np.array(solution.col_value) if solution.value_valid else np.zeros(len(case.edges.role))
    if np.isfinite(facts.mip_dual_bound):
        last = Moment(solver.getRunTime(), round(facts.objective_function_value), int(facts.mip_dual_bound + 1e-3))
        moments.append(last)
    return answer_of(case, values, moments, status)

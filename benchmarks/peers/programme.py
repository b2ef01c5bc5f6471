"""The allocation as a mixed-integer programme for the peers that search one: the engine's own exact model."""

import numpy as np
from numpy.typing import NDArray

from benchmarks.answer import Answer, Moment
from benchmarks.case import Case
from matching.engine.candidates import EdgeSet
from matching.engine.exact.model import Model, build_model
from matching.engine.index import build_index
from matching.engine.teams import join_teams


def write_programme(case: Case) -> Model:
    """Write down every eligible pair as a column; clashes as cliques, which is the strongest form known to us."""
    role = case.role_row[case.edges.role].astype(np.int32)
    index = build_index(case.problem)
    return build_model(index, *join_teams(index, EdgeSet(case.edges.ptr, role, case.edges.score)))


def answer_of(case: Case, values: NDArray[np.float64], moments: list[Moment], note: str) -> Answer:
    """Read the taken pairs out of the first columns."""
    taken = values[: len(case.edges.role)] > 0.5
    role = case.role_row[case.edges.role[taken]].astype(np.int32)
    return Answer(case.owners()[taken], role, tuple(moments), note)

"""Compile the verifier in a process of its own, so that it is ready when the solver is."""

import subprocess
import sys
from importlib.util import find_spec

import numpy as np

from matching.engine.generate import generate
from matching.engine.problem import Problem
from matching.engine.result import Certificate, Solution, Surcharges
from matching.engine.verify import BY_HAND
from matching.engine.verify.extras import read_fees
from matching.engine.verify.pairs import Spec


def compile_ahead(problem: Problem) -> None:
    """Start compiling, if the problem is large and it was not done before; nobody need wait for the process."""
    if len(problem.volunteers) * len(problem.roles) <= BY_HAND or find_spec("numba") is None:
        return
    from matching.engine.verify.whole import is_compiled  # compiled; small problems never need it

    if not is_compiled():
        subprocess.Popen([sys.executable, "-m", __name__], stdin=subprocess.DEVNULL)


def _compile() -> None:
    """Check an empty answer to a small problem."""
    from matching.engine.verify.whole import scan_everybody

    problem, none = generate(10, 3, "base", 1), np.zeros(0, dtype=np.int32)
    prices = np.zeros(len(problem.roles), dtype=np.int64)
    nobody = Solution(none, none, none, 0, Certificate(problem.sha256, prices, 0, 0), "gap", 0)
    spec = Spec(problem)
    scan_everybody(spec, nobody, read_fees(spec, Surcharges()), [])


if __name__ == "__main__":
    _compile()

"""The one door to the compiler: functions over arrays, compiled once, cached on disk, running without the GIL."""

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar, cast

import numba

P = ParamSpec("P")
R = TypeVar("R")
Whole = Any  # an int or a numpy integer: the compiler makes no difference


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function over arrays and named tuples of arrays.

    No fast mathematics, so that results repeat bit by bit; no threads of its own, the caller brings them.
    """
    return cast("Callable[P, R]", numba.njit(nogil=True, cache=True, error_model="numpy")(function))

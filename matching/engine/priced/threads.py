"""Work on ranges of people in several threads; kernels release the GIL, results come back in order."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import pairwise
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Result = TypeVar("Result")
AHEAD = 2  # ranges per thread that may wait to be fetched


def thread_count() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Crew:
    """A fixed number of threads."""

    def __init__(self, pool: ThreadPoolExecutor, size: int) -> None:
        self._pool = pool
        self.size = size

    def split(self, ptr: NDArray[np.int64]) -> list[tuple[int, int]]:
        """Cut the people into one range per thread with about the same number of pairs each."""
        cuts = np.searchsorted(ptr, ptr[-1] * np.arange(1, self.size) // self.size).tolist()
        return list(pairwise([0, *cuts, len(ptr) - 1]))

    def each(self, ranges: list[tuple[int, int]], work: Callable[[int, int], Result]) -> Iterator[Result]:
        """Yield the result of every range in order, never more than a few ahead."""
        if self.size == 1 or len(ranges) < 2:
            for first, last in ranges:
                yield work(first, last)
            return
        waiting: list[Future[Result]] = []
        for first, last in ranges:
            waiting.append(self._pool.submit(work, first, last))
            if len(waiting) >= AHEAD * self.size:
                yield waiting.pop(0).result()
        while waiting:
            yield waiting.pop(0).result()


@contextmanager
def crew_of(size: int | None) -> Iterator[Crew]:
    """Open a crew of this many threads (all processors if not said) and close it afterwards."""
    count = max(1, size or thread_count())
    with ThreadPoolExecutor(count) as pool:
        yield Crew(pool, count)

"""How many open roles each person may take: who could be placed at all."""

import numpy as np
from numpy.typing import NDArray

from matching.engine.candidates import BLOCK_PAIRS
from matching.engine.hard import Pairs, is_eligible
from matching.engine.index import Index
from matching.engine.solve import ALL_PAIRS, can_price


def count_reachable(index: Index) -> NDArray[np.int64]:
    """Count the roles each person passes every hard rule for.

    Returns
    -------
    int64 array, one per volunteer

    Notes
    -----
    O(volunteers x roles) in blocks; for large problems the compiled search for pairs, about linear in the pairs found.
    """
    if index.volunteer_count * index.role_count > ALL_PAIRS and can_price():
        return _count_compiled(index)
    step = max(1, BLOCK_PAIRS // max(index.role_count, 1))
    counts = np.zeros(index.volunteer_count, dtype=np.int64)
    for first in range(0, index.volunteer_count, step):
        last = min(first + step, index.volunteer_count)
        counts[first:last] = is_eligible(Pairs(index, slice(first, last), slice(None))).sum(axis=1)
    return counts


def _count_compiled(index: Index) -> NDArray[np.int64]:
    # compiled code that a web process should not load
    from matching.engine.priced.market import open_market, open_roles
    from matching.engine.priced.pairs import find_pairs
    from matching.engine.priced.scene import set_scene
    from matching.engine.priced.threads import crew_of

    opening = open_roles(index)
    with crew_of(None) as crew:
        pairs = find_pairs(set_scene(index, opening, open_market(index, opening)), crew)
    return np.diff(pairs.ptr).astype(np.int64)

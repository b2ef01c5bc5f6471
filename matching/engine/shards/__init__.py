"""One large problem shared out among workers: each owns some people and all their pairs, a coordinator asks.

The coordinator of a solve never sees all pairs. It puts the questions of
:class:`matching.engine.priced.shard.AllPairs` to every worker and adds the answers up, or lays them end to end: a
histogram of scores, the pairs that matter at given prices, the worth of the best bundles. All of it is whole numbers,
so the solution has the same bytes however the people are shared out. A worker keeps nothing that cannot be found
again from its part of the problem; one that is lost is replaced and asked again.

``packing`` writes arrays as bytes, ``parts`` cuts a problem, ``protocol`` holds questions and answers, ``sharded``
the coordinator's side, ``processes`` the workers on this machine. Workers elsewhere need only carry the bytes.
"""

from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matching.engine.shards.sharded import Workers


def worker_processes(count: int | None) -> "AbstractContextManager[Workers | None]":
    """Return so many worker processes of this machine for a ``with`` block, or none at all."""
    if not count:
        return nullcontext()
    from matching.engine.shards.processes import Processes  # compiled code that a web process should not load

    return Processes(count)

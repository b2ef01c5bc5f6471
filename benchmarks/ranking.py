"""How long one ranked list takes inside the process: plain numpy, one thread, exactness checked beside it.

    python -m benchmarks.ranking [--volunteers 1000000] [--shifts 20000] [--queries 1000] [--json]

Times are seconds of the processor for each question, one question at a time, so that a busy machine does not count.
Every list of the sample is compared with a full scan of all rows.
"""

import argparse
import json
import resource
import time
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from matching.engine.generate import generate
from matching.engine.index import Index, build_index
from matching.engine.rank.openings import Found, Openings, openings_of
from matching.engine.rank.pool import Pool
from matching.engine.rank.scan import Ranking, top_k_roles, top_k_volunteers
from matching.engine.rank.seeker import seeker_of

BEST = 20
COMPARED = 25
ASKED_ALONE = 4_000  # people for the lists of roles: how many there are makes no difference to these


def timed(ask: Callable[[int], Found], rows: Iterable[int]) -> dict[str, float]:
    """Ask once for each row, after a few to warm up, and return milliseconds."""
    spent, asked = [], list(rows)
    for row in asked[:20]:
        ask(row)
    for row in asked:
        began = time.thread_time_ns()
        ask(row)
        spent.append((time.thread_time_ns() - began) / 1e6)
    p50, p95, p99 = np.percentile(spent, [50, 95, 99]).tolist()
    return {"lists": len(spent), "p50_ms": round(p50, 3), "p95_ms": round(p95, 3), "p99_ms": round(p99, 3)}


def differences(ids: Any, pairs: Iterable[tuple[Found, Ranking]]) -> int:
    """Count the lists that are not those of a full scan, to the last tie."""
    return sum(
        found.ids.tolist() != ids[scanned.rows].tolist() or found.scores.tolist() != scanned.scores.tolist()
        for found, scanned in pairs
    )


def roles_for_people(index: Index, queries: int) -> dict[str, Any]:
    """Measure the best roles for one person: preparing the person is part of it."""
    began = time.process_time()
    openings: Openings = openings_of(index)
    built = time.process_time() - began
    people = np.random.default_rng(1).permutation(index.volunteer_count)[:queries].tolist()

    def ask(person: int) -> Found:
        return openings.best(seeker_of(index, person), BEST)

    compared = ((ask(person), top_k_roles(index, person, BEST)) for person in people[:COMPARED])
    return timed(ask, people) | {
        "roles": len(openings),
        "build_seconds": round(built, 2),
        "wrong": differences(index.problem.roles.ids, compared),
    }


def people_for_roles(index: Index, queries: int) -> dict[str, Any]:
    """Measure the best people for one role, on site and remote."""
    began = time.process_time()
    pool = Pool(index)
    built = time.process_time() - began
    roles = np.random.default_rng(1).permutation(index.role_count)

    def ask(role: int) -> Found:
        return pool.best(index, role, BEST)

    answer: dict[str, Any] = {"people": index.volunteer_count, "build_seconds": round(built, 2)}
    for name, wanted in (("on_site", ~index.is_remote[roles]), ("remote", index.is_remote[roles])):
        asked = roles[wanted][:queries].tolist()
        compared = ((ask(role), top_k_volunteers(index, role, BEST)) for role in asked[:COMPARED])
        answer[name] = timed(ask, asked) | {"wrong": differences(index.problem.volunteers.ids, compared)}
    return answer


def measure(volunteers: int, shifts: int, queries: int) -> dict[str, Any]:
    """Measure both directions on the base family, seed 1."""
    alone = build_index(generate(min(volunteers, ASKED_ALONE), shifts, "base", 1))
    answer: dict[str, Any] = {"roles_for_one_person": roles_for_people(alone, queries)}
    crowd = build_index(generate(volunteers, min(shifts, 2_000), "base", 1))
    answer["people_for_one_role"] = people_for_roles(crowd, queries)
    answer["peak_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return answer


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--volunteers", type=int, default=1_000_000)
    parser.add_argument("--shifts", type=int, default=20_000)
    parser.add_argument("--queries", type=int, default=1_000)
    parser.add_argument("--json", action="store_true", help="one line of JSON")
    given = parser.parse_args()
    answer = measure(given.volunteers, given.shifts, given.queries)
    print(json.dumps(answer, indent=None if given.json else 1))


if __name__ == "__main__":
    main()

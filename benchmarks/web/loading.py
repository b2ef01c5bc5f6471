"""Measure how long the tables take to become one problem, and how much memory: in a process of its own.

DATABASE_URL=... python -m benchmarks.web.loading
"""

import json
import resource
import time

import django

django.setup()

from core import clock  # noqa: E402
from matching.gather import gather  # noqa: E402
from matching.queries import candidate_pool, open_roles  # noqa: E402


def measure() -> dict[str, float | int]:
    """Gather everybody and every open role once."""
    began, cpu, now = time.perf_counter(), time.process_time(), clock.now()
    problem = gather(volunteers=candidate_pool(), roles=open_roles(now), now=now).problem
    return {
        "volunteers": len(problem.volunteers),
        "shifts": len(problem.shifts),
        "roles": len(problem.roles),
        "confirmed": len(problem.confirmed),
        "seconds": round(time.perf_counter() - began, 1),
        "cpu_seconds": round(time.process_time() - cpu, 1),
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


if __name__ == "__main__":
    print(json.dumps(measure()))

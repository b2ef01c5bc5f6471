"""Measure ranked pages over HTTP, as many people see them: granian on this machine, a small client beside it.

    DATABASE_URL=... python -m benchmarks.web.pages

Prints one JSON object: per page the percentiles of the time to the whole answer and the processor seconds the server
spent on each. Requests come one after the other, each as another person.
"""

import argparse
import http.client
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
import numpy as np

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.urls import reverse  # noqa: E402

from accounts.models import User  # noqa: E402
from core import clock  # noqa: E402
from matching.queries import candidate_pool, open_roles  # noqa: E402

PORT = 8731
WARM_SECONDS = 300
TICKS = os.sysconf("SC_CLK_TCK")


def sign_in(user: User) -> str:
    """Open a session and return its cookie."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.LANGUAGE_COOKIE_NAME}=ru"


def cpu_seconds(pid: int) -> float:
    """Return what a process and its children have spent."""
    spent = 0.0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        fields = stat.read_text().rsplit(")", 1)[1].split()
        if int(stat.parent.name) == pid or int(fields[1]) == pid:
            spent += (int(fields[11]) + int(fields[12])) / TICKS
    return spent


@contextmanager
def server() -> Iterator[int]:
    """Run the web server with one worker, as `start.py` does."""
    where = ("--interface", "wsgi", "--host", "127.0.0.1", "--port", str(PORT), "--log-level", "warning")
    size = ("--workers", "1", "--blocking-threads", "4")
    process = subprocess.Popen((sys.executable, "-m", "granian", *where, *size, "config.wsgi:application"))
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait(30)


def get(path: str, cookie: str) -> tuple[int, float, int]:
    """Fetch a page; return status, seconds and bytes."""
    began = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=120)
    connection.request("GET", path, headers={"Cookie": cookie, "Accept-Language": "ru"})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, time.perf_counter() - began, len(body)


def wait_until(path: str, cookie: str, seconds: float) -> None:
    """Ask until the page comes quickly: roles and people are read in the background after the first request."""
    until = time.monotonic() + WARM_SECONDS
    while time.monotonic() < until:
        try:
            status, taken, _size = get(path, cookie)
        except OSError:
            status, taken = 200, seconds  # not up yet
        if status != 200:
            raise SystemExit(f"{path} answered {status}")
        if taken < seconds:
            return
        time.sleep(1)
    raise SystemExit(f"{path} was never answered within {seconds} s")


def measure(pid: int, asked: list[tuple[str, str]]) -> dict[str, float | int]:
    """Ask for pages one after the other."""
    before, times, sizes = cpu_seconds(pid), [], []
    for path, cookie in asked:
        status, taken, size = get(path, cookie)
        if status != 200:
            raise SystemExit(f"{path} answered {status}")
        times.append(taken * 1000)
        sizes.append(size)
    p50, p95, p99 = np.percentile(times, [50, 95, 99]).round(1).tolist()
    cpu = 1000 * (cpu_seconds(pid) - before) / len(asked)
    return {"requests": len(asked), "p50_ms": p50, "p95_ms": p95, "p99_ms": p99, "server_cpu_ms": round(cpu, 1),
            "bytes": int(np.mean(sizes))}  # fmt: skip


def pages(count: int) -> dict[str, list[tuple[str, str]]]:
    """Choose people and roles, the same every time, and the pages each of them opens."""
    choice = random.Random(1)
    people = choice.sample(list(candidate_pool().order_by("pk").values_list("user_id", flat=True)), count)
    cookies = [sign_in(user) for user in User.objects.filter(pk__in=people).order_by("pk")]
    keys = choice.sample(list(open_roles(clock.now()).order_by("pk").values_list("pk", flat=True)), count)
    roles = open_roles(clock.now()).filter(pk__in=keys).select_related("shift__opportunity__organisation")
    rosters, candidates = [], []
    for role in roles.order_by("pk"):
        opportunity = role.shift.opportunity
        cookie = sign_in(User.objects.get(memberships__organisation=opportunity.organisation))
        event = reverse("ngo:event", args=[opportunity.organisation.slug, opportunity.public_id])
        rosters.append((f"{event}?role={role.public_id}", cookie))
        candidates.append((f"/api/v1/roles/{role.public_id}/candidates", cookie))
    find = reverse("volunteer:find")
    return {
        "find": [(find, cookie) for cookie in cookies],
        "suggestions": [("/api/v1/me/suggestions", cookie) for cookie in cookies],
        "roster_with_candidates": rosters,
        "candidates": candidates,
    }


def main() -> None:
    """Measure every page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=100)
    parser.add_argument("--ready-seconds", type=float, default=0.5, help="a page this quick means all is in memory")
    given = parser.parse_args()
    call_command("collectstatic", interactive=False, verbosity=0)
    asked = pages(given.requests)
    with server() as pid:
        for name in asked:
            wait_until(*asked[name][0], given.ready_seconds)
        print(json.dumps({name: measure(pid, wanted) for name, wanted in asked.items()}, indent=1))


if __name__ == "__main__":
    main()

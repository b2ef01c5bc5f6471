"""Real servers for tests: the site on the test database, and people who are signed in to it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection

from accounts.models import User
from tests.factories.accounts import make_user
from tests.factories.volunteers import make_volunteer

ROOT = Path(__file__).parents[2]
CSRF_TOKEN = "a" * 32


# What keeps the site running when the server itself gives up, as the container's restart policy does.
SUPERVISOR = ("sh", "-c", 'while :; do "$@"; sleep 0.2; done', "supervisor")


@dataclass(frozen=True)
class Server:
    """A running server: its port, and the supervisor of its group of processes."""

    port: int
    process: subprocess.Popen[bytes]

    def worker_ids(self) -> list[int]:
        """Return the processes that answer requests."""
        masters = _children(self.process.pid)
        return [number for master in masters for number in _children(master) if _serves(number)]

    def kill_a_worker(self, turn: int) -> bool:
        """End one worker at once, as a crash or a lack of memory would; the server starts another.

        The server ends itself when workers die faster than they start, and is started again by the supervisor.
        """
        workers = self.worker_ids()
        if not workers:
            return False
        try:
            os.kill(workers[turn % len(workers)], signal.SIGKILL)
        except ProcessLookupError:
            return False
        return True


def _children(number: int) -> list[int]:
    try:
        listed = Path(f"/proc/{number}/task/{number}/children").read_text(encoding="ascii")
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [int(child) for child in listed.split()]


def _serves(number: int) -> bool:
    try:
        return b"resource_tracker" not in Path(f"/proc/{number}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def server_environment(settings_module: str) -> dict[str, str]:
    """Return the environment of a process of the site that works on the test database."""
    database = connection.settings_dict
    address = f"{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT'] or 5432}"
    return os.environ | {
        "DATABASE_URL": f"postgresql://{address}/{database['NAME']}",
        "DJANGO_SETTINGS_MODULE": settings_module,
        "SECRET_KEY": settings.SECRET_KEY,
        "ASAR_LOG_LEVEL": "ERROR",
    }


@contextmanager
def server(settings_module: str, *, workers: int = 2, database_url: str = "") -> Iterator[Server]:
    """Serve the test database, or another, until the block ends; a worker that is killed is replaced."""
    port = free_port()
    place = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--log-level", "error"]
    crew = ["--workers", str(workers), "--blocking-threads", "8", "--backlog", "2048"]
    again = ["--respawn-failed-workers", "--respawn-interval", "0.1"]
    process = subprocess.Popen(
        [*SUPERVISOR, sys.executable, "-m", "granian", *place, *crew, *again, "config.wsgi:application"],
        cwd=ROOT,
        env=server_environment(settings_module) | ({"DATABASE_URL": database_url} if database_url else {}),
        start_new_session=True,
    )
    try:
        wait_until_it_answers(port, process)
        yield Server(port, process)
    finally:
        end_group(process)


def end_group(process: subprocess.Popen[bytes]) -> None:
    """End a process and all it started, kindly first."""
    for ending in (signal.SIGTERM, signal.SIGKILL):
        until = time.monotonic() + 20
        try:
            os.killpg(process.pid, ending)
            while time.monotonic() < until:
                process.poll()
                os.killpg(process.pid, 0)
                time.sleep(0.1)
        except ProcessLookupError:
            return


def wait_until_it_answers(port: int, process: subprocess.Popen[bytes]) -> None:
    said: object = "nothing"
    until = time.monotonic() + 120
    while time.monotonic() < until:
        assert process.poll() is None, "the server stopped"
        try:
            with closing(HTTPConnection("127.0.0.1", port, timeout=20)) as link:
                link.request("GET", "/healthz")
                said = link.getresponse().status
                if said == 200:
                    return
        except OSError as fault:
            said = fault
        time.sleep(0.1)
    pytest.fail(f"the server did not answer in two minutes: {said}")


def volunteers(count: int, *, name: str = "racer") -> list[User]:
    """Make people with profiles."""
    people = [make_user(email=f"{name}{number}@example.org") for number in range(count)]
    for person in people:
        make_volunteer(user=person)
    return people


def cookies_of(people: Iterable[User]) -> list[str]:
    """Sign people in; return the Cookie header of each."""
    store, cookies = import_module(settings.SESSION_ENGINE).SessionStore, []
    for user in people:
        session = store()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        cookies.append(f"{settings.SESSION_COOKIE_NAME}={session.session_key}; csrftoken={CSRF_TOKEN}")
    return cookies


def call_headers(cookie: str, **more: str) -> dict[str, str]:
    """Return the headers of a call to the API that writes."""
    return {"Cookie": cookie, "X-CSRFToken": CSRF_TOKEN, "Content-Type": "application/json", **more}

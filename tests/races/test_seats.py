"""Two hundred people, ten seats, one moment, over real HTTP to a real server on PostgreSQL."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection

from events.models import ShiftRole, SignUp
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity, make_role, make_shift
from tests.factories.volunteers import make_volunteer

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).parents[2]
PEOPLE, SEATS = 200, 10
ROUNDS = 5  # chances for the faulty claim to show itself
CSRF_TOKEN = "a" * 32


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def server(settings_module: str) -> Iterator[int]:
    """Serve the test database with two worker processes until the block ends."""
    database, port = connection.settings_dict, free_port()
    address = f"{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT'] or 5432}"
    environment = os.environ | {
        "DATABASE_URL": f"postgresql://{address}/{database['NAME']}",
        "DJANGO_SETTINGS_MODULE": settings_module,
        "SECRET_KEY": settings.SECRET_KEY,
        "ASAR_LOG_LEVEL": "WARNING",
    }
    command = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "2"]
    process = subprocess.Popen(
        [sys.executable, "-m", "granian", *command, "--blocking-threads", "8", "config.wsgi:application"],
        cwd=ROOT,
        env=environment,
        start_new_session=True,
    )
    try:
        wait_until_it_answers(port, process)
        yield port
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=20)


def wait_until_it_answers(port: int, process: subprocess.Popen[bytes]) -> None:
    for _attempt in range(300):
        assert process.poll() is None, "the server stopped"
        try:
            with closing(HTTPConnection("127.0.0.1", port, timeout=5)) as link:
                link.request("GET", "/healthz")
                if link.getresponse().status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    pytest.fail("the server did not answer in 30 seconds")


def signed_in_cookies() -> list[str]:
    """Make the people and a session for each."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    cookies = []
    for number in range(PEOPLE):
        user = make_user(email=f"racer{number}@example.org")
        make_volunteer(user=user)
        session = store()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        cookies.append(f"{settings.SESSION_COOKIE_NAME}={session.session_key}; csrftoken={CSRF_TOKEN}")
    return cookies


def claim_all_at_once(port: int, role: ShiftRole, cookies: list[str]) -> Counter[int]:
    """Send every claim behind one barrier; return how often each status came back."""
    barrier, statuses, lock = threading.Barrier(len(cookies)), Counter(), threading.Lock()
    target, body = f"/api/v1/shifts/{role.shift.public_id}/signups", json.dumps({"role_id": str(role.public_id)})

    def claim(cookie: str) -> None:
        headers = {"Cookie": cookie, "X-CSRFToken": CSRF_TOKEN, "Content-Type": "application/json"}
        with closing(HTTPConnection("127.0.0.1", port, timeout=60)) as link:
            link.connect()
            barrier.wait()
            link.request("POST", target, body, headers)
            status = link.getresponse().status
        with lock:
            statuses[status] += 1

    threads = [threading.Thread(target=claim, args=(cookie,)) for cookie in cookies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statuses


def race(settings_module: str) -> tuple[Counter[int], ShiftRole]:
    role = make_role(make_shift(make_opportunity()), capacity=SEATS)
    cookies = signed_in_cookies()
    with server(settings_module) as port:
        statuses = claim_all_at_once(port, role, cookies)
    role.refresh_from_db()
    return statuses, role


def test_two_hundred_claims_for_ten_seats_give_exactly_ten():
    statuses, role = race("config.settings")

    print(f"claimed by update: {dict(statuses)}, {SignUp.objects.count()} sign-ups for {SEATS} seats")
    assert statuses == {201: SEATS, 409: PEOPLE - SEATS}
    assert (role.taken_count, SignUp.objects.filter(role=role).count()) == (SEATS, SEATS)


def test_counting_and_then_inserting_overbooks_which_shows_that_the_race_is_real():
    roles = [make_role(make_shift(make_opportunity(), days_ahead=day), capacity=SEATS) for day in range(5, 5 + ROUNDS)]
    cookies, taken = signed_in_cookies(), 0
    with server("tests.races.control_settings") as port:
        for role in roles:  # on a busy machine one round may happen to be orderly
            statuses = claim_all_at_once(port, role, cookies)
            taken = SignUp.objects.filter(role=role).count()
            print(f"counted, then inserted: {dict(statuses)}, {taken} sign-ups for {SEATS} seats")
            if taken > SEATS:
                break

    assert taken > SEATS

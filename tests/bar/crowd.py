"""Many people at a server at once: so many requests in flight, each answered, tried again, or counted as lost."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from queue import Empty, SimpleQueue

from events.models import ShiftRole
from tests.races.servers import Server, call_headers

A_FEW = 15  # people who hear something between two kills
PATIENCE = 300.0  # seconds for one request with all its tries
A_WAIT, MOST_WAITS = 0.05, 20  # seconds before asking once more: longer each time, up to a second


@dataclass(frozen=True, slots=True)
class Heard:
    """What one person was told in the end, after how many tries and seconds; faults on the way, 0 for nothing."""

    person: int
    status: int
    code: str
    body: bytes
    tries: int
    seconds: float
    faults: frozenset[int]


def claim_all(
    port: int,
    role: ShiftRole,
    cookies: list[str],
    *,
    in_flight: int,
    key_of: Callable[[int], str] | None = None,
    again: bool = False,
    heard: list[Heard] | None = None,
) -> list[Heard]:
    """Let everybody claim a place in one role; with ``again`` whoever hears nothing, or a fault, asks once more.

    Returns what each heard, added to ``heard`` as it comes in.
    """
    heard = [] if heard is None else heard
    target, body = f"/api/v1/shifts/{role.shift.public_id}/signups", json.dumps({"role_id": str(role.public_id)})
    waiting: SimpleQueue[int] = SimpleQueue()
    for person in range(len(cookies)):
        waiting.put(person)

    def work() -> None:
        link = HTTPConnection("127.0.0.1", port, timeout=60)
        while True:
            try:
                person = waiting.get_nowait()
            except Empty:
                link.close()
                return
            key = {"Idempotency-Key": key_of(person)} if key_of else {}
            question = (target, body, call_headers(cookies[person], **key))
            heard.append(_ask(link, person, question, again=again))

    threads = [threading.Thread(target=work) for _ in range(min(in_flight, len(cookies)))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return heard


def _ask(link: HTTPConnection, person: int, question: tuple[str, str, dict[str, str]], *, again: bool) -> Heard:
    target, body, headers = question
    began, tries = time.monotonic(), 0
    faults: set[int] = set()
    while True:
        tries += 1
        try:
            link.request("POST", target, body, headers)
            answer = link.getresponse()
            status, content = answer.status, answer.read()
        except (OSError, HTTPException):
            link.close()  # opened anew by the next request
            status, content = 0, b""
        lasted = time.monotonic() - began
        is_final = 0 < status < 500 and status != 429
        if is_final or not again or lasted > PATIENCE:
            code = json.loads(content).get("code", "") if content and status >= 400 else ""
            return Heard(person, status, code, content, tries, lasted, frozenset(faults))
        faults.add(status)
        time.sleep(
            min(tries, MOST_WAITS) * A_WAIT
        )  # who asks on and on takes the processor from the server that starts


@contextmanager
def workers_dying(site: Server, heard: list[Heard], *, every: float) -> Iterator[list[int]]:
    """Kill a web worker every so many seconds in which a few people have heard an answer, until the block ends.

    A worker takes seconds to start; whoever killed on regardless would test a site that is switched off.
    The list grows by one for each that was killed.
    """
    killed: list[int] = []
    stopped = threading.Event()

    def kill() -> None:
        turn, heard_before = 0, 0
        while not stopped.wait(every):
            turn += 1
            if len(heard) >= heard_before + A_FEW and site.kill_a_worker(turn):
                heard_before = len(heard)
                killed.append(turn)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        yield killed
    finally:
        stopped.set()
        killer.join()

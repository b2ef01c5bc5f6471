"""Hours credited through the queue while its worker and Redis are killed (R5): none lost, none doubled.

Redis keeps nothing on disk, so whatever waits in it is gone with every kill. What makes up for it is that hours to
credit are rows, and that the same task is sent again and again, here by two senders on purpose, as two beats would.
"""

import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from celery import Celery
from kombu.exceptions import OperationalError
from redis import Redis
from redis.exceptions import RedisError

from core import clock
from core.invariants import examine
from recognition.models import LedgerEntry, Silence
from recognition.queries import examine_ledger
from recognition.terms import all_terms
from tests.bar.parts import NO_DISK, Part, supervised, wait_for_redis
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.recognition import make_presence
from tests.factories.volunteers import make_volunteer
from tests.races.servers import free_port, server_environment

pytestmark = [pytest.mark.bar, pytest.mark.django_db(transaction=True)]
CREDITS, MINUTES = 400, 90
SENDERS = 2
DRAINED_WITHIN = 60.0  # seconds after the last kill on an idle machine
SLOWER = 3  # how far a busy one may be behind
TASK = "recognition.settle_hours"


@pytest.fixture
def places(transactional_db):
    """People whom the gate saw, and about whom their organisation said nothing for too long."""
    days = all_terms()[-1].silence_days + 2
    role = make_role(make_shift(make_opportunity(), days_ahead=-days), capacity=CREDITS)
    found = [make_signup(role, make_volunteer(user=make_user())) for _ in range(CREDITS)]
    for place in found:
        make_presence(place, minutes=MINUTES)
    return found


@contextmanager
def senders(broker: str, count: int) -> Iterator[None]:
    """Put the task on the queue again and again; what cannot be put there now is put there next time."""
    stopped = threading.Event()

    def send() -> None:
        options = {"socket_timeout": 2, "socket_connect_timeout": 2}
        with Celery(broker=broker, broker_transport_options=options) as app:
            while not stopped.wait(0.5):
                with suppress(OperationalError, OSError):
                    app.send_task(TASK, retry=False, expires=60)

    threads = [threading.Thread(target=send) for _ in range(count)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stopped.set()
        for thread in threads:
            thread.join()


@pytest.fixture
def queue():
    """A Redis that forgets everything when it dies, and its worker; a supervisor starts both again."""
    port = free_port()
    broker = f"redis://127.0.0.1:{port}/0"
    store = Part(["redis-server", "--port", str(port), "--bind", "127.0.0.1", *NO_DISK], server_environment(""))
    crew = ["worker", "--pool", "prefork", "--concurrency", "2", "--loglevel", "critical"]
    worker = Part(
        [sys.executable, "-m", "celery", "-A", "config.celery", *crew],
        server_environment("tests.bar.hours_settings") | {"REDIS_URL": broker},
    )
    with supervised(store):
        wait_for_redis(port)
        with supervised(worker):
            yield broker, store, worker


def wait_until(count: int, seconds: float) -> float:
    """Wait until so many hours are credited; return how long it took. Fails when it takes too long."""
    began = time.monotonic()
    while LedgerEntry.objects.count() < count:
        if time.monotonic() > began + seconds:
            pytest.fail(f"{LedgerEntry.objects.count()} of {count} credits after {seconds} s")
        time.sleep(0.02)
    return time.monotonic() - began


def wait_until_idle(broker: str, seconds: float) -> None:
    """Wait until the worker answers that it does nothing and will do nothing, and nothing waits for it in Redis."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with suppress(OperationalError, OSError, RedisError), Celery(broker=broker) as app:
            asked = app.control.inspect(timeout=2)
            at_hand = [asked.active(), asked.reserved(), asked.scheduled()]
            # Each names the worker with a list; a worker that does not run yet is not named at all.
            if all(at_hand) and not any(tasks for answer in at_hand for tasks in answer.values()):
                with Redis.from_url(broker) as link:
                    if not link.llen("celery") and not link.hlen("unacked"):
                        return
        time.sleep(0.2)
    pytest.fail(f"the worker still has something at hand after {seconds} s")


def test_no_hour_is_lost_or_doubled_while_worker_and_redis_are_killed(places, queue, figure):
    broker, store, worker = queue
    blows = [store, store, worker, store, store, worker, store, store]
    began, struck = time.monotonic(), []
    with senders(broker, SENDERS):
        for turn, part in enumerate(blows, start=1):
            wait_until(CREDITS * turn // (len(blows) + 2), 240)
            struck.append(LedgerEntry.objects.count())
            part.kill(signal.SIGKILL)
        drained = wait_until(CREDITS, 240)
        took = time.monotonic() - began

    assert struck[-1] < CREDITS  # the last blow fell while there was something to lose
    entries = list(LedgerEntry.objects.values_list("attendance__signup", "minutes"))
    assert sorted(entries) == sorted((place.pk, MINUTES) for place in places)
    assert Silence.objects.filter(is_counted=True).count() == CREDITS
    assert examine_ledger().is_intact
    found = {code: findings for code, findings in examine(now=clock.now()).items() if findings}
    assert {code for code in found if code.startswith(("recognition.", "events."))} == set()
    figure(
        "hours credited through a queue that is killed", credits=CREDITS, lost=CREDITS - len(set(entries)),
        doubled=len(entries) - len({signup for signup, _minutes in entries}), kills_of_redis=blows.count(store),
        kills_of_the_worker=blows.count(worker), ms_after_the_last_kill=int(drained * 1000),
        ms_altogether=int(took * 1000),
    )  # fmt: skip
    assert drained <= DRAINED_WITHIN * SLOWER


def test_sent_only_once_hours_stay_behind_which_shows_what_sending_again_does(places, queue, figure):
    """The control: nobody sends the task again after Redis and the worker were killed.

    Both run again, the queue is empty and the worker has nothing at hand: so whatever is missing stays missing.
    """
    broker, store, worker = queue
    with Celery(broker=broker) as app:
        app.send_task(TASK, retry=False)
    wait_until(CREDITS // 8, 240)
    store.kill()
    worker.kill()
    wait_until_idle(broker, 240)
    figure("the same sent once", credits=CREDITS, left_behind=CREDITS - LedgerEntry.objects.count())
    assert LedgerEntry.objects.count() < CREDITS

"""Four hundred letters while worker and Redis are killed again and again: none lost, no copy that looks new."""

import subprocess
import sys
import time
from collections import Counter

import pytest
from aiosmtpd.controller import Controller

from core.models import OutboxMessage
from tests.bar.parts import NO_DISK, Part, Postbox, supervised, wait_for_redis
from tests.races.servers import ROOT, free_port, server_environment

pytestmark = [pytest.mark.bar, pytest.mark.django_db(transaction=True)]
LETTERS = 400
REDIS_KILLS, WORKER_KILLS, PAUSE = 6, 2, 1.5
DRAINED = 150.0  # seconds after the last kill: one claim, one sweep, and the letters on a busy machine


def under_fire(tmp_path, *, sweeps, patience):
    """Write the letters while both parts are killed; return what the mail server took and how long it went on."""
    postbox, queue_port = Postbox(), free_port()
    mail = Controller(postbox, hostname="127.0.0.1", port=free_port())
    mail.start()
    environment = server_environment("config.settings") | {
        "REDIS_URL": f"redis://127.0.0.1:{queue_port}/0",
        "EMAIL_URL": f"smtp://127.0.0.1:{mail.port}",
        "ASAR_DATA_DIR": str(tmp_path),
    }
    no_disk = [*NO_DISK, "--dir", str(tmp_path)]
    queue = Part(["redis-server", "--port", str(queue_port), "--bind", "127.0.0.1", *no_disk], environment)
    crew = ["worker", *(["-B"] if sweeps else []), "--pool", "threads", "--concurrency", "4", "--loglevel", "critical"]
    worker = Part([sys.executable, "-m", "celery", "--quiet", "-A", "config", *crew], environment)
    try:
        with supervised(queue, worker):
            wait_for_redis(queue_port)
            writer = subprocess.Popen(
                [sys.executable, "-m", "tests.bar.writer", str(LETTERS)], cwd=ROOT, env=environment
            )
            while OutboxMessage.objects.count() < LETTERS // 20:  # the first blow falls while letters are written
                time.sleep(0.1)
            for blow in [queue, queue, worker] * WORKER_KILLS + [queue] * (REDIS_KILLS - 2 * WORKER_KILLS):
                blow.kill()
                time.sleep(PAUSE)
            last, seconds = time.monotonic(), 0.0
            assert writer.wait(timeout=120) == 0
            while OutboxMessage.objects.filter(done_at=None, failed_at=None).exists() and seconds < patience:
                time.sleep(0.5)
                seconds = time.monotonic() - last
    finally:
        mail.stop()
    return postbox.taken, int(time.monotonic() - last)


def test_without_the_sweep_letters_stay_behind_which_shows_what_it_does(figure, tmp_path):
    under_fire(tmp_path, sweeps=False, patience=20.0)

    behind = OutboxMessage.objects.filter(done_at=None).count()
    figure("letters under fire without the sweep", letters=LETTERS, left_behind=behind)
    assert behind > 0


def test_no_letter_is_lost_while_worker_and_redis_are_killed(figure, tmp_path):
    taken, seconds = under_fire(tmp_path, sweeps=True, patience=DRAINED)

    people = Counter(recipient for recipients, _name in taken for recipient in recipients)
    copies = sum(people.values()) - len(people)
    names = {name for _recipients, name in taken}
    figure(
        "letters under fire", letters=LETTERS, redis_kills=REDIS_KILLS, worker_kills=WORKER_KILLS,
        lost=LETTERS - len(people), copies=copies, seconds_to_drain=seconds,
    )  # fmt: skip
    assert OutboxMessage.objects.filter(done_at__isnull=False).count() == LETTERS
    assert set(people) == {f"owed{number}@example.org" for number in range(LETTERS)}
    assert all(len(recipients) == 1 for recipients, _name in taken)
    assert len(names) == LETTERS  # a copy carries the name of the first, so a mailbox shows it once
    assert copies <= WORKER_KILLS * 4  # only what was in a worker's hands when it died

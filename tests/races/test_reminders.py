"""Reminders under two beats and under kill -9: each person hears once, and the proof fails without the key."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.db import connection

from core import outbox
from core.models import OutboxMessage
from events.models import SignUp
from events.queries.reminders import DueReminder, slots_of
from events.services.reminding import write_reminders
from tests.factories.accounts import make_user
from tests.factories.events import make_role, make_shift, make_signup
from tests.factories.volunteers import make_volunteer
from tests.races.threads import at_once, faults

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
PEOPLE, BEATS, KILLS = 120, 4, 5
WRITER = """
import sys, django
django.setup()
from datetime import datetime
from events.services.reminding import write_reminders
print("begun", flush=True)
write_reminders(now=datetime.fromisoformat(sys.argv[1]))
print("done", flush=True)
"""


def crowded():
    """Return the moment at which everybody on one shift is to be reminded."""
    role = make_role(make_shift(days_ahead=9), capacity=PEOPLE)
    for _person in range(PEOPLE):
        make_signup(role, make_volunteer(user=make_user()))
    return slots_of(role.shift.starts_at, role.shift.time_zone)[1].due_at


def written():
    return Counter(OutboxMessage.objects.filter(topic="shifts.reminder").values_list("payload__signup_id", flat=True))


def test_four_beats_at_one_moment_write_each_reminder_once(figure):
    moment = crowded()

    assert faults(at_once(*[lambda: write_reminders(now=moment)] * BEATS)) == []

    assert written() == Counter(SignUp.objects.values_list("pk", flat=True))
    figure("reminders under four beats", people=PEOPLE, beats=BEATS, rows=written().total())


def test_without_the_key_beats_write_them_twice(monkeypatch):
    """The control."""
    monkeypatch.setattr(DueReminder, "key", property(lambda reminder: f"shifts.reminder:{uuid4()}"))
    moment = crowded()

    assert faults(at_once(*[lambda: write_reminders(now=moment)] * 2)) == []

    assert written().total() > PEOPLE


def writer(moment):
    """Start a process of its own that writes reminders into the database of the tests."""
    database = connection.settings_dict
    address = f"postgresql://{database['USER']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    environment = {**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE}
    command = [sys.executable, "-c", WRITER, moment.isoformat()]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    return process


def wait_for(rows, process):
    """Wait until the process has written so many rows, or has ended."""
    while written().total() < rows and process.poll() is None:
        time.sleep(0.002)


@pytest.mark.bar
def test_writers_killed_in_the_middle_lose_and_double_nothing(figure):
    moment, rng, halves = crowded(), random.Random(1), []
    for _kill in range(KILLS):
        before = written().total()
        with writer(moment) as process:
            wait_for(before + rng.randrange(1, 10), process)
            process.send_signal(signal.SIGKILL)
        halves.append(written().total())
    with writer(moment) as last:
        assert last.wait(timeout=60) == 0

    assert halves[0] < PEOPLE
    assert written() == Counter(SignUp.objects.values_list("pk", flat=True))
    with time_machine.travel(moment, tick=False):
        for _sweep in range(3):
            outcomes = at_once(*[lambda: [outbox.deliver(key, now=moment) for key in outbox.due(moment)]] * 2)
            assert faults(outcomes) == []
    assert Counter(letter.to[0] for letter in mail.outbox) == Counter(
        SignUp.objects.values_list("volunteer__user__email", flat=True)
    )
    figure("reminders under kill -9", people=PEOPLE, kills=KILLS, cut_off=sum(half < PEOPLE for half in halves))


def test_a_letter_claimed_by_a_worker_that_died_leaves_once_the_claim_is_over():
    moment = crowded()
    write_reminders(now=moment)
    OutboxMessage.objects.update(claimed_until=moment + outbox.CLAIM, attempts=1)

    assert outbox.due(moment) == []
    later = moment + outbox.CLAIM + timedelta(seconds=1)
    with time_machine.travel(later, tick=False):
        for key in outbox.due(later):
            outbox.deliver(key, now=later)

    assert len(mail.outbox) == PEOPLE

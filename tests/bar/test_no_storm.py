"""No storm of letters (R16): Redis away, half an hour of "later" from the mail server, workers that meet, the switch.

The half hour is simulated: the moment is handed in, as everywhere. The mail server is the last step of Django's mail
room, which answers as a server would; its connection is proven in tests/delivery.
"""

import threading
import time
from collections import Counter
from datetime import timedelta
from io import StringIO
from smtplib import SMTPDataError
from typing import ClassVar

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import call_command
from django.db import connections
from django.db.models import Q

from core import clock, outbox
from core.delivery import Letter, MessageKind, health
from core.models import OutboxMessage
from core.tasks import sweep_outbox

pytestmark = [pytest.mark.bar, pytest.mark.django_db(transaction=True)]
MESSAGES = 5_000
OUTAGE, SWEEP = timedelta(minutes=30), timedelta(seconds=30)
A_SWEEP = 20  # messages that one sweep of the outage gets through: less than a real one, and enough for a storm
MOST_SENDS = 1.1  # for each message
SWITCHED_OFF_WITHIN = 5.0  # seconds
WORKERS = 4


class Postroom(BaseEmailBackend):
    """A mail server that counts who asked it for which message, and takes them unless it says "later"."""

    asked: ClassVar[list[str]] = []
    taken: ClassVar[list[str]] = []
    is_away: ClassVar[bool] = False
    takes_seconds: ClassVar[float] = 0.0
    last_taken_at: ClassVar[float] = 0.0

    def send_messages(self, email_messages):
        for message in email_messages:
            name = message.extra_headers["Message-ID"]
            self.asked.append(name)
            if Postroom.is_away:
                raise SMTPDataError(451, b"4.3.0 Try again later")
            time.sleep(Postroom.takes_seconds)
            self.taken.append(name)
            Postroom.last_taken_at = time.monotonic()
        return len(email_messages)


@outbox.handler("tests.storm")
def letter(payload: outbox.Payload) -> Letter | None:
    return Letter(
        text="The shift is tomorrow.",
        subject="Tomorrow",
        email=f"storm{payload['number']}@example.org",
        kind=MessageKind.PLACE,
        language="en",
    )


@pytest.fixture
def postroom(settings):
    settings.EMAIL_BACKEND = f"{Postroom.__module__}.{Postroom.__name__}"
    Postroom.asked.clear()
    Postroom.taken.clear()
    Postroom.is_away, Postroom.takes_seconds = False, 0.0
    return Postroom


def owe(amount, now):
    """Write messages down as one transaction does; no hint reaches anybody, since Redis is away."""
    outbox.put_all("tests.storm", {f"storm:{number}": {"number": number} for number in range(amount)}, due_at=now)


def half_an_hour_of_later(postroom, now):
    """Let sweeps meet a server that says "later"; return the moment at which it is back."""
    postroom.is_away, moment = True, now
    while moment < now + OUTAGE:
        for message_id in outbox.due(moment)[:A_SWEEP]:
            outbox.deliver(message_id, now=moment)
        moment += SWEEP
    postroom.is_away = False
    return moment


@pytest.fixture
def without_hints(monkeypatch):
    monkeypatch.setattr("core.jobs.hint", lambda name, **arguments: None)


@pytest.mark.usefixtures("without_hints")
def test_half_an_hour_of_later_costs_no_more_than_a_tenth_above_one_send_each(postroom, figure):
    now = clock.now()
    owe(MESSAGES, now)

    moment = half_an_hour_of_later(postroom, now)
    tries, back = len(postroom.asked), moment
    while OutboxMessage.objects.filter(done_at=None).exists() and moment < back + timedelta(minutes=30):
        for message_id in outbox.due(moment):
            outbox.deliver(message_id, now=moment)
        moment += timedelta(seconds=5)

    copies = sum(Counter(postroom.taken).values()) - len(set(postroom.taken))
    figure(
        "mail server says later for 30 minutes", messages=MESSAGES, tries_meanwhile=tries, sends=len(postroom.asked),
        accepted=len(postroom.taken), copies=copies,
    )  # fmt: skip
    assert tries > 0
    assert (len(set(postroom.taken)), copies) == (MESSAGES, 0)
    assert len(postroom.asked) <= MOST_SENDS * MESSAGES
    assert OutboxMessage.objects.filter(failed_at__isnull=False).count() == 0


@pytest.mark.usefixtures("without_hints")
def test_without_the_breaker_it_is_a_storm_which_shows_what_it_does(postroom, figure, monkeypatch):
    """The control: every message asks for itself."""
    monkeypatch.setattr(health, "closed_until", lambda channel, *, now: None)
    now = clock.now()
    owe(MESSAGES, now)

    half_an_hour_of_later(postroom, now)

    figure("the same without the breaker", messages=MESSAGES, tries_meanwhile=len(postroom.asked))
    assert len(postroom.asked) > (MOST_SENDS - 1) * MESSAGES


def sweeping_at_once(until):
    """Let as many workers sweep the same messages as a busy host has, until a moment or nothing is left."""

    def work():
        try:
            while time.monotonic() < until and OutboxMessage.objects.filter(done_at=None).exists():
                sweep_outbox()
                if health.is_stopped():
                    return
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(WORKERS)]
    for thread in threads:
        thread.start()
    return threads


@pytest.mark.postgres
@pytest.mark.usefixtures("without_hints")
def test_workers_that_meet_when_redis_is_back_send_each_message_once(postroom, figure):
    owe(MESSAGES // 10, clock.now())

    for thread in sweeping_at_once(time.monotonic() + 60):
        thread.join()

    tries = sum(OutboxMessage.objects.values_list("attempts", flat=True))
    figure("workers meeting over what Redis left", messages=MESSAGES // 10, workers=WORKERS, sends=len(postroom.asked))
    assert Counter(postroom.taken).most_common(1)[0][1] == 1
    assert len(postroom.taken) == len(postroom.asked) == tries == MESSAGES // 10


@pytest.mark.postgres
@pytest.mark.usefixtures("without_hints")
def test_without_the_claim_they_send_copies_which_shows_what_it_does(postroom, figure, monkeypatch):
    """The control: a row in somebody's hands is anybody's."""
    monkeypatch.setattr(outbox, "_unclaimed", lambda now: Q())
    monkeypatch.setattr("core.delivery.sending.OVER", ())
    owe(100, clock.now())

    for thread in sweeping_at_once(time.monotonic() + 30):
        thread.join()

    figure("the same without the claim", messages=100, sends=len(postroom.asked))
    assert len(postroom.asked) > MOST_SENDS * 100


@pytest.mark.postgres
@pytest.mark.usefixtures("without_hints")
def test_the_switch_stops_everything_within_five_seconds(postroom, figure):
    postroom.takes_seconds = 0.05
    owe(MESSAGES // 10, clock.now())
    threads = sweeping_at_once(time.monotonic() + 60)
    while len(postroom.taken) < 20:
        time.sleep(0.02)

    pressed = time.monotonic()
    call_command("outbox", "stop", stdout=StringIO())
    for thread in threads:
        thread.join()

    after, left = postroom.last_taken_at - pressed, OutboxMessage.objects.filter(done_at=None).count()
    figure("switch pressed in the middle", messages=MESSAGES // 10, left=left, milliseconds=max(0, int(after * 1000)))
    assert after < SWITCHED_OFF_WITHIN
    assert left > 0
    assert [outbox.deliver(key, now=clock.now()) for key in outbox.due(clock.now())[:5]] == [False] * 5
    call_command("outbox", "start", stdout=StringIO())
    assert outbox.deliver(outbox.due(clock.now())[0], now=clock.now()) is True

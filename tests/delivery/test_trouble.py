"""A provider that is away, workers that die, handlers that raise, hang or write too much, and the switch."""

import threading
import time
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from core import outbox
from core.delivery import Letter, health
from core.delivery.patience import TookTooLong, at_most
from core.models import Delivery, OutboxMessage
from tests.delivery.conftest import TOPIC
from tests.factories.accounts import make_user

pytestmark = pytest.mark.django_db
PEOPLE, OUTAGE = 20, timedelta(minutes=30)


def sweep(moment):
    """Deliver what is due, as the worker's sweep does."""
    for message_id in outbox.due(moment):
        outbox.deliver(message_id, now=moment)


def test_half_an_hour_of_refusals_costs_hardly_more_than_one_try_each(mailbox, now, figure):
    for number in range(PEOPLE):
        user = make_user()
        outbox.put(TOPIC, key=f"storm:{number}", due_at=now, user_id=user.pk, kind="place")
    mailbox.answer = "451 4.3.0 Try again later"
    moment = now

    while moment < now + OUTAGE:
        sweep(moment)
        moment += timedelta(minutes=1)
    tries = mailbox.asked
    mailbox.answer = "250 OK"
    while OutboxMessage.objects.filter(done_at=None).exists() and moment < now + OUTAGE + timedelta(minutes=10):
        sweep(moment)
        moment += timedelta(seconds=30)

    figure("SMTP away for 30 minutes", messages=PEOPLE, tries_in_the_outage=tries, accepted=len(mailbox.letters))
    assert (len(mailbox.letters), OutboxMessage.objects.filter(failed_at__isnull=False).count()) == (PEOPLE, 0)
    assert tries <= 40  # 400 messages: 1.1 sends each
    assert moment <= now + OUTAGE + timedelta(minutes=2)


def test_dead_provider_is_visible_at_once_and_the_site_stays_ready(settings, write, now):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 2

    for number in range(3):
        write(make_user(), key=str(number))

    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()["messages"]) == (200, False)
    told = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("outbox", "status", stdout=told)
    assert (ended.value.code, "email: AWAY since" in told.getvalue()) == (6, True)


def test_message_waits_for_a_provider_a_day_and_is_then_given_up(mailbox, write, now):
    mailbox.answer = "451 4.3.0 Try again later"
    message = write(make_user())
    OutboxMessage.objects.filter(pk=message.pk).update(attempts=20, due_at=now)

    outbox.deliver(message.pk, now=now)
    message.refresh_from_db()
    assert (message.failed_at, message.last_error) == (None, "SMTP 451")
    later = message.created_at + timedelta(hours=25)
    outbox.deliver(message.pk, now=later)

    message.refresh_from_db()
    assert message.failed_at == later


def test_switch_stops_everything_and_starts_it_again(mailbox, write, now):
    call_command("outbox", "stop", stdout=StringIO())
    message = write(make_user())

    assert (mailbox.letters, message.attempts) == ([], 0)
    call_command("outbox", "start", stdout=StringIO())
    outbox.deliver(message.pk, now=now)
    assert len(mailbox.letters) == 1


@outbox.handler("tests.raises")
def raises(payload: outbox.Payload) -> Letter | None:
    raise RuntimeError("poison")


@outbox.handler("tests.hangs")
def hangs(payload: outbox.Payload) -> Letter | None:
    while True:
        try:
            time.sleep(60)
        except Exception:  # swallows whatever it can
            continue


@outbox.handler("tests.huge")
def huge(payload: outbox.Payload) -> Letter | None:
    return Letter(text="ә" * 50_000_000, email="reader@example.org")


def test_poison_is_given_up_after_five_tries_with_growing_pauses(now):
    message = outbox.put("tests.raises", key="poison", due_at=now)
    pauses = []

    for _try in range(outbox.MOST_ATTEMPTS):
        message.refresh_from_db()
        moment = message.due_at
        outbox.deliver(message.pk, now=moment)
        message.refresh_from_db()
        pauses.append((message.due_at - moment).total_seconds())

    assert (message.attempts, message.failed_at, message.last_error) == (5, moment, "RuntimeError")
    assert [30 * 2**n <= pause <= 37.5 * 2**n for n, pause in enumerate(pauses)] == [True] * 5
    assert outbox.deliver(message.pk, now=moment + timedelta(days=1)) is False


def test_what_hangs_is_cut_off_and_the_next_one_leaves(mailbox, write, now, settings):
    settings.MESSAGE_SECONDS = 2
    message = outbox.put("tests.hangs", key="hangs", due_at=now)

    began = time.monotonic()
    outbox.deliver(message.pk, now=now)
    settings.MESSAGE_SECONDS = 20
    write(make_user())

    message.refresh_from_db()
    assert (message.last_error, message.done_at, len(mailbox.letters)) == ("TookTooLong", None, 1)
    assert time.monotonic() - began < 20


def test_what_is_huge_is_given_up_at_once(mailbox, now):
    message = outbox.put("tests.huge", key="huge", due_at=now)

    outbox.deliver(message.pk, now=now)

    message.refresh_from_db()
    assert (message.failed_at, message.last_error, mailbox.letters) == (now, "LetterTooLarge", [])
    assert outbox.revive(now=now) == 1


def test_poison_of_three_kinds_at_the_head_of_the_line_holds_nobody_up(mailbox, now, settings, figure):
    settings.MESSAGE_SECONDS = 1
    poison = {
        topic: outbox.put(topic, key=topic, due_at=now).pk for topic in ("tests.raises", "tests.hangs", "tests.huge")
    }
    for number in range(PEOPLE):
        outbox.put(TOPIC, key=f"healthy:{number}", due_at=now, user_id=make_user().pk, kind="place")

    began, moment = time.monotonic(), now
    sweep(moment)
    seconds, left = time.monotonic() - began, len(mailbox.letters)
    while OutboxMessage.objects.filter(done_at=None, failed_at=None).exists() and moment < now + timedelta(hours=1):
        moment += timedelta(seconds=30)
        sweep(moment)

    rows = OutboxMessage.objects.in_bulk(poison.values())
    tries = {topic: rows[key].attempts for topic, key in poison.items()}
    figure("poison of three kinds before others", others=left, most_tries=max(tries.values()), seconds=int(seconds))
    assert (left, len(mailbox.letters)) == (PEOPLE, PEOPLE)
    assert seconds < 30  # the last of the others waited no longer
    assert tries == {"tests.raises": 5, "tests.hangs": 5, "tests.huge": 1}
    assert [row.failed_at is not None for row in rows.values()] == [True] * 3


def test_thread_that_spins_is_cut_off_too():
    ended = []

    def spin() -> None:
        try:
            with at_most(0.2):
                while True:
                    pass
        except TookTooLong:
            ended.append(True)

    thread = threading.Thread(target=spin)
    thread.start()
    thread.join(timeout=20)

    assert ended == [True]


def test_lost_worker_is_told_apart_by_whether_a_reader_can_tell_a_copy(mailbox, write, now, capsys):
    mailed, texted = make_user(), make_user(email="", phone="+77010000002")
    type(texted).objects.filter(pk=texted.pk).update(email=None)
    messages = [write(mailed, key="mail"), write(texted, key="sms")]
    OutboxMessage.objects.update(done_at=None, claimed_until=None)
    Delivery.objects.update(state="sending")  # both workers died before they wrote what became of it

    for message in messages:
        outbox.deliver(message.pk, now=now)

    assert (len(mailbox.letters), capsys.readouterr().out.count("SMS to")) == (2, 1)
    assert set(Delivery.objects.values_list("channel", "state")) == {("email", "sent"), ("sms", "unknown")}
    assert OutboxMessage.objects.filter(done_at=None).count() == 0


def test_channel_is_asked_by_one_at_a_time_after_its_pause(now):
    for _failure in range(3):
        health.note_failure("email", "OSError", now=now)
    over = now + timedelta(minutes=1)

    assert health.closed_until("email", now=now) == now + health.SHORTEST
    assert [health.closed_until("email", now=over), health.closed_until("email", now=over)] == [
        None,
        over + health.LONGEST,
    ]
    health.note_success("email", now=over)
    assert health.closed_until("email", now=over) is None

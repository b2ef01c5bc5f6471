"""The watch for words sees them everywhere it looks: in archives, letters, the outbox, audit lines and the log."""

import logging

import pytest
from django.core import mail
from django.core.mail import EmailMessage

from core import audit
from core.models import OutboxMessage
from tests.factories.accounts import make_user
from tests.matrix.canaries import Marks, Watch, heard, letter_leaks
from tests.matrix.people import OWNERS, canaries, canaries_of, make_person, word

pytestmark = pytest.mark.django_db


@pytest.fixture
def watch() -> Watch:
    return Watch(canaries())


def test_her_own_copy_carries_what_is_kept_about_her(now, client):
    adult = make_person("adult", age=21)
    watch = Watch([*canaries(), *canaries_of(adult, "adult")])
    client.force_login(adult)
    answer = client.post("/en/me/profile/data/")

    assert watch.leaks_of(answer, "volunteer:data POST", "adult") == []
    met = {leak.split(" of ")[0] for leak in watch.leaks_of(answer, "volunteer:data POST", "stranger")}
    assert met >= {"name", "mail", "phone", "birth", "point", "issuer", "session", "agent"}


def test_a_letter_to_two_people_with_the_name_of_a_child_and_a_number_of_somebody_else(watch):
    to = [f"{word('mail', 'minor').lower()}@example.org", "both@example.org"]
    letter = EmailMessage(f"About {word('name', 'minor')}", f"Call {watch_phone(watch)}", to=to)

    assert letter_leaks(watch, letter, "news") == [
        "letter news to 2 people",
        "name of minor in the subject of a letter news",
        "phone of adult in a letter news to minor",
    ]


def watch_phone(watch: Watch) -> str:
    return next(one.text for one in watch.by_text.values() if one.kind == "phone" and one.owner == "adult")


def test_what_a_request_writes_is_read(now, watch):
    marks = Marks()
    OutboxMessage.objects.create(topic="no.such", key="1", due_at=now, payload={"name": word("name", "child")})
    audit.record("person.changed", actor=None, subject=make_user(), at=now, why=word("reason", "adult"))
    mail.outbox.append(EmailMessage("Hello", word("question", "child"), to=["dana@example.org"]))

    assert sorted(marks.leaks_since(watch, "a door", now)) == [
        "name of child in a payload of a door",
        "question of child in a letter of a door to somebody else",
        "reason of adult in a audit line of a door",
    ]


def test_the_log_is_heard(watch):
    with heard() as lines:
        logging.getLogger("django.request").warning("Not found: %s", word("token", OWNERS[0]))
        logging.getLogger("asar").error("Mail to %s failed", word("mail", "minor").lower())

    assert {one.kind for one in watch.seen_in("\n".join(lines))} == {"mail"}

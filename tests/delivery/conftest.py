"""What the tests of messages share: a topic with a letter of any kind, and providers on this machine."""

from collections.abc import Iterator

import pytest

from accounts.letters import letter_to
from core import outbox
from core.delivery import Attachment, Letter, MessageKind
from tests.delivery.peers import HttpPeer, Mailbox, http_server, smtp_server

TOPIC = "tests.letter"
ICS = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"


@outbox.handler(TOPIC)
def test_letter(payload: outbox.Payload) -> Letter | None:
    """Write a letter of the kind the payload names."""
    words = {"kk": "Ауысым <b>ертең</b>", "ru": "Смена завтра", "en": "The shift is tomorrow"}
    return letter_to(
        int(payload["user_id"]),
        lambda user: (words[user.language], f"{words[user.language]}.\n\nhttps://example.org/a?b=1&c=2"),
        kind=MessageKind(str(payload["kind"])),
        path="me/shifts/",
        attachment=Attachment(ICS, method="REQUEST") if payload.get("with_file") else None,
    )


test_letter.__test__ = False  # type: ignore[attr-defined]


@pytest.fixture
def mailbox(settings) -> Iterator[Mailbox]:
    with smtp_server(settings) as box:
        yield box


@pytest.fixture
def peer() -> Iterator[HttpPeer]:
    with http_server() as found:
        yield found


@pytest.fixture
def write(now):
    """Put a letter of a kind to a person into the outbox and deliver it."""

    def written(user, kind="place", *, key="one", at=None, **more):
        moment = at or now
        message = outbox.put(TOPIC, key=f"{key}:{user.pk}", due_at=moment, user_id=user.pk, kind=kind, **more)
        outbox.deliver(message.pk, now=moment)
        message.refresh_from_db()
        return message

    return written

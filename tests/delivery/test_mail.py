"""A letter as a mail program reads it: handed over by real SMTP, parsed by Python's own library."""

import re

import pytest

from accounts.models import User
from core import outbox
from core.models import OutboxMessage
from tests.factories.accounts import make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "subject"),
    [("kk", "Ауысым <b>ертең</b>"), ("ru", "Смена завтра"), ("en", "The shift is tomorrow")],
)
def test_letter_has_text_and_html_in_the_readers_language_and_one_reader(mailbox, write, language, subject):
    user = make_user(email="reader@example.org", language=language)

    write(user, "reminder")

    ((readers, letter),) = mailbox.letters
    assert (readers, letter["To"], letter["Subject"]) == (["reader@example.org"], "reader@example.org", subject)
    assert letter.get_content_type() == "multipart/alternative"
    text, html = (letter.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert f'<html lang="{language}">' in html
    assert subject in text
    assert f"http://localhost:8000/{language}/me/shifts/" in text
    assert letter["Content-Language"] == language
    assert [name for name in ("Cc", "Bcc") if letter[name]] == []


def test_html_has_no_table_no_picture_and_nothing_that_runs(mailbox, write):
    write(make_user(email="reader@example.org", language="kk"), "reminder")

    html = mailbox.letters[0][1].get_body(("html",)).get_content()
    assert re.findall(r"<(table|img|script|link|iframe|object|style)\b", html) == []
    assert "Ауысым &lt;b&gt;ертең&lt;/b&gt;" in html
    assert 'href="https://example.org/a?b=1&amp;c=2"' in html
    assert re.findall(r"url\(", html) == []


def test_headers_say_who_wrote_and_how_to_stop_it(mailbox, write):
    write(make_user(email="reader@example.org"), "reminder")

    letter = mailbox.letters[0][1]
    assert letter["From"].startswith("Asar ")
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(r"<http://localhost:8000/stop/[\w:-]+/>", letter["List-Unsubscribe"].strip())


def test_letter_that_cannot_be_stopped_offers_no_way_to_stop_it(mailbox, write):
    write(make_user(email="reader@example.org"), "place")

    letter = mailbox.letters[0][1]
    assert letter["List-Unsubscribe"] is None
    assert "/me/messages/choices/" in letter.get_body(("plain",)).get_content()


def test_a_copy_has_the_name_of_the_first_one_and_another_letter_has_another(mailbox, write, now):
    user = make_user(email="reader@example.org")
    message = write(user)
    OutboxMessage.objects.filter(pk=message.pk).update(done_at=None, claimed_until=None)
    message.deliveries.all().update(state="sending")  # a worker died here

    outbox.deliver(message.pk, now=now)
    write(user, key="two")

    names = [letter["Message-ID"] for _readers, letter in mailbox.letters]
    assert (len(names), len(set(names)), names[0]) == (3, 2, names[1])
    assert str(user.pk) not in re.split(r"[<@]", names[0])


def test_invitation_file_travels_with_its_method(mailbox, write):
    write(make_user(email="reader@example.org"), with_file=1)

    (file,) = mailbox.letters[0][1].iter_attachments()
    assert (file.get_content_type(), file.get_param("method"), file.get_filename()) == (
        "text/calendar",
        "REQUEST",
        "asar.ics",
    )
    assert file.get_content().splitlines()[0] == "BEGIN:VCALENDAR"


def test_subject_of_several_lines_is_one_line(mailbox, write, monkeypatch, now):
    user = make_user(email="reader@example.org", full_name="A\r\nBcc: victim@example.org")
    outbox.handler("tests.lines")(lambda payload: _lines(user))

    outbox.deliver(outbox.put("tests.lines", key="lines", due_at=now, user_id=user.pk).pk, now=now)

    letter = mailbox.letters[0][1]
    assert (letter["Subject"], letter["Bcc"]) == ("A Bcc: victim@example.org", None)


def _lines(user: User):
    from accounts.letters import letter_to

    return letter_to(user.pk, lambda reader: (reader.full_name, "Text"))

"""Where the words of one person may turn up: her own doors, and what this table allows. Anywhere else is a leak.

The walk through the matrix carries the words: every body and header that is answered is read, and so is what a request
writes: letters, what waits in the outbox, audit lines, looks and log lines.
"""

import json
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from fnmatch import fnmatch
from io import BytesIO
from zipfile import ZipFile, is_zipfile

from django.core import mail
from django.core.mail import EmailMessage
from django.http import HttpResponse

from core import outbox
from core.models import AuditLine, Look, OutboxMessage
from tests.matrix.answers import body_of
from tests.matrix.people import Canary

GUARDIAN = (("*", "guardian_link *", "all"),)  # whoever holds the secret link is the guardian
CODE_HOLDER = (
    ("*", "guest:check GET", "all"),
    ("*", "recognition_check_certificate", "all"),
)  # she gave them the code
HOST = ("coordinator", "owner")
OFFICER_READS = ("person GET", "record *", "renew *", "birth_date *")


def _hosts(*doors: str) -> tuple[tuple[str, str, str], ...]:
    return tuple((role, door, "near") for role in HOST for door in doors)


def _officers(*doors: str) -> tuple[tuple[str, str, str], ...]:
    return tuple(("safeguarding", f"safeguarding:{door}", "near") for door in doors)


# Kind of word -> role, door, and about whom: people near, who belong to the role's organisation or territory, or all.
# Her own words everybody may meet everywhere. What is not named here nobody else may meet anywhere: numbers of papers,
# the point of a home, what helps a person before she shares it, open sessions, what a guardian signed and her address.
ALLOWED: dict[str, tuple[tuple[str, str, str], ...]] = {
    "mother": GUARDIAN,
    "token": GUARDIAN,
    "question": (*GUARDIAN, *_hosts("ngo:event GET")),
    "mail": _hosts("events_show_contacts", "ngo:contacts POST"),
    "phone": _hosts("events_show_contacts", "ngo:contacts POST"),
    "reason": (*_hosts("ngo:exception GET", "ngo:exceptions GET"), *_officers("override *")),
    "mistake": _officers("birth_date *"),
    "name": (*_officers(*OFFICER_READS, "revoke *"), *CODE_HOLDER),
    "birth": _officers(*OFFICER_READS),
    "issuer": _officers("person GET", "renew *"),
    "concern": (*_officers("*concern *"), ("staff", "safeguarding:*concern *", "all")),
    "reporter": (*_officers("*concern *"), ("staff", "safeguarding:*concern *", "all")),
}
# Kind of word -> topics of the letters to somebody else that may carry it.
ALLOWED_LETTERS: dict[str, tuple[str, ...]] = {}
FAR = ("other", "far_child")
MINORS = ("minor", "child", "far_child")


class Watch:
    """Looks for every word, and counts how often it looked."""

    def __init__(self, canaries: Iterable[Canary]) -> None:
        self.by_text = {canary.text: canary for canary in canaries}
        self.responses = 0

    def seen_in(self, text: str) -> set[Canary]:
        """Return the words that stand in a text."""
        return {canary for word, canary in self.by_text.items() if word in text}

    def leaks_of(self, response: HttpResponse, door: str, role: str) -> list[str]:
        """Name what an answer tells somebody who may not know it."""
        self.responses += 1
        words = f"{texts_of(body_of(response))}\n{response.headers}"
        return [
            f"{canary.kind} of {canary.owner} at {door} as {role}"
            for canary in self.seen_in(words)
            if not _is_allowed(canary, door, role)
        ]


def texts_of(content: bytes) -> str:
    """Return the text of an answer, also of the files inside an archive or a workbook."""
    if content.startswith(b"BEGIN:VCALENDAR"):
        return content.replace(b"\r\n ", b"").decode()  # long lines are folded
    if not is_zipfile(BytesIO(content)):
        return content.decode(errors="replace")
    with ZipFile(BytesIO(content)) as archive:
        return "\n".join(archive.read(name).decode(errors="replace") for name in archive.namelist())


def _is_allowed(canary: Canary, door: str, role: str) -> bool:
    if canary.owner == role:
        return True
    return any(
        fnmatch(role, who) and fnmatch(door, where) and (about == "all" or canary.owner not in FAR)
        for who, where, about in ALLOWED.get(canary.kind, ())
    )


class Marks:
    """Where the tables stood before anybody knocked, to read what a request wrote."""

    def __init__(self) -> None:
        self.letters = 0
        self.last = {model: _last(model) for model in (OutboxMessage, AuditLine, Look)}

    def leaks_since(self, watch: Watch, door: str, now: datetime) -> list[str]:
        """Send what waits, and name every word in letters, payloads, audit lines and looks that must not be there."""
        sent = [(letter, f"of {door}") for letter in mail.outbox]
        fresh = {model: list(model.objects.filter(pk__gt=last)) for model, last in self.last.items()}
        found: list[str] = []
        for message in fresh[OutboxMessage]:
            before = len(mail.outbox)
            outbox.deliver(message.pk, now=max(now, message.due_at))
            sent += [(letter, message.topic) for letter in mail.outbox[before:]]
            found += _kept(watch, "payload", message.payload, door)
        for line in fresh[AuditLine]:
            found += _kept(watch, "audit line", line.details, door)
        for look in fresh[Look]:
            found += _kept(watch, "look", [look.what, look.purpose, look.about_type, look.viewer_role], door)
        self.letters += len(sent)
        return found + [leak for letter, topic in sent for leak in letter_leaks(watch, letter, topic)]


def letter_leaks(watch: Watch, letter: EmailMessage, topic: str) -> list[str]:
    """Name what is wrong with a letter: several readers, the name of a child in its subject, data of others."""
    found = [] if len(letter.recipients()) == 1 else [f"letter {topic} to {len(letter.recipients())} people"]
    found += [
        f"name of {canary.owner} in the subject of a letter {topic}"
        for canary in watch.seen_in(letter.subject)
        if canary.kind == "name" and canary.owner in MINORS
    ]
    reader = next((one.owner for one in watch.seen_in(" ".join(letter.to)) if one.kind in ("mail", "guard")), "")
    return found + [
        f"{canary.kind} of {canary.owner} in a letter {topic} to {reader or 'somebody else'}"
        for canary in watch.seen_in(f"{letter.subject}\n{letter.body}")
        if canary.owner != reader and topic not in ALLOWED_LETTERS.get(canary.kind, ())
    ]


@contextmanager
def heard() -> Iterator[list[str]]:
    """Keep every line that is logged meanwhile."""
    lines: list[str] = []
    listener = _Listener(lines)
    loggers = [logging.getLogger(), *(one for one in logging.root.manager.loggerDict.values() if _ends(one))]
    for logger in loggers:
        logger.addHandler(listener)
    try:
        yield lines
    finally:
        for logger in loggers:
            logger.removeHandler(listener)


class _Listener(logging.Handler):
    def __init__(self, lines: list[str]) -> None:
        super().__init__()
        self.lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


def _ends(logger: object) -> bool:
    return isinstance(logger, logging.Logger) and not logger.propagate


def _last(model: type[OutboxMessage | AuditLine | Look]) -> int:
    newest = model.objects.order_by("-pk").first()
    return newest.pk if newest else 0


def _kept(watch: Watch, what: str, value: object, door: str) -> list[str]:
    words = json.dumps(value, ensure_ascii=False, default=str)
    return [f"{canary.kind} of {canary.owner} in a {what} of {door}" for canary in watch.seen_in(words)]

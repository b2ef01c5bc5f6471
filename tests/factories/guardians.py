"""Minors whose guardians have not been asked yet, requests to guardians, and reading the letters about them."""

import re
from datetime import datetime

from django.core import mail

from accounts.models import User
from core import outbox
from events.models import ConsentRequest, ShiftRole, SignUp
from events.services.guardians.answering import Words
from events.services.guardians.asking import ask_guardian
from events.services.signups import claim_seat
from tests.factories.accounts import make_user
from tests.factories.events import make_role
from tests.factories.volunteers import make_volunteer

MOTHER = "gulnar@example.org"


def make_minor(
    *, age: int = 15, full_name: str = "Айгерім Нұрланова", language: str = "en", **columns: object
) -> User:
    """A volunteer under age for whom nobody has agreed to anything."""
    user = make_user(full_name=full_name, language=language)
    make_volunteer(user=user, age=age, **columns)
    return user


def claimed(minor: User, *, now: datetime, role: ShiftRole | None = None) -> SignUp:
    """A place the minor has just taken."""
    return claim_seat(role=role or make_role(), volunteer=minor.volunteer, actor=minor, now=now)


def asked(
    minor: User, *, now: datetime, role: ShiftRole | None = None, contact: str = MOTHER, language: str = "en"
) -> ConsentRequest:
    """A place that waits, and the request to the minor's mother about it."""
    signup = claimed(minor, now=now, role=role)
    return ask_guardian(signup=signup, contact=contact, language=language, actor=minor, now=now)


def words(**changed: object) -> Words:
    """What a mother types and chooses."""
    typed = {"full_name": "Гүлнар Нұрланова", "relation": "mother", "language": "en", "address_hash": "a" * 64}
    return Words(**{**typed, **changed})


def send_letters(now: datetime) -> None:
    """Let everything leave that is due."""
    for message_id in outbox.due(now):
        outbox.deliver(message_id, now=now)


def letters_to(address: str) -> list[str]:
    """Return the texts of the letters to an address, the newest last."""
    return [letter.body for letter in mail.outbox if letter.to == [address]]


def link_for(address: str) -> str:
    """Return the path of the link in the newest letter to an address that holds one."""
    found = [re.search(r"/c/[A-Za-z0-9_-]{22}", text) for text in letters_to(address)]
    paths = [match.group() for match in found if match]
    assert paths, letters_to(address)
    return paths[-1]

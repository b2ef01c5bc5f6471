"""The people whose data is looked for: every column about them holds words that nobody else uses."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import uuid4

from allauth.usersessions.models import UserSession

from accounts.models import Guardian, GuardianConsent, User
from core import clock
from events.queries.needs import HOST_SENTENCES
from places.models import Territory
from tests.factories.accounts import make_consent, make_user
from tests.factories.places import settlement
from tests.factories.volunteers import make_clearance, make_volunteer
from volunteers.enums import AccessNeed

# Their place here makes their dates, numbers and points their own.
OWNERS = ("adult", "minor", "other", "helper", "child", "far_child")
NEEDS = {"adult": AccessNeed.COMPANION, "minor": AccessNeed.SCREEN_READER, "other": AccessNeed.SEATED_WORK}


@dataclass(frozen=True, slots=True)
class Canary:
    """A word that belongs to one person: where it turns up, her data has gone."""

    kind: str
    owner: str
    text: str


def word(kind: str, owner: str) -> str:
    """Return the words of one kind about one person."""
    return f"Kanar{kind}{OWNERS.index(owner)}x"


def make_person(owner: str, *, age: int, home: Territory | None = None) -> User:
    """Write a person with a profile, a paper and an open session elsewhere."""
    number, home = OWNERS.index(owner), home or settlement()
    user = make_user(
        email=f"{word('mail', owner).lower()}@example.org",
        phone=f"+770155500{number:02}",
        full_name=f"Әлия {word('name', owner)}",
    )
    latitude, longitude = _point(number, home)
    volunteer = make_volunteer(
        user=user,
        age=age,
        home=home,
        birth_date=_birth_date(number, age),
        latitude=latitude,
        longitude=longitude,
        access_needs=NEEDS.get(owner, 0),
    )
    make_clearance(volunteer, number_hash=word("number", owner), issuer=word("issuer", owner))
    UserSession.objects.create(
        user=user, session_key=uuid4().hex[:32], ip=f"203.0.113.{100 + number}", user_agent=word("agent", owner)
    )
    return user


def make_guardian(minor: User, owner: str, *, now: datetime) -> Guardian:
    """Write the mother of a minor, and what she once signed."""
    guardian = Guardian.objects.create(
        minor=minor,
        contact_kind="email",
        contact=f"{word('guard', owner).lower()}@example.org",
        name=word("mother", owner),
        relation="mother",
        language="en",
        verified_at=now - timedelta(days=1),
    )
    consent = make_consent(minor)
    GuardianConsent.objects.filter(pk=consent.pk).update(
        guardian=guardian, guardian_name=word("signed", owner), address_hash=word("address", owner)
    )
    return guardian


def canaries() -> list[Canary]:
    """Return every word to look for."""
    kinds = (
        "name", "number", "issuer", "agent", "mother", "signed", "address", "question", "concern", "reason", "mistake",
        "inbox",
    )  # fmt: skip
    found = [Canary(kind, owner, word(kind, owner)) for owner in OWNERS for kind in kinds]
    for number, owner in enumerate(OWNERS):
        found += [Canary(kind, owner, word(kind, owner).lower()) for kind in ("mail", "guard", "reporter")]
        found += [
            Canary("phone", owner, f"770155500{number:02}"),
            Canary("phone", owner, f"701 555 00 {number:02}"),
            Canary("session", owner, f"203.0.113.{100 + number}"),
        ]
    found += [Canary("needs", owner, str(HOST_SENTENCES[need])) for owner, need in NEEDS.items()]
    return found


def canaries_of(user: User, owner: str) -> list[Canary]:
    """Return what only the tables know: the date of birth in three spellings, and the point of the home."""
    born, profile = user.volunteer.birth_date, user.volunteer
    spelled = (born.isoformat(), f"{born.day} {born:%B} {born.year}", f"{born:%d.%m.%Y}")
    points = (str(profile.latitude)[:7], str(profile.longitude)[:7])
    return [Canary("birth", owner, text) for text in spelled] + [Canary("point", owner, text) for text in points]


def _birth_date(number: int, age: int) -> date:
    return date(clock.now().year - age, 2, 3 + 2 * number)


def _point(number: int, home: Territory) -> tuple[float, float]:
    away = 0.0131071 + number * 0.0020717
    return round(home.latitude + away, 7), round(home.longitude - away, 7)

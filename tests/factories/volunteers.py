"""Profiles and skills."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from accounts.enums import AgreementChannel
from accounts.models import DataConsent, User
from accounts.queries import consent_text
from core import clock
from places.models import Territory
from tests.factories.accounts import make_user
from tests.factories.places import settlement
from volunteers.enums import ClearanceKind, SkillGroup
from volunteers.models import Clearance, Skill, Volunteer, VolunteerSkill

EVERY_LANGUAGE = 7


def make_skill(code: str = "first_aid") -> Skill:
    """A skill of the catalogue; made when the catalogue does not have it."""
    name = code.replace("_", " ").capitalize()
    names = {"name_kk": name, "name_ru": name, "name_en": name}
    return Skill.objects.get_or_create(code=code, defaults={"group": SkillGroup.HEALTH, **names})[0]


def make_volunteer(
    *,
    user: User | None = None,
    age: int = 21,
    home: Territory | None = None,
    skills: Mapping[str, int] | None = None,
    **columns: Any,
) -> Volunteer:
    """A person of ``age`` completed years in Almaty, free all week, speaking Kazakh, Russian and English."""
    home = home or settlement()
    today = clock.now().date()
    defaults = {
        "birth_date": date(today.year - age, 1, 1),
        "latitude": home.latitude,
        "longitude": home.longitude,
        "languages": EVERY_LANGUAGE,
        "max_km": 25,
    }
    volunteer = Volunteer.objects.create(user=user or make_user(), home=home, **{**defaults, **columns})
    words = consent_text("kk")
    DataConsent.objects.create(
        user=volunteer.user,
        text_version=words.version,
        text_sha256=words.sha256,
        language=words.language,
        given_at=clock.now(),
        channel=AgreementChannel.JOINING,
    )
    for code, level in (skills or {}).items():
        VolunteerSkill.objects.create(volunteer=volunteer, skill=make_skill(code), level=level)
    return volunteer


def make_clearance(
    volunteer: Volunteer, kind: str = ClearanceKind.OFFENCE_CERTIFICATE, *, days: int = 300, **columns: Any
) -> Clearance:
    """A clearance issued a month ago that counts for so many days from now."""
    moment = clock.now()
    defaults = {
        "issued_on": moment.date() - timedelta(days=30),
        "valid_until": moment.date() + timedelta(days=days),
        "checked_by": uuid4(),
        "checked_at": moment,
    }
    return Clearance.objects.create(volunteer=volunteer, kind=kind, **{**defaults, **columns})


def make_clearances(
    volunteer: Volunteer, *kinds: str, issued_on: date | None = None, valid_until: date | None = None
) -> list[Clearance]:
    """What an officer has seen, yesterday and for a year: everything work with children asks for, or these kinds."""
    now = clock.now()
    return [
        Clearance.objects.create(
            volunteer=volunteer,
            kind=kind,
            issued_on=issued_on or (now - timedelta(days=1)).date(),
            valid_until=valid_until or (now + timedelta(days=365)).date(),
            checked_by=uuid4(),
            checked_at=now,
        )
        for kind in kinds or ("offences", "training", "ethics")
    ]


def clear_for_children(volunteer: Volunteer) -> Volunteer:
    """Everything that work with children asks for; returns the person."""
    make_clearances(volunteer)
    return volunteer

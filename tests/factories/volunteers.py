"""Profiles and skills."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from accounts.enums import AgreementChannel
from accounts.models import DataConsent, User
from accounts.queries import consent_text
from core import clock
from places.models import Territory
from tests.factories.accounts import make_user
from tests.factories.places import settlement
from volunteers.enums import SkillGroup
from volunteers.models import Skill, Volunteer, VolunteerSkill

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

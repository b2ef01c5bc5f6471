"""Reads about volunteers."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from accounts.models import User
from volunteers import errors
from volunteers.models import Skill, Volunteer


def skill_catalogue() -> QuerySet[Skill]:
    """Return the whole catalogue in its order."""
    return Skill.objects.order_by("group", "position", "code")


def skills_by_code(codes: Iterable[str]) -> dict[str, Skill]:
    """Return skills of the catalogue by code. Raises SkillUnknown."""
    wanted = set(codes)
    found = {skill.code: skill for skill in Skill.objects.filter(code__in=wanted)} if wanted else {}
    for code in sorted(wanted - found.keys()):
        raise errors.SkillUnknown(skill=code)
    return found


def volunteer_of(user: User | AnonymousUser) -> Volunteer | None:
    """Return a person's profile with home and account, or nothing."""
    if not user.is_authenticated:
        return None
    return Volunteer.objects.select_related("user", "home").filter(user=user).first()


def volunteer_known_as(name: str) -> Volunteer | None:
    """Find a volunteer for an operator, by public id, e-mail address, phone (+7…) or number; nothing when none."""
    people = Volunteer.objects.select_related("user", "home")
    if "@" in name:
        return people.filter(user__email=name.strip().lower()).first()
    if name.startswith("+"):
        return people.filter(user__phone=name).first()
    if name.isdecimal():
        return people.filter(pk=int(name)).first()
    try:
        return people.filter(public_id=UUID(name)).first()
    except ValueError:
        return None

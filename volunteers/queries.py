"""Reads about volunteers."""

from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from accounts.models import User
from volunteers.models import Skill, Volunteer


def skill_catalogue() -> QuerySet[Skill]:
    """Return the whole catalogue in its order."""
    return Skill.objects.order_by("group", "position", "code")


def volunteer_of(user: User | AnonymousUser) -> Volunteer | None:
    """Return a person's profile with home and account, or nothing."""
    if not user.is_authenticated:
        return None
    return Volunteer.objects.select_related("user", "home").filter(user=user).first()


def volunteer_known_as(name: str) -> Volunteer | None:
    """Find a volunteer for an operator, by public id, e-mail address or number; nothing when there is none."""
    people = Volunteer.objects.select_related("user", "home")
    if "@" in name:
        return people.filter(user__email=name.strip().lower()).first()
    if name.isdecimal():
        return people.filter(pk=int(name)).first()
    try:
        return people.filter(public_id=UUID(name)).first()
    except ValueError:
        return None

"""Reads about volunteers."""

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

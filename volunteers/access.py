"""Doors to profiles: found and permitted, or an error."""

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from core.errors import NotSignedIn
from volunteers import errors
from volunteers.models import Volunteer
from volunteers.queries import volunteer_of


def own_profile(user: User | AnonymousUser) -> Volunteer:
    """Return the person's own profile. Raises NotSignedIn or NoProfile."""
    if not user.is_authenticated:
        raise NotSignedIn
    volunteer = volunteer_of(user)
    if volunteer is None:
        raise errors.NoProfile
    return volunteer

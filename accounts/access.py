"""Doors for people themselves."""

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from core.errors import NotSignedIn


def signed_in(user: User | AnonymousUser) -> User:
    """Return the person behind a request. Raises NotSignedIn."""
    if not user.is_authenticated:
        raise NotSignedIn
    return user

"""People who sign in, their roles and consents."""

from datetime import date, timedelta
from itertools import count
from typing import Any

from accounts.enums import Role
from accounts.models import GuardianConsent, RoleGrant, User
from core import clock
from places.models import Territory

_numbers = count(1)


def make_user(*, email: str = "", full_name: str = "Сәуле Тестова", language: str = "en", **columns: Any) -> User:
    """An account without a password; sign in with ``client.force_login``."""
    address = email or f"person{next(_numbers)}@example.org"
    return User.objects.create(email=address, full_name=full_name, language=language, **columns)


def make_grant(user: User, role: Role, territory: Territory | None = None) -> RoleGrant:
    """A role for a territory, or for the country."""
    return RoleGrant.objects.create(user=user, role=role, territory=territory)


def make_consent(minor: User, *, valid_until: date | None = None) -> GuardianConsent:
    """A guardian's agreement given yesterday that holds for a year."""
    moment = clock.now()
    return GuardianConsent.objects.create(
        minor=minor,
        guardian_name="Гүлнар Тестова",
        text_version="2026-1",
        given_at=moment - timedelta(days=1),
        valid_until=valid_until or (moment + timedelta(days=365)).date(),
    )

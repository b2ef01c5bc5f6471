"""What follows when somebody adds or removes a way to prove who they are."""

from typing import TYPE_CHECKING, Any

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from allauth.usersessions.internal.flows.sessions import end_other_sessions
from django.http import HttpRequest

from accounts.services import record_second_factor
from core.clock import now

if TYPE_CHECKING:
    from accounts.models import User

FACTORS = (Authenticator.Type.WEBAUTHN, Authenticator.Type.TOTP)


def added(*, request: HttpRequest, user: "User", authenticator: Any, **unused: object) -> None:
    """Leave a line. The first factor also ends every other session: none of them has ever shown it."""
    record_second_factor(user=user, kind=authenticator.type, is_added=True, now=now())
    factors = Authenticator.objects.filter(user=user, type__in=FACTORS).count()
    if authenticator.type in FACTORS and factors == 1:
        end_other_sessions(request, user)


def removed(*, user: "User", authenticator: Any, **unused: object) -> None:
    """Leave a line."""
    record_second_factor(user=user, kind=authenticator.type, is_added=False, now=now())


authenticator_added.connect(added)
authenticator_reset.connect(added)
authenticator_removed.connect(removed)

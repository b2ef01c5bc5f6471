"""What follows when somebody adds or removes a way to prove who they are."""

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.usersessions.internal.flows.sessions import end_other_sessions
from django.http import HttpRequest

from accounts.access import signed_in
from accounts.services import record_second_factor
from core.clock import now

APP, PASSKEY, CODES = Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN, Authenticator.Type.RECOVERY_CODES
FACTORS = (PASSKEY, APP)


def note_added(request: HttpRequest, kind: str) -> None:
    """Leave a line, and take what was just shown as a proof.

    The first factor also ends every other session: none of them has ever shown it.
    """
    user = signed_in(request.user)
    record_second_factor(user=user, kind=kind, is_added=True, now=now())
    record_authentication(request, user, "mfa", type=kind, reauthenticated=True)
    factors = Authenticator.objects.filter(user=user, type__in=FACTORS)
    if factors.count() == 1:
        end_other_sessions(request, user)


def note_removed(request: HttpRequest, kind: str) -> None:
    """Leave a line."""
    record_second_factor(user=signed_in(request.user), kind=kind, is_added=False, now=now())


def note_new_codes(request: HttpRequest) -> None:
    """Leave a line about recovery codes made anew."""
    record_second_factor(user=signed_in(request.user), kind=CODES, is_added=True, now=now())

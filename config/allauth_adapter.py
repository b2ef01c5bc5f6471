"""Our answers to what allauth asks: where a person lands after signing in and what it says."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core import limits
from core.addresses import address_of
from core.clock import now
from portal.context import front_door


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """The account pages in our words and with our addresses."""

    error_messages: ClassVar[dict[str, str | Promise]] = DefaultAccountAdapter.error_messages | {
        "incorrect_code": _("This code is not right. Check the letter, or ask for a new code."),
        "incorrect_password": _("This password is not right."),
        "enter_current_password": _("This is not your present password."),
        "email_password_mismatch": _("The e-mail or the password is not right. You can also sign in with a code."),
        "too_many_login_attempts": _("Too many attempts. Wait a few minutes, then ask for a new code."),
        "rate_limited": _("Too many requests. Wait a minute, then try again."),
        "account_inactive": _("This account is closed."),
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        """Count by the same trusted address as every other limit."""
        return address_of(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count a sign-in by password before the password is checked. Raises TooMany or Unavailable."""
        moment = now()
        counted = [
            ("login_failures_of_account", _email(credentials)),
            ("login_failures_of_address", address_of(request)),
        ]
        limits.take_all(counted, now=moment)
        self._counted = (counted, moment)

    def _rollback_login_failed_rl_usage(self) -> None:
        """Uncount the sign-in that succeeded; the failures before it stay counted."""
        counted, moment = self._counted
        limits.give_back(counted, now=moment)

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        """Forget the failures of somebody who has just proven the address and chosen a new password."""
        limits.clear("login_failures_of_account", _email(credentials), now=now())

    def is_safe_url(self, url: str) -> bool:
        """Say whether a page may be led to: only paths, since allauth reads a bare word as the name of a view."""
        return url.startswith("/") and super().is_safe_url(url)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Open the person's most particular front door; a change of password may have closed all of them."""
        return front_door(request.user)

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Go home in the language of the page."""
        return reverse("guest:home")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Go back to the person's front door."""
        return self.get_login_redirect_url(request)


def _email(credentials: dict[str, Any]) -> str:
    return str(credentials.get("email") or "").strip().lower()

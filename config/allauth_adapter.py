"""Our answers to what allauth asks: where a person lands after signing in, what it says, and how codes travel."""

from typing import TYPE_CHECKING, Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.errors import PhoneInvalid
from accounts.queries import account_of
from accounts.services import send_code, verify_phone
from accounts.validators import Contact, clean_phone
from config.last_seen import begin_seen
from core import limits
from core.addresses import address_of
from core.clock import now
from portal.context import front_door

if TYPE_CHECKING:
    from accounts.models import User

EMAIL_STAGE = "allauth.account.stages.EmailVerificationStage"
OUR_STAGE = "config.login_stages.ContactVerificationStage"
REAUTHENTICATION_WORDS: dict[str, str | Promise] = {
    "reauthenticate": _("Use the password"),
    "mfa_reauthenticate": _("Use a code of the app or a recovery code"),
    "mfa_reauthenticate:webauthn": _("Use the passkey"),
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """The account pages in our words and with our addresses."""

    error_messages: ClassVar[dict[str, str | Promise]] = DefaultAccountAdapter.error_messages | {
        "incorrect_code": _("This code is not right. Check the letter, or ask for a new code."),
        "incorrect_password": _("This password is not right."),
        "enter_current_password": _("This is not your present password."),
        "email_password_mismatch": _("The e-mail or the password is not right. You can also sign in with a code."),
        "phone_password_mismatch": _("The number or the password is not right. You can also sign in with a code."),
        "username_password_mismatch": _("The e-mail or the password is not right. You can also sign in with a code."),
        "invalid_login": _("The e-mail or the password is not right. You can also sign in with a code."),
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
            ("login_failures_of_account", self._get_login_attempts_cache_key(request, **credentials)),
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
        limits.clear(
            "login_failures_of_account", self._get_login_attempts_cache_key(request, **credentials), now=now()
        )

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

    def get_login_stages(self) -> list[str]:
        """Accept a proven phone number where allauth wants a proven address."""
        return [OUR_STAGE if stage == EMAIL_STAGE else stage for stage in super().get_login_stages()]

    def login(self, request: HttpRequest, user: "User") -> None:
        """Sign in, and let the list of sessions follow when this one is used."""
        super().login(request, user)
        begin_seen(request)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Hand the code to the outbox: a letter written in the request would tell by its time who is known."""
        send_code(contact=Contact(email=email), code=context["code"], language=get_language() or "kk", now=now())

    def send_verification_code_sms(self, user: "User", phone: str, code: str, **kwargs: Any) -> None:
        """Hand the code to the outbox."""
        send_code(contact=Contact(phone=phone), code=code, language=get_language() or "kk", now=now())

    def clean_phone(self, phone: str) -> str:
        """Read a number of Kazakhstan."""
        try:
            return clean_phone(phone)
        except PhoneInvalid as refusal:
            raise self.validation_error("invalid_login") from refusal

    def get_user_by_phone(self, phone: str) -> "User | None":
        """Find who signs in with a number."""
        return account_of(Contact(phone=phone))

    def get_phone(self, user: "User") -> tuple[str, bool] | None:
        """Return a person's number and whether it is proven."""
        return (user.phone, user.phone_verified_at is not None) if user.phone else None

    def set_phone(self, user: "User", phone: str, verified: bool) -> None:
        """Refuse: numbers change through our own services."""
        raise NotImplementedError

    def set_phone_verified(self, user: "User", phone: str) -> None:
        """Note that the code sent to the number was typed."""
        if user.phone == phone:
            verify_phone(user=user, now=now())

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count attempts per address or number; allauth would count all numbers together."""
        names = (credentials.get(kind) for kind in ("email", "phone", "username"))
        return next((str(name).strip().lower() for name in names if name), "")

    def get_reauthentication_methods(self, user: "User") -> list[dict[str, Any]]:
        """Name in our words the ways in which somebody who is signed in can prove it once more."""
        return [
            method | {"description": REAUTHENTICATION_WORDS[method["id"]]}
            for method in super().get_reauthentication_methods(user)
        ]

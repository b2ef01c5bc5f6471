"""Our answers to what allauth asks when a ministry or a university signs somebody in."""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest
from django.shortcuts import redirect

from config.partner import say_it_failed
from portal.volunteer.codes import introduce


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Somebody we know signs in; somebody new joins like everybody else, with name and address filled in.

    An account is found by the provider's own id of the person, or by an address the provider calls verified. One
    that is not verified opens nothing: it only fills in a box, and the code sent to it has to be typed.
    """

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Lead a newcomer to the joining page."""
        if sociallogin.is_existing:
            return
        told = sociallogin.account.get_provider_account().get_user_data() or {}
        introduce(request, contact=str(told.get("email") or ""), full_name=str(told.get("name") or ""))
        raise ImmediateHttpResponse(redirect("volunteer:join"))

    def can_authenticate_by_email(self, login: Any, email: str) -> bool:
        """Say whether an address may find an account: only one whose mark is true itself, not a word like "false"."""
        told = login.account.get_provider_account().get_user_data() or {}
        return told.get("email_verified") is True and bool(super().can_authenticate_by_email(login, email))

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: Any = None,
    ) -> None:
        """Lead back to our sign-in page and say that nothing happened."""
        raise ImmediateHttpResponse(say_it_failed(request))

"""How a person proves who they are: passkeys, the authenticator app, recovery codes, and the open sessions."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn.internal.auth import begin_registration
from allauth.mfa.webauthn.views import AddWebAuthnView, ReauthenticateWebAuthnView, RemoveWebAuthnView
from allauth.usersessions.internal.flows.sessions import end_other_sessions, end_sessions
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from ngos.queries import opens_data_of_others
from portal.volunteer.devices import device_words
from portal.volunteer.forms.security import (
    AddPasskeyForm,
    AuthenticatorAppForm,
    NewRecoveryCodesForm,
    RemoveAppForm,
    SecondFactorForm,
)
from portal.volunteer.proofs import APP, FACTORS, PASSKEY, note_added, note_new_codes, note_removed

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One browser in which the person is signed in."""

    number: int
    device: str
    last_seen: datetime
    is_this_one: bool


class SecurityView(IndexView):  # type: ignore[misc]  # allauth ships no types
    """What there is, with a way to add and remove each."""

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Say whether the person's role asks for more than there is."""
        user = self.request.user
        drawn: dict[str, Any] = super().get_context_data(**context)
        is_missing = opens_data_of_others(user) and not is_mfa_enabled(user, FACTORS)
        return drawn | {"is_missing": is_missing, "has_password": user.has_usable_password()}


class SecondStepView(AuthenticateView):  # type: ignore[misc]  # allauth ships no types
    """The second step of signing in: the passkey or a code."""

    form_class = SecondFactorForm

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Give the page's program what the device needs, when there is a passkey to ask for."""
        drawn: dict[str, Any] = super().get_context_data(**context)
        has_passkey = is_mfa_enabled(self.stage.login.user, [Authenticator.Type.WEBAUTHN])
        return drawn | {"options": json.dumps(drawn["js_data"]["request_options"]) if has_passkey else ""}


class AddPasskeyView(AddWebAuthnView):  # type: ignore[misc]  # allauth ships no types
    """Adding a passkey that also signs in."""

    form_class = AddPasskeyForm

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Give the page's program what the device needs."""
        drawn: dict[str, Any] = super().get_context_data(**context)
        return drawn | {"options": json.dumps(begin_registration(self.request.user, passwordless=True))}

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep the passkey."""
        answer: HttpResponse = super().form_valid(form)
        note_added(self.request, PASSKEY)
        return answer


class RemovePasskeyView(RemoveWebAuthnView):  # type: ignore[misc]  # allauth ships no types
    """Removing a passkey."""

    success_url = reverse_lazy("mfa_index")

    def form_valid(self, form: Any) -> HttpResponse:
        """Remove it."""
        answer: HttpResponse = super().form_valid(form)
        note_removed(self.request, PASSKEY)
        return answer


class AddAppView(ActivateTOTPView):  # type: ignore[misc]  # allauth ships no types
    """Adding an authenticator app."""

    form_class = AuthenticatorAppForm

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep the app's key."""
        answer: HttpResponse = super().form_valid(form)
        note_added(self.request, APP)
        return answer


class RemoveAppView(DeactivateTOTPView):  # type: ignore[misc]  # allauth ships no types
    """Removing the authenticator app."""

    form_class = RemoveAppForm

    def form_valid(self, form: Any) -> HttpResponse:
        """Forget the app's key."""
        answer: HttpResponse = super().form_valid(form)
        note_removed(self.request, APP)
        return answer


class NewCodesView(GenerateRecoveryCodesView):  # type: ignore[misc]  # allauth ships no types
    """Making the recovery codes anew."""

    form_class = NewRecoveryCodesForm

    def form_valid(self, form: Any) -> HttpResponse:
        """Replace the codes."""
        answer: HttpResponse = super().form_valid(form)
        note_new_codes(self.request)
        return answer


class ConfirmByPasskeyView(ReauthenticateWebAuthnView):  # type: ignore[misc]  # allauth ships no types
    """Proving with the passkey that it is still the same person."""

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Give the page's program what the device needs."""
        drawn: dict[str, Any] = super().get_context_data(**context)
        return drawn | {"options": json.dumps(drawn["js_data"]["request_options"])}

    def form_invalid(self, form: Any) -> HttpResponse:
        """Say why and stay: whoever is signed in has nothing to do on the sign-in page."""
        super().form_invalid(form)
        return self.render_to_response(self.get_context_data(form=form), status=422)  # type: ignore[no-any-return]


@never_cache
@login_required
@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """Every browser in which the person is signed in, this one first."""
    UserSession.objects.create_from_request(request)
    context = {"sessions": _open_sessions(request)}
    return render(request, "usersessions/usersession_list.html", context)


def _open_sessions(request: HttpRequest) -> list[OpenSession]:
    found = [
        OpenSession(row.pk, device_words(row.user_agent), row.last_seen_at, row.is_current())
        for row in UserSession.objects.purge_and_list(request.user)
    ]
    return sorted(found, key=lambda one: (not one.is_this_one, -one.last_seen.timestamp()))


@login_required
@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere else."""
    end_other_sessions(request, _person(request))
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("usersessions_list")


@login_required
@require_POST
def end_one(request: HttpRequest, number: int) -> HttpResponse:
    """Sign out one browser; somebody else's is not found."""
    chosen = UserSession.objects.filter(user=_person(request), pk=number).first()
    if chosen is None:
        raise Http404
    end_sessions(request, [chosen])
    messages.success(request, _("This device is signed out."))
    return redirect("usersessions_list")


def _person(request: HttpRequest) -> "User":
    assert request.user.is_authenticated
    return request.user

"""Signing in by a code from a letter or an SMS, the usual way; passwords are allauth's own pages with our forms."""

from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.stagekit import clear_login
from allauth.account.models import Login
from allauth.account.views import ConfirmLoginCodeView, LoginView
from allauth.mfa.webauthn.internal.flows import perform_passwordless_login
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.context import front_door
from portal.volunteer.codes import (
    SESSION_KEY,
    CodeProcess,
    account_behind,
    ask_for_code,
    finish_joining,
    may_ask,
)
from portal.volunteer.forms.fields import answers
from portal.volunteer.forms.sign_in import CodeForm, PasswordSignInForm, SignInForm
from portal.volunteer.views.joining import wanted_page


def partner(request: HttpRequest) -> dict[str, str] | None:
    """Return name and address of the ministry or university that signs people in for us, or nothing."""
    apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    if not apps:
        return None
    return {"name": apps[0]["name"], "url": reverse("openid_connect_login", args=[apps[0]["provider_id"]])}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for the address and send a code; an unknown address gets no letter and the same page."""
    onwards = wanted_page(request)
    if request.user.is_authenticated:
        return redirect(onwards or "root")
    form = SignInForm(answers(request))
    if request.method == "POST" and form.is_valid() and may_ask(request, form):
        ask_for_code(request, contact=form.found)
        query = f"?{urlencode({'next': onwards})}" if onwards else ""
        return redirect(f"{reverse('account_confirm_login_code')}{query}")
    context = {"form": form, "next": onwards, "partner": partner(request)}
    return render(request, "account/login.html", context, status=422 if form.errors else 200)


@never_cache
@require_safe
def lead_on(request: HttpRequest) -> HttpResponse:
    """Lead to the front door from where allauth expects the addresses of a person, a page we do not have."""
    return redirect(front_door(request.user))


class FreshStart:
    """A way in that may be chosen although another was begun: whoever waits for a code may take the passkey."""

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: object) -> None:
        """Forget what was begun instead of leading back to it."""
        clear_login(request)


class PasswordView(FreshStart, LoginView):  # type: ignore[misc]  # allauth ships no types
    """Signing in with a password."""

    form_class = PasswordSignInForm
    template_name = "account/login_password.html"


class PasskeyView(FreshStart, LoginWebAuthnView):  # type: ignore[misc]  # allauth ships no types
    """Signing in with a passkey: a program of the page asks for the challenge and sends the answer."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Sign in and go on to where the person wanted to go."""
        key = form.cleaned_data["credential"]
        login = Login(user=key.user, redirect_url=wanted_page(self.request) or None)
        answer: HttpResponse = perform_passwordless_login(self.request, key, login)
        return answer


class CodeView(ConfirmLoginCodeView):  # type: ignore[misc]  # allauth ships no types
    """The page for the six figures, when joining and when signing in."""

    form_class = CodeForm
    template_name = "account/confirm_login_code.html"

    _found: CodeProcess

    @property
    def _process(self) -> CodeProcess | None:
        """Where allauth keeps its own process, ours; nothing once it has run out."""
        return getattr(self, "_found", None)

    @_process.setter
    def _process(self, found: object) -> None:
        if found:
            self._found = CodeProcess(stage=self.stage)

    def form_valid(self, form: CodeForm) -> HttpResponse:
        """Sign the person in and finish what they came for, or send another code and stay."""
        if self._action == "resend":
            super().form_valid(form)
            return redirect(self.request.get_full_path())
        user = account_behind(self.request, self._found)
        if user is None:
            return redirect(self._start_again_url())
        self._found.welcome(user)
        response: HttpResponse = super().form_valid(form)
        if self.request.user.is_authenticated:  # else a second factor is asked for first
            finish_joining(self.request, self.request.user)
        return response

    def _start_again_url(self) -> str:
        return reverse("volunteer:join" if SESSION_KEY in self.request.session else "account_login")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Add the way back, and where a letter can be found in the demonstration."""
        letters_are_printed = settings.EMAIL_BACKEND.endswith("console.EmailBackend")
        drawn: dict[str, Any] = super().get_context_data(**context)
        return drawn | {
            "letters_are_printed": settings.DEMO and letters_are_printed,
            "contact": str(self._found.contact),
            "is_phone": bool(self._found.contact.phone),
            "start_again_url": self._start_again_url(),
        }

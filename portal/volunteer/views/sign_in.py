"""Signing in by a code from a letter, the usual way; passwords are allauth's own pages with our forms."""

from typing import Any
from urllib.parse import urlencode

from allauth.account.views import ConfirmLoginCodeView
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.context import front_door
from portal.volunteer.codes import SESSION_KEY, finish_joining, send_code
from portal.volunteer.forms.fields import answers
from portal.volunteer.forms.sign_in import CodeForm, SignInForm
from portal.volunteer.views.joining import wanted_page


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for the address and send a code; an unknown address gets no letter and the same page."""
    onwards = wanted_page(request)
    if request.user.is_authenticated:
        return redirect(onwards or "root")
    form = SignInForm(answers(request))
    if request.method == "POST" and form.is_valid():
        send_code(request, email=form.cleaned_data["email"], user=form._user)
        query = f"?{urlencode({'next': onwards})}" if onwards else ""
        return redirect(f"{reverse('account_confirm_login_code')}{query}")
    context = {"form": form, "next": onwards}
    return render(request, "account/login.html", context, status=422 if form.errors else 200)


@never_cache
@require_safe
def lead_on(request: HttpRequest) -> HttpResponse:
    """Lead to the front door from where allauth expects the addresses of a person, a page we do not have."""
    return redirect(front_door(request.user))


class CodeView(ConfirmLoginCodeView):  # type: ignore[misc]  # allauth ships no types
    """The page for the six figures, when joining and when signing in."""

    form_class = CodeForm
    template_name = "account/confirm_login_code.html"

    def form_valid(self, form: CodeForm) -> HttpResponse:
        """Sign the person in and finish what they came for, or send another code and stay."""
        response: HttpResponse = super().form_valid(form)
        if self._action == "resend":
            return redirect(self.request.get_full_path())
        if self.request.user.is_authenticated:
            finish_joining(self.request, self.request.user)
        return response

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Add the way back, and where a letter can be found in the demonstration."""
        is_joining = SESSION_KEY in self.request.session
        letters_are_printed = settings.EMAIL_BACKEND.endswith("console.EmailBackend")
        drawn: dict[str, Any] = super().get_context_data(**context)
        return drawn | {
            "letters_are_printed": settings.DEMO and letters_are_printed,
            "start_again_url": reverse("volunteer:join" if is_joining else "account_login"),
        }

"""Joining: five answers, a code by e-mail, then on to where the person wanted to go."""

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.services import register
from core.clock import now
from portal.errors import attempt
from portal.onwards import own_page
from portal.templatetags.dates import language
from portal.volunteer.codes import recalled, remember, send_code
from portal.volunteer.forms.fields import answers
from portal.volunteer.forms.joining import JoinForm, ProfileStartForm
from portal.volunteer.forms.sign_in import SignInForm
from volunteers.queries import volunteer_of
from volunteers.services import create_profile

if TYPE_CHECKING:
    from accounts.models import User


def wanted_page(request: HttpRequest) -> str:
    """Return the page of this site the person was on the way to, or nothing."""
    return own_page(request, request.POST.get("next", "") or request.GET.get("next", ""))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Ask a newcomer five questions; somebody with an account, only what a profile needs."""
    if request.user.is_authenticated:
        return _join_with_account(request, request.user)
    form = JoinForm(answers(request), initial=recalled(request))
    if request.method == "POST" and form.is_valid() and _start(request, form):
        query = urlencode({"next": wanted_page(request) or reverse("volunteer:start_causes")})
        return redirect(f"{reverse('volunteer:join_code')}?{query}")
    return _page(request, form)


def _start(request: HttpRequest, form: JoinForm) -> bool:
    """Send the code: to the account of the address, or to a new one. Both look the same from outside."""
    email, full_name = form.cleaned_data["email"], form.cleaned_data["full_name"]
    known = SignInForm({"email": email})
    if not known.is_valid():
        form.add_error("email", known.errors["email"].data)
        return False
    user: User | None = known._user  # allauth keeps the account it found here
    if user is None:
        made = attempt(form, lambda: register(email=email, full_name=full_name, language=language(), now=now()))
        if not made:
            return False
        user = made.value
    remember(request, email=email, full_name=full_name, birth_date=form.cleaned_data["birth_date"], home=form.home)
    send_code(request, email=email, user=user)
    return True


def _join_with_account(request: HttpRequest, user: "User") -> HttpResponse:
    onwards = wanted_page(request)
    if volunteer_of(user) is not None:
        return redirect(onwards or "volunteer:find")
    form = ProfileStartForm(answers(request))
    if request.method == "POST" and form.is_valid():
        birth_date, home = form.cleaned_data["birth_date"], form.home
        made = attempt(
            form,
            lambda: create_profile(user=user, birth_date=birth_date, home=home, actor=user, now=now()),
        )
        if made:
            return redirect(onwards or "volunteer:start_causes")
    return _page(request, form)


def _page(request: HttpRequest, form: ProfileStartForm) -> HttpResponse:
    context = {"form": form, "next": wanted_page(request), "has_account": request.user.is_authenticated}
    return render(request, "portal/volunteer/join.html", context, status=422 if form.errors else 200)

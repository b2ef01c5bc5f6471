"""Joining: five answers, a code by e-mail or SMS, then on to where the person wanted to go."""

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.clock import now
from portal.errors import attempt
from portal.onwards import own_page
from portal.volunteer.codes import ask_for_code_to_join, may_ask, recalled, remember
from portal.volunteer.forms.fields import answers
from portal.volunteer.forms.joining import JoinForm, ProfileStartForm
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
    """Send the code: to the account of the address, or to a newcomer. Both look the same from outside."""
    if not may_ask(request, form):
        return False
    contact, given = form.found, form.cleaned_data
    remember(request, contact=contact, full_name=given["full_name"], birth_date=given["birth_date"], home=form.home)
    ask_for_code_to_join(request, contact=contact)
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

"""The doors to a ministry's or a university's sign-in, which may be away."""

from collections.abc import Callable
from functools import wraps

from allauth.socialaccount.providers.openid_connect import views
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from requests import RequestException

Door = Callable[[HttpRequest, str], HttpResponse]


def say_it_failed(request: HttpRequest) -> HttpResponse:
    """Lead back to our own sign-in page with a sentence."""
    messages.error(request, _("Signing in there did not work. Try again, or use a code."))
    return redirect("account_login")


def patient(view: Door) -> Door:
    """Lead back when the provider does not answer; nothing else is caught."""

    @wraps(view)
    def door(request: HttpRequest, provider_id: str) -> HttpResponse:
        try:
            return view(request, provider_id)
        except RequestException:
            return say_it_failed(request)

    return door


# Without a language, because the provider keeps the second address.
partner_patterns = [
    path("oidc/<slug:provider_id>/login/", patient(views.login), name="openid_connect_login"),
    path("oidc/<slug:provider_id>/login/callback/", patient(views.callback), name="openid_connect_callback"),
]

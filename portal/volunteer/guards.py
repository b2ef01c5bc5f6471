"""Who may open a volunteer's page, asked once per view."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache

from core.errors import NotSignedIn
from portal.volunteer.agreeing import is_to_be_asked
from volunteers.queries import volunteer_of

if TYPE_CHECKING:
    from accounts.models import User
    from volunteers.models import Volunteer

P = ParamSpec("P")


def to_joining(onwards: str) -> HttpResponse:
    """Lead to the joining page and from there onwards."""
    return redirect(f"{reverse('volunteer:join')}?{urlencode({'next': onwards})}")


def with_profile(
    view: "Callable[Concatenate[HttpRequest, Volunteer, P], HttpResponse]",
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Hand the view the person's profile; without one, lead to the questions that make it."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            raise NotSignedIn
        volunteer = volunteer_of(request.user)
        if volunteer is None:
            return to_joining(request.get_full_path())
        if is_to_be_asked(request):
            return redirect(f"{reverse('volunteer:consent')}?{urlencode({'next': request.get_full_path()})}")
        return view(request, volunteer, *args, **kwargs)

    return guarded


def with_account(
    view: "Callable[Concatenate[HttpRequest, User, P], HttpResponse]",
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Hand the view the account; what is kept about people is theirs, whether they volunteer or not."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            raise NotSignedIn
        return view(request, request.user, *args, **kwargs)

    return guarded
